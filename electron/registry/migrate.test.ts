import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, type Migration, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, registryVersion } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openDatabase, type Sqlite3 } from './openDatabase.ts';

const key = Buffer.alloc(32, 5);
let folder: string;
let db: Sqlite3;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-migrate-'));
  db = openDatabase(join(folder, 'registry.db'), key);
  await migrate(db);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const present = Object.keys(migrations).length;
const hasTable = (database: Sqlite3, name: string): boolean =>
  database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name) !== undefined;

/** The present migrations and two later ones; `between` runs in the middle of the second. */
const later = (between: () => void): Record<string, Migration> => ({
  ...migrations,
  '9001-first': { up: (to: Kysely<unknown>) => run(to, 'CREATE TABLE first (id TEXT)') },
  '9002-second': {
    up: async (to: Kysely<unknown>) => {
      await run(to, 'CREATE TABLE second (id TEXT)');
      between();
      await run(to, 'ALTER TABLE second ADD COLUMN name TEXT');
    },
  },
});
async function run(to: Kysely<unknown>, statement: string): Promise<void> {
  await sql.raw(statement).execute(to);
}
const whole = later(() => undefined);

describe('an update of the registry', () => {
  it('that fails half-way changes nothing, and can be done again', async () => {
    const failing = later(() => {
      throw new Error('the disk is full');
    });
    await expect(migrate(db, failing)).rejects.toThrow('the disk is full');
    expect(registryVersion(db)).toBe(present);
    expect(['first', 'second'].filter((name) => hasTable(db, name))).toEqual([]);
    await migrate(db, whole);
    expect(registryVersion(db)).toBe(present + 2);
    db.prepare("INSERT INTO second VALUES ('a', 'b')").run();
  });

  it('that is ended half-way by a kill can be done again', async () => {
    const left = mkdtempSync(join(tmpdir(), 'shouke-killed-'));
    // What a kill leaves on the disk at that moment.
    await migrate(
      db,
      later(() => cpSync(folder, left, { recursive: true })),
    );
    const found = openDatabase(join(left, 'registry.db'), key);
    try {
      expect(registryVersion(found)).toBe(present);
      expect(hasTable(found, 'first')).toBe(false);
      await migrate(found, whole);
      found.prepare("INSERT INTO second VALUES ('a', 'b')").run();
    } finally {
      found.close();
      rmSync(left, { recursive: true, force: true });
    }
  });
});
