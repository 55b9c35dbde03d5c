import type { Words } from '../../../shared/domain/refusal.ts';
import type { Change } from './change.ts';
import type { Finding } from './finding.ts';
import type { CertificateSummary, TrustReport } from './trust.ts';

/**
 * - `valid`: intact, nothing changed that must not, every signer leads to a given root, every signature field is signed;
 * - `incomplete`: all that is signed is valid, but signature fields are empty: not signed yet, or an earlier revision;
 * - `untrusted`: intact, but a signer leads to none of the given roots, or nothing proves that an expired certificate was used in time;
 * - `invalid`: something is wrong; the findings say what;
 * - `unsigned`: no signature at all; `unreadable`: refused, the findings say why.
 */
export type PdfVerdict = 'valid' | 'incomplete' | 'untrusted' | 'invalid' | 'unsigned' | 'unreadable';

export interface SignatureReport {
  readonly field: string;
  readonly kind: 'certification' | 'approval' | 'timestamp';
  readonly subFilter: string;
  readonly verdict: 'valid' | 'untrusted' | 'invalid';
  /** The bytes it covers are the ones that were signed, and the signature value holds. */
  readonly intact: boolean;
  readonly signer: CertificateSummary | undefined;
  readonly trust: TrustReport | undefined;
  readonly signerName: string | undefined;
  readonly reason: string | undefined;
  /** /M, UTC ms: what the signer's computer said. */
  readonly claimedAt: number | undefined;
  /** Time that a time stamp vouches for, UTC ms. */
  readonly stampedAt: number | undefined;
  /** Index of the revision it closes; with {@link PdfReport.revisions} it tells whether it covers the whole file. */
  readonly revision: number | undefined;
  readonly coversWholeFile: boolean;
  /** What later revisions did, permitted or not. */
  readonly changesAfter: readonly Change[];
  readonly findings: readonly Finding[];
}

export interface PdfReport {
  readonly verdict: PdfVerdict;
  readonly words: Words;
  /** Of the file, lower-case hex. */
  readonly sha256: string;
  readonly size: number;
  readonly revisions: number;
  readonly signatures: readonly SignatureReport[];
  /** Names of signature fields nobody has signed. */
  readonly unsignedFields: readonly string[];
  /** Findings about the file as a whole. */
  readonly findings: readonly Finding[];
}

/** The overall sentence in both languages, with the names of what was found. */
export function wordsFor(
  verdict: PdfVerdict,
  signatures: readonly SignatureReport[],
  unsignedFields: readonly string[],
  findings: readonly Finding[],
): Words {
  const names = signatures
    .filter((each) => each.kind !== 'timestamp')
    .map((each) => each.signer?.commonName ?? each.field);
  const errors = [...findings, ...signatures.flatMap((each) => each.findings)].filter((each) => each.level === 'error');
  const untrusted = signatures
    .filter((each) => each.verdict === 'untrusted')
    .map((each) => each.signer?.commonName ?? each.field);
  const doubts = signatures.flatMap((each) => each.findings).filter((each) => each.code.startsWith('trust.'));
  const list = (texts: readonly string[], mark: string): string => [...new Set(texts)].join(mark);
  switch (verdict) {
    case 'valid':
      return {
        zh: `有效：${signatures.length} 个签名全部成立（${list(names, '、')}），签署后没有不允许的改动`,
        en: `Valid: all ${signatures.length} signatures hold (${list(names, ', ')}); nothing was changed that must not be`,
      };
    case 'incomplete':
      return {
        zh: `已有的签名有效（${list(names, '、')}），但签名栏 ${list(unsignedFields, '、')} 是空的：尚未签完，或这是较早的一版`,
        en: `What is signed is valid (${list(names, ', ')}), but ${list(unsignedFields, ', ')} is empty: not fully signed yet, or an earlier revision`,
      };
    case 'untrusted':
      return {
        zh: `内容完好，但 ${list(untrusted, '、')} 的证书不能确认：${list(
          doubts.map((each) => each.zh),
          '；',
        )}`,
        en: `Intact, but the certificate of ${list(untrusted, ', ')} is not confirmed: ${list(
          doubts.map((each) => each.en),
          '; ',
        )}`,
      };
    case 'invalid':
      return {
        zh: `无效：${list(
          errors.map((each) => each.zh),
          '；',
        )}`,
        en: `Not valid: ${list(
          errors.map((each) => each.en),
          '; ',
        )}`,
      };
    case 'unsigned':
      return { zh: '文件没有签名', en: 'The document is not signed' };
    case 'unreadable':
      return {
        zh: `无法核验：${list(
          errors.map((each) => each.zh),
          '；',
        )}`,
        en: `Cannot be verified: ${list(
          errors.map((each) => each.en),
          '; ',
        )}`,
      };
  }
}
