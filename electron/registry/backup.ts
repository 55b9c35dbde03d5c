import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { renameDurably } from '../../shared/storage/durableFile.ts';
import { openDatabase, type Sqlite3 } from './openDatabase.ts';

/** A backup that was opened again and checked after it was made. */
export interface Backup {
  readonly name: string;
  readonly file: string;
  /** UTC milliseconds. */
  readonly takenAt: number;
  /** How far the audit chain reaches in it. */
  readonly auditSequence: number;
}

const pattern = /^registry-(\d{13})-(\d+)\.db$/;
const unfinished = /^unverified-.*\.db(-journal|-wal)?$/;
/** How many verified backups are kept. */
const kept = 14;

/**
 * Copies the registry into the backup folder, opens the copy again and checks it; only then it gets the name by which
 * it will be found. The copy is encrypted under the same key. Never uses `serialize()`, whose result is plain.
 */
export function takeBackup(db: Sqlite3, key: Uint8Array, folder: string, now: number): Backup {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  clearUnfinished(folder);
  const temporary = join(folder, `unverified-${process.pid}.db`);
  let name: string;
  let auditSequence: number;
  try {
    db.prepare('VACUUM INTO ?').run(temporary);
    auditSequence = check(temporary, key);
    name = `registry-${String(now).padStart(13, '0')}-${auditSequence}.db`;
    renameDurably(temporary, join(folder, name));
  } catch (error) {
    // Half a copy is worth nothing and would keep a full disk full.
    clearUnfinished(folder);
    throw error;
  }
  for (const old of listBackups(folder).slice(kept)) rmSync(old.file, { force: true });
  return { name, file: join(folder, name), takenAt: now, auditSequence };
}

/** What this or an earlier process did not finish. */
function clearUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) if (unfinished.test(name)) rmSync(join(folder, name), { force: true });
}

/** Backups by how far they reach, then by age, newest first: a clock that was wrong for a day puts none before its time. */
export function listBackups(folder: string): Backup[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .map((name) => ({ name, match: pattern.exec(name) }))
    .flatMap(({ name, match }) =>
      match ? [{ name, file: join(folder, name), takenAt: Number(match[1]), auditSequence: Number(match[2]) }] : [],
    )
    .sort((a, b) => b.auditSequence - a.auditSequence || b.takenAt - a.takenAt);
}

/** The newest backup that opens and checks now; older ones are tried in turn. */
export function latestVerifiedBackup(folder: string, key: Uint8Array): Backup | undefined {
  return listBackups(folder).find((backup) => {
    try {
      return statSync(backup.file).size > 0 && check(backup.file, key) === backup.auditSequence;
    } catch {
      return false;
    }
  });
}

/** @returns the last audit sequence. @throws when the file does not open or any page is wrong. */
function check(file: string, key: Uint8Array): number {
  const copy = openDatabase(file, key, { readonly: true });
  try {
    const verdict = copy.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok') throw new Error(`backup is damaged: ${String(verdict)}`);
    return Number(copy.prepare('SELECT coalesce(max(sequence), 0) FROM auditEvent').pluck().get());
  } finally {
    copy.close();
  }
}
