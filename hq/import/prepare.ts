import type { ChangeSetHeader } from '../../shared/changeset/header.ts';
import { openChangeSet, type TrustedSigner, verifyChangeSet } from '../../shared/changeset/open.ts';
import { type Refusal, type Result, refused } from '../../shared/domain/refusal.ts';
import type { HpkeRecipient } from '../../shared/pki/hpke.ts';
import type { HeaderGlance } from '../inbox/sources.ts';
import { refusalsOf } from './faults.ts';

export interface KnownSigner extends TrustedSigner {
  /** SHA-256 of the certificate. */
  readonly fingerprint: Uint8Array;
}

/**
 * What the cryptography of a file came to. `refused`: nothing in it can be believed, not even who sent it. `bad`: an
 * enrolled branch signed it and it cannot be read. Plain data, so that it can cross threads.
 */
export type Prepared =
  | { readonly state: 'refused'; readonly refusals: readonly Refusal[] }
  /** Byte for byte what was applied before. */
  | { readonly state: 'known'; readonly header: HeaderGlance }
  | {
      readonly state: 'bad';
      readonly header: ChangeSetHeader;
      readonly hash: Uint8Array;
      readonly refusals: readonly Refusal[];
    }
  | {
      readonly state: 'opened';
      readonly header: ChangeSetHeader;
      readonly hash: Uint8Array;
      readonly payload: Uint8Array;
    };

/** Verifies a file, then decrypts it: never the other way round. */
export function prepareFile(
  bytes: Uint8Array,
  signer: KnownSigner | undefined,
  ours: readonly HpkeRecipient[],
  sample: boolean,
): Prepared {
  const verified = guarded(() =>
    verifyChangeSet(bytes, {
      signer: (fingerprint) =>
        signer !== undefined && Buffer.compare(fingerprint, signer.fingerprint) === 0 ? signer : undefined,
      origin: 'branch',
      sample,
    }),
  );
  if (!verified.ok) return { state: 'refused', refusals: verified.refusals };
  const { header, hash } = verified.value;
  const opened = guarded(() => openChangeSet(verified.value, ours));
  return opened.ok
    ? { state: 'opened', header, hash, payload: opened.value.payload }
    : { state: 'bad', header, hash, refusals: opened.refusals };
}

/** A defect of ours that one file meets is that file's misfortune, and nobody else's. */
function guarded<T>(work: () => Result<T>): Result<T> {
  try {
    return work();
  } catch (error) {
    return refused(...refusalsOf(error));
  }
}
