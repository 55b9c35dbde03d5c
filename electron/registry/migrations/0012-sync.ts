import type { Kysely } from 'kysely';
import { index, local, run, unique } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    local('syncSetting', 'value TEXT NOT NULL'),
    local('syncKey', 'sealed BLOB NOT NULL, createdAt INTEGER NOT NULL'),
    local(
      'receipt',
      'incarnationId TEXT NOT NULL, headSequence INTEGER NOT NULL, headHash TEXT NOT NULL, hqIncarnation TEXT NOT NULL, hqSequence INTEGER NOT NULL, treeSize INTEGER NOT NULL, root TEXT NOT NULL, sealedAt INTEGER NOT NULL, receivedAt INTEGER NOT NULL, payload BLOB NOT NULL, envelope BLOB NOT NULL',
    ),
    local(
      'inboxMessage',
      'kind TEXT NOT NULL, incarnationId TEXT NOT NULL, sequence INTEGER NOT NULL, receivedAt INTEGER NOT NULL, outcome TEXT NOT NULL',
    ),
    index('receipt', 'incarnationId', 'headSequence'),
    unique('inboxMessage', 'incarnationId', 'sequence'),
  ]);
}
