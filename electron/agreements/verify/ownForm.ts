import { hash, type X509Certificate } from 'node:crypto';
import { encodeSignedData } from '../cms/create.ts';
import { type CmsMessage, CmsUnreadable } from '../cms/read.ts';
import type { PdfFile } from '../pdf/file.ts';
import type { PdfString } from '../pdf/value.ts';
import { error, type Finding } from './finding.ts';
import type { TrustReport } from './trust.ts';

/**
 * Whether a message of this product is, byte for byte, what it wrote. The frame of a message, the copies of other certificates
 * in it and its spelling are under no signature: one byte in six could be changed, and the signature would still hold. What leads
 * to a root of ours was written in one way only, so anything else was touched later. Messages of others are not judged.
 */
export function messageFindings(
  encoded: Uint8Array,
  message: CmsMessage,
  certificate: X509Certificate,
  trust: TrustReport,
): Finding[] {
  if (!isOurs(trust)) return [];
  const others = message.certificates.filter((each) => !certificate.raw.equals(each));
  const path = new Set(trust.path.map((each) => each.sha256));
  if (others.some((each) => !path.has(hash('sha256', each, 'hex')))) {
    return [
      error(
        'cms.certificateAltered',
        '签名数据里有一张证书不在签署人的证书链上：被改动或夹带',
        "A certificate in the signature is not of the signer's chain: it was altered or slipped in",
      ),
    ];
  }
  return Buffer.compare(encoded, rewritten(message, [certificate.raw, ...others])) === 0 ? [] : [altered];
}

/** Hexadecimal digits, lower case, no blanks: a digit in another case or a blank for a zero is the same string to a reader. */
export function spellingFindings(file: PdfFile, contents: PdfString, trust: TrustReport): Finding[] {
  if (!isOurs(trust)) return [];
  const spelled = Buffer.from(file.bytes.subarray(contents.start, contents.end)).toString('latin1');
  return spelled === `<${Buffer.from(contents.bytes).toString('hex')}>` ? [] : [altered];
}

const isOurs = (trust: TrustReport): boolean => trust.trusted && (trust.path[0]?.binding ?? null) !== null;

const altered = error(
  'cms.notAsWritten',
  '签名数据有字节被改动过',
  'Bytes of the signature data were altered after it was made',
);

function rewritten(message: CmsMessage, certificates: readonly Uint8Array[]): Uint8Array {
  if (message.signedAttributes === undefined) return new Uint8Array();
  try {
    return encodeSignedData({
      certificates,
      attributes: message.signedAttributes.encoded,
      signature: message.signature,
      unsignedAttributes: message.unsignedEncoded,
    });
  } catch (problem) {
    if (problem instanceof CmsUnreadable) return new Uint8Array();
    throw problem;
  }
}
