import type { Kysely } from 'kysely';
import { domain, index, run } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    domain(
      'alarm',
      'rule TEXT NOT NULL, subjectTable TEXT NOT NULL, subjectId TEXT NOT NULL, employeeId TEXT, score INTEGER NOT NULL, amount INTEGER NOT NULL, figures TEXT NOT NULL, sentence TEXT NOT NULL, raisedAt INTEGER NOT NULL, state TEXT NOT NULL, dispositionBy TEXT, dispositionAt INTEGER, dispositionNote TEXT',
    ),
    index('alarm', 'state'),
    index('alarm', 'subjectTable', 'subjectId'),
  ]);
}
