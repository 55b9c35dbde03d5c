import { DerError, readDer } from '../../../shared/pki/der.ts';
import { CmsUnreadable } from './read.ts';

/**
 * Issuer and serial number as the certificate spells them (RFC 5280, 4.1): names are compared as bytes. Read level by level;
 * decoding the whole certificate into objects would take most of the time of a verification.
 * @throws CmsUnreadable
 */
export function issuerAndSerial(certificate: Uint8Array): { issuer: Uint8Array; serial: Uint8Array } {
  try {
    const fields = readDer(certificate).children()[0]?.children() ?? [];
    // The version, tagged [0], may be left out.
    const first = fields[0]?.tag === 0xa0 ? 1 : 0;
    const [serial, , issuer] = fields.slice(first);
    if (serial === undefined || issuer === undefined) throw new CmsUnreadable('a certificate without issuer');
    return { serial: serial.raw, issuer: issuer.raw };
  } catch (error) {
    if (error instanceof DerError) throw new CmsUnreadable(error.message);
    throw error;
  }
}
