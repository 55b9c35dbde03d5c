import { type Kysely, sql } from 'kysely';

/** What every feature stands on: audit chain, subject keys, outbox, change sets. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    'CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT',
    `CREATE TABLE auditEvent (
      sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
      subjectKind TEXT NOT NULL, subjectId TEXT NOT NULL, txId TEXT NOT NULL,
      detailsHash BLOB NOT NULL, previousHash BLOB NOT NULL, hash BLOB NOT NULL) STRICT`,
    'CREATE INDEX auditEventSubject ON auditEvent (subjectKind, subjectId)',
    `CREATE TABLE auditDetail (
      sequence INTEGER NOT NULL REFERENCES auditEvent (sequence), idx INTEGER NOT NULL, tableId INTEGER NOT NULL,
      rowId TEXT NOT NULL, subject TEXT NOT NULL, commitment BLOB NOT NULL, sealed BLOB NOT NULL,
      PRIMARY KEY (sequence, idx)) WITHOUT ROWID, STRICT`,
    'CREATE INDEX auditDetailSubject ON auditDetail (subject)',
    // One row per unit of work that has something to tell headquarters.
    `CREATE TABLE outboxTransaction (
      ordinal INTEGER PRIMARY KEY, txId TEXT NOT NULL UNIQUE, auditSequence INTEGER NOT NULL,
      operations INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT`,
    `CREATE TABLE operation (
      ordinal INTEGER NOT NULL REFERENCES outboxTransaction (ordinal), idx INTEGER NOT NULL, tableId INTEGER NOT NULL,
      rowId TEXT NOT NULL, ownerEpoch INTEGER NOT NULL, baseVersion INTEGER NOT NULL, wall INTEGER NOT NULL,
      counter INTEGER NOT NULL, columns BLOB NOT NULL, PRIMARY KEY (ordinal, idx)) WITHOUT ROWID, STRICT`,
    `CREATE TABLE changeSet (
      sequence INTEGER NOT NULL, incarnationId TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL,
      previousHash TEXT NOT NULL, lastOrdinal INTEGER NOT NULL, lastAuditSequence INTEGER NOT NULL,
      operations INTEGER NOT NULL, bytes INTEGER NOT NULL, fileName TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('sealed', 'sent', 'receipted', 'superseded')),
      sealedAt INTEGER NOT NULL, sentAt INTEGER, receiptedAt INTEGER,
      checkpointSize INTEGER,
      PRIMARY KEY (incarnationId, sequence)) WITHOUT ROWID, STRICT`,
    `CREATE TABLE storedAttachment (
      hash TEXT PRIMARY KEY, size INTEGER NOT NULL, chunks INTEGER NOT NULL, storedAt INTEGER NOT NULL,
      changeSet INTEGER) WITHOUT ROWID, STRICT`,
    `CREATE TABLE subjectKey (
      id TEXT PRIMARY KEY, branchId TEXT NOT NULL, version INTEGER NOT NULL, ownerEpoch INTEGER NOT NULL,
      createdAt INTEGER NOT NULL, createdBy TEXT NOT NULL, updatedAt INTEGER NOT NULL, updatedBy TEXT NOT NULL,
      key BLOB, destroyedAt INTEGER) WITHOUT ROWID, STRICT`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
