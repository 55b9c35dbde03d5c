import type { Kysely } from 'kysely';
import { domain, index, local, run, unique } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    domain(
      'account',
      'employeeId TEXT REFERENCES employee (id), loginName TEXT NOT NULL, displayName TEXT NOT NULL, role TEXT NOT NULL, state TEXT NOT NULL, stateReason TEXT, stateUntil INTEGER, stateBy TEXT, stateAt INTEGER',
    ),
    local(
      'credential',
      'scheme TEXT NOT NULL, salt TEXT NOT NULL, hash TEXT NOT NULL, mustChange INTEGER NOT NULL, failures INTEGER NOT NULL, lockedUntil INTEGER NOT NULL, changedAt INTEGER NOT NULL',
    ),
    local('draft', 'accountId TEXT NOT NULL, form TEXT NOT NULL, body TEXT NOT NULL, savedAt INTEGER NOT NULL'),
    unique('account', 'loginName'),
    index('account', 'employeeId'),
    unique('draft', 'accountId', 'form'),
  ]);
}
