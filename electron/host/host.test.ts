import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { Keyring } from '../registry/keyring.ts';
import { migrate } from '../registry/migrate.ts';
import { openDatabase } from '../registry/openDatabase.ts';
import { cpuTime } from '../testing/cpuTime.ts';
import { TestClock } from '../testing/openTestBranch.ts';
import { Host } from './host.ts';

const first = {
  code: 'SH01',
  name: '徐汇门店',
  companyName: '测试物流有限公司',
  passphrase: 'eleven purple bicycles',
  admin: { name: '李敏', loginName: 'limin', password: 'Blue-Kettle-77' },
};
const document = {
  size: 23,
  kind: 'scan',
  mediaType: 'application/pdf',
  fileName: 'a.pdf',
  subjectTable: 'form',
  subjectId: 'x',
};
let folder: string;
const clock = new TestClock();
const hosts: Host[] = [];
const open = async (options: Partial<Parameters<typeof Host.open>[0]> = {}): Promise<Host> => {
  const host = await Host.open({ folder, clock, ...options });
  hosts.push(host);
  return host;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-hostfolder-'));
});
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
  rmSync(folder, { recursive: true, force: true });
});
const code = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof RefusalError) return error.refusals[0]?.code;
      throw error;
    },
  );

describe('a data folder', () => {
  it('begins with the first run, then asks for its passphrase, and the printed code opens it too', async () => {
    const host = await open();
    expect(host.state()).toEqual({ phase: 'firstRun' });
    const { recoveryCode } = await host.createBranch(first);
    expect(recoveryCode).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(host.state()).toMatchObject({ phase: 'open', sample: false, branch: { code: 'SH01' }, today: '2026-11-23' });
    expect(await code(host.createBranch(first))).toBe('system.notFirstRun');
    host.close();

    const again = await open();
    expect(again.state()).toMatchObject({ phase: 'locked', wraps: ['passphrase', 'recoveryCode'] });
    expect(await code(again.unlock({ kind: 'passphrase', secret: 'wrong' }))).toBe('keys.wrongPassphrase');
    const recover = (secret: string, newPassphrase: string) =>
      again.unlock({ kind: 'recoveryCode', secret, newPassphrase });
    expect(await code(recover('AAAAA-AAAAA', 'seven green umbrellas'))).toBe('keys.wrongRecoveryCode');
    expect(await code(recover(recoveryCode, '123456789012'))).toBe('system.passphraseWeak');
    expect(again.state()).toMatchObject({ phase: 'locked' });
    expect(() => again.branch).toThrow(RefusalError);
    const typed = recoveryCode.toLowerCase().replaceAll('-', ' ');
    expect(await recover(typed, 'seven green umbrellas')).toMatchObject({ phase: 'open' });
  });

  it('keeps no half-written key file of a process that ended, under whatever passphrase that was', async () => {
    const host = await open();
    await host.createBranch(first);
    host.close();
    const yesterday = new Date(Date.now() - 86_400_000);
    const left = [join(folder, 'keys.json.4711.tmp'), join(folder, 'backups', 'keys.json.4711.tmp')];
    for (const file of left) {
      copyFileSync(join(folder, 'keys.json'), file);
      utimesSync(file, yesterday, yesterday);
    }
    const again = await open();
    expect(left.filter((file) => existsSync(file))).toEqual([]);
    expect(await again.unlock({ kind: 'passphrase', secret: first.passphrase })).toMatchObject({ phase: 'open' });
  });

  it('opened by the printed code keeps its new device key under the new passphrase, and the old one opens no more', async () => {
    const vault = { seal: (bytes: Uint8Array) => bytes, open: (sealed: Uint8Array) => sealed };
    const host = await open({ vault });
    const { recoveryCode } = await host.createBranch(first);
    const { databaseKey, deviceKey } = host.branch.keys;
    host.close();
    // On a computer without that vault.
    const recovered = await open();
    await recovered.unlock({ kind: 'recoveryCode', secret: recoveryCode, newPassphrase: 'seven green umbrellas' });
    const renewed = recovered.branch.keys.deviceKey;
    expect(recovered.branch.keys.databaseKey).toEqual(databaseKey);
    expect(renewed).not.toEqual(deviceKey);
    expect(recovered.branch.registry.audit.at(recovered.branch.registry.write.auditHead.sequence)).toMatchObject({
      action: 'keys.recovered',
      actor: 'system',
    });
    recovered.close();

    const again = await open({ vault });
    expect(again.state()).toMatchObject({ phase: 'locked', wraps: ['recoveryCode', 'passphrase'] });
    expect(await code(again.unlock({ kind: 'passphrase', secret: first.passphrase }))).toBe('keys.wrongPassphrase');
    await again.unlock({ kind: 'passphrase', secret: 'seven green umbrellas' });
    expect(again.branch.keys.deviceKey).toEqual(renewed);
    again.close();

    const third = await open();
    await third.unlock({ kind: 'recoveryCode', secret: recoveryCode, newPassphrase: 'nine yellow teapots' });
    third.close();
    expect((await open({ passphrase: 'nine yellow teapots' })).state()).toMatchObject({ phase: 'open' });
  });

  it('opens by the passphrase of the environment where the vault is another’s', async () => {
    const host = await open({ vault: { seal: (bytes) => bytes, open: (sealed) => sealed } });
    await host.createBranch(first);
    host.close();
    const foreign = {
      seal: (bytes: Uint8Array) => bytes,
      open: (): Uint8Array => {
        throw new Error('not yours');
      },
    };
    expect((await open({ vault: foreign, passphrase: first.passphrase })).state()).toMatchObject({ phase: 'open' });
  });

  it('keeps neither passphrase nor keys readable', async () => {
    const host = await open();
    const { recoveryCode } = await host.createBranch(first);
    const { databaseKey } = host.branch.keys;
    host.close();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      for (const secret of [first.passphrase, recoveryCode, first.admin.password, '李敏']) {
        expect(bytes.includes(Buffer.from(secret)), `${secret} in ${entry.name}`).toBe(false);
      }
      expect(bytes.includes(Buffer.from(databaseKey))).toBe(false);
      expect(bytes.includes(Buffer.from(databaseKey).toString('hex'))).toBe(false);
    }
  });

  it('founded only half (killed on the way) begins anew', async () => {
    const host = await open({ fillSample: () => Promise.reject(new Error('killed')) });
    await expect(host.createSample()).rejects.toThrow('killed');
    expect(host.state()).toEqual({ phase: 'firstRun' });
    writeFileSync(join(folder, 'founding'), '');
    writeFileSync(join(folder, 'registry.db'), 'half');
    const again = await open();
    expect(again.state()).toEqual({ phase: 'firstRun' });
    expect(existsSync(join(folder, 'registry.db'))).toBe(false);
    await again.createBranch(first);
  });

  it('creates one branch however many windows ask at once', async () => {
    const host = await open();
    const answers = await Promise.allSettled([
      host.createBranch(first),
      host.createBranch(first),
      host.createBranch(first),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it.each([
    ['damaged', (file: string) => writeFileSync(file, 'x'.repeat(100_000))],
    ['missing', (file: string) => rmSync(file)],
  ])('with a %s registry offers the latest verified backup and never a deletion', async (_what, damage) => {
    const host = await open();
    await host.createBranch(first);
    host.branch.registry.backup();
    host.close();
    for (const suffix of ['-wal', '-shm']) rmSync(join(folder, `registry.db${suffix}`), { force: true });
    damage(join(folder, 'registry.db'));
    const again = await open({ passphrase: first.passphrase });
    expect(again.state()).toMatchObject({ phase: 'damaged', backup: { auditSequence: 2 } });
    expect(await again.restoreLatestBackup()).toMatchObject({ phase: 'open' });
    expect(again.branch.registry.audit.verify()).toMatchObject({ ok: true });
  });

  it('says in its log that it was restored from a backup, and that it was opened by the printed code before', async () => {
    const host = await open();
    const { recoveryCode } = await host.createBranch(first);
    const { name, auditSequence } = host.branch.registry.backup();
    host.close();
    writeFileSync(join(folder, 'registry.db'), 'x'.repeat(100_000));
    const again = await open();
    await again.unlock({ kind: 'recoveryCode', secret: recoveryCode, newPassphrase: 'seven green umbrellas' });
    expect(again.state()).toMatchObject({ phase: 'damaged' });
    await again.restoreLatestBackup();
    const { audit } = again.branch.registry;
    const after = [...audit.records(auditSequence)].map(({ sequence, action, actor }) => [
      action,
      actor,
      audit.whyOf(sequence),
    ]);
    expect(after).toEqual([
      ['keys.recovered', 'system', undefined],
      ['backup.restore', 'system', name],
    ]);
    expect(audit.verify()).toMatchObject({ ok: true });
  });

  it('verifies a backup once, however often it is asked where it stands, and again when the folder changes', async () => {
    const host = await open();
    await host.createBranch(first);
    const { name, file } = host.branch.registry.backup();
    host.close();
    writeFileSync(join(folder, 'registry.db'), 'x'.repeat(100_000));
    const again = await open({ passphrase: first.passphrase });
    expect(again.state()).toMatchObject({ phase: 'damaged', backup: { name } });
    const asked = cpuTime(() => {
      for (let times = 0; times < 200; times++) again.state();
    });
    expect(asked).toBeLessThan(500);
    writeFileSync(file, 'x'.repeat(5000));
    expect(again.state()).toMatchObject({ phase: 'damaged', backup: null });
  });

  it('with a damaged registry and no backup says so and keeps everything', async () => {
    const host = await open();
    await host.createBranch(first);
    host.close();
    rmSync(join(folder, 'backups'), { recursive: true, force: true });
    writeFileSync(join(folder, 'registry.db'), 'x'.repeat(50_000));
    const again = await open({ passphrase: first.passphrase });
    expect(again.state()).toMatchObject({ phase: 'damaged', backup: null });
    expect(await code(again.restoreLatestBackup())).toBe('system.noBackup');
    expect(readFileSync(join(folder, 'registry.db'), 'utf8')).toBe('x'.repeat(50_000));
  });

  it('of a newer version is refused and named', async () => {
    const host = await open();
    await host.createBranch(first);
    const { databaseKey } = host.branch.keys;
    host.close();
    const db = openDatabase(join(folder, 'registry.db'), databaseKey);
    db.pragma('user_version=999');
    db.close();
    expect((await open({ passphrase: first.passphrase })).state()).toMatchObject({ phase: 'fromFuture' });
  });

  it('tells of what fails while it is open, and not of what its closing cut off', async () => {
    const told: string[] = [];
    const host = await open({ onFailure: (what) => told.push(what) });
    host.report('before', new Error('x'));
    host.close();
    host.report('after', new Error('x'));
    expect(told).toEqual(['before']);
  });

  it('with a damaged key file stays locked and says what to do', async () => {
    const host = await open();
    await host.createBranch(first);
    host.close();
    for (const content of ['', '{', '{"format":"shouke-keys-1"}', JSON.stringify({ format: 'other' })]) {
      writeFileSync(join(folder, 'keys.json'), content);
      writeFileSync(join(folder, 'backups', 'keys.json'), content);
      const again = await open({ passphrase: first.passphrase });
      expect(again.state()).toEqual({ phase: 'locked', wraps: [], keyFile: 'damaged' });
      expect(await code(again.unlock({ kind: 'passphrase', secret: first.passphrase }))).toBe('keys.unreadable');
    }
  });

  it('opens by the copy of the key file beside the backups when the key file is lost or damaged', async () => {
    const host = await open();
    await host.createBranch(first);
    host.close();
    writeFileSync(join(folder, 'keys.json'), 'x');
    expect((await open({ passphrase: first.passphrase })).state()).toMatchObject({ phase: 'open' });
    hosts.at(-1)?.close();
    rmSync(join(folder, 'keys.json'));
    const again = await open();
    expect(again.state()).toMatchObject({ phase: 'locked', keyFile: 'whole' });
    expect(await again.unlock({ kind: 'passphrase', secret: first.passphrase })).toMatchObject({ phase: 'open' });
  });

  it('without any key file is no first run: nothing is founded over the data', async () => {
    const host = await open({ fillSample: async () => undefined });
    await host.createBranch(first);
    host.branch.registry.attachments.put(Buffer.from('a signed document'));
    host.branch.registry.backup();
    host.close();
    rmSync(join(folder, 'keys.json'));
    rmSync(join(folder, 'backups', 'keys.json'));
    const before = readdirSync(folder, { recursive: true }).sort();
    const again = await open({ fillSample: async () => undefined });
    expect(again.state()).toEqual({ phase: 'locked', wraps: [], keyFile: 'missing' });
    expect(await code(again.createSample())).toBe('system.notFirstRun');
    expect(await code(again.createBranch(first))).toBe('system.notFirstRun');
    expect(await code(again.unlock({ kind: 'passphrase', secret: first.passphrase }))).toBe('keys.missing');
    // Neither when only the backups are left.
    rmSync(join(folder, 'registry.db'));
    expect(again.state()).toMatchObject({ phase: 'locked', keyFile: 'missing' });
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before.filter((name) => name !== 'registry.db'));
  });

  it('killed after its keys were stored is complete', async () => {
    const host = await open();
    await host.createBranch(first);
    host.close();
    writeFileSync(join(folder, 'founding'), '');
    const again = await open({ passphrase: first.passphrase });
    expect(again.state()).toMatchObject({ phase: 'open', branch: { code: 'SH01' } });
    expect(existsSync(join(folder, 'founding'))).toBe(false);
  });

  it.each([
    ['of no bytes', async (file: string) => truncateSync(file, 0)],
    [
      'that knows no branch',
      async (file: string, key: Uint8Array) => {
        rmSync(file);
        const db = openDatabase(file, key);
        await migrate(db);
        db.close();
      },
    ],
  ])('with a registry %s is damaged, not new', async (_what, damage) => {
    const host = await open();
    await host.createBranch(first);
    host.branch.registry.backup();
    const { databaseKey } = host.branch.keys;
    host.close();
    await damage(join(folder, 'registry.db'), databaseKey);
    const again = await open({ passphrase: first.passphrase });
    expect(again.state()).toMatchObject({ phase: 'damaged', backup: { auditSequence: 2 } });
    expect(await again.restoreLatestBackup()).toMatchObject({ phase: 'open' });
  });

  it.each([1, 2, 3, 4])('killed at step %i of a restore can be restored again, and loses no document', async (step) => {
    const host = await open();
    await host.createBranch(first);
    const { registry } = host.branch;
    registry.backup();
    const { hash } = registry.attachments.put(Buffer.from('signed after the backup'));
    registry.write.domain({ id: 'a', name: 'a' }, { action: 'x', subject: { kind: 'branch', id: 'x' } }, (tx) =>
      tx.insert('attachment', { ...document, hash }),
    );
    host.close();
    const file = join(folder, 'registry.db');
    const damage = readFileSync(file).fill(1, 5000, 9000);
    writeFileSync(file, damage);
    // What a restore does, up to where it was ended.
    if (step >= 1) writeFileSync(`${file}.restoring`, readFileSync(file).subarray(0, step === 1 ? 10_000 : undefined));
    if (step >= 3) renameSync(file, join(folder, 'registry-damaged-1.db'));
    if (step >= 4) writeFileSync(`${file}-wal`, 'log of the damaged one');
    const again = await open({ passphrase: first.passphrase });
    expect(again.state()).toMatchObject({ phase: 'damaged', backup: { auditSequence: 2 } });
    expect(await again.restoreLatestBackup()).toMatchObject({ phase: 'open' });
    expect(again.branch.registry.attachments.has(hash)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([]);
    again.close();
    const third = await open({ passphrase: first.passphrase });
    expect(third.branch.registry.attachments.has(hash)).toBe(true);
    expect(readdirSync(folder).some((name) => /^registry-damaged-\d+\.db$/.test(name))).toBe(true);
  });

  it('of a sample opens also where the environment holds the passphrase of another branch', async () => {
    const host = await open({ fillSample: async () => undefined });
    await host.createSample();
    host.close();
    for (const passphrase of ['the passphrase of another', '']) {
      const again = await open({ passphrase });
      expect(again.state()).toMatchObject({ phase: 'open', sample: true });
      again.close();
    }
  });

  it('opens by the vault of the operating system, and by passphrase when the vault is another', async () => {
    const vault = (mask: number) => ({
      seal: (bytes: Uint8Array) => bytes.map((byte) => byte ^ mask),
      open: (bytes: Uint8Array) => (mask === 1 ? bytes.map((byte) => byte ^ mask) : bytes.subarray(1)),
    });
    const host = await open({ vault: vault(1) });
    await host.createBranch(first);
    host.close();
    expect((await open({ vault: vault(1) })).state()).toMatchObject({ phase: 'open' });
    hosts.at(-1)?.close();
    const other = await open({ vault: vault(2) });
    expect(other.state()).toMatchObject({ phase: 'locked' });
    expect(await other.unlock({ kind: 'passphrase', secret: first.passphrase })).toMatchObject({ phase: 'open' });
    expect(Keyring.exists(join(folder, 'keys.json'))).toBe(true);
  });
});
