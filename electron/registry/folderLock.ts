import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from '../../shared/storage/durableFile.ts';
import { takeLock } from '../../shared/storage/processLock.ts';
import { inTheirWords } from './storageTrouble.ts';

const holder = z.object({ pid: z.int(), since: z.int(), url: z.string().nullable(), secret: z.string().nullable() });
/** Who has a data folder. `url` and `secret` let its user ask the running process for a new sign-in link. */
export type Holder = z.infer<typeof holder>;

export interface FolderLock {
  /** Tells later starters where this process answers. */
  announce(url: string, secret: string): void;
  release(): void;
}

/**
 * Takes a data folder for this process. The lock is the operating system's, held through SQLite, so it ends with the
 * process however that ends; nothing stale is left after a kill.
 * @returns the lock, or who has it. @throws RefusalError `registry.*` when the disk does not let anybody have it.
 */
export function lockFolder(folder: string): { lock: FolderLock } | { heldBy: Holder | undefined } {
  const note = join(folder, 'lock.json');
  const self: Holder = { pid: process.pid, since: Date.now(), url: null, secret: null };
  let release: (() => void) | undefined;
  try {
    release = takeLock(join(folder, 'lock.db'));
    if (!release) return { heldBy: readHolder(note) };
    writeDurably(note, JSON.stringify(self));
  } catch (error) {
    release?.();
    throw inTheirWords(error);
  }
  const held = release;
  return {
    lock: {
      announce: (url, secret) => writeDurably(note, JSON.stringify({ ...self, url, secret })),
      release: () => {
        rmSync(note, { force: true });
        held();
      },
    },
  };
}

function readHolder(note: string): Holder | undefined {
  try {
    return holder.parse(JSON.parse(readFileSync(note, 'utf8')));
  } catch {
    return undefined;
  }
}
