import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { type Branch, openBranch } from '../branch.ts';
import { Host } from '../host/host.ts';
import { TestClock, testBranchId, testKeys } from '../testing/openTestBranch.ts';
import { lockFolder } from './folderLock.ts';
import { Keyring } from './keyring.ts';
import { storageTrouble } from './storageTrouble.ts';

/** A real file system that is really full: a small tmpfs, which only root on Linux can mount. */
const disk = mkdtempSync(join(tmpdir(), 'shouke-disk-'));
const mounted = (() => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
afterAll(() => {
  if (mounted) execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

const filler = join(disk, 'filler');
const fill = (): void => {
  let size = 16 << 20;
  for (; size >= 1024; size >>= 1) {
    try {
      writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
      size <<= 1;
    } catch {
      // Smaller pieces still fit.
    }
  }
};
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof RefusalError ? error.refusals[0]?.code : storageTrouble(error)?.code;
  }
};

describe.skipIf(!mounted)('on a full disk', () => {
  const folder = join(disk, 'data');
  const clock = new TestClock();
  let branch: Branch;
  const clerk = { id: 'clerk', name: '王芳' };
  const create = (name: string, note = '') =>
    branch.registry.write.domain(clerk, { action: 'client.create', subject: { kind: 'client', id: 'c' } }, (tx) =>
      tx.insert('client', {
        name,
        normalizedName: name,
        pinyin: '',
        initials: '',
        status: 'active',
        creditDays: 30,
        note,
      }),
    );
  const names = () => branch.registry.reader.prepare('SELECT name FROM client ORDER BY id').pluck().all();
  const base = { folder, branchId: testBranchId, keys: testKeys, clock };

  beforeAll(async () => {
    mkdirSync(folder);
    branch = await openBranch({
      ...base,
      found: { code: 'SH01', name: '徐汇门店', companyName: '测试', sample: false },
    });
    create('甲');
  });
  afterAll(() => branch.close());

  it('writes are refused with the next step, what stood stands, and work goes on once there is space', async () => {
    fill();
    let refused: string | undefined;
    // The log has pages of its own to fill first.
    for (let each = 0; each < 200 && refused === undefined; each++) {
      refused = codeOf(() => create('满', 'x'.repeat(50_000)));
    }
    expect(refused).toBe('registry.diskFull');
    await expect(
      branch.registry.write.seen(clerk, {
        action: 'client.view',
        subject: { kind: 'client', id: 'c' },
        why: 'x'.repeat(500_000),
      }),
    ).rejects.toThrow('registry.diskFull');
    const before = names();
    rmSync(filler);
    create('乙');
    expect(names()).toEqual([...before, '乙']);
    expect(branch.registry.audit.verify()).toMatchObject({ ok: true });
  });

  it('an attachment is refused and leaves nothing behind', () => {
    fill();
    expect(codeOf(() => branch.registry.attachments.put(Buffer.alloc(3 << 20, 1)))).toBe('registry.diskFull');
    expect(readdirSync(join(folder, 'attachments')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    rmSync(filler);
    const { hash, size } = branch.registry.attachments.put(Buffer.alloc(3 << 20, 1));
    expect(branch.registry.attachments.get(hash, size)).toHaveLength(3 << 20);
  });

  it('a backup is refused and does not keep the disk full; the backups before it stay', () => {
    const { name } = branch.registry.backup();
    fill();
    expect(codeOf(() => branch.registry.backup())).toBe('registry.diskFull');
    expect(readdirSync(join(folder, 'backups'))).toEqual([name]);
    rmSync(filler);
  });

  it('keys that cannot be stored leave those that were', async () => {
    const file = join(folder, 'keys.json');
    const { keyring, keys } = Keyring.create(file, testBranchId);
    keyring.wrapByRecoveryCode(keys);
    keyring.save();
    const before = readFileSync(file);
    fill();
    keyring.wrapForHeadquarters('recovery', Buffer.alloc(60_000));
    expect(codeOf(() => keyring.save())).toBe('registry.diskFull');
    expect(readFileSync(file)).toEqual(before);
    rmSync(filler);
  });

  it('the branch closes, and opens again whole', async () => {
    fill();
    branch.close();
    rmSync(filler);
    branch = await openBranch(base);
    expect(branch.registry.audit.verify()).toMatchObject({ ok: true });
  });
});

describe.skipIf(!mounted)('starting on a full disk', () => {
  const folder = join(disk, 'start');
  const passphrase = 'eleven purple bicycles';
  const admin = { name: '李敏', loginName: 'limin', password: 'Blue-Kettle-77' };
  const refusalOf = (work: Promise<unknown>): Promise<string | undefined> =>
    work.then(
      () => undefined,
      (error: unknown) => (error instanceof RefusalError ? error.refusals[0]?.code : String(error)),
    );

  it('says that the disk is full, not that another process has the folder, and opens once there is space', async () => {
    const options = { folder, clock: new TestClock(), passphrase };
    const founded = await Host.open(options);
    await founded.createBranch({ code: 'SH01', name: '徐汇门店', companyName: '测试公司', passphrase, admin });
    founded.close();
    fill();
    expect(await refusalOf(Promise.resolve().then(() => lockFolder(folder)))).toBe('registry.diskFull');
    expect(await refusalOf(Host.open(options))).toBe('registry.diskFull');
    // Room for the note of the lock, none for the log of the registry.
    truncateSync(filler, statSync(filler).size - 24 * 1024);
    expect(await refusalOf(Host.open(options))).toBe('registry.diskFull');
    rmSync(filler);
    const host = await Host.open(options);
    expect(host.state()).toMatchObject({ phase: 'open' });
    host.close();
  });
});

describe.skipIf(!mounted)('on a read-only disk', () => {
  it('says that the folder cannot be written to', () => {
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    try {
      expect(codeOf(() => writeFileSync(join(disk, 'x'), 'x'))).toBe('registry.notWritable');
      expect(codeOf(() => lockFolder(disk))).toBe('registry.notWritable');
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', disk]);
    }
  });
});
