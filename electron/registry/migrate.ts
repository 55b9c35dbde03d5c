import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { migrations as all } from './migrations/index.ts';
import type { Sqlite3 } from './openDatabase.ts';

/** The registry was written by a newer version of the application. Nothing was changed. */
export class FutureRegistryError extends Error {
  readonly found: number;
  readonly known: number;
  constructor(found: number, known: number) {
    super(`registry has version ${found}, this application knows versions up to ${known}`);
    this.name = 'FutureRegistryError';
    this.found = found;
    this.known = known;
  }
}

/** How many migrations a registry has seen; kept in the file header too, where it can be read without writing. */
export const registryVersion = (database: Sqlite3): number => Number(database.pragma('user_version', { simple: true }));

/**
 * Brings a registry to the latest version: all the way, in one transaction, or not at all. A half-done update that a full
 * disk or a power cut left could be neither continued nor opened.
 * @throws FutureRegistryError before anything is written, when the registry is newer than this application.
 */
export async function migrate(database: Sqlite3, migrations = all): Promise<void> {
  const names = Object.keys(migrations);
  const found = registryVersion(database);
  if (found > names.length) throw new FutureRegistryError(found, names.length);
  if (found === names.length) return;
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  // Kysely runs the migrations of SQLite without a transaction of its own.
  database.exec('BEGIN IMMEDIATE');
  try {
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
    database.pragma(`user_version=${names.length}`);
    database.exec('COMMIT');
  } catch (error) {
    // Some errors, a full disk among them, have ended the transaction already.
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
