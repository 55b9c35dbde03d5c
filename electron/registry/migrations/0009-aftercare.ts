import type { Kysely } from 'kysely';
import { domain, index, run, unique } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    domain(
      'nonCompete',
      'employeeId TEXT NOT NULL, employmentId TEXT NOT NULL, caseId TEXT NOT NULL REFERENCES separationCase (id), agreementId TEXT NOT NULL REFERENCES agreement (id), scope TEXT NOT NULL, area TEXT NOT NULL, startDate TEXT NOT NULL, endDate TEXT NOT NULL, monthlyCompensation INTEGER NOT NULL, averageWage12m INTEGER NOT NULL, payDay INTEGER NOT NULL, state TEXT NOT NULL, stateReason TEXT',
    ),
    domain(
      'compensationPayment',
      'nonCompeteId TEXT NOT NULL REFERENCES nonCompete (id), employeeId TEXT NOT NULL, month TEXT NOT NULL, dueDate TEXT NOT NULL, amount INTEGER NOT NULL, paidOn TEXT, paidAmount INTEGER, proofHash TEXT',
    ),
    domain(
      'employmentCheck',
      'nonCompeteId TEXT NOT NULL REFERENCES nonCompete (id), employeeId TEXT NOT NULL, date TEXT NOT NULL, source TEXT NOT NULL, finding TEXT NOT NULL, note TEXT NOT NULL, proofHash TEXT',
    ),
    domain(
      'reminder',
      'kind TEXT NOT NULL, subjectTable TEXT NOT NULL, subjectId TEXT NOT NULL, dueDate TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, doneBy TEXT, doneAt INTEGER',
    ),
    index('nonCompete', 'employeeId'),
    index('nonCompete', 'state'),
    unique('compensationPayment', 'nonCompeteId', 'month'),
    index('compensationPayment', 'dueDate'),
    index('employmentCheck', 'nonCompeteId'),
    index('reminder', 'state', 'dueDate'),
  ]);
}
