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
  return encodeSignedData({ certificates: [signer.certificate, ...signer.chain], attributes, signature });
}

/** What a message of ours consists of; everything else in it follows from these. */
export interface SignedDataParts {
  /** The signer's certificate first. */
  readonly certificates: readonly Uint8Array[];
  /** The signed attributes as the SET that is signed. */
  readonly attributes: Uint8Array;
  readonly signature: Uint8Array;
  /** Unsigned attributes with their own tag, where there are any. */
  readonly unsignedAttributes?: Uint8Array | undefined;
}

/** The one way these parts are written: a verifier writes them again, to see that no byte between them was changed. */
export function encodeSignedData(parts: SignedDataParts): Buffer {
  const [own = new Uint8Array()] = parts.certificates;
  const sha256 = sequence(oid(OID.sha256));
  const { issuer, serial } = issuerAndSerial(own);
  const signerInfo = sequence(
    smallInteger(1),
    sequence(issuer, serial),
    sha256,
    // The same SET, under its implicit tag (RFC 5652, 5.4).
    retag(parts.attributes, 0xa0),
    signatureAlgorithm(own),
    octetString(parts.signature),
    ...(parts.unsignedAttributes === undefined ? [] : [parts.unsignedAttributes]),
  );
  const signedData = sequence(
    smallInteger(1),
    setOf([sha256]),
    sequence(oid(OID.data)),
    setOf(parts.certificates, 0xa0),
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
