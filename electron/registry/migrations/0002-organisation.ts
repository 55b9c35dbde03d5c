import type { Kysely } from 'kysely';
import { domain, index, run } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    domain(
      'branch',
      'code TEXT NOT NULL, name TEXT NOT NULL, companyName TEXT NOT NULL, companyUscc TEXT, address TEXT, city TEXT, phone TEXT, email TEXT, bankName TEXT, bankAccount TEXT, sample INTEGER NOT NULL',
    ),
    domain('policy', 'key TEXT NOT NULL, body TEXT NOT NULL, effectiveFrom TEXT NOT NULL'),
    domain(
      'attachment',
      'hash TEXT NOT NULL, size INTEGER NOT NULL, kind TEXT NOT NULL, mediaType TEXT NOT NULL, fileName TEXT NOT NULL, subjectTable TEXT NOT NULL, subjectId TEXT NOT NULL',
    ),
    index('attachment', 'subjectTable', 'subjectId'),
    index('attachment', 'hash'),
  ]);
}
