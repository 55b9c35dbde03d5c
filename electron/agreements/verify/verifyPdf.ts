import { createHash } from 'node:crypto';
import { openPdf, type PdfFile } from '../pdf/file.ts';
import { PdfUnreadable } from '../pdf/value.ts';
import type { Change, ChangeKind } from './change.ts';
import { compareRevisions } from './compare.ts';
import { checkCoverage } from './coverage.ts';
import { type Circumstances, type ExaminedSignature, examineSignature } from './examineSignature.ts';
import { error, type Finding, info, unreadable, warning } from './finding.ts';
import { type PdfReport, type PdfVerdict, type SignatureReport, wordsFor } from './report.ts';
import { type FoundSignatures, findSignatures, type SignatureDictionary } from './signatureDictionary.ts';
import { summarise } from './trust.ts';

export interface VerifyOptions {
  /** Roots to trust, DER. Without one no signature is `valid`, only intact. */
  readonly roots: readonly Uint8Array[];
  /** Revocation lists to heed, DER. */
  readonly revocationLists?: readonly Uint8Array[];
  /** When certificates have to be valid where no trusted time stamp says otherwise, UTC ms. Default: now. */
  readonly at?: number;
}

const MAX_SIGNATURES = 100;

/**
 * Verifies every signature of a PDF and compares its revisions. Never throws for what a file contains: whatever is wrong with
 * it is in the report. Work and memory are bounded by the size of the file.
 */
export function verifyPdf(bytes: Uint8Array, options: VerifyOptions): PdfReport {
  try {
    return examine(openPdf(bytes), { revocationLists: [], at: Date.now(), ...options, provenAt: undefined });
  } catch (problem) {
    // A stack that overflows on nested values is a limit of ours, too.
    const code = problem instanceof PdfUnreadable ? problem.code : problem instanceof RangeError ? 'limit' : undefined;
    if (code === undefined || !(problem instanceof Error)) throw problem;
    return report(bytes, { verdict: 'unreadable', findings: [unreadable(code, problem.message)] });
  }
}

function report(bytes: Uint8Array, known: Partial<PdfReport> & { verdict: PdfVerdict }): PdfReport {
  const { verdict, signatures = [], unsignedFields = [], findings = [], revisions = 0 } = known;
  return {
    verdict,
    words: wordsFor(verdict, signatures, unsignedFields, findings),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    revisions,
    signatures,
    unsignedFields,
    findings,
  };
}

function examine(file: PdfFile, circumstances: Circumstances): PdfReport {
  const { bytes, revisions } = file;
  const found = findSignatures(file);
  const unsignedFields = found.unsigned.map((field) => field.name);
  const known = { revisions: revisions.length, unsignedFields };
  if (found.signed.length === 0) {
    // Half a revision behind an unsigned one: what is left of a signature that was cut off, perhaps.
    const findings = fileFindings(file, found);
    return report(bytes, { ...known, findings, verdict: overall([], findings, unsignedFields, 'unsigned') });
  }
  if (found.signed.length > MAX_SIGNATURES) throw new PdfUnreadable('limit', `more than ${MAX_SIGNATURES} signatures`);

  const latest = revisions.length - 1;
  const firstSigned = Math.min(...found.signed.map((each) => each.revision ?? latest));
  const findings = [...fileFindings(file, found), ...checkCoverage(file, firstSigned)];
  const changes: Change[] = [];
  for (let i = firstSigned + 1; i <= latest; i++) {
    changes.push(...compareRevisions(file.view(i - 1), file.view(i), i));
  }
  const examined = examineAll(file, found.signed, circumstances);
  const signatures = examined.map((each) => conclude(each, examined, changes, latest));
  return report(bytes, {
    ...known,
    signatures,
    findings,
    verdict: overall(signatures, findings, unsignedFields),
  });
}

/** In the order of signing. Later document time stamps are examined first: they vouch for what they cover. */
function examineAll(
  file: PdfFile,
  signed: readonly SignatureDictionary[],
  circumstances: Circumstances,
): ExaminedSignature[] {
  const order = (each: SignatureDictionary): number => each.revision ?? file.revisions.length;
  let provenAt: number | undefined;
  const out: ExaminedSignature[] = [];
  for (const dictionary of [...signed].sort((a, b) => order(b) - order(a))) {
    const examined = examineSignature(file, dictionary, { ...circumstances, provenAt });
    if (examined.kind === 'timestamp' && examined.intact) provenAt = examined.stampedAt ?? provenAt;
    out.unshift(examined);
  }
  return out;
}

function overall(
  signatures: readonly SignatureReport[],
  findings: readonly Finding[],
  unsignedFields: readonly string[],
  otherwise: PdfVerdict = 'valid',
): PdfVerdict {
  const wrong =
    signatures.some((each) => each.verdict === 'invalid') || findings.some((each) => each.level === 'error');
  if (wrong) return 'invalid';
  if (signatures.some((each) => each.verdict === 'untrusted')) return 'untrusted';
  return otherwise === 'valid' && unsignedFields.length > 0 ? 'incomplete' : otherwise;
}

/** What is wrong with the file as a whole: bytes behind its end, one signature for two fields, fields that only look signed. */
function fileFindings(file: PdfFile, { signed, unsigned }: FoundSignatures): Finding[] {
  const findings: Finding[] = [];
  if (file.trailing > 0) {
    findings.push(
      error(
        'file.trailingBytes',
        `文件结尾之后还有 ${file.trailing} 字节不属于任何一版的内容`,
        `${file.trailing} bytes that belong to no revision follow the end of the file`,
      ),
    );
  }
  const seen = new Set<number>();
  for (const { ref, field } of signed) {
    if (ref === undefined) continue;
    if (seen.has(ref.num)) {
      findings.push(
        error(
          'file.sharedSignature',
          `签名栏 ${field} 冒用了另一栏的签名`,
          `The field ${field} borrows another field's signature`,
        ),
      );
    }
    seen.add(ref.num);
  }
  for (const { name, appears } of unsigned) {
    if (!appears) continue;
    findings.push(
      warning(
        'file.emptyFieldDrawn',
        `签名栏 ${name} 画有内容，但没有签名`,
        `The field ${name} shows something but is not signed`,
      ),
    );
  }
  return findings;
}

/** Joins the cryptography of one signature with what happened to the file after it. */
function conclude(
  own: ExaminedSignature,
  all: readonly ExaminedSignature[],
  changes: readonly Change[],
  latest: number,
): SignatureReport {
  const { dictionary, trust, intact, certificate } = own;
  const revision = dictionary.revision ?? latest;
  const changesAfter = changes.filter((change) => change.revision > revision);
  // The strictest rule of this signature and of any certification before it.
  const level = Math.min(
    ...all
      .filter((each) => (each.dictionary.revision ?? latest) <= revision)
      .map((each) => each.dictionary.docMdp ?? UNSTATED),
  );
  const findings = [...own.findings, ...changesAfter.map((change) => judge(change, level, dictionary))];
  const failed = !intact || findings.some((each) => each.level === 'error');
  return {
    field: dictionary.field,
    kind: own.kind,
    subFilter: dictionary.subFilter,
    verdict: failed ? 'invalid' : trust?.trusted === true ? 'valid' : 'untrusted',
    intact,
    signer: certificate === undefined ? undefined : summarise(certificate),
    trust,
    signerName: dictionary.signerName,
    reason: dictionary.reason,
    claimedAt: dictionary.claimedAt,
    stampedAt: own.stampedAt,
    revision: dictionary.revision,
    coversWholeFile: dictionary.revision === latest,
    changesAfter,
    findings,
  };
}

/** Without DocMDP later signing and filling in is usual; notes on pages are permitted by P=3 alone. */
const UNSTATED = 4;

/** Whether a change was permitted (ISO 32000-1, 12.8.2.2). */
function judge(change: Change, level: number, dictionary: SignatureDictionary): Finding {
  const zh = `签署后（第 ${change.revision + 1} 版）：${change.zh}`;
  const en = `After the signature (revision ${change.revision + 1}): ${change.en}`;
  const locked = dictionary.locks?.(change.field ?? '') === true;
  const permitted: Record<ChangeKind, boolean> = {
    validation: true,
    signing: level >= 2,
    formFilling: level >= 2 && !locked,
    annotation: level === 3,
    forbidden: false,
  };
  const code = `change.${change.kind}`;
  if (!permitted[change.kind]) return error(code, zh, en);
  return change.kind === 'formFilling' ? warning(code, zh, en) : info(code, zh, en);
}
