import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { certificateFingerprint } from '../pki/certificate.ts';
import { type HpkeRecipient, hpkeRecipient } from '../pki/hpke.ts';
import type { ChangeSetHeader } from './header.ts';
import type { ChangeSetExpectations, TrustedSigner } from './open.ts';
import { type SealedChangeSet, sealChangeSet } from './seal.ts';
import { withLowS } from './signature.ts';

/** A signer with a stand-in certificate: the codec only ever hashes the certificate. */
export function makeSigner(branchId: string | null) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = randomBytes(64);
  const trusted: TrustedSigner = { publicKey, branchId, origin: branchId === null ? 'hq' : 'branch' };
  return { certificate, privateKey, trusted, fingerprint: certificateFingerprint(certificate) };
}

export function makeRecipient(): HpkeRecipient {
  return hpkeRecipient(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

export type TestSigner = ReturnType<typeof makeSigner>;

/** Accepts files of these signers, as a real headquarters. */
export function expecting(...signers: readonly TestSigner[]): ChangeSetExpectations {
  const known = new Map(signers.map((each) => [Buffer.from(each.fingerprint).toString('hex'), each.trusted]));
  return {
    signer: (fingerprint) => known.get(Buffer.from(fingerprint).toString('hex')),
    origin: 'branch',
    sample: false,
  };
}

export const branchHeader: Omit<ChangeSetHeader, 'signer' | 'recipients'> = {
  kind: 'transactions',
  origin: 'branch',
  branchId: '上海一店',
  incarnationId: new Uint8Array(16).fill(9),
  sequence: 1,
  previousHash: new Uint8Array(32),
  schemaVersion: 3,
  checkpoint: null,
  sample: false,
  sealedAt: 1_760_000_000_000,
  auditHead: { sequence: 5, hash: new Uint8Array(32).fill(7) },
};

export function seal(
  signer: TestSigner,
  recipient: HpkeRecipient,
  payload: Uint8Array,
  header: Partial<ChangeSetHeader> = {},
): SealedChangeSet {
  return sealChangeSet({
    header: { ...branchHeader, ...header },
    payload,
    signer,
    recipients: [recipient.publicKey],
  });
}

/** Signs whatever stands before the signature again, as a forger with a key of his own would. */
export function signAgain(file: Uint8Array, signer: TestSigner): Uint8Array {
  const signed = file.subarray(0, file.length - 64);
  const signature = sign('sha256', signed, { key: signer.privateKey, dsaEncoding: 'ieee-p1363' });
  return Buffer.concat([signed, withLowS(signature)]);
}
