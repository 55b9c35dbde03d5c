import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { schemaVersion } from '../../shared/schema/index.ts';
import { Keyring, keyFileOf } from '../registry/keyring.ts';
import { openTestBranch, type TestBranch, testBranchId, testKeys } from '../testing/openTestBranch.ts';

const actor = { id: 'a', name: '李敏' };
let test: TestBranch;
beforeEach(async () => {
  test = await openTestBranch();
});
afterEach(() => test.dispose());

const system = () => test.branch.services.system;
async function codes(work: () => unknown): Promise<readonly string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals.map((each) => `${each.code} ${each.field ?? ''}`.trim());
    throw error;
  }
}

describe('the profile of a branch', () => {
  const given = () => {
    const { code: _, sample: __, ...fields } = system().profile();
    return fields;
  };

  it('is what letters say from then on, tidied, and the open branch goes by its new name', () => {
    const after = system().updateProfile(actor, {
      ...given(),
      name: ' 徐汇中心店 ',
      companyUscc: '91350100m000100y43',
      phone: '021-5888 0000 转 8',
      email: '',
      bankName: '工商银行徐汇支行',
      bankAccount: '6222 0210 0112 3456 789',
    });
    expect(after).toMatchObject({
      version: 2,
      code: 'SH01',
      name: '徐汇中心店',
      companyUscc: '91350100M000100Y43',
      email: null,
      bankAccount: '6222021001123456789',
    });
    expect(test.branch.identity.name).toBe('徐汇中心店');
  });

  it('is refused field by field', async () => {
    const wrong = {
      ...given(),
      name: ' 店',
      companyUscc: '91350100M000100Y4Z',
      phone: '请打前台',
      email: 'someone@',
      bankName: '工商银行',
      bankAccount: '12AB',
    };
    expect(await codes(() => system().updateProfile(actor, wrong))).toEqual([
      'branch.name name',
      'client.usccCharacter companyUscc',
      'branch.phone phone',
      'branch.email email',
      'branch.bankAccount bankAccount',
    ]);
    expect(await codes(() => system().updateProfile(actor, { ...given(), bankAccount: '62220210011234' }))).toEqual([
      'branch.bankName bankName',
    ]);
    expect(system().profile().version).toBe(1);
  });

  it('does not take a stale page', async () => {
    const fields = given();
    system().updateProfile(actor, { ...fields, city: '上海市' });
    expect(await codes(() => system().updateProfile(actor, { ...fields, city: '北京市' }))).toEqual([
      'row.changedMeanwhile',
    ]);
  });
});

describe('the recovery code', () => {
  it('is made anew: the new one opens, the one before opens nothing, and it is on record', async () => {
    const { keyring } = Keyring.create(keyFileOf(test.folder), testBranchId);
    await keyring.wrapByPassphrase(testKeys, 'correct horse battery');
    const before = keyring.wrapByRecoveryCode(testKeys);
    keyring.save();
    const { recoveryCode } = await system().renewRecoveryCode(actor);
    expect(recoveryCode).toMatch(/^([0-9A-Z]{5}-){5}[0-9A-Z]{5}$/);
    const now = orThrow(Keyring.read(keyFileOf(test.folder)));
    expect(now.openByRecoveryCode(before).ok).toBe(false);
    expect(orThrow(now.openByRecoveryCode(recoveryCode)).databaseKey).toEqual(testKeys.databaseKey);
    expect(orThrow(await now.openByPassphrase('correct horse battery')).deviceKey).toEqual(testKeys.deviceKey);
    const [record] = test.branch.registry.audit.about('branch', testBranchId, 1);
    expect(record).toMatchObject({ action: 'backup.renewCode', actor: 'a' });
  });

  it('stays as it is where the key file is gone, and in a sample branch', async () => {
    expect(await codes(() => system().renewRecoveryCode(actor))).toEqual(['keys.missing']);
    const sample = await openTestBranch({ sample: true });
    try {
      expect(await codes(() => sample.branch.services.system.renewRecoveryCode(actor))).toEqual(['backup.sampleCode']);
    } finally {
      sample.dispose();
    }
  });
});

describe('backups', () => {
  it('are listed newest first with their size, and hold the event of their own making', async () => {
    expect(system().backups().backups).toEqual([]);
    const first = await system().takeBackup(actor);
    test.clock.pass(60_000);
    const second = await system().takeBackup(actor);
    const { folder, backups } = system().backups();
    expect(folder).toBe(join(test.folder, 'backups'));
    expect(backups).toEqual([second, first]);
    expect(second.bytes).toBeGreaterThan(10_000);
    expect(second.auditSequence).toBe(first.auditSequence + 1);
    const { audit } = test.branch.registry;
    expect(audit.at(second.auditSequence)).toMatchObject({ action: 'backup.take', actor: 'a' });
    writeFileSync(join(folder, 'notes.txt'), 'not a backup');
    rmSync(join(folder, second.name));
    expect(system().backups().backups).toEqual([first]);
  });

  it('are taken once a day by themselves', () => {
    for (let hours = 0; hours < 50; hours++) {
      system().backUpDaily();
      test.clock.pass(3_600_000);
    }
    expect(system().backups().backups).toHaveLength(3);
  });

  it('that cannot be written leave everything as it was', async () => {
    const first = await system().takeBackup(actor);
    const { folder } = system().backups();
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder should be');
    await expect(system().takeBackup(actor)).rejects.toThrow();
    rmSync(folder);
    expect((await system().takeBackup(actor)).auditSequence).toBe(first.auditSequence + 2);
    expect(test.branch.registry.audit.verify().ok).toBe(true);
  });
});

it('says what it runs on', () => {
  expect(system().about()).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    node: process.versions.node,
    sqlite: expect.stringMatching(/^3\./),
    schema: schemaVersion,
  });
});
