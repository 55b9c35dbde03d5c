import { join } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { tables as allTables } from '../../shared/schema/index.ts';
import type { TableSpec } from '../../shared/schema/table.ts';
import { openDatabase, type Sqlite3 } from '../../shared/storage/sqlcipher.ts';
import { storeUnreadable } from '../refusals.ts';
import { bringUpToDate } from './schema.ts';
import { Statements } from './statements.ts';
import type { HqTables } from './tables.ts';

/** Another import may hold the store for as long as one batch takes. */
const waitForOthers = 60_000;
/** More makes an import no faster, measured over 300,000 rows, and is memory that is never given back. */
const cacheKib = 16 * 1024;
const checkpointPages = 8000;

/** Headquarters' consolidated store: one encrypted SQLite file, several processes may have it open. */
export interface Store {
  readonly sqlite: Sqlite3;
  /** Builds queries; also runs them, outside of import transactions. */
  readonly db: Kysely<HqTables>;
  readonly statements: Statements;
  /** The consolidated tables by their stable id. */
  readonly tables: ReadonlyMap<number, TableSpec>;
  /** All or nothing; waits for writers in other processes before it reads. */
  transaction<T>(body: () => T): T;
  close(): void;
}

export interface StoreOptions {
  readonly folder: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** The tables of the branches; given by tests that play an older headquarters. */
  readonly tables?: readonly TableSpec[];
}

/** Opens or creates the store and brings its tables up to date. @throws RefusalError `hq.storeUnreadable` */
export async function openStore({ folder, key, tables }: StoreOptions): Promise<Store> {
  const specs: readonly TableSpec[] = tables ?? Object.values(allTables);
  const sqlite = openFile(folder, key);
  try {
    sqlite.pragma(`busy_timeout=${waitForOthers}`);
    sqlite.pragma(`cache_size=${-cacheKib}`);
    // A page is encrypted again each time the log is written back: rarer, and a batch's pages once instead of often.
    sqlite.pragma(`wal_autocheckpoint=${checkpointPages}`);
    const db = new Kysely<HqTables>({ dialect: new SqliteDialect({ database: sqlite }) });
    // Two processes that open a new store at once must not both create its tables.
    sqlite.exec('BEGIN IMMEDIATE');
    try {
      await bringUpToDate(db as Kysely<never>, specs);
      sqlite.exec('COMMIT');
    } catch (error) {
      if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
      throw error;
    }
    return {
      sqlite,
      db,
      statements: new Statements(sqlite, db),
      tables: new Map(specs.filter(({ kind }) => kind === 'domain').map((spec) => [spec.id, spec])),
      transaction: (body) => sqlite.transaction(body).immediate(),
      close: () => {
        if (sqlite.open) sqlite.close();
      },
    };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Another key, another cipher and a damaged first page look alike: nothing is changed then. */
function openFile(folder: string, key: Uint8Array): Sqlite3 {
  try {
    return openDatabase(join(folder, 'store.db'), key);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw new RefusalError(storeUnreadable(folder));
    throw error;
  }
}
