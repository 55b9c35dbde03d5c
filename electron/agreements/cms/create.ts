import { X509Certificate } from 'node:crypto';
import { issuerAndSerial } from './certificate.ts';
import { derNull, octetString, oid, sequence, setOf, smallInteger, tlv } from './der.ts';
import { OID } from './oids.ts';
import { baselineAttributes } from './signedAttributes.ts';

/** Who signs: a certificate, what stands between it and the root, and a way to sign. The private key stays where it is. */
export interface CmsSigner {
  /** DER of the signer's certificate (RSA, or an elliptic curve). */
  readonly certificate: Uint8Array;
  /** DER of the issuing certificates, nearest first. The root may be among them. */
  readonly chain: readonly Uint8Array[];
  /** Signs bytes with SHA-256: RSASSA-PKCS1-v1_5, or ECDSA in DER. */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/**
 * A detached CMS signature (RFC 5652) at CAdES baseline level B: one SignerInfo, no content inside, chain included, DER.
 * @param messageDigest SHA-256 of the signed content
 */
export async function createDetachedCms(signer: CmsSigner, messageDigest: Uint8Array): Promise<Buffer> {
  const attributes = baselineAttributes(messageDigest, signer.certificate);
  const signature = await signer.sign(attributes);
  const sha256 = sequence(oid(OID.sha256));
  const { issuer, serial } = issuerAndSerial(signer.certificate);
  const signerInfo = sequence(
    smallInteger(1),
    sequence(issuer, serial),
    sha256,
    // The same SET, under its implicit tag (RFC 5652, 5.4).
    retag(attributes, 0xa0),
    signatureAlgorithm(signer.certificate),
    octetString(signature),
  );
  const certificates = [signer.certificate, ...signer.chain];
  const signedData = sequence(
    smallInteger(1),
    setOf([sha256]),
    sequence(oid(OID.data)),
    setOf(certificates, 0xa0),
    setOf([signerInfo]),
  );
  return sequence(oid(OID.signedData), tlv(0xa0, signedData));
}

const retag = (encoded: Uint8Array, tag: number): Buffer => {
  const copy = Buffer.from(encoded);
  copy[0] = tag;
  return copy;
};

function signatureAlgorithm(certificate: Uint8Array): Buffer {
  const type = new X509Certificate(certificate).publicKey.asymmetricKeyType;
  if (type === 'rsa') return sequence(oid(OID.sha256WithRsa), derNull);
  if (type === 'ec') return sequence(oid(OID.ecdsaWithSha256));
  throw new TypeError(`no signature algorithm for a key of type ${type ?? 'unknown'}`);
}
