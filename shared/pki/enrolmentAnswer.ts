import type { KeyObject } from 'node:crypto';
import type { CborReader } from '../changeset/cborReader.ts';
import { CborWriter } from '../changeset/cborWriter.ts';
import { done, type Result } from '../domain/refusal.ts';
import { type Certificate, certificateFingerprint } from './certificate.ts';
import { titledName } from './distinguishedName.ts';
import { type BranchKeys, type EnrolmentRequest, isSampleBranchId, readEnrolmentRequest } from './enrolmentRequest.ts';
import { hpkePublicKeyBytes, isHpkePublicKey } from './hpke.ts';
import { type IssuingAuthority, issueCertificate } from './issue.ts';
import { publicHalf } from './keys.ts';
import { refusePki } from './refusals.ts';
import type { CertificateRole } from './roles.ts';
import { isSignedMessage, readMessage, readWire, signMessage } from './signedMessage.ts';
import { verifyCertificate } from './verifyCertificate.ts';

const name = 'shouke:enrolment-answer:1';
const year = 365.25 * 24 * 3600 * 1000;
const day = 24 * 3600 * 1000;
const largestCertificate = 16 * 1024;
const mostCertificates = 8;
const largestList = 128 * 1024;

/** What every branch gets to know of headquarters. */
export interface HeadquartersIdentity {
  readonly name: string;
  readonly sample: boolean;
  /** The life of headquarters' store, 16 bytes. */
  readonly hqIncarnation: Uint8Array;
  /** DER. */
  readonly root: Uint8Array;
  /** Authorities between the root and what it issues, DER. */
  readonly intermediates: readonly Uint8Array[];
  /** Signs change sets to branches, DER. */
  readonly changeSets: Uint8Array;
  /** HPKE key that change sets are encrypted to, 65 bytes. */
  readonly encryptionPublicKey: Uint8Array;
  /** HPKE key that database keys are wrapped to, 65 bytes. Its private half is a matter for two persons. */
  readonly recoveryPublicKey: Uint8Array;
  /** DER, or null where headquarters has none. */
  readonly timestamping: Uint8Array | null;
  readonly seal: Uint8Array | null;
  /** DER. */
  readonly revocationLists: readonly Uint8Array[];
}

/** A branch as headquarters enrolled it: HPKE keys are no certificates, so this record carries them. */
export interface EnrolledBranch {
  readonly branchId: string;
  readonly branchName: string;
  readonly companyName: string;
  readonly sample: boolean;
  readonly changeSets: Certificate;
  readonly authority: Certificate;
  readonly seal: Certificate;
  /** 65 bytes. */
  readonly encryptionPublicKey: Uint8Array;
  /** How many employees' certificates the branch may issue. */
  readonly signerQuota: number;
  readonly enrolledAt: number;
}

export interface AnsweringHeadquarters {
  readonly identity: HeadquartersIdentity;
  /** Issues the branch's certificates: the root or the authority below it. */
  readonly authority: IssuingAuthority;
  /** Private key of `identity.changeSets`. */
  readonly changeSetsKey: KeyObject;
}

export interface AnswerOptions {
  /** The branch headquarters means to enrol; another one is refused. */
  readonly branchId?: string;
  readonly signerQuota: number;
  /** UTC milliseconds. */
  readonly at: number;
}

/**
 * Issues a branch's certificates and the answer that carries them. The caller has compared the request's fingerprint with
 * the branch, and logs and stores `branch`. Refusals: those of {@link readEnrolmentRequest}, `enrolment.sample` (a
 * sample branch can never be enrolled with a real headquarters), `notSample`, `otherBranch`, and those of issuing.
 */
export function answerEnrolment(
  request: Uint8Array,
  hq: AnsweringHeadquarters,
  options: AnswerOptions,
): Result<{ readonly answer: Uint8Array; readonly branch: EnrolledBranch }> {
  const read = readEnrolmentRequest(request);
  if (!read.ok) return read;
  const wanted = read.value;
  const isSample = wanted.sample || isSampleBranchId(wanted.branchId);
  if (isSample && !hq.identity.sample) return refusePki('enrolment.sample');
  if (!isSample && hq.identity.sample) return refusePki('enrolment.notSample');
  if (options.branchId !== undefined && options.branchId !== wanted.branchId) {
    return refusePki('enrolment.otherBranch', wanted.branchId);
  }
  const issue = (role: CertificateRole, title: string, publicKey: KeyObject, years: number) =>
    issueCertificate(
      {
        role,
        sample: hq.identity.sample,
        branchId: wanted.branchId,
        employeeNumber: null,
        subject: {
          commonName: titledName(wanted.branchName, title),
          organization: wanted.companyName,
          organizationalUnit: wanted.branchName,
        },
        publicKey,
        notBefore: options.at - day,
        notAfter: options.at + years * year,
      },
      hq.authority,
    );
  const changeSets = issue('branchChangeSets', '变更包签名', wanted.changeSets, 5);
  if (!changeSets.ok) return changeSets;
  const authority = issue('branchAuthority', '签发机构', wanted.authority, 10);
  if (!authority.ok) return authority;
  const seal = issue('branchSeal', '印章', wanted.seal, 5);
  if (!seal.ok) return seal;
  const branch: EnrolledBranch = {
    branchId: wanted.branchId,
    branchName: wanted.branchName,
    companyName: wanted.companyName,
    sample: hq.identity.sample,
    changeSets: changeSets.value,
    authority: authority.value,
    seal: seal.value,
    encryptionPublicKey: wanted.encryptionPublicKey,
    signerQuota: options.signerQuota,
    enrolledAt: options.at,
  };
  const body = encodeAnswer(wanted, hq.identity, branch);
  return done({ answer: signMessage(name, body, [hq.changeSetsKey]), branch });
}

/** What a branch keeps after enrolment. */
export interface EnrolmentBundle {
  readonly headquarters: HeadquartersIdentity;
  /** SHA-256 of the root: to be compared with paper, and printed on the 电子签名约定. */
  readonly rootFingerprint: Uint8Array;
  /** The branch's own certificates, DER. */
  readonly changeSets: Uint8Array;
  readonly authority: Uint8Array;
  readonly seal: Uint8Array;
  readonly signerQuota: number;
  /** UTC milliseconds on headquarters' clock. */
  readonly enrolledAt: number;
}

export interface AcceptOptions {
  /** The request this branch made, as bytes. */
  readonly request: Uint8Array;
  readonly keys: BranchKeys;
  /** UTC milliseconds. */
  readonly at: number;
  /** SHA-256 of the root as read from paper; left out, the person is shown it and confirms. */
  readonly rootFingerprint?: Uint8Array;
}

/**
 * Verifies an answer in full before anything of it is used: it answers this request, everything in it leads to one root,
 * the certificates are for our own keys. Refusals: `enrolment.*`, and those of verifying certificates.
 */
export function acceptEnrolment(answer: Uint8Array, options: AcceptOptions): Result<EnrolmentBundle> {
  const request = readEnrolmentRequest(options.request);
  if (!request.ok) return request;
  const message = readMessage(name, answer);
  if (!message.ok) return message;
  const read = readWire(message.value.body, (reader) => done(readAnswer(reader)));
  if (!read.ok) return read;
  const { requestFingerprint, bundle } = read.value;
  if (Buffer.compare(requestFingerprint, request.value.fingerprint) !== 0) return refusePki('enrolment.otherRequest');
  const { headquarters: hq, rootFingerprint } = bundle;
  if (options.rootFingerprint !== undefined && Buffer.compare(options.rootFingerprint, rootFingerprint) !== 0) {
    return refusePki('enrolment.otherRoot');
  }
  const isSample = request.value.sample || isSampleBranchId(request.value.branchId);
  if (isSample !== hq.sample) return refusePki(isSample ? 'enrolment.sample' : 'enrolment.notSample');

  const { branchId } = request.value;
  const { keys, at } = options;
  const expected: [CertificateRole, Uint8Array | null, KeyObject | null][] = [
    ['hqChangeSets', hq.changeSets, null],
    ['timestamping', hq.timestamping, null],
    ['hqSeal', hq.seal, null],
    ['branchChangeSets', bundle.changeSets, keys.changeSets],
    ['branchAuthority', bundle.authority, keys.authority],
    ['branchSeal', bundle.seal, keys.seal],
  ];
  for (const [role, der, privateKey] of expected) {
    if (der === null) continue;
    const verified = verifyCertificate(der, {
      roots: [hq.root],
      intermediates: hq.intermediates,
      revocationLists: hq.revocationLists,
      role,
      ...(privateKey === null ? {} : { branchId }),
      sample: hq.sample,
      at,
      revocation: 'required',
    });
    if (!verified.ok) return verified;
    const { publicKey } = verified.value.certificate;
    if (privateKey !== null && !publicKey.equals(publicHalf(privateKey))) return refusePki('enrolment.otherRequest');
    if (role === 'hqChangeSets' && !isSignedMessage(name, message.value, [publicKey])) {
      return refusePki('enrolment.answerSignature');
    }
  }
  const ownEncryptionKey = hpkePublicKeyBytes(keys.encryption);
  if (Buffer.compare(ownEncryptionKey, request.value.encryptionPublicKey) !== 0) {
    return refusePki('enrolment.otherRequest');
  }
  return done(bundle);
}

function encodeAnswer(request: EnrolmentRequest, hq: HeadquartersIdentity, branch: EnrolledBranch): Uint8Array {
  const writer = new CborWriter(16 * 1024).array(16);
  writer.bytes(request.fingerprint).text(hq.name).boolean(hq.sample).bytesOf(hq.hqIncarnation, 16);
  writer.bytes(hq.root).array(hq.intermediates.length);
  for (const each of hq.intermediates) writer.bytes(each);
  writer.bytes(hq.changeSets).bytesOf(hq.encryptionPublicKey, 65).bytesOf(hq.recoveryPublicKey, 65);
  for (const each of [hq.timestamping, hq.seal]) {
    if (each === null) writer.null();
    else writer.bytes(each);
  }
  writer.array(hq.revocationLists.length);
  for (const each of hq.revocationLists) writer.bytes(each);
  writer.bytes(branch.changeSets.der).bytes(branch.authority.der).bytes(branch.seal.der);
  return writer.unsigned(branch.signerQuota).unsigned(branch.enrolledAt).view();
}

function readAnswer(reader: CborReader): { requestFingerprint: Uint8Array; bundle: EnrolmentBundle } {
  reader.arrayOf(16);
  const requestFingerprint = reader.bytesOf(32);
  const certificate = (): Uint8Array => new Uint8Array(reader.bytes(largestCertificate));
  const many = (largest: number): Uint8Array[] =>
    Array.from({ length: reader.array(mostCertificates) }, () => new Uint8Array(reader.bytes(largest)));
  const publicKey = (): Uint8Array => {
    const key = reader.bytesOf(65);
    if (!isHpkePublicKey(key)) reader.fail('not a point on P-256');
    return key;
  };
  const headquarters: HeadquartersIdentity = {
    name: reader.text(256),
    sample: reader.boolean(),
    hqIncarnation: reader.bytesOf(16),
    root: certificate(),
    intermediates: many(largestCertificate),
    changeSets: certificate(),
    encryptionPublicKey: publicKey(),
    recoveryPublicKey: publicKey(),
    timestamping: reader.isNull() ? null : certificate(),
    seal: reader.isNull() ? null : certificate(),
    revocationLists: many(largestList),
  };
  const changeSets = certificate();
  const authority = certificate();
  const seal = certificate();
  const signerQuota = reader.unsigned();
  const enrolledAt = reader.unsigned();
  const rootFingerprint = certificateFingerprint(headquarters.root);
  return {
    requestFingerprint,
    bundle: { headquarters, rootFingerprint, changeSets, authority, seal, signerQuota, enrolledAt },
  };
}
