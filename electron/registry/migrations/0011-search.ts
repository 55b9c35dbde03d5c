import type { Kysely } from 'kysely';
import { run } from './ddl.ts';

/** Derived: everything here can be built again from the other tables. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    'CREATE TABLE searchEntry (number INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL) STRICT',
    // The application makes the words itself; `ascii` only splits them at spaces and leaves every other character alone,
    // also those beyond the basic plane. Words of 6 and 7 characters are pinyin, which is searched by its beginning.
    `CREATE VIRTUAL TABLE searchIndex USING fts5 (
      words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='6 7')`,
  ]);
}
