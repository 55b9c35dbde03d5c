import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair, testPassphrase } from '../../bin/testing/branchAndHeadquarters.ts';
import { type Child, startChild } from '../../bin/testing/inChild.ts';
import type { SyntheticBranch } from '../../bin/testing/syntheticBranch.ts';
import { orThrow } from '../../shared/domain/refusal.ts';
import { makeEnrolmentRequest } from '../../shared/pki/enrolmentRequest.ts';
import { generatePrivateKey } from '../../shared/pki/keys.ts';
import { tables } from '../../shared/schema/index.ts';
import { KeyStore } from '../keys/keyStore.ts';
import { openStore } from '../store/store.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

const hqFolder = (): string => join(pair.folder, 'hq');
const start = (what: string, ...given: string[]): Child =>
  startChild('headquartersInChild.ts', hqFolder(), what, ...given);
const markedSize = (): number =>
  (JSON.parse(readFileSync(join(hqFolder(), 'marker.json'), 'utf8')) as { treeSize: number }).treeSize;
let ids = 0;
const oneClient = (of: SyntheticBranch): Uint8Array => {
  const id = `01900000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;
  return of.sealTransactions(of.write(of.client(id, `客户${ids}`))).bytes;
};

/** Tells both to go on while nobody can write, so that each has decided what to do before one may do it. */
async function atTheSameMoment(children: readonly Child[], long: number): Promise<unknown[]> {
  await Promise.all(children.map(({ ready }) => ready));
  const store = await openStore({ folder: hqFolder(), key: new KeyStore(hqFolder()).storeKey() });
  store.sqlite.exec('BEGIN IMMEDIATE');
  for (const child of children) child.tell('go');
  await sleep(long);
  store.sqlite.exec('COMMIT');
  store.close();
  const all = await Promise.all(children.map(({ ended }) => ended));
  for (const { code, errors } of all) expect(code, errors).toBe(0);
  return all.map(({ said }) => said);
}

/** Begins a file where there is none of that name: as a program copies that never writes over another. */
async function createWhenFree(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, 'wx');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      await sleep(2);
    }
  }
}

describe('two headquarters processes on one folder', () => {
  it('write what an older program parked once, however they are started', async () => {
    const [branch] = pair.synthetic;
    await pair.reopenHq({ tables: Object.values(tables).filter(({ name }) => name !== 'client') });
    await pair.hq.import(Array.from({ length: 20 }, (_, index) => ({ name: `${index}`, bytes: oneClient(branch) })));
    expect(pair.hq.query('SELECT count(*) AS parked FROM parkedOperation')).toEqual([{ parked: 20 }]);
    await pair.hq.close();
    const written = await atTheSameMoment([start('replay'), start('replay')], 1500);
    await pair.reopenHq();
    expect(written.map(Number).reduce((sum, each) => sum + each)).toBe(20);
    expect(pair.hq.rows().client).toBe(20);
    expect(pair.hq.status()).toMatchObject({ quarantined: 0 });
  });

  it('enrol one computer of a branch, and refuse the other', async () => {
    const branchId = '01900000-0000-7000-8000-0000000000c3';
    const identity = { branchId, branchName: '虹口门店', companyName: pair.hq.identity.name, sample: false };
    const requests: string[] = [];
    for (const name of ['one', 'two']) {
      const [changeSets, encryption, authority] = await Promise.all([1, 2, 3].map(() => generatePrivateKey('p256')));
      const { seal } = pair.synthetic[0].identity.keys;
      if (!changeSets || !encryption || !authority) throw new Error('three keys were made');
      const keys = { changeSets, encryption, authority, seal };
      const file = join(pair.folder, `${name}.skrequest`);
      writeFileSync(file, orThrow(makeEnrolmentRequest(identity, keys, pair.clock.now())).request);
      requests.push(file);
    }
    process.env.TEST_PASSPHRASE = testPassphrase;
    const children = requests.map((file) => start('enrol', file));
    delete process.env.TEST_PASSPHRASE;
    const said = await atTheSameMoment(children, 2500);
    expect(said.sort()).toEqual(['enrolled', 'hq.alreadyEnrolled']);
    expect(pair.hq.query('SELECT count(*) AS valid FROM branchCertificate WHERE branchId = ?', branchId)).toEqual([
      { valid: 1 },
    ]);
  });

  it('never take back how far the store has grown', async () => {
    const file = join(hqFolder(), 'marker.json');
    writeFileSync(file, JSON.stringify({ hqIncarnation: 'of both', treeSize: 0 }));
    const children = [start('mark', '1', '400'), start('mark', '2', '400')];
    await Promise.all(children.map(({ ready }) => ready));
    for (const child of children) child.tell('go');
    let over = false;
    const ended = Promise.all(children.map((child) => child.ended)).then((all) => {
      over = true;
      return all;
    });
    const seen: number[] = [];
    while (!over) {
      seen.push(markedSize());
      await sleep(0);
    }
    for (const { code, errors } of await ended) expect(code, errors).toBe(0);
    expect(seen.filter((each, index) => each < (seen[index - 1] ?? 0))).toEqual([]);
    expect(markedSize()).toBe(400);
  });

  it('put out each other’s receipts: one that is idle, too, where the other is killed before', async () => {
    const [branch] = pair.synthetic;
    const file = join(pair.folder, 'a.skcs');
    writeFileSync(file, oneClient(branch));
    const killed = start('import', 'import.committed', file);
    await killed.ready;
    killed.tell('go');
    expect((await killed.ended).signal).toBe('SIGKILL');
    const [message] = pair.hq.receiptsFor(branch.identity.branchId);
    if (message === undefined) throw new Error('the receipt was sealed');
    expect(existsSync(pair.hq.messageFile(message))).toBe(false);
    expect(markedSize()).toBe(0);
    expect(await pair.hq.importInbox()).toMatchObject({ files: [] });
    expect(markedSize()).toBe(1);
    expect(Buffer.compare(readFileSync(pair.hq.messageFile(message)), message.bytes)).toBe(0);
  });

  it('clear an inbox while files come in, piece by piece and under names that were there before', async () => {
    const [branch, other] = pair.synthetic;
    const children = [start('inbox'), start('inbox')];
    await Promise.all(children.map(({ ready }) => ready));
    for (const child of children) child.tell('go');
    const inbox = pair.hq.inboxFolder;
    mkdirSync(join(inbox, 'SH02'), { recursive: true });
    const files = Array.from({ length: 40 }, () => [oneClient(branch), oneClient(other)]).flat();
    const waiting = [...files.entries()];
    while (waiting.length > 0) {
      // Four at a time, the later ones first, always under the same names.
      for (const [slot, [index, bytes]] of waiting.splice(0, 4).reverse().entries()) {
        const path = join(inbox, index % 3 === 0 ? 'SH02' : '.', `${slot}.skcs`);
        const handle = await createWhenFree(path);
        writeSync(handle, bytes.subarray(0, 400));
        await sleep(index % 5);
        writeSync(handle, bytes.subarray(400));
        closeSync(handle);
      }
    }
    const everyFile = (): string[] =>
      readdirSync(inbox, { recursive: true })
        .filter((name) => String(name).endsWith('.skcs'))
        .map(String);
    for (const until = Date.now() + 30_000; everyFile().length > 0 && Date.now() < until; ) await sleep(20);
    for (const child of children) child.tell('stop');
    const ended = await Promise.all(children.map((child) => child.ended));
    for (const { code, errors } of ended) expect(code, errors).toBe(0);
    const told = ended.flatMap(({ said }) => (said as { names: string[] }).names);
    expect(everyFile()).toEqual([]);
    expect(pair.hq.status()).toMatchObject({ importedFiles: 80, treeSize: 80, parkedFiles: 0, openAlarms: 0 });
    expect(told).toHaveLength(80);
    expect(pair.hq.rows().client).toBe(80);
    expect(existsSync(join(hqFolder(), 'refused'))).toBe(false);
    expect(readdirSync(join(hqFolder(), 'spool'))).toEqual([]);
    for (const each of [branch, other]) {
      const { branchId } = each.identity;
      const last = pair.hq.receiptsFor(branchId).at(-1);
      if (last === undefined) throw new Error('there is a receipt');
      expect(Buffer.compare(readFileSync(pair.hq.messageFile(last)), last.bytes)).toBe(0);
    }
  });
});
