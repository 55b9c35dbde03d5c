import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectFolder } from '../bin/project.ts';
import { testPassphrase } from '../bin/testing/branchAndHeadquarters.ts';
import { TestClock } from '../electron/testing/openTestBranch.ts';
import { takeLock } from '../shared/storage/processLock.ts';
import { initHeadquarters } from './founding.ts';
import { openHeadquarters } from './headquarters.ts';
import { isFounded } from './identityFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-founding-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = new TestClock();
const init = () => initHeadquarters({ folder, companyName: '守客连锁', passphrase: testPassphrase, clock });
/** `npm run hq -- init` in a process of its own. */
const startInit = () =>
  spawn(
    process.execPath,
    [join(projectFolder, 'bin/run.mjs'), 'hq', 'init', '--dir', folder, '--company', '守客连锁'],
    {
      env: { ...process.env, LC_ALL: 'en_US.UTF-8', SHOUKE_HQ_PASSPHRASE: testPassphrase },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );

describe('a headquarters', () => {
  it('is not founded while another process founds it, and not a second time', async () => {
    const release = takeLock(join(folder, 'lock.db'));
    await expect(init()).rejects.toThrow('hq.foundingElsewhere');
    expect(isFounded(folder)).toBe(false);
    release?.();
    await (await init()).headquarters.close();
    await expect(init()).rejects.toThrow('hq.alreadyFounded');
  });

  it('is founded by one of two processes that begin at once, and is what that one printed', async () => {
    const both = await Promise.all(
      [startInit(), startInit()].map(async (child) => {
        const [said, errors, [status]] = await Promise.all([
          text(child.stdout),
          text(child.stderr),
          once(child, 'close'),
        ]);
        return { said, errors, status: status as number };
      }),
    );
    const [made, refused] = [...both].sort((a, b) => a.status - b.status);
    expect([made?.status, refused?.status]).toEqual([0, 1]);
    expect(refused?.errors).toMatch(/founding a headquarters|headquarters in .* already/);
    expect(refused?.said).not.toMatch(/([0-9A-Z]{5}-){5}/);
    const printed = /((?:[0-9A-F]{4} ){15}[0-9A-F]{4})/.exec(made?.said ?? '')?.[1] ?? '';
    const hq = await openHeadquarters({ folder, passphrase: testPassphrase, clock });
    try {
      expect(Buffer.from(hq.rootFingerprint).toString('hex').toUpperCase()).toBe(printed.replaceAll(' ', ''));
    } finally {
      await hq.close();
    }
  });

  it('whose founding was killed half-way is founded anew', async () => {
    const child = startInit();
    while (!existsSync(join(folder, 'keys', 'root.key')) && child.exitCode === null) await wait(5);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(isFounded(folder)).toBe(false);
    const { headquarters } = await init();
    expect(headquarters.status().branches).toEqual([]);
    await headquarters.close();
    await (await openHeadquarters({ folder, passphrase: testPassphrase, clock })).close();
  });
});
