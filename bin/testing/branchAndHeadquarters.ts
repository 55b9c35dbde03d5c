import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Branch, openBranch } from '../../electron/branch.ts';
import { Keyring, keyFileOf } from '../../electron/registry/keyring.ts';
import type { DomainTransaction } from '../../electron/registry/unitOfWork.ts';
import { TestClock, testBranchId, testKeys } from '../../electron/testing/openTestBranch.ts';
import { createHeadquarters } from '../../hq/founding.ts';
import { type Headquarters, type HeadquartersOptions, openHeadquarters } from '../../hq/headquarters.ts';
import { enrolInProcess } from '../enrolInProcess.ts';
import { enrolSynthetic, readSynthetic, SyntheticBranch, syntheticText } from './syntheticBranch.ts';

export const clerk = { id: 'clerk', name: '王芳' };
export const syntheticIds = ['01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000000000b2'] as const;
export const testPassphrase = '四个不相干的词 test only';

/** A headquarters and a branch enrolled with it, each in its folder. Made once, then copied for every test. */
export interface Pair {
  readonly folder: string;
  readonly clock: TestClock;
  readonly branch: Branch;
  readonly hq: Headquarters;
  /** Where files are carried: a USB stick. */
  readonly stick: string;
  /** Branches without a registry, enrolled with the same headquarters: they can seal what no registry would. */
  readonly synthetic: readonly [SyntheticBranch, SyntheticBranch];
  /** Creates a client with a contact, in one unit of work. */
  addClient(name: string): string;
  write<T>(body: (tx: DomainTransaction) => T): T;
  /** Seals what waits onto the stick. */
  seal(): Promise<string[]>;
  /** Takes everything headquarters has for the branch. */
  receive(): ReturnType<Branch['services']['sync']['receive']>;
  reopenBranch(): Promise<Branch>;
  reopenHq(options?: Partial<HeadquartersOptions>): Promise<Headquarters>;
  dispose(): Promise<void>;
}

let template: Promise<string> | undefined;

/** The folder that is copied: keys of 3072 bits take seconds, so they are made once in a process. */
async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'shouke-pair-'));
  const clock = new TestClock();
  const branchFolder = join(folder, 'branch');
  mkdirSync(branchFolder);
  const { keyring } = Keyring.create(keyFileOf(branchFolder), testBranchId);
  keyring.wrapByRecoveryCode(testKeys);
  keyring.save();
  const [hq, branch] = await Promise.all([
    createHeadquarters({
      folder: join(folder, 'hq'),
      passphrase: testPassphrase,
      clock,
      companyName: '测试物流有限公司',
    }),
    openBranch({
      folder: branchFolder,
      branchId: testBranchId,
      keys: testKeys,
      clock,
      found: { code: 'SH01', name: '徐汇门店', companyName: '测试物流有限公司', sample: false },
    }),
  ]);
  try {
    await enrolInProcess(branch, hq, clerk);
    const first = await enrolSynthetic(hq, syntheticIds[0], '浦东门店');
    const second = await enrolSynthetic(hq, syntheticIds[1], '静安门店', first.keys.seal);
    for (const each of [first, second]) writeFileSync(join(folder, `${each.branchId}.json`), syntheticText(each));
  } finally {
    branch.close();
    await hq.close();
  }
  return folder;
}

/** Removes the folder that is copied; called when a file of tests has ended. */
export async function forgetTemplate(): Promise<void> {
  const made = template;
  template = undefined;
  if (made !== undefined) rmSync(await made, { recursive: true, force: true });
}

export async function openPair(options: Partial<HeadquartersOptions> = {}): Promise<Pair> {
  template ??= makeTemplate();
  const folder = mkdtempSync(join(tmpdir(), 'shouke-pair-'));
  cpSync(await template, folder, { recursive: true });
  return openPairIn(folder, options);
}

/** The pair in a folder that was copied from another. */
export async function openPairIn(folder: string, options: Partial<HeadquartersOptions> = {}): Promise<Pair> {
  const clock = new TestClock();
  clock.pass(60_000);
  const stick = join(folder, 'stick');
  mkdirSync(stick, { recursive: true });
  const openOwnBranch = () =>
    openBranch({ folder: join(folder, 'branch'), branchId: testBranchId, keys: testKeys, clock });
  const openOwnHq = (changes: Partial<HeadquartersOptions> = {}) =>
    openHeadquarters({ folder: join(folder, 'hq'), clock, passphrase: testPassphrase, ...options, ...changes });
  let branch = await openOwnBranch();
  let hq = await openOwnHq();
  const synthetic = (id: string) =>
    new SyntheticBranch(readSynthetic(readFileSync(join(folder, `${id}.json`), 'utf8')));
  let count = 0;
  const write = <T>(body: (tx: DomainTransaction) => T): T =>
    branch.registry.write.domain(clerk, { action: 'client.create', subject: { kind: 'client', id: 'x' } }, body);
  return {
    folder,
    clock,
    stick,
    synthetic: [synthetic(syntheticIds[0]), synthetic(syntheticIds[1])],
    get branch() {
      return branch;
    },
    get hq() {
      return hq;
    },
    write,
    addClient: (name) =>
      write((tx) => {
        count += 1;
        const client = tx.insert('client', {
          name,
          normalizedName: name,
          pinyin: '',
          initials: '',
          status: 'active',
          creditDays: 30,
          note: `备注 ${count}`,
        });
        tx.insert('contact', { clientId: client.id, name: '联系人', isSignatory: 1, retired: 0 });
        return client.id;
      }),
    seal: () => branch.services.sync.seal(clerk, stick),
    receive: () =>
      branch.services.sync.receive(
        hq.messagesFor(testBranchId).map(({ fileName, bytes }) => ({ name: fileName, bytes })),
      ),
    reopenBranch: async () => {
      branch.close();
      branch = await openOwnBranch();
      return branch;
    },
    reopenHq: async (changes) => {
      await hq.close();
      hq = await openOwnHq(changes);
      return hq;
    },
    dispose: async () => {
      branch.close();
      await hq.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
