import type { Kysely } from 'kysely';
import { domain, index, run, unique } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    domain(
      'form',
      'kind TEXT NOT NULL, number TEXT NOT NULL, serial INTEGER NOT NULL, reprint INTEGER NOT NULL, reprintOf TEXT, caseId TEXT, subjectTable TEXT NOT NULL, subjectId TEXT NOT NULL, printedAt INTEGER NOT NULL, printedBy TEXT NOT NULL, payloadHash TEXT NOT NULL, documentHash TEXT NOT NULL, pageCount INTEGER NOT NULL, contentHash TEXT NOT NULL',
    ),
    unique('form', 'number'),
    index('form', 'caseId'),
    index('form', 'subjectTable', 'subjectId'),
  ]);
}
