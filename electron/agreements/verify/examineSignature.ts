import type { X509Certificate } from 'node:crypto';
import { OID } from '../cms/oids.ts';
import { type CmsMessage, CmsUnreadable, rawOf, readCms } from '../cms/read.ts';
import { type CmsFault, verifyCms } from '../cms/verify.ts';
import { signatureFieldsOf } from '../pdf/fields.ts';
import type { PdfFile } from '../pdf/file.ts';
import { PdfString, sameValue } from '../pdf/value.ts';
import { cmsFinding } from './cmsFindings.ts';
import { error, type Finding, warning } from './finding.ts';
import { messageFindings, spellingFindings } from './ownForm.ts';
import type { SignatureReport } from './report.ts';
import type { SignatureDictionary } from './signatureDictionary.ts';
import { readTimestamp } from './timestamp.ts';
import { establishTrust, summarise, type TrustReport } from './trust.ts';

/** What the cryptography says about one signature, before what happened to the file after it. */
export interface ExaminedSignature {
  readonly dictionary: SignatureDictionary;
  readonly kind: SignatureReport['kind'];
  readonly intact: boolean;
  readonly certificate: X509Certificate | undefined;
  readonly trust: TrustReport | undefined;
  /** Time of a trusted time stamp over this signature, UTC ms. */
  readonly stampedAt: number | undefined;
  readonly findings: readonly Finding[];
}

/** What the examination of one signature needs to know besides the file. */
export interface Circumstances {
  /** DER. */
  readonly roots: readonly Uint8Array[];
  readonly revocationLists: readonly Uint8Array[];
  /** The verifier's time, UTC ms. */
  readonly at: number;
  /** Time of a trusted document time stamp that covers this signature, UTC ms. */
  readonly provenAt: number | undefined;
}

/** How far ahead of the verifier's clock a signer's clock may be, ms. */
const CLOCK_TOLERANCE = 10 * 60_000;

const BREAKING: ReadonlySet<CmsFault> = new Set([
  'digestMismatch',
  'signatureWrong',
  'signerCertificateMissing',
  'digestAlgorithmUnknown',
  'manySigners',
]);

/** Examines one signature: its message, its certificate, its time. Whatever the file holds becomes a finding. */
export function examineSignature(
  file: PdfFile,
  dictionary: SignatureDictionary,
  circumstances: Circumstances,
): ExaminedSignature {
  const { contents, signed, subFilter } = dictionary;
  const findings: Finding[] = [...dictionary.findings, ...attachedLater(file, dictionary)];
  const kind =
    subFilter === 'ETSI.RFC3161' ? 'timestamp' : dictionary.docMdp === undefined ? 'approval' : 'certification';
  const examined: ExaminedSignature = {
    dictionary,
    kind,
    intact: false,
    certificate: undefined,
    trust: undefined,
    stampedAt: undefined,
    findings,
  };
  if (contents === undefined || signed === undefined) return examined;
  try {
    const message = readCms(contents);
    if (contents.subarray(message.length).some((byte) => byte !== 0)) {
      findings.push(
        error('cms.padding', '签名数据后面夹带了其他内容', 'The room behind the signature data holds something else'),
      );
    }
    if (kind === 'timestamp')
      return { ...examined, ...documentTimestamp(contents, message, signed, circumstances, findings) };
    if (subFilter === 'ETSI.CAdES.detached' || subFilter === 'adbe.pkcs7.detached') {
      return { ...examined, ...detachedCms(file, dictionary, message, signed, circumstances, findings) };
    }
    findings.push(
      error('signature.subFilter', `不支持的签名格式 ${subFilter}`, `Signature format ${subFilter} is not supported`),
    );
  } catch (problem) {
    if (!(problem instanceof CmsUnreadable)) throw problem;
    findings.push(
      error(
        'cms.unreadable',
        `签名数据无法读取（${problem.message}）`,
        `The signature data cannot be read (${problem.message})`,
      ),
    );
  }
  return examined;
}

type Outcome = Partial<ExaminedSignature>;

/** The field has to hold this very signature in the revision that the signature closes. */
function attachedLater(file: PdfFile, { revision, ref, field }: SignatureDictionary): Finding[] {
  if (revision === undefined) return [];
  const held = signatureFieldsOf(file.view(revision))
    .find((each) => each.name === field)
    ?.dict.get('V');
  if (ref !== undefined && sameValue(held, ref)) return [];
  return [
    error(
      'signature.attachedLater',
      `签名栏 ${field} 的签名不在它所签的那一版里`,
      `The signature of ${field} is not part of the revision it signs`,
    ),
  ];
}

function detachedCms(
  file: PdfFile,
  dictionary: SignatureDictionary,
  message: CmsMessage,
  signed: readonly [Uint8Array, Uint8Array],
  circumstances: Circumstances,
  findings: Finding[],
): Outcome {
  if (message.content !== undefined) {
    findings.push(
      error(
        'cms.encapsulated',
        '签名自带一份内容，签的未必是这份文件',
        'The signature brings content of its own; it need not be about this document',
      ),
    );
  }
  const verdict = verifyCms(message, signed);
  for (const fault of verdict.faults) {
    const finding = cmsFinding(fault, dictionary.subFilter);
    if (finding !== undefined) findings.push(finding);
  }
  const intact = message.content === undefined && !verdict.faults.some((fault) => BREAKING.has(fault));
  const stampedAt = signatureTimestamp(message, circumstances, findings) ?? circumstances.provenAt;
  const { certificate } = verdict;
  if (certificate === undefined) return { intact, stampedAt };
  const trust = establishTrust({
    certificate,
    pool: message.certificates,
    roots: circumstances.roots,
    revocationLists: circumstances.revocationLists,
    at: stampedAt ?? circumstances.at,
    claimedAt: dictionary.claimedAt,
    purpose: 'document',
  });
  findings.push(...trust.findings, ...claimFindings(dictionary.claimedAt, certificate, circumstances.at));
  const contents = dictionary.dict.get('Contents');
  if (contents instanceof PdfString) {
    findings.push(
      ...messageFindings(contents.bytes.subarray(0, message.length), message, certificate, trust),
      ...spellingFindings(file, contents, trust),
    );
  }
  return { intact, certificate, trust, stampedAt };
}

/** The time of a signature time stamp whose certificate is trusted; one that is not counts for nothing. */
function signatureTimestamp(
  message: CmsMessage,
  { roots, revocationLists }: Circumstances,
  findings: Finding[],
): number | undefined {
  const value = message.unsignedAttributes.find((each) => each.type === OID.signatureTimeStamp)?.values[0];
  if (value === undefined) return undefined;
  const { genTime, certificate, certificates, findings: own } = readTimestamp(rawOf(value), [message.signature]);
  findings.push(...own);
  if (genTime === undefined || certificate === undefined) return undefined;
  const trust = establishTrust({
    certificate,
    pool: certificates,
    roots,
    revocationLists,
    at: genTime,
    purpose: 'timestamp',
  });
  if (trust.trusted) return genTime;
  findings.push(
    warning(
      'timestamp.untrusted',
      '签名带有时间戳，但时间戳证书不能追溯到所给的根证书',
      'There is a time stamp, but its certificate leads to none of the given roots',
    ),
  );
  return undefined;
}

function documentTimestamp(
  contents: Uint8Array,
  message: CmsMessage,
  signed: readonly [Uint8Array, Uint8Array],
  { roots, revocationLists, at }: Circumstances,
  findings: Finding[],
): Outcome {
  const stamp = readTimestamp(contents.subarray(0, message.length), signed);
  findings.push(...stamp.findings);
  const { certificate, genTime } = stamp;
  if (certificate === undefined) return {};
  const trust = establishTrust({
    certificate,
    pool: stamp.certificates,
    roots,
    revocationLists,
    at: genTime ?? at,
    purpose: 'timestamp',
  });
  findings.push(...trust.findings);
  return { intact: genTime !== undefined, certificate, trust, stampedAt: trust.trusted ? genTime : undefined };
}

/** The claimed time proves nothing, but it must not contradict the certificate. */
function claimFindings(claimedAt: number | undefined, certificate: X509Certificate, at: number): Finding[] {
  if (claimedAt === undefined) return [];
  const { notBefore, notAfter } = summarise(certificate);
  if (claimedAt < notBefore) {
    return [
      error(
        'signature.beforeIssue',
        '签署时间早于证书签发时间',
        'The stated signing time is before the certificate was issued',
      ),
    ];
  }
  if (claimedAt > notAfter) {
    return [
      error(
        'signature.afterExpiry',
        '签署时间晚于证书有效期',
        'The stated signing time is after the certificate expired',
      ),
    ];
  }
  if (claimedAt > at + CLOCK_TOLERANCE) {
    return [
      warning(
        'signature.inFuture',
        '签署时间晚于现在，签署时电脑时间可能不对',
        'The stated signing time lies in the future; the clock may have been wrong',
      ),
    ];
  }
  return [];
}
