import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectFolder } from '../bin/project.ts';
import { clerk, testPassphrase } from '../bin/testing/branchAndHeadquarters.ts';
import { Host } from '../electron/host/host.ts';
import { keyFileOf } from '../electron/registry/keyring.ts';
import { systemClock } from '../shared/domain/clock.ts';
import { RefusalError } from '../shared/domain/refusal.ts';
import { formatFingerprint } from '../shared/pki/certificate.ts';
import { recoveredKeyText } from '../shared/pki/recoveredKey.ts';
import { initHeadquarters } from './founding.ts';
import { type Headquarters, openHeadquarters } from './headquarters.ts';

const first = {
  code: 'SH01',
  name: '徐汇门店',
  companyName: '守客物流有限公司',
  passphrase: 'correct horse battery',
  admin: { name: '李敏', loginName: 'limin', password: 'password-long-1' },
};
const newPassphrase = 'seven green umbrellas';

let folder: string;
let share: string;
let template: string;

/** Enrols the branch of a host; `replace` for one whose keys towards headquarters are lost. */
async function enrol(host: Host, hq: Headquarters, replace: boolean): Promise<void> {
  const { sync } = host.branch.services;
  const { file, fingerprint } = await sync.requestEnrolment(clerk);
  const { answer } = await hq.enrol(new Uint8Array(await file.arrayBuffer()), { fingerprint, replace });
  await sync.acceptEnrolment(clerk, answer, formatFingerprint(hq.rootFingerprint));
}
async function withHq<T>(work: (hq: Headquarters) => Promise<T>): Promise<T> {
  const hq = await openHeadquarters({ folder: join(folder, 'hq'), clock: systemClock, passphrase: testPassphrase });
  try {
    return await work(hq);
  } finally {
    await hq.close();
  }
}

const opened: Host[] = [];
async function open(options: { readonly passphrase?: string } = {}): Promise<Host> {
  const host = await Host.open({ folder: join(folder, 'branch'), clock: systemClock, ...options });
  opened.push(host);
  return host;
}

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'shouke-recover-'));
  folder = template;
  const founded = await initHeadquarters({
    folder: join(template, 'hq'),
    passphrase: testPassphrase,
    clock: systemClock,
    companyName: first.companyName,
  });
  share = founded.recoveryShare;
  const host = await open();
  await host.createBranch(first);
  await enrol(host, founded.headquarters, false);
  await founded.headquarters.close();
  host.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-recover-'));
  cpSync(template, folder, { recursive: true });
});
afterEach(() => {
  for (const host of opened.splice(0)) host.close();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

const launcher = join(projectFolder, 'bin/run.mjs');
function recover(words: readonly string[], secrets: Record<string, string> = {}, branch = 'SH01') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [launcher, 'hq', 'recover', '--dir', 'hq', '--branch', branch, ...words],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        LC_ALL: 'en_US.UTF-8',
        INIT_CWD: folder,
        NODE_COMPILE_CACHE: join(tmpdir(), 'shouke-compile-cache'),
        SHOUKE_HQ_PASSPHRASE: testPassphrase,
        SHOUKE_HQ_RECOVERY_SHARE: share,
        ...secrets,
      },
    },
  );
  return { status, stdout, stderr: stderr.trim() };
}
/** The code as a person copies it from the screen, both lines of it. */
const codeIn = (stdout: string): string =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .join(' ');
const refusalOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof RefusalError) return error.refusals[0]?.code;
      throw error;
    },
  );
const unlock = (host: Host, secret: string) => host.unlock({ kind: 'recoveryCode', secret, newPassphrase });
const keyFile = (): string => keyFileOf(join(folder, 'branch'));
const keyFiles = (): string[] => [keyFile(), join(folder, 'branch/backups/keys.json')];
/** Has the branch seal and headquarters import what it sealed. */
async function syncOnce(passphrase: string): Promise<void> {
  const host = await open({ passphrase });
  mkdirSync(join(folder, 'stick'), { recursive: true });
  await host.branch.services.sync.seal(clerk, join(folder, 'stick'));
  host.close();
  expect(await withHq((hq) => hq.import([join(folder, 'stick')]))).toMatchObject({ refused: 0, stopped: 0 });
}

describe('a branch whose passphrase is forgotten', () => {
  it('is opened by the code that headquarters recovers from its key file', async () => {
    const { status, stdout, stderr } = recover([keyFile()], {}, first.name);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('Recovery code of 徐汇门店');
    const host = await open();
    expect(host.state()).toMatchObject({ phase: 'locked', keyFile: 'whole' });
    expect(await unlock(host, codeIn(stdout))).toMatchObject({ phase: 'open', branch: { code: 'SH01' } });
    expect(host.branch.services.access.accounts()).toMatchObject([{ loginName: 'limin' }]);
    const { audit, write } = host.branch.registry;
    const { sequence } = write.auditHead;
    expect(audit.at(sequence)).toMatchObject({ action: 'keys.recovered', actor: 'system' });
    expect(audit.whyOf(sequence)).toBe('总部恢复码');
    host.close();
    expect((await open({ passphrase: first.passphrase })).state()).toMatchObject({ phase: 'locked' });
    expect((await open({ passphrase: newPassphrase })).state()).toMatchObject({ phase: 'open' });
  });
});

describe('a branch whose key file is lost', () => {
  beforeEach(async () => {
    await syncOnce(first.passphrase);
    for (const file of keyFiles()) rmSync(file);
  });

  it('is opened by the code from what its change sets brought, and goes on', async () => {
    const host = await open();
    expect(host.state()).toEqual({ phase: 'locked', wraps: [], keyFile: 'missing' });
    expect(await unlock(host, codeIn(recover([]).stdout))).toMatchObject({ phase: 'open', branch: { code: 'SH01' } });
    const { sync } = host.branch.services;
    expect(sync.state().problems.map(({ code }) => code)).toContain('sync.keysLost');
    await withHq((hq) => enrol(host, hq, true));
    host.close();
    await syncOnce(newPassphrase);
    // The package of the new life opens the same data.
    for (const file of keyFiles()) rmSync(file);
    expect(await unlock(await open(), codeIn(recover([]).stdout))).toMatchObject({ phase: 'open' });
  });

  it('is told so where its registry is damaged too, and the backup is put in place', async () => {
    const intact = await open();
    await unlock(intact, codeIn(recover([]).stdout));
    intact.branch.registry.backup();
    intact.close();
    for (const file of keyFiles()) rmSync(file);
    for (const suffix of ['-wal', '-shm']) rmSync(join(folder, `branch/registry.db${suffix}`), { force: true });
    writeFileSync(join(folder, 'branch/registry.db'), 'x'.repeat(100_000));
    const host = await open();
    expect(await unlock(host, codeIn(recover([]).stdout))).toMatchObject({ phase: 'damaged' });
    expect(await host.restoreLatestBackup()).toMatchObject({ phase: 'open' });
  });
});

describe('a code that does not open the data', () => {
  it.each([
    ['of another branch', recoveredKeyText(new Uint8Array(32).fill(7)), 'system.recoveredKeyOpensNothing'],
    ['mistyped', recoveredKeyText(new Uint8Array(32).fill(7)).replace(/^./, 'Z'), 'recovery.codeGroup'],
    ['cut short', recoveredKeyText(new Uint8Array(32).fill(7)).slice(0, -6), 'recovery.codeLength'],
  ])('%s changes nothing, with a key file or without', async (_, typed, code) => {
    const before = keyFiles().map((file) => readFileSync(file));
    expect(await refusalOf(unlock(await open(), typed))).toBe(code);
    expect(keyFiles().map((file) => readFileSync(file))).toEqual(before);
    for (const file of keyFiles()) rmSync(file);
    expect(await refusalOf(unlock(await open(), typed))).toBe(code);
    expect(keyFiles().some((file) => existsSync(file))).toBe(false);
  });
});

describe('npm run hq -- recover', () => {
  it('gives nothing without both persons, and says in one line what to do', async () => {
    const refused = (words: string[], secrets: Record<string, string>): string => {
      const { status, stdout, stderr } = recover(words, secrets, first.name);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).not.toContain('\n');
      return stderr;
    };
    expect(refused([keyFile()], { SHOUKE_HQ_PASSPHRASE: 'not the passphrase' })).toMatch(/^Wrong passphrase/);
    expect(refused([keyFile()], { SHOUKE_HQ_RECOVERY_SHARE: '' })).toContain('SHOUKE_HQ_RECOVERY_SHARE');
    expect(refused([keyFile()], { SHOUKE_HQ_RECOVERY_SHARE: 'AAAAA-BBBBB' })).toMatch(/^Wrong recovery share/);
    expect(refused([], {})).toMatch(/^Headquarters has no wrapped key of this branch.*keys\.json/);
    expect(refused([join(folder, 'nowhere.json')], {})).toMatch(/^There is no .*nowhere\.json/);
    expect(refused([join(folder, 'hq/root.pem')], {})).toMatch(/is not the key file of a branch/);
    const content = JSON.parse(readFileSync(keyFile(), 'utf8')) as { branchId: string; wraps: { kind: string }[] };
    const altered = (changes: Partial<typeof content>): string => {
      const file = join(folder, 'altered.json');
      writeFileSync(file, JSON.stringify({ ...content, ...changes }));
      return file;
    };
    const before = content.wraps.filter(({ kind }) => kind !== 'headquarters');
    expect(refused([altered({ wraps: before })], {})).toMatch(/holds no key wrapped for headquarters/);
    expect(refused([altered({ branchId: 'another' })], {})).toMatch(/is the key file of another branch/);
  });
});
