import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listBackups, takeBackup } from './backup.ts';
import { openDatabase, type Sqlite3 } from './openDatabase.ts';
import { lastBackupAt, restorableBackup, restoreBackup } from './registry.ts';

const key = Buffer.alloc(32, 3);
const day = 86_400_000;
const now = Date.UTC(2026, 10, 23);
let folder: string;
let backups: string;
let db: Sqlite3;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-backup-'));
  backups = join(folder, 'backups');
  db = openDatabase(join(folder, 'registry.db'), key);
  db.exec('CREATE TABLE auditEvent (sequence INTEGER PRIMARY KEY)');
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});
const write = (): void => void db.exec('INSERT INTO auditEvent DEFAULT VALUES');

describe('backups taken while the clock was wrong', () => {
  it('are not taken for the newest, nor keep the next ones from being taken', () => {
    write();
    takeBackup(db, key, backups, now + 365 * day);
    write();
    const right = takeBackup(db, key, backups, now);
    expect(restorableBackup(folder, key)).toEqual(right);
    expect(lastBackupAt(folder, now + day)).toBe(now);
  });

  it('do not push the later ones out', () => {
    for (let each = 0; each < 14; each++) {
      write();
      takeBackup(db, key, backups, now + (365 + each) * day);
    }
    write();
    const right = takeBackup(db, key, backups, now);
    expect(listBackups(backups)).toHaveLength(14);
    expect(listBackups(backups)[0]).toEqual(right);
  });
});

it('a copy that was not finished, by this process or an earlier one, leaves nothing behind', () => {
  mkdirSync(backups);
  writeFileSync(join(backups, 'unverified-1.db'), 'half');
  write();
  const { name } = takeBackup(db, key, backups, now);
  expect(readdirSync(backups)).toEqual([name]);
  // A key under which the copy does not open again: it was not verified.
  expect(() => takeBackup(db, Buffer.alloc(32, 4), backups, now + 1)).toThrow();
  expect(readdirSync(backups)).toEqual([name]);
});

it('a restore puts aside the backups that reach further and did not verify, so that they push out none to come', () => {
  write();
  const whole = takeBackup(db, key, backups, now);
  write();
  const broken = takeBackup(db, key, backups, now + day);
  writeFileSync(broken.file, 'broken');
  const chosen = restorableBackup(folder, key);
  expect(chosen).toEqual(whole);
  db.close();
  restoreBackup(folder, whole, now + 2 * day);
  expect(listBackups(backups)).toEqual([whole]);
  expect(readFileSync(`${broken.file}.unverified`, 'utf8')).toBe('broken');
  expect(existsSync(join(folder, `registry-damaged-${now + 2 * day}.db`))).toBe(true);
});
