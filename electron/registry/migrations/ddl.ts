import { type Kysely, sql } from 'kysely';

/** Frozen words of the migrations: what every synced table begins with. Never edited; a later layout gets its own. */
const common =
  'id TEXT PRIMARY KEY, branchId TEXT NOT NULL, version INTEGER NOT NULL, ownerEpoch INTEGER NOT NULL, ' +
  'createdAt INTEGER NOT NULL, createdBy TEXT NOT NULL, updatedAt INTEGER NOT NULL, updatedBy TEXT NOT NULL';

export const domain = (name: string, columns: string): string =>
  `CREATE TABLE ${name} (${common}, ${columns}) WITHOUT ROWID, STRICT`;
export const local = (name: string, columns: string): string =>
  `CREATE TABLE ${name} (id TEXT PRIMARY KEY, ${columns}) WITHOUT ROWID, STRICT`;
export const index = (table: string, ...columns: string[]): string =>
  `CREATE INDEX ${table}_${columns.join('_')} ON ${table} (${columns.join(', ')})`;
export const unique = (table: string, ...columns: string[]): string =>
  `CREATE UNIQUE INDEX ${table}_${columns.join('_')} ON ${table} (${columns.join(', ')})`;

export async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
