import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Words } from '../../shared/domain/refusal.ts';

/**
 * The passphrase of the environment (`SHOUKE_HQ_PASSPHRASE`), else what a person types at the terminal, unseen. Undefined
 * where neither is there.
 */
export async function passphraseOf(question: string): Promise<string | undefined> {
  const given = process.env.SHOUKE_HQ_PASSPHRASE;
  delete process.env.SHOUKE_HQ_PASSPHRASE; // Not for anything started from here.
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

export const askForPassphrase: Words = { zh: '总部口令：', en: 'Passphrase of headquarters: ' };
