import { realpathSync, rmSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { renameDurably, writeSynced } from '../../shared/storage/durableFile.ts';
import type { StepListener } from './outbox.ts';
import * as refusals from './refusals.ts';

/**
 * A folder that change sets are carried away in: a share, a USB stick.
 * @throws RefusalError `sync.folderMissing`, `sync.folderOurs`
 */
export function exportFolder(given: string, dataFolder: string): string {
  const folder = given.trim();
  if (!isAbsolute(folder) || !isFolder(folder)) throw new RefusalError(refusals.folderMissing(folder));
  const inside = relative(realpathSync(dataFolder), realpathSync(folder));
  if (inside === '' || !(inside.startsWith('..') || isAbsolute(inside))) throw new RefusalError(refusals.folderOurs);
  return folder;
}

/**
 * Puts a file there so that a reader sees it whole or not at all.
 * @throws RefusalError `sync.folderFull`, `sync.folderUnwritable`; nothing of the file is left then.
 */
export function exportFile(folder: string, fileName: string, bytes: Uint8Array, step: StepListener): void {
  const temporary = join(folder, `.${fileName}.part`);
  try {
    // Headquarters reads the share as another user.
    writeSynced(temporary, bytes, 0o644);
    step('export.written');
    renameDurably(temporary, join(folder, fileName));
  } catch (error) {
    removeIfPossible(temporary);
    throw explained(error, folder);
  }
  step('export.named');
}

/** The folder may be gone altogether: a stick that was pulled out. */
function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What is gone needs no removing.
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function explained(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) return error;
  let refusal: Refusal = refusals.folderUnwritable(folder, code);
  if (code === 'ENOSPC' || code === 'EDQUOT') refusal = refusals.folderFull(folder);
  if (code === 'ENOENT' || code === 'ENOTDIR') refusal = refusals.folderMissing(folder);
  return new RefusalError(refusal);
}
