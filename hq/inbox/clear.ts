import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, extname, isAbsolute, join, relative, sep } from 'node:path';
import type { FileReport } from '../import/reports.ts';

/** A refused file that changed less than this ago may still be being copied: it is looked at again later. */
const settledAfter = 120_000;
/** Another process took it first; or somebody has it open, and the next look finds it again. */
const passing = new Set(['ENOENT', 'EBUSY', 'EPERM', 'EACCES']);

export interface InboxFolders {
  readonly inbox: string;
  readonly refused: string;
}

/**
 * Takes out of the inbox what an import kept or imported, and moves what it refused to `refused`, so that the inbox does not
 * fill with it. Several processes may do so at once.
 */
export function clearInbox({ inbox, refused }: InboxFolders, files: readonly FileReport[], now: number): void {
  for (const { path, outcome } of files) {
    if (path === null || !isInside(inbox, path)) continue;
    passingBy(() => {
      if (outcome !== 'refused') rmSync(path, { force: true });
      else if (Math.abs(now - statSync(path).mtimeMs) >= settledAfter) move(path, refused);
    });
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function move(path: string, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = freeName(folder, basename(path));
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
