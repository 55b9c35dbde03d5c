import type { Kysely } from 'kysely';
import { domain, index, run, unique } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    domain(
      'separationCase',
      'number TEXT NOT NULL, employmentId TEXT NOT NULL REFERENCES employment (id), employeeId TEXT NOT NULL, kind TEXT NOT NULL, noticeDate TEXT NOT NULL, statutoryEnd TEXT NOT NULL, requestedEnd TEXT, legalState TEXT NOT NULL, handoverState TEXT NOT NULL, reason TEXT, managerId TEXT, supervisorId TEXT, handoverDue TEXT NOT NULL, submittedAt INTEGER, settledAt INTEGER, endedOn TEXT, certificateIssuedAt INTEGER, returnReason TEXT, severance INTEGER, transferredOn TEXT',
    ),
    domain(
      'handoverItem',
      'caseId TEXT NOT NULL REFERENCES separationCase (id), kind TEXT NOT NULL, subjectId TEXT NOT NULL, clientId TEXT, title TEXT NOT NULL, snapshot TEXT NOT NULL, amount INTEGER NOT NULL, receiverId TEXT, state TEXT NOT NULL, returnReason TEXT, attempt INTEGER NOT NULL, evidence TEXT, decidedBy TEXT, decidedAt INTEGER, note TEXT',
    ),
    domain(
      'approval',
      'caseId TEXT NOT NULL REFERENCES separationCase (id), step TEXT NOT NULL, subjectId TEXT, approverId TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT, attempt INTEGER NOT NULL',
    ),
    domain(
      'confirmationLetter',
      'caseId TEXT NOT NULL REFERENCES separationCase (id), clientId TEXT NOT NULL REFERENCES client (id), formId TEXT, state TEXT NOT NULL, confirmedBalance INTEGER, disputed INTEGER NOT NULL, clientAccount TEXT, signatory TEXT, scanHash TEXT, note TEXT',
    ),
    domain(
      'visit',
      'caseId TEXT, clientId TEXT NOT NULL REFERENCES client (id), employeeId TEXT NOT NULL, at INTEGER NOT NULL, latitude REAL, longitude REAL, locationSource TEXT, accuracy REAL, consentAt INTEGER, distance REAL, note TEXT, scanHash TEXT',
    ),
    unique('separationCase', 'number'),
    index('separationCase', 'employmentId'),
    index('separationCase', 'handoverState'),
    index('handoverItem', 'caseId'),
    index('approval', 'caseId'),
    index('confirmationLetter', 'caseId'),
    index('visit', 'caseId'),
    index('visit', 'clientId'),
  ]);
}
