import { CborReader, WireError } from '../changeset/cborReader.ts';
import { CborWriter } from '../changeset/cborWriter.ts';
import type { ChangeSetHeader } from '../changeset/header.ts';

/** Optional header key of the branch's database key, wrapped for headquarters' recovery key. */
const recoveryKey = 65;
const largestPackage = 512;

/**
 * The header's extension with the wrapped database key: headquarters then has it, also when the branch's own key file is
 * lost. Two persons there open it, and nobody on the way.
 */
export const recoveryField = (wrapped: Uint8Array): ReadonlyMap<number, Uint8Array> =>
  new Map([[recoveryKey, new CborWriter(largestPackage).bytes(wrapped).bytesWritten()]]);

/** The wrapped key a file carries; nothing about it is verified. Undefined where the field is absent or makes no sense. */
export function recoveryPackageOf({ extensions }: Pick<ChangeSetHeader, 'extensions'>): Uint8Array | undefined {
  const field = extensions?.get(recoveryKey);
  if (field === undefined) return undefined;
  const reader = new CborReader(field);
  try {
    const wrapped = new Uint8Array(reader.bytes(largestPackage));
    reader.end();
    return wrapped;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
