import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a file so that after a crash either the old or the new content is there, whole. Only its user can read it. */
export function writeDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeSynced(temporary, content, mode);
  renameDurably(temporary, file);
}

/** No file takes this long to write, ms: what has lain about longer was left by a process that ended. */
const longestWrite = 3_600_000;

/**
 * Removes what processes that ended half-way through {@link writeDurably} left in a folder: nobody will finish it, and some of
 * it may be keys under a passphrase that has been changed since. A folder that is not there has nothing.
 */
export function sweepUnfinished(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!/\.\d+\.tmp$/.test(name)) continue;
    const file = join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() && Date.now() - found.mtimeMs > longestWrite) rmSync(file, { force: true });
  }
}

/** Writes a file whose bytes are on the disk when this returns, whole; nothing is left of one that could not be written. */
export function writeSynced(file: string, content: string | Uint8Array, mode = 0o600): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const handle = openSync(file, 'w', mode);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } catch (error) {
    closeSync(handle);
    rmSync(file, { force: true });
    throw error;
  }
  closeSync(handle);
}

/** Gives a file its name, replacing what had it; the name is on the disk when this returns. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}

/** Copies a file and makes the copy last. */
export function copyDurably(from: string, to: string): void {
  copyFileSync(from, to);
  const handle = openSync(to, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  syncFolder(dirname(to));
}

/** Makes a rename last. Windows cannot open a folder and needs no such step; some network shares know none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
  } finally {
    closeSync(handle);
  }
}
