import type { KeyObject } from 'node:crypto';
import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { orThrow, RefusalError } from '../shared/domain/refusal.ts';
import { type Certificate, formatFingerprint } from '../shared/pki/certificate.ts';
import { answerEnrolment, type HeadquartersIdentity } from '../shared/pki/enrolmentAnswer.ts';
import { type EnrolmentRequest, readEnrolmentRequest } from '../shared/pki/enrolmentRequest.ts';
import type { IssuingAuthority } from '../shared/pki/issue.ts';
import { writeDurably } from '../shared/storage/durableFile.ts';
import * as refusals from './refusals.ts';
import type { Store } from './store/store.ts';

export interface EnrolOptions {
  /** The fingerprint the branch read out; compared before anything is issued. */
  readonly fingerprint?: string;
  /** How many employees' certificates the branch may issue. */
  readonly signerQuota?: number;
  /** The branch has a new computer: what was issued for the old one is revoked. */
  readonly replace?: boolean;
}

export interface Enrolled {
  readonly branchId: string;
  readonly branchName: string;
  /** The file for the branch. */
  readonly answer: Uint8Array;
  readonly answerFile: string;
}

const usualQuota = 500;

/** What enrolling needs of headquarters; the two private keys are there while a person has unlocked them. */
export interface EnrollingHeadquarters {
  readonly folder: string;
  readonly store: Store;
  readonly identity: HeadquartersIdentity;
  readonly authority: IssuingAuthority;
  readonly changeSetsKey: KeyObject;
}

/**
 * Issues a branch's certificates and the answer that carries them, and logs every certificate. The same request again gives
 * the same answer. @throws RefusalError `enrolment.*` (a sample branch among them), `hq.fingerprintDiffers`,
 * `hq.alreadyEnrolled`, `hq.branchId`
 */
export function enrolBranch(
  hq: EnrollingHeadquarters,
  request: Uint8Array,
  at: number,
  options: EnrolOptions,
): Enrolled {
  const wanted = orThrow(readEnrolmentRequest(request));
  refuseOtherFingerprint(wanted, options.fingerprint);
  // Decided within the transaction: two people may answer two computers of one branch at the same moment.
  const answer = hq.store.transaction(() => answerTo(hq, request, wanted, at, options));
  return handOut(hq.folder, wanted.branchId, wanted.branchName, answer);
}

/** The answer to a request, which is the same where it was answered before. */
function answerTo(
  hq: EnrollingHeadquarters,
  request: Uint8Array,
  wanted: EnrolmentRequest,
  at: number,
  options: EnrolOptions,
): Uint8Array {
  const requestHash = hash('sha256', request, 'hex');
  const present = enrolledBranch(hq.store, wanted.branchId);
  if (present?.requestHash === requestHash) return present.answer;
  if (present !== undefined && options.replace !== true) {
    throw new RefusalError(refusals.alreadyEnrolled(present.branchName));
  }
  const signerQuota = options.signerQuota ?? usualQuota;
  const { identity, authority, changeSetsKey } = hq;
  const { answer, branch } = orThrow(
    answerEnrolment(request, { identity, authority, changeSetsKey }, { signerQuota, at }),
  );
  // Files and folders are named after it, and branches of this product have no other kind.
  if (!z.uuid().safeParse(branch.branchId).success) throw new RefusalError(refusals.branchIdUnusable);
  if (present !== undefined) revokeEarlier(hq.store, branch.branchId, at);
  const { insert } = statementsOf(hq.store);
  insert.branch({
    branchId: branch.branchId,
    branchName: branch.branchName,
    companyName: branch.companyName,
    encryptionPublicKey: branch.encryptionPublicKey,
    signerQuota,
    enrolledAt: at,
    stoppedFor: null,
    stoppedAt: null,
    requestHash,
    answer,
  });
  insert.certificate({
    fingerprint: Buffer.from(branch.changeSets.fingerprint).toString('hex'),
    branchId: branch.branchId,
    der: branch.changeSets.der,
    revokedFromSequence: null,
    revokedAt: null,
  });
  for (const certificate of [branch.changeSets, branch.authority, branch.seal]) {
    insert.issued(issuedRow(certificate, at));
  }
  return answer;
}

/** The log entry of a certificate. */
export const issuedRow = (certificate: Certificate, issuedAt: number) => ({
  serialNumber: certificate.serialNumber,
  role: certificate.binding?.role ?? '',
  branchId: certificate.binding?.branchId ?? null,
  subject: certificate.subject.commonName,
  der: certificate.der,
  issuedAt,
  revokedAt: null,
});

function refuseOtherFingerprint({ fingerprint }: EnrolmentRequest, given: string | undefined): void {
  if (given === undefined) return;
  const digits = given
    .normalize('NFKC')
    .replaceAll(/[\s:·-]/g, '')
    .toLowerCase();
  if (digits !== Buffer.from(fingerprint).toString('hex')) {
    throw new RefusalError(refusals.fingerprintDiffers(formatFingerprint(fingerprint)));
  }
}

interface PresentBranch {
  readonly branchName: string;
  readonly requestHash: string;
  readonly answer: Uint8Array;
}

const enrolledBranch = (store: Store, branchId: string): PresentBranch | undefined =>
  store.sqlite.prepare('SELECT branchName, requestHash, answer FROM enrolledBranch WHERE branchId = ?').get(branchId) as
    | PresentBranch
    | undefined;

const statementsOf = ({ statements }: Store) => ({
  insert: {
    branch: statements.insert('enrolledBranch', {
      update: [
        'branchName',
        'companyName',
        'encryptionPublicKey',
        'signerQuota',
        'enrolledAt',
        'requestHash',
        'answer',
      ],
    }),
    certificate: statements.insert('branchCertificate'),
    issued: statements.insert('issuedCertificate'),
  },
});

/** How far behind the head a file may wait and still count as sealed in the order of things: years of a busy branch. */
const farthestWaiting = 10_000;

/**
 * What the old computer signed before stays good; from the next file on its certificate signs nothing. A file under a
 * number far away, which whoever has the old computer may have sent, does not keep its certificate alive.
 */
function revokeEarlier({ sqlite }: Store, branchId: string, at: number): void {
  const head = sqlite
    .prepare(
      `SELECT coalesce(max(sequence), 0) FROM (
         SELECT headSequence AS sequence FROM incarnation WHERE branchId = @branchId
         UNION ALL SELECT file.sequence FROM parkedFile file
           LEFT JOIN incarnation life ON life.branchId = file.branchId AND life.incarnationId = file.incarnationId
           WHERE file.branchId = @branchId AND file.sequence <= coalesce(life.headSequence, 0) + @farthestWaiting)`,
    )
    .pluck()
    .get({ branchId, farthestWaiting }) as number;
  sqlite
    .prepare(
      `UPDATE branchCertificate SET revokedFromSequence = ?, revokedAt = ?
       WHERE branchId = ? AND revokedFromSequence IS NULL`,
    )
    .run(head + 1, at, branchId);
  sqlite
    .prepare('UPDATE issuedCertificate SET revokedAt = ? WHERE branchId = ? AND revokedAt IS NULL')
    .run(at, branchId);
}

function handOut(folder: string, branchId: string, branchName: string, answer: Uint8Array): Enrolled {
  const answers = join(folder, 'answers');
  mkdirSync(answers, { recursive: true });
  const answerFile = join(answers, `${branchId}.skanswer`);
  writeDurably(answerFile, answer, 0o644);
  return { branchId, branchName, answer, answerFile };
}
