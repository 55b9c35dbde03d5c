import { hash } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, extname, isAbsolute, join, relative, sep } from 'node:path';
import type { FileReport } from '../import/reports.ts';
import { fileAt } from './sources.ts';

/** A refused file that changed less than this ago may still be being copied: it is looked at again later. */
const settledAfter = 120_000;
/** Another process took it first; or somebody has it open, and the next look finds it again. */
const passing = new Set(['ENOENT', 'EBUSY', 'EPERM', 'EACCES', 'EEXIST', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

export interface InboxFolders {
  readonly inbox: string;
  readonly refused: string;
}

/**
 * Takes out of the inbox what an import kept or imported, and moves what it refused to `refused`, so that the inbox does not
 * fill with it. Several processes may do so at once; and under the name of a file that one of them took, another file may lie
 * by now, which nobody has looked at: only the bytes that were judged are touched.
 */
export function clearInbox({ inbox, refused }: InboxFolders, files: readonly FileReport[], now: number): void {
  for (const { path, outcome, sha256 } of files) {
    if (path === null || !isInside(inbox, path)) continue;
    passingBy(() => {
      if (!isStill(path, sha256) || (outcome === 'refused' && !isSettled(path, now))) return;
      const taken = takenName(path);
      renameSync(path, taken);
      // Between the look and the taking another may have come. Under either name the next look finds it.
      if (!isStill(taken, sha256)) putBack(taken, path);
      else if (outcome === 'refused') move(taken, refused, basename(path));
      else rmSync(taken, { force: true });
    });
  }
}

let takes = 0;
/** A name of the inbox, too: should this process end now, nothing is hidden. */
function takenName(path: string): string {
  const ending = extname(path);
  takes += 1;
  return `${path.slice(0, path.length - ending.length)} (${process.pid}.${takes})${ending}`;
}

/** Unless there is yet another under its name; where a disk cannot tell, it keeps the new one. */
function putBack(taken: string, path: string): void {
  linkSync(taken, path);
  rmSync(taken, { force: true });
}

/** Of a file that was too large to be read only its size can be looked at, and that was done. */
function isStill(path: string, sha256: string | null): boolean {
  if (sha256 === null) return true;
  const read = fileAt(path).read();
  return read.ok && hash('sha256', read.value, 'hex') === sha256;
}

/** Some programs give a file its old date while they are still copying; when it was really touched they cannot say. */
function isSettled(path: string, now: number): boolean {
  const { mtimeMs, ctimeMs } = statSync(path);
  return [mtimeMs, ctimeMs].every((touched) => Math.abs(now - touched) >= settledAfter);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function move(path: string, folder: string, name: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = freeName(folder, name);
  try {
    renameSync(path, target);
  } catch (error) {
    // The inbox may be a share, on another disk.
    if (codeOf(error) !== 'EXDEV') throw error;
    copyFileSync(path, target);
    rmSync(path, { force: true });
  }
}

/** Two refused files of one name are two files. */
function freeName(folder: string, name: string): string {
  const ending = extname(name);
  const stem = name.slice(0, name.length - ending.length);
  let target = join(folder, name);
  for (let copy = 2; existsSync(target); copy++) target = join(folder, `${stem} (${copy})${ending}`);
  return target;
}

function passingBy(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!passing.has(codeOf(error) ?? '')) throw error;
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
