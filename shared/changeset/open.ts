import { type KeyObject, verify } from 'node:crypto';
import { done, type Result } from '../domain/refusal.ts';
import type { HpkeRecipient } from '../pki/hpke.ts';
import { decryptChunks } from './chunkedEncryption.ts';
import { unpadAndDecompress } from './compression.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import type { ChangeSetHeader, ChangeSetKind, ChangeSetOrigin } from './header.ts';
import { unwrapFileKey } from './recipients.ts';
import { refuseChangeSet } from './refusals.ts';
import { bodyContext } from './seal.ts';
import { hasLowS } from './signature.ts';

/**
 * A signer the reader trusts, after its certificate chain was verified (see `shared/pki`). A change set is judged by
 * sequence and revocation, never by a certificate's dates against a wall clock.
 */
export interface TrustedSigner {
  readonly publicKey: KeyObject;
  readonly origin: ChangeSetOrigin;
  /** The branch the certificate was issued to; null for headquarters, which signs for every branch. */
  readonly branchId: string | null;
  /** From this sequence on the certificate is revoked. */
  readonly revokedFromSequence?: number;
}

export interface ChangeSetExpectations {
  /** The signer with this certificate fingerprint (SHA-256 of the DER), or undefined when it is not enrolled. */
  readonly signer: (fingerprint: Uint8Array) => TrustedSigner | undefined;
  /** Who must have written the file. */
  readonly origin: ChangeSetOrigin;
  /** Given by a branch: files for another branch are refused. */
  readonly branchId?: string;
  /** Whether this side works with sample data. Sample and real never mix. */
  readonly sample: boolean;
}

const verified = Symbol('verified');

/** An envelope whose signer, direction, branch and signature are verified. Only {@link verifyChangeSet} makes one. */
export interface VerifiedChangeSet extends Envelope {
  readonly [verified]: true;
}

export interface OpenedChangeSet {
  readonly header: ChangeSetHeader;
  readonly hash: Uint8Array;
  /** CBOR of the kind; decode it with the codec of that kind. */
  readonly payload: Uint8Array;
}

/** Verifies a file before anything in it is decrypted. Every failure is a refusal that names what is wrong. */
export function verifyChangeSet(file: Uint8Array, expect: ChangeSetExpectations): Result<VerifiedChangeSet> {
  const envelope = readEnvelope(file);
  return envelope.ok ? verifyEnvelope(envelope.value, expect) : envelope;
}

/** The same for an envelope that was read already. */
export function verifyEnvelope(envelope: Envelope, expect: ChangeSetExpectations): Result<VerifiedChangeSet> {
  const { header, signature } = envelope;
  const signer = expect.signer(header.signer);
  if (signer === undefined) return refuseChangeSet('changeset.signerUnknown');
  const options = { key: signer.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  if (!hasLowS(signature) || !verify('sha256', envelope.signedBytes, options, signature)) {
    return refuseChangeSet('changeset.signatureInvalid');
  }
  // From here on the header is what the signer wrote; what follows is whether the signer may write it.
  if (signer.branchId !== null && signer.branchId !== header.branchId) return refuseChangeSet('changeset.otherBranch');
  if (signer.origin !== header.origin || header.origin !== expect.origin || !mayWrite(header)) {
    return refuseChangeSet('changeset.wrongOrigin');
  }
  if (expect.branchId !== undefined && expect.branchId !== header.branchId) {
    return refuseChangeSet('changeset.notThisBranch', header.branchId);
  }
  if (header.sample !== expect.sample) {
    return refuseChangeSet(header.sample ? 'changeset.sample' : 'changeset.notSample');
  }
  if (signer.revokedFromSequence !== undefined && header.sequence >= signer.revokedFromSequence) {
    return refuseChangeSet('changeset.signerRevoked', `${header.sequence} >= ${signer.revokedFromSequence}`);
  }
  return done({ ...envelope, [verified]: true });
}

/** Receipts, policies, transfers and freezes come from headquarters only; transactions, attachments, snapshots go both ways. */
function mayWrite({ kind, origin }: ChangeSetHeader): boolean {
  return origin === 'hq' || kind === 'transactions' || kind === 'attachment' || kind === 'snapshot';
}

/** Decrypts and decompresses a verified file with whichever of our keys it is encrypted to. */
export function openChangeSet(file: VerifiedChangeSet, ours: readonly HpkeRecipient[]): Result<OpenedChangeSet> {
  const { header, headerBytes, recipientBytes } = file;
  const fileKey = unwrapFileKey(recipientBytes, header.recipients, headerBytes, ours);
  if (!fileKey.ok) return fileKey;
  const padded = decryptChunks(fileKey.value, bodyContext(headerBytes, recipientBytes), file.body);
  if (!padded.ok) return padded;
  const payload = unpadAndDecompress(padded.value);
  if (!payload.ok) return payload;
  return done({ header, hash: file.hash, payload: payload.value });
}

/** Refuses a file of another kind than the caller can read. */
export function expectKind(file: OpenedChangeSet, kind: ChangeSetKind): Result<Uint8Array> {
  if (file.header.kind === kind) return done(file.payload);
  return refuseChangeSet('changeset.wrongKind', `${file.header.kind} ≠ ${kind}`);
}
