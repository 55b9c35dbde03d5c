import * as z from 'zod';
import { CborWriter } from '../changeset/cborWriter.ts';
import { done, type Result } from '../domain/refusal.ts';
import { type HpkeRecipient, hpkeEncapsulatedSize, hpkeKeyId, hpkeOpen, hpkeOverhead, hpkeSeal } from './hpke.ts';
import { refusePki } from './refusals.ts';

const domain = Buffer.from('shouke:recovery:database-key:1\0');
const version = 1;
const databaseKeySize = 32;
const keyIdSize = 32;
const packageSize = 1 + keyIdSize + hpkeEncapsulatedSize + databaseKeySize + hpkeOverhead;

/**
 * Wraps a branch's database key to headquarters' recovery public key (65 bytes), bound to the branch. The result may lie
 * anywhere: `version(1) | key id(32) | encapsulated key(65) | ciphertext(48)`.
 */
export function wrapDatabaseKeyForRecovery(
  databaseKey: Uint8Array,
  recoveryPublicKey: Uint8Array,
  branchId: string,
): Uint8Array {
  if (databaseKey.length !== databaseKeySize) throw new RangeError(`a database key has ${databaseKeySize} bytes`);
  const { encapsulated, ciphertext } = hpkeSeal(recoveryPublicKey, purpose(branchId), databaseKey);
  return Buffer.concat([Buffer.of(version), hpkeKeyId(recoveryPublicKey), encapsulated, ciphertext]);
}

/** The database key again, with the recovery private key. Refusal: `recovery.unreadable`. */
export function unwrapRecoveredDatabaseKey(
  wrapped: Uint8Array,
  recovery: HpkeRecipient,
  branchId: string,
): Result<Uint8Array> {
  const keyId = wrapped.subarray(1, 1 + keyIdSize);
  if (wrapped.length !== packageSize || wrapped[0] !== version || Buffer.compare(keyId, recovery.keyId) !== 0) {
    return refusePki('recovery.unreadable');
  }
  const start = 1 + keyIdSize;
  const encapsulated = wrapped.subarray(start, start + hpkeEncapsulatedSize);
  const ciphertext = wrapped.subarray(start + hpkeEncapsulatedSize);
  const key = hpkeOpen(recovery, purpose(branchId), { encapsulated, ciphertext });
  return key === undefined ? refusePki('recovery.unreadable') : done(key);
}

/** Whether bytes are a package that the holder of this recovery public key (65 bytes) may be able to open. */
export const isRecoveryPackageFor = (wrapped: Uint8Array, recoveryPublicKey: Uint8Array): boolean =>
  wrapped.length === packageSize &&
  wrapped[0] === version &&
  Buffer.compare(wrapped.subarray(1, 1 + keyIdSize), hpkeKeyId(recoveryPublicKey)) === 0;

const keyFile = z.object({
  branchId: z.string(),
  wraps: z.array(z.looseObject({ kind: z.string(), sealed: z.string().optional() })),
});

/**
 * Whose a branch's key file (`keys.json`) is, and the package in it; none before the branch is enrolled. Undefined where it
 * is no such file.
 */
export function readKeyFilePackage(
  text: string,
): { readonly branchId: string; readonly wrapped: Uint8Array | undefined } | undefined {
  try {
    const { branchId, wraps } = keyFile.parse(JSON.parse(text));
    const sealed = wraps.find(({ kind }) => kind === 'headquarters')?.sealed;
    return { branchId, wrapped: sealed === undefined ? undefined : new Uint8Array(Buffer.from(sealed, 'base64')) };
  } catch {
    return undefined;
  }
}

const purpose = (branchId: string): Uint8Array => new CborWriter(128).raw(domain).text(branchId).bytesWritten();
