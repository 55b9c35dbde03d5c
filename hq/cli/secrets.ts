import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { inWords } from '../../bin/terminal.ts';
import { RefusalError, type Words } from '../../shared/domain/refusal.ts';
import * as keyRefusals from '../keys/refusals.ts';

/** A secret as a command asks for it. */
interface Secret {
  /** Where it is taken from without a terminal. */
  readonly variable: string;
  readonly question: Words;
}

const passphrase: Secret = {
  variable: 'SHOUKE_HQ_PASSPHRASE',
  question: { zh: '总部口令：', en: 'Passphrase of headquarters: ' },
};
const newPassphrase: Secret = {
  variable: 'SHOUKE_HQ_NEW_PASSPHRASE',
  question: { zh: '新口令：', en: 'New passphrase: ' },
};
const recoveryShare: Secret = {
  variable: 'SHOUKE_HQ_RECOVERY_SHARE',
  question: { zh: '恢复份额（由第二个人输入）：', en: 'Recovery share, typed by the second person: ' },
};
const again: Words = { zh: '再输入一次：', en: 'The same again: ' };

/** The passphrase of headquarters. @throws RefusalError `hq.passphraseNeeded` where neither environment nor terminal has it */
export async function passphraseOf(): Promise<string> {
  const given = fromEnvironment(passphrase) ?? (await typed(passphrase.question));
  if (given === undefined) throw new RefusalError(keyRefusals.passphraseNeeded);
  return given;
}

/** The passphrase of a headquarters that is founded: typed twice. @throws RefusalError `hq.passphraseNeeded`, `hq.passphrasesDiffer` */
export async function firstPassphraseOf(): Promise<string> {
  const given = fromEnvironment(passphrase) ?? (await typedTwice(passphrase.question));
  if (given === undefined) throw new RefusalError(keyRefusals.passphraseNeeded);
  return given;
}

/** A new passphrase: typed twice. @throws RefusalError `hq.newPassphraseNeeded`, `hq.passphrasesDiffer` */
export async function newPassphraseOf(): Promise<string> {
  const given = fromEnvironment(newPassphrase) ?? (await typedTwice(newPassphrase.question));
  if (given === undefined) throw new RefusalError(keyRefusals.newPassphraseNeeded);
  return given;
}

/** The second person's half of the recovery key. @throws RefusalError `hq.shareNeeded` */
export async function recoveryShareOf(): Promise<string> {
  const given = fromEnvironment(recoveryShare) ?? (await typed(recoveryShare.question));
  if (given === undefined) throw new RefusalError(keyRefusals.shareNeeded);
  return given;
}

function fromEnvironment({ variable }: Secret): string | undefined {
  const given = process.env[variable];
  delete process.env[variable]; // Not for anything started from here.
  return given === '' ? undefined : given;
}

async function typedTwice(question: Words): Promise<string | undefined> {
  const first = await typed(question);
  if (first !== undefined && first !== (await typed(again))) throw new RefusalError(keyRefusals.passphrasesDiffer);
  return first;
}

/** What a person types at the terminal, unseen. Undefined where there is no terminal, or nothing was typed. */
async function typed(question: Words): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Only now: what is typed before the terminal has been told so would be seen.
  process.stderr.write(inWords(question));
  // Ctrl+C, or the end of the input: the person has changed his mind.
  terminal.once('close', leave);
  try {
    return (await terminal.question('')) || undefined;
  } finally {
    terminal.off('close', leave);
    terminal.close();
    process.stderr.write('\n');
  }
}

function leave(): void {
  process.stderr.write('\n');
  process.exit(130);
}
