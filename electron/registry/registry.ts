import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import type { Clock } from '../../shared/domain/clock.ts';
import type { Database } from '../../shared/schema/index.ts';
import { copyDurably, renameDurably, writeDurably } from '../../shared/storage/durableFile.ts';
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
  /** Makes the registry; without it one that is not there is a lost one. */
  readonly create?: boolean;
  readonly projections?: readonly Projection[];
}

/**
 * Above this size the check of every page at start would be felt; it is left to the daily backup, which checks too, and to
 * the start after one at which a page could not be read.
 */
const checkedAtStart = 48 << 20;

const fileOf = (folder: string): string => join(folder, 'registry.db');
const backupsOf = (folder: string): string => join(folder, 'backups');
const restoringOf = (folder: string): string => `${fileOf(folder)}.restoring`;
/** Stands in the folder while the registry is in doubt: a page of it could not be read. */
const doubtOf = (folder: string): string => `${fileOf(folder)}.doubted`;
/** Damaged registries that were put aside begin with this. */
const putAside = 'registry-damaged-';

/** Whether a folder holds anything of a branch: a registry, one put aside, or backups. */
export const holdsRegistry = (folder: string): boolean =>
  existsSync(fileOf(folder)) || hasDamaged(folder) || listBackups(backupsOf(folder)).length > 0;

const hasDamaged = (folder: string): boolean => readdirSync(folder).some((name) => name.startsWith(putAside));

/**
 * Opens the registry of a data folder, migrating it where needed; creates it only when told to.
 * @throws DamagedRegistryError with the file untouched, or when there is none; FutureRegistryError when a newer version
 *   wrote it.
 */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { folder, databaseKey, clock, branchId } = options;
  const file = fileOf(folder);
  const isNew = options.create === true;
  // SQLite would take a file of no bytes, left by a disk that was full or a power cut, for a new database.
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (isNew && size !== undefined) throw new Error('a registry is never made over another');
  if (!isNew && size === undefined) throw new DamagedRegistryError('registry.db is missing');
  if (!isNew && size === 0) throw new DamagedRegistryError('registry.db is empty');
  let db: Sqlite3;
  try {
    db = openDatabase(file, databaseKey);
    const doubted = existsSync(doubtOf(folder));
    if (!isNew && (doubted || statSync(file).size <= checkedAtStart)) {
      const verdict = db.pragma('quick_check(1)', { simple: true });
      if (verdict !== 'ok') {
        db.close();
        throw new DamagedRegistryError(String(verdict));
      }
      if (doubted) rmSync(doubtOf(folder), { force: true });
    }
  } catch (error) {
    throw asDamage(error) ?? error;
  }
  let reader: Sqlite3 | undefined;
  try {
    await migrate(db);
    rmSync(restoringOf(folder), { force: true });
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
    // After a restore the registry put aside may refer to documents that the backup does not know.
    if (!hasDamaged(folder)) {
      attachments.sweep(
        readConnection.prepare('SELECT hash FROM attachment').pluck().iterate() as IterableIterator<string>,
      );
    }
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
        try {
          writer.pragma('wal_checkpoint(TRUNCATE)');
        } catch {
          // A full disk: the log stays beside the registry and is read at the next start.
        } finally {
          writer.close();
        }
      },
    };
  }
}

/** Has every page checked at the next start, however many there are: one of them could not be read. */
export function doubtRegistry(folder: string): void {
  try {
    writeDurably(doubtOf(folder), '');
  } catch {
    // The disk that cannot be read may not be written to either; the next page that fails tries again.
  }
}

/** The newest backup of a folder that opens and checks; undefined when there is none. */
export const restorableBackup = (folder: string, databaseKey: Uint8Array): Backup | undefined =>
  latestVerifiedBackup(backupsOf(folder), databaseKey);

/** Whose data a key opens: those of the registry, or of a backup where that one is damaged. Undefined where it opens none. */
export function branchOpenedBy(folder: string, databaseKey: Uint8Array): string | undefined {
  for (const file of [fileOf(folder), ...listBackups(backupsOf(folder)).map((backup) => backup.file)]) {
    try {
      const db = openDatabase(file, databaseKey, { readonly: true });
      try {
        const id = db.prepare('SELECT id FROM branch').pluck().get();
        if (typeof id === 'string') return id;
      } finally {
        db.close();
      }
    } catch {
      // Missing, damaged, or under another key: the next one may be whole.
    }
  }
  return undefined;
}

/**
 * When the newest backup was taken, without opening it; 0 when there is none. One from the future was taken while the
 * clock was wrong and must not keep the next ones from being taken.
 */
export const lastBackupAt = (folder: string, now: number): number =>
  Math.max(0, ...listBackups(backupsOf(folder)).map(({ takenAt }) => (takenAt <= now ? takenAt : 0)));

/**
 * Puts a verified backup in place of a damaged registry. The damaged files are kept under another name: they may hold
 * what the backup does not. So are backups that reach further than the one chosen and did not verify. Wherever this is
 * interrupted the registry is missing or damaged, and the same can be done again.
 * @returns the name under which the damaged registry was kept.
 */
export function restoreBackup(folder: string, backup: Backup, now: number): string {
  const file = fileOf(folder);
  const fresh = restoringOf(folder);
  try {
    copyDurably(backup.file, fresh);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  const damaged = `${putAside}${now}.db`;
  // The registry before its log: without the log it might open, and quietly lack what was written last.
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, join(folder, damaged + suffix));
  }
  for (const each of listBackups(backupsOf(folder))) {
    if (each.auditSequence > backup.auditSequence) renameSync(each.file, `${each.file}.unverified`);
  }
  renameDurably(fresh, file);
  rmSync(doubtOf(folder), { force: true });
  return damaged;
}

function asDamage(error: unknown): DamagedRegistryError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^SQLITE_(NOTADB|CORRUPT|IOERR_SHORT_READ)/.test(error.code)
    ? new DamagedRegistryError(error.message)
    : undefined;
}
