import { childrenOf, decode, rawOf } from './read.ts';

/** Issuer and serial number as the certificate spells them (RFC 5280, 4.1): names are compared as bytes. */
export function issuerAndSerial(certificate: Uint8Array): { issuer: Uint8Array; serial: Uint8Array } {
  const [tbs] = childrenOf(decode(certificate).node);
  const fields = childrenOf(tbs);
  // The version, tagged [0], may be left out.
  const first = fields[0]?.idBlock.tagClass === 3 ? 1 : 0;
  return { serial: rawOf(fields[first]), issuer: rawOf(fields[first + 2]) };
}
