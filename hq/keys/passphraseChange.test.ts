import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair, testPassphrase } from '../../bin/testing/branchAndHeadquarters.ts';
import { inChild } from '../../bin/testing/inChild.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { openHeadquarters } from '../headquarters.ts';
import { KeyStore } from './keyStore.ts';
import { readUnderPassphrase } from './sealedFile.ts';

const next = '另外四个词 test only';
const names = ['authority.keys', 'root.key', 'recovery.key'] as const;

let pair: Pair;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

const hqFolder = (): string => join(pair.folder, 'hq');
const keys = (): string => join(hqFolder(), 'keys');
const opens = async (name: string, passphrase: string): Promise<boolean> =>
  (await readUnderPassphrase(join(keys(), name), passphrase)).ok;
/** Which of the two passphrases opens each file. */
const openedBy = (): Promise<string[]> =>
  Promise.all(
    names.map(async (name) => {
      if (await opens(name, testPassphrase)) return 'old';
      return (await opens(name, next)) ? 'new' : 'neither';
    }),
  );
const contents = (): string[] => names.map((name) => readFileSync(join(keys(), name), 'utf8'));
const refusal = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof RefusalError) return error.refusals[0]?.code;
      throw error;
    },
  );

describe('a changed passphrase', () => {
  it('opens every key file, the old one opens none, and the keys are the same', async () => {
    const before = await new KeyStore(hqFolder()).authority(testPassphrase);
    expect(await pair.hq.changePassphrase(next)).toEqual({ changed: [...names], already: [], elsewhere: [] });
    expect(await openedBy()).toEqual(['new', 'new', 'new']);
    const after = await new KeyStore(hqFolder()).authority(next);
    expect(after.authority.equals(before.authority)).toBe(true);
    expect(after.seal.equals(before.seal)).toBe(true);
    expect(readdirSync(keys()).sort()).toEqual([...names, 'store.key', 'unattended.keys'].sort());
    // The headquarters that is open goes on with it.
    expect(await refusal(pair.hq.changePassphrase(testPassphrase))).toBe('done');
  });

  it('reaches a file that was in the safe meanwhile when it is put back', async () => {
    const safe = join(pair.folder, 'safe');
    mkdirSync(safe);
    for (const name of ['root.key', 'recovery.key']) renameSync(join(keys(), name), join(safe, name));
    expect(await pair.hq.changePassphrase(next)).toEqual({
      changed: ['authority.keys'],
      already: [],
      elsewhere: ['root.key', 'recovery.key'],
    });
    for (const name of ['root.key', 'recovery.key']) renameSync(join(safe, name), join(keys(), name));
    expect(await openedBy()).toEqual(['new', 'old', 'old']);
    await pair.reopenHq();
    expect(await pair.hq.changePassphrase(next)).toEqual({
      changed: ['root.key', 'recovery.key'],
      already: ['authority.keys'],
      elsewhere: [],
    });
    expect(await openedBy()).toEqual(['new', 'new', 'new']);
  });

  it.each([
    ['too short', testPassphrase, 'short', 'hq.passphraseWeak'],
    ['the old one', testPassphrase, testPassphrase, 'hq.passphraseUnchanged'],
    ['asked for with a wrong one', 'not the passphrase', next, 'hq.wrongPassphrase'],
  ])('that is %s changes nothing', async (_, current, wanted, code) => {
    await pair.reopenHq({ passphrase: current });
    const before = contents();
    expect(await refusal(pair.hq.changePassphrase(wanted))).toBe(code);
    expect(contents()).toEqual(before);
  });

  it('changes nothing where one file is damaged, or under a passphrase of its own', async () => {
    const third = '第三组四个词 test only';
    const own = readFileSync(join(keys(), 'root.key'), 'utf8');
    await pair.hq.changePassphrase(third);
    writeFileSync(join(keys(), 'root.key'), own);
    const before = contents();
    expect(await refusal(pair.hq.changePassphrase(next))).toBe('hq.keyFileUnderAnother');
    expect(contents()).toEqual(before);
    writeFileSync(join(keys(), 'root.key'), own.slice(0, 100));
    expect(await refusal(pair.hq.changePassphrase(next))).toBe('hq.keyFileDamaged');
    expect(contents()[0]).toBe(before[0]);
  });

  it('of two at the same time is the one of whoever came first, for every file', async () => {
    const change = await new KeyStore(hqFolder()).preparePassphraseChange(testPassphrase, next);
    await pair.hq.changePassphrase('the other one was first');
    const before = contents();
    expect(() => change.write(() => undefined)).toThrow('hq.keysJustChanged');
    expect(contents()).toEqual(before);
  });
});

describe('a process that is killed while it changes the passphrase', () => {
  it.each([
    ['passphrase.pending', 1, 'new'],
    ['passphrase.written', 1, 'new'],
    ['passphrase.written', 3, 'new'],
  ])('at %s (%i) leaves one passphrase that opens every file', async (step, count, which) => {
    await pair.hq.close();
    const ended = await inChild('changePassphraseInChild.ts', hqFolder(), step, String(count), testPassphrase, next);
    expect(ended.signal, ended.errors).toBe('SIGKILL');
    await pair.reopenHq();
    expect(await openedBy()).toEqual([which, which, which]);
    expect(existsSync(join(keys(), 'passphrase.change'))).toBe(false);
  });

  it('at any other moment leaves one that opens every file, too', async () => {
    await pair.hq.close();
    let current = 'old';
    for (const delay of [0, 300, 600, 900, 1200]) {
      const [from, to] = current === 'old' ? [testPassphrase, next] : [next, testPassphrase];
      await inChild('changePassphraseInChild.ts', hqFolder(), `after ${delay}`, '1', from, to);
      await pair.reopenHq();
      const by = await openedBy();
      await pair.hq.close();
      expect(['old,old,old', 'new,new,new']).toContain(by.join());
      current = by[0] ?? '';
    }
    await pair.reopenHq();
  });

  it('leaves no copy under the old passphrase behind for long', async () => {
    await pair.hq.close();
    const [minutesAgo, yesterday] = ['authority.keys.4711.tmp', 'root.key.4712.tmp'].map((name) => join(keys(), name));
    for (const file of [minutesAgo ?? '', yesterday ?? '']) writeFileSync(file, contents()[0] ?? '');
    utimesSync(yesterday ?? '', new Date(), new Date(Date.now() - 86_400_000));
    await pair.reopenHq();
    // The younger one may still be in writing by another process.
    expect(readdirSync(keys()).filter((name) => name.endsWith('.tmp'))).toEqual(['authority.keys.4711.tmp']);
  });

  it('does not bring back a file that was taken to the safe before it was finished', async () => {
    await pair.hq.close();
    await inChild('changePassphraseInChild.ts', hqFolder(), 'passphrase.pending', '1', testPassphrase, next);
    rmSync(join(keys(), 'recovery.key'));
    const hq = await openHeadquarters({ folder: hqFolder(), clock: pair.clock });
    await hq.close();
    expect(existsSync(join(keys(), 'recovery.key'))).toBe(false);
    expect(await opens('root.key', next)).toBe(true);
    await pair.reopenHq();
  });
});
