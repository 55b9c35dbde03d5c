import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { writeDurably } from '../../shared/storage/durableFile.ts';
import * as refusals from './refusals.ts';
import { readUnderPassphrase, sealUnderPassphrase } from './sealedFile.ts';

/** Key files that a passphrase opens. All but the first are kept offline and are here for minutes. */
const underPassphrase = ['authority.keys', 'root.key', 'recovery.key'] as const;
type KeyFileName = (typeof underPassphrase)[number];

/** What became of each key file. */
export interface PassphraseOutcome {
  readonly changed: readonly KeyFileName[];
  /** Already under the new passphrase: changed before, while others were elsewhere. */
  readonly already: readonly KeyFileName[];
  /** Not here: under the old passphrase, wherever they are. */
  readonly elsewhere: readonly KeyFileName[];
}

/** A change that is ready to be written. */
export interface PassphraseChange {
  /** Writes it. @throws RefusalError `hq.keysJustChanged`; nothing is changed then. */
  write(step: (step: string) => void): PassphraseOutcome;
}

const pending = z.partialRecord(z.enum(underPassphrase), z.string());
/** Stands in the folder while key files are being replaced, with the whole content of each: once it is there they will be. */
const pendingOf = (folder: string): string => join(folder, 'passphrase.change');

/** Opens every key file that is here by the old passphrase, and seals it under the new one. Nothing is written yet. */
export async function preparePassphraseChange(
  folder: string,
  current: string,
  next: string,
): Promise<PassphraseChange> {
  const before = new Map<KeyFileName, string>();
  const after = new Map<KeyFileName, string>();
  const already: KeyFileName[] = [];
  const foreign: KeyFileName[] = [];
  for (const name of underPassphrase) {
    const file = join(folder, name);
    if (!existsSync(file)) continue;
    before.set(name, readFileSync(file, 'utf8'));
    const opened = await readUnderPassphrase(file, current);
    if (opened.ok) after.set(name, await sealUnderPassphrase(name, next, opened.value));
    else if (opened.refusals[0]?.code !== refusals.wrongPassphrase.code) throw new RefusalError(...opened.refusals);
    else if ((await readUnderPassphrase(file, next)).ok) already.push(name);
    else foreign.push(name);
  }
  if (before.size === 0) throw new RefusalError(refusals.keyFileDamaged('authority.keys'));
  const [other] = foreign;
  if (other !== undefined) {
    throw new RefusalError(
      after.size + already.length === 0 ? refusals.wrongPassphrase : refusals.keyFileUnderAnother(other),
    );
  }
  const outcome: PassphraseOutcome = {
    changed: [...after.keys()],
    already,
    elsewhere: underPassphrase.filter((name) => !before.has(name)),
  };
  return {
    write: (step) => {
      for (const [name, text] of before) {
        const file = join(folder, name);
        if (!existsSync(file) || readFileSync(file, 'utf8') !== text) throw new RefusalError(refusals.keysJustChanged);
      }
      if (after.size === 0) return outcome;
      writeDurably(pendingOf(folder), `${JSON.stringify(Object.fromEntries(after))}\n`);
      step('passphrase.pending');
      finishPassphraseChange(folder, step);
      return outcome;
    },
  };
}

export const isPassphraseChangePending = (folder: string): boolean => existsSync(pendingOf(folder));

/** Replaces the key files of a change that was decided, also one that an ended process left. */
export function finishPassphraseChange(folder: string, step: (step: string) => void): void {
  const texts = readPending(folder);
  for (const name of underPassphrase) {
    const text = texts[name];
    // What was taken to a safe in between stays there, under its old passphrase.
    if (text === undefined || !existsSync(join(folder, name))) continue;
    writeDurably(join(folder, name), text);
    step('passphrase.written');
  }
  rmSync(pendingOf(folder), { force: true });
}

function readPending(folder: string): z.infer<typeof pending> {
  try {
    return pending.parse(JSON.parse(readFileSync(pendingOf(folder), 'utf8')));
  } catch {
    // It is written whole or not at all: another process has finished it.
    return {};
  }
}
