import { CborReader, WireError } from './cborReader.ts';
import { CborWriter } from './cborWriter.ts';
import type { ChangeSetHeader } from './header.ts';

/** Optional header key of the certificates that a file carries along. */
const certificatesKey = 64;
const mostCertificates = 4;
const largestCertificate = 2048;

/**
 * The header's extensions with the signer's certificate and the authorities above it (DER), so that somebody with nothing
 * but the root can check the file.
 */
export function withCertificates(certificates: readonly Uint8Array[]): ReadonlyMap<number, Uint8Array> {
  const writer = new CborWriter(2048).array(certificates.length);
  for (const der of certificates) writer.bytes(der);
  return new Map([[certificatesKey, writer.bytesWritten()]]);
}

/** The certificates a file carries; nothing about them is verified. None where the field is absent or makes no sense. */
export function certificatesOf({ extensions }: Pick<ChangeSetHeader, 'extensions'>): Uint8Array[] {
  const field = extensions?.get(certificatesKey);
  if (field === undefined) return [];
  const reader = new CborReader(field);
  try {
    const certificates = Array.from(
      { length: reader.array(mostCertificates) },
      () => new Uint8Array(reader.bytes(largestCertificate)),
    );
    reader.end();
    return certificates;
  } catch (error) {
    if (error instanceof WireError) return [];
    throw error;
  }
}
