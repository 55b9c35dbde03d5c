import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import type { CborReader } from '../changeset/cborReader.ts';
import { CborWriter } from '../changeset/cborWriter.ts';
import { done, type Result } from '../domain/refusal.ts';
import { certificateFingerprint } from './certificate.ts';
import { isNamePart } from './distinguishedName.ts';
import { hpkePublicKeyBytes, isHpkePublicKey } from './hpke.ts';
import { keyKindOf, publicKeyInfo } from './keys.ts';
import { refusePki } from './refusals.ts';
import type { KeyKind } from './roles.ts';
import { isSignedMessage, readMessage, readWire, signMessage } from './signedMessage.ts';

const name = 'shouke:enrolment-request:1';

/** Branches with sample data have ids that begin like this, so that they are known even if the flag is lost. */
export const sampleBranchPrefix = 'sample-';
export const isSampleBranchId = (branchId: string): boolean => branchId.toLowerCase().startsWith(sampleBranchPrefix);

/** The branch's private keys. They stay at the branch. */
export interface BranchKeys {
  /** P-256; signs change sets. */
  readonly changeSets: KeyObject;
  /** P-256; decrypts what headquarters sends. Never the key that signs. */
  readonly encryption: KeyObject;
  /** RSA-3072 or P-256; issues employees' certificates. */
  readonly authority: KeyObject;
  /** RSA-3072; the company's counter-signature. */
  readonly seal: KeyObject;
}

export interface BranchIdentity {
  readonly branchId: string;
  readonly branchName: string;
  readonly companyName: string;
  readonly sample: boolean;
}

/** What a branch asks headquarters for. Only {@link readEnrolmentRequest} makes one, after verifying possession. */
export interface EnrolmentRequest extends BranchIdentity {
  /** UTC milliseconds on the branch's clock. */
  readonly requestedAt: number;
  readonly changeSets: KeyObject;
  readonly authority: KeyObject;
  readonly seal: KeyObject;
  /** 65 bytes. */
  readonly encryptionPublicKey: Uint8Array;
  /** SHA-256 of the file; read out by phone or printed, so that nobody slips another request in. */
  readonly fingerprint: Uint8Array;
}

/**
 * Makes the file that asks headquarters for certificates. Its three signing keys sign it together, which proves possession
 * and binds them, and the encryption key, to each other. Refusals: `pki.name`, `pki.weak`.
 */
export function makeEnrolmentRequest(
  identity: BranchIdentity,
  keys: BranchKeys,
  requestedAt: number,
): Result<{ readonly request: Uint8Array; readonly fingerprint: Uint8Array }> {
  const { branchId, branchName, companyName, sample } = identity;
  if (![branchId, branchName, companyName].every(isNamePart)) return refusePki('pki.name');
  const kinds: [keyof BranchKeys, readonly KeyKind[]][] = [
    ['changeSets', ['p256']],
    ['encryption', ['p256']],
    ['authority', ['rsa3072', 'p256']],
    ['seal', ['rsa3072']],
  ];
  for (const [key, allowed] of kinds) {
    const kind = keyKindOf(keys[key]);
    if (kind === undefined || !allowed.includes(kind)) return refusePki('pki.weak', key);
  }
  const body = new CborWriter(2048)
    .array(10)
    .text(branchId)
    .text(branchName)
    .text(companyName)
    .boolean(sample)
    .unsigned(requestedAt)
    .bytes(randomBytes(16))
    .bytes(publicKeyInfo(keys.changeSets))
    .bytes(publicKeyInfo(keys.authority))
    .bytes(publicKeyInfo(keys.seal))
    .bytes(hpkePublicKeyBytes(keys.encryption))
    .view();
  const request = signMessage(name, body, [keys.changeSets, keys.authority, keys.seal]);
  const read = readEnrolmentRequest(request); // what we could not read ourselves must not travel
  return read.ok ? done({ request, fingerprint: read.value.fingerprint }) : read;
}

/** Reads a request and verifies that its sender holds the keys. Refusals: `enrolment.malformed`, `tooNew`, `possession`. */
export function readEnrolmentRequest(request: Uint8Array): Result<EnrolmentRequest> {
  const message = readMessage(name, request);
  if (!message.ok) return message;
  const read = readWire(message.value.body, (reader) => done(readBody(reader)));
  if (!read.ok) return read;
  const { changeSets, authority, seal } = read.value;
  if (!isSignedMessage(name, message.value, [changeSets, authority, seal])) return refusePki('enrolment.possession');
  return done({ ...read.value, fingerprint: certificateFingerprint(request) });
}

function readBody(reader: CborReader): Omit<EnrolmentRequest, 'fingerprint'> {
  reader.arrayOf(10);
  const branchId = readNamePart(reader);
  const branchName = readNamePart(reader);
  const companyName = readNamePart(reader);
  const sample = reader.boolean();
  const requestedAt = reader.unsigned();
  reader.bytesOf(16); // makes two requests of the same keys differ
  const changeSets = readPublicKey(reader, ['p256']);
  const authority = readPublicKey(reader, ['rsa3072', 'p256']);
  const seal = readPublicKey(reader, ['rsa3072']);
  const encryptionPublicKey = reader.bytesOf(65);
  if (!isHpkePublicKey(encryptionPublicKey)) reader.fail('not a point on P-256');
  const signing = [changeSets, authority].filter((key) => keyKindOf(key) === 'p256').map(hpkePublicKeyBytes);
  if (signing.some((key) => Buffer.compare(key, encryptionPublicKey) === 0)) reader.fail('one key for two purposes');
  if (changeSets.equals(authority) || authority.equals(seal)) reader.fail('one key for two purposes');
  return {
    branchId,
    branchName,
    companyName,
    sample,
    requestedAt,
    changeSets,
    authority,
    seal,
    encryptionPublicKey,
  };
}

function readNamePart(reader: CborReader): string {
  const part = reader.text(256);
  if (!isNamePart(part)) reader.fail('not a name');
  return part;
}

function readPublicKey(reader: CborReader, allowed: readonly KeyKind[]): KeyObject {
  const der = reader.bytes(2048);
  let key: KeyObject;
  try {
    key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return reader.fail('not a public key');
  }
  const kind = keyKindOf(key);
  if (kind === undefined || !allowed.includes(kind)) reader.fail('a key of another kind');
  return key;
}
