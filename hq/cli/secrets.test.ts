import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../bin/project.ts';
import { forgetTemplate, openPair, type Pair, testPassphrase } from '../../bin/testing/branchAndHeadquarters.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await openPair();
  await pair.hq.close();
});
afterAll(async () => {
  await pair.reopenHq();
  await pair.dispose();
  await forgetTemplate();
});

const launcher = join(projectFolder, 'bin/run.mjs');
const environment = (secrets: Record<string, string> = {}) => {
  const { SHOUKE_HQ_PASSPHRASE: _, SHOUKE_HQ_NEW_PASSPHRASE: __, ...rest } = process.env;
  return { ...rest, SHOUKE_LANGUAGE: 'en', NODE_COMPILE_CACHE: join(tmpdir(), 'shouke-compile-cache'), ...secrets };
};
const line = (): string[] => ['hq', 'passphrase', '--dir', join(pair.folder, 'hq')];
let current = testPassphrase;

describe('without a terminal', () => {
  const run = (secrets: Record<string, string>) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...line()], {
      encoding: 'utf8',
      env: environment(secrets),
    });
    return { status, stdout, stderr: stderr.trim() };
  };

  it('secrets come from the environment; one that is missing is named, in one line', () => {
    const missing = run({});
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toMatch(/SHOUKE_HQ_PASSPHRASE, or run it in a terminal[^\n]*$/);
    expect(run({ SHOUKE_HQ_PASSPHRASE: testPassphrase }).stderr).toMatch(/SHOUKE_HQ_NEW_PASSPHRASE[^\n]*$/);
    const next = '另外四个词 test only';
    expect(run({ SHOUKE_HQ_PASSPHRASE: 'a third one', SHOUKE_HQ_NEW_PASSPHRASE: next }).stderr).toMatch(
      /^Wrong passphrase[^\n]*$/,
    );
    const done = run({ SHOUKE_HQ_PASSPHRASE: testPassphrase, SHOUKE_HQ_NEW_PASSPHRASE: next });
    expect(done.stdout, done.stderr).toMatch(
      /^The passphrase was changed: authority\.keys, root\.key, recovery\.key\.\nEarlier backups still open/,
    );
    current = next;
  });
});

/** `script` gives a command a terminal of its own; Windows has none. */
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasTerminals)('at a terminal', () => {
  /** Answers each question as it is asked; gives all that the person saw, and the exit code. */
  async function atTerminal(answers: readonly (readonly [question: string, answer: string])[]) {
    const command = [process.execPath, launcher, ...line()].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      env: environment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let seen = '';
    let left = [...answers];
    let from = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      const [next] = left;
      if (next === undefined || !seen.slice(from).includes(next[0])) return;
      from = seen.length;
      left = left.slice(1);
      child.stdin.write(next[1]);
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { seen, code, unasked: left.length };
  }
  const next = 'seven green umbrellas';

  it('are asked for, the new one twice, and never shown', async () => {
    const { seen, code, unasked } = await atTerminal([
      ['Passphrase of headquarters: ', `${current}\r`],
      ['New passphrase: ', `${next}\r`],
      ['The same again: ', `${next}\r`],
    ]);
    expect([code, unasked], seen).toEqual([0, 0]);
    expect(seen).toContain('The passphrase was changed');
    for (const secret of [current, next]) expect(seen).not.toContain(secret);
    current = next;
  });

  it('that differ the second time change nothing, and Ctrl+C ends it at once', async () => {
    const { seen, code } = await atTerminal([
      ['Passphrase of headquarters: ', `${current}\r`],
      ['New passphrase: ', 'nine yellow teapots\r'],
      ['The same again: ', 'nine yellow teapot\r'],
    ]);
    expect(code).toBe(1);
    expect(seen).toContain('The two entries differ. Nothing was changed.');
    const ended = await atTerminal([['Passphrase of headquarters: ', '\u0003']]);
    expect(ended.code, ended.seen).toBe(130);
    expect(ended.seen.trim()).toBe('Passphrase of headquarters:');
  });
});
