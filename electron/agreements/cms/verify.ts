import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { Integer, Sequence } from 'asn1js';
import { issuerAndSerial } from './certificate.ts';
import { OID } from './oids.ts';
import { type CmsAttribute, type CmsMessage, childrenOf, octetsOf, oidOf } from './read.ts';

const HASHES: Record<string, { name: string; weak?: true }> = {
  [OID.sha1]: { name: 'sha1', weak: true },
  [OID.sha256]: { name: 'sha256' },
  [OID.sha384]: { name: 'sha384' },
  [OID.sha512]: { name: 'sha512' },
};

/** Hash that a signature algorithm fixes by its identifier. */
const SIGNATURE_HASHES: Record<string, string> = {
  '1.2.840.113549.1.1.5': 'sha1',
  [OID.sha256WithRsa]: 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  [OID.ecdsaWithSha256]: 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

/** What can be wrong with a CMS signature. Which of these matter is the caller's decision. */
export type CmsFault =
  | 'manySigners'
  | 'signerCertificateMissing'
  | 'digestAlgorithmUnknown'
  | 'digestWeak'
  | 'digestMismatch'
  | 'contentTypeWrong'
  | 'attributeRepeated'
  | 'signatureWrong'
  | 'signingCertificateMissing'
  | 'signingCertificateOld'
  | 'signingCertificateMismatch'
  | 'signingTimePresent'
  | 'signedAttributesMissing'
  | 'notDer';

export interface CmsVerdict {
  readonly faults: readonly CmsFault[];
  /** The certificate the SignerInfo names, when it is in the message. */
  readonly certificate: X509Certificate | undefined;
  /** Name of the digest algorithm, as node:crypto spells it. */
  readonly digest: string | undefined;
}

/** Name of a digest algorithm in node:crypto, or undefined for one that is not accepted. */
export const hashNameOf = (oid: string): string | undefined => HASHES[oid]?.name;

/**
 * Checks one signature against content: the digest, the attributes, and the signature value itself.
 * @param chunks the signed content in pieces
 * @param contentType what the content-type attribute has to say
 */
export function verifyCms(
  message: CmsMessage,
  chunks: readonly Uint8Array[],
  contentType: string = OID.data,
): CmsVerdict {
  const faults: CmsFault[] = [];
  if (message.signerCount !== 1) faults.push('manySigners');
  if (!message.definite) faults.push('notDer');
  const certificate = signerCertificate(message);
  if (certificate === undefined) faults.push('signerCertificateMissing');
  const hash = HASHES[message.digestAlgorithm];
  if (hash === undefined) {
    faults.push('digestAlgorithmUnknown');
    return { faults, certificate, digest: undefined };
  }
  if (hash.weak) faults.push('digestWeak');

  let signedBytes = chunks;
  if (message.signedAttributes === undefined) faults.push('signedAttributesMissing');
  else {
    faults.push(...attributeFaults(message.signedAttributes.list, hash.name, chunks, contentType, certificate));
    signedBytes = [message.signedAttributes.encoded];
  }
  if (certificate !== undefined && !signatureHolds(message, certificate, hash.name, signedBytes)) {
    faults.push('signatureWrong');
  }
  return { faults, certificate, digest: hash.name };
}

/** The certificate among those in the message that the SignerInfo names. */
function signerCertificate(message: CmsMessage): X509Certificate | undefined {
  const id = message.signerId;
  for (const der of message.certificates) {
    try {
      if ('issuer' in id) {
        const own = issuerAndSerial(der);
        if (Buffer.compare(own.issuer, id.issuer) !== 0 || Buffer.compare(own.serial, id.serial) !== 0) continue;
        return new X509Certificate(der);
      }
      // The identifier is an extension value; its bytes in the certificate are unambiguous enough to choose by,
      // and the signature decides.
      if (Buffer.from(der).includes(Buffer.from(id.subjectKeyIdentifier))) return new X509Certificate(der);
    } catch {
      // An unreadable certificate is none: the signer's is then reported as missing.
    }
  }
  return undefined;
}

function attributeFaults(
  list: readonly CmsAttribute[],
  hash: string,
  chunks: readonly Uint8Array[],
  contentType: string,
  certificate: X509Certificate | undefined,
): CmsFault[] {
  const faults: CmsFault[] = [];
  const types = list.map((each) => each.type);
  if (new Set(types).size !== types.length || list.some((each) => each.values.length !== 1))
    faults.push('attributeRepeated');
  const value = (type: string) => list.find((each) => each.type === type)?.values[0];

  const typeValue = value(OID.contentType);
  if (typeValue === undefined || oidOf(typeValue) !== contentType) faults.push('contentTypeWrong');
  const digest = value(OID.messageDigest);
  if (digest === undefined || Buffer.compare(octetsOf(digest), digestOf(hash, chunks)) !== 0)
    faults.push('digestMismatch');
  if (value(OID.signingTime) !== undefined) faults.push('signingTimePresent');

  const modern = value(OID.signingCertificateV2);
  const old = value(OID.signingCertificate);
  if (modern === undefined) faults.push(old === undefined ? 'signingCertificateMissing' : 'signingCertificateOld');
  const bound = modern ?? old;
  if (bound !== undefined && certificate !== undefined) {
    // SigningCertificate(V2) > certs > first ESSCertID(v2): [hashAlgorithm], certHash, …
    const named = childrenOf(childrenOf(childrenOf(bound)[0])[0]);
    const withAlgorithm = modern !== undefined && named[0] instanceof Sequence;
    const algorithm = withAlgorithm ? HASHES[oidOf(childrenOf(named[0])[0])]?.name : modern ? 'sha256' : 'sha1';
    const certHash = octetsOf(named[withAlgorithm ? 1 : 0]);
    if (algorithm === undefined || Buffer.compare(certHash, digestOf(algorithm, [certificate.raw])) !== 0) {
      faults.push('signingCertificateMismatch');
    }
  }
  return faults;
}

function digestOf(hash: string, chunks: readonly Uint8Array[]): Buffer {
  const digest = createHash(hash);
  for (const chunk of chunks) digest.update(chunk);
  return digest.digest();
}

function signatureHolds(
  message: CmsMessage,
  certificate: X509Certificate,
  digest: string,
  chunks: readonly Uint8Array[],
): boolean {
  const { oid, parameters } = message.signatureAlgorithm;
  const data = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  try {
    // Throws for keys of an unknown kind.
    const key = certificate.publicKey;
    const type = key.asymmetricKeyType;
    if (oid === OID.ed25519 || oid === OID.ed448) {
      return (type === 'ed25519' || type === 'ed448') && verify(null, data, key, message.signature);
    }
    if (oid === OID.rsaPss) {
      if (type !== 'rsa' && type !== 'rsa-pss') return false;
      const saltLength = pssSaltLength(parameters);
      return verify(digest, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, message.signature);
    }
    const fixed = SIGNATURE_HASHES[oid];
    if (fixed !== undefined && fixed !== digest) return false;
    if (oid !== OID.rsaEncryption && fixed === undefined) return false;
    if (type !== 'rsa' && type !== 'ec') return false;
    return verify(digest, data, key, message.signature);
  } catch {
    return false;
  }
}

/** saltLength of RSASSA-PSS-params, [2] (RFC 4055, 3.1); 20 by default. */
function pssSaltLength(parameters: CmsMessage['signatureAlgorithm']['parameters']): number {
  if (parameters === undefined) return 20;
  for (const each of childrenOf(parameters)) {
    if (each.idBlock.tagNumber !== 2) continue;
    const [value] = childrenOf(each);
    if (value instanceof Integer) return value.valueBlock.valueDec;
  }
  return 20;
}
