import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import type { Clock } from '../../shared/domain/clock.ts';
import type { Database } from '../../shared/schema/index.ts';
import { copyDurably } from '../../shared/storage/durableFile.ts';
import { AttachmentStore } from './attachmentStore.ts';
import { AuditLog } from './auditLog.ts';
import { type Backup, latestVerifiedBackup, listBackups, takeBackup } from './backup.ts';
import { createIdMaker } from './ids.ts';
import { migrate } from './migrate.ts';
import { openDatabase, type Sqlite3 } from './openDatabase.ts';
import { type Projection, UnitOfWork } from './unitOfWork.ts';

/** The registry file exists but cannot be trusted: it does not open under the right key, or pages are wrong. */
export class DamagedRegistryError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'DamagedRegistryError';
  }
}

/** An open registry. Features read through `read` and `reader`; only `write` writes, and nobody gets its handle. */
export interface Registry {
  readonly read: Kysely<Database>;
  /** The read-only connection itself, for prepared statements on hot paths. */
  readonly reader: Sqlite3;
  readonly write: UnitOfWork;
  readonly audit: AuditLog;
  readonly attachments: AttachmentStore;
  readonly newId: () => string;
  /** Copies and checks the registry now. */
  backup(): Backup;
  close(): void;
}

export interface RegistryOptions {
  readonly folder: string;
  readonly databaseKey: Uint8Array;
  readonly branchId: string;
  readonly clock: Clock;
  readonly projections?: readonly Projection[];
}

/** Above this size the check of every page at start would be felt; it is left to the daily backup, which checks too. */
const checkedAtStart = 48 << 20;

const fileOf = (folder: string): string => join(folder, 'registry.db');
const backupsOf = (folder: string): string => join(folder, 'backups');

/**
 * Opens the registry of a data folder, creating or migrating it where needed.
 * @throws DamagedRegistryError with the file untouched; FutureRegistryError when a newer version wrote it.
 */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { folder, databaseKey, clock, branchId } = options;
  const file = fileOf(folder);
  const isNew = !existsSync(file);
  let db: Sqlite3;
  try {
    db = openDatabase(file, databaseKey);
    if (!isNew && statSync(file).size <= checkedAtStart) {
      const verdict = db.pragma('quick_check(1)', { simple: true });
      if (verdict !== 'ok') {
        db.close();
        throw new DamagedRegistryError(String(verdict));
      }
    }
  } catch (error) {
    throw asDamage(error) ?? error;
  }
  let reader: Sqlite3 | undefined;
  try {
    await migrate(db);
    reader = openDatabase(file, databaseKey, { readonly: true });
    return assemble(options, db, reader);
  } catch (error) {
    reader?.close();
    db.close();
    throw asDamage(error) ?? error;
  }

  function assemble(given: RegistryOptions, writer: Sqlite3, readConnection: Sqlite3): Registry {
    const newId = createIdMaker(clock);
    const write = new UnitOfWork({
      db: writer,
      clock,
      newId,
      branchId,
      ...(given.projections ? { projections: given.projections } : {}),
    });
    const attachments = new AttachmentStore(join(folder, 'attachments'), databaseKey);
    attachments.sweep(
      readConnection.prepare('SELECT hash FROM attachment').pluck().iterate() as IterableIterator<string>,
    );
    return {
      read: new Kysely<Database>({ dialect: new SqliteDialect({ database: readConnection }) }),
      reader: readConnection,
      write,
      audit: new AuditLog(readConnection, branchId),
      attachments,
      newId,
      backup: () => {
        write.flush();
        return takeBackup(writer, databaseKey, backupsOf(folder), clock.now());
      },
      close: () => {
        if (!writer.open) return;
        write.flush();
        readConnection.close();
        writer.pragma('wal_checkpoint(TRUNCATE)');
        writer.close();
      },
    };
  }
}

/** The newest backup of a folder that opens and checks; undefined when there is none. */
export const restorableBackup = (folder: string, databaseKey: Uint8Array): Backup | undefined =>
  latestVerifiedBackup(backupsOf(folder), databaseKey);

/** When the newest backup was taken, without opening it; 0 when there is none. */
export const lastBackupAt = (folder: string): number => listBackups(backupsOf(folder))[0]?.takenAt ?? 0;

/**
 * Puts a verified backup in place of a damaged registry. The damaged files are kept under another name: they may hold
 * what the backup does not.
 * @returns the name under which the damaged registry was kept.
 */
export function restoreBackup(folder: string, backup: Backup, now: number): string {
  const file = fileOf(folder);
  const fresh = `${file}.restoring`;
  copyDurably(backup.file, fresh);
  const damaged = `registry-damaged-${now}.db`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, join(folder, damaged + suffix));
  }
  renameSync(fresh, file);
  return damaged;
}

function asDamage(error: unknown): DamagedRegistryError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^SQLITE_(NOTADB|CORRUPT|IOERR_SHORT_READ)/.test(error.code)
    ? new DamagedRegistryError(error.message)
    : undefined;
}
