import { createHash } from 'node:crypto';
import { octetString, oid, sequence, setOf } from './der.ts';
import { OID } from './oids.ts';

const attribute = (type: string, value: Uint8Array): Buffer => sequence(oid(type), setOf([value]));

/**
 * The signed attributes of a baseline signature: content-type, message-digest and signing-certificate-v2 (RFC 5035, SHA-256),
 * nothing else. There is no signing-time: in PAdES the claimed time is the dictionary's /M (EN 319 142-1, 6.3).
 * @returns the DER SET that is signed
 */
export function baselineAttributes(messageDigest: Uint8Array, certificate: Uint8Array): Buffer {
  const certHash = createHash('sha256').update(certificate).digest();
  return setOf([
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octetString(messageDigest)),
    // SigningCertificateV2 > certs > ESSCertIDv2 > certHash; SHA-256 is the default and DER leaves defaults out.
    attribute(OID.signingCertificateV2, sequence(sequence(sequence(octetString(certHash))))),
  ]);
}
