import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserHost, startBrowserHost } from '../browser/host.ts';
import { type ConnectedWindow, connectWindow } from '../testing/connect.ts';
import { TestClock } from '../testing/openTestBranch.ts';

const passphrase = 'eleven purple bicycles';
const admin = { name: '李敏', loginName: 'limin', password: 'Blue-Kettle-77' };
const form = 'client.new';
/** More than is checked page by page at every start. */
const large = 56 << 20;

const clock = new TestClock();
let folder: string;
let host: BrowserHost;
let accountPage: number;
const failures: string[] = [];
const start = async (): Promise<ConnectedWindow> => {
  host = await startBrowserHost({ folder, clock, passphrase, onFailure: (what) => failures.push(what) });
  return connectWindow(host);
};
const signIn = (window: ConnectedWindow) =>
  window.client.access.signIn({ loginName: admin.loginName, password: admin.password });

/** What a bad sector does. */
function damage(at: (size: number) => number): void {
  const file = join(folder, 'registry.db');
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.from('damage'), 0, 6, at(statSync(file).size));
  closeSync(handle);
}
const inTheMiddle = (size: number): number => Math.floor(size / 2);

/** A branch with a backup and a registry larger than what is checked at start. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-damage-'));
  failures.length = 0;
  const { client } = await start();
  await client.system.createBranch({ code: 'SH01', name: '徐汇门店', companyName: '测试公司', passphrase, admin });
  await signIn({ client, headers: {} });
  await client.system.takeBackup();
  const accountId = (await client.access.session())?.account.id ?? '';
  host.host.branch.registry.write.local((tx) =>
    tx.put('draft', { id: `${accountId}/${form}`, accountId, form, body: 'x'.repeat(large), savedAt: clock.now() }),
  );
  accountPage = Number(
    host.host.branch.registry.reader.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'account'").pluck().get(),
  );
  await host.close();
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a damaged page that only comes to light while working', () => {
  it('leads at the next start to the latest verified backup, and the start after that is like any other', async () => {
    damage(inTheMiddle);
    const window = await start();
    expect(await window.client.system.state()).toMatchObject({ phase: 'open' });
    await signIn(window);
    await expect(window.client.system.drafts.load({ form })).rejects.toMatchObject({
      data: { refusals: [{ code: 'registry.damaged' }] },
    });
    await host.close();

    const again = await start();
    expect(await again.client.system.state()).toMatchObject({ phase: 'damaged', backup: { auditSequence: 4 } });
    expect(await again.client.system.restoreLatestBackup()).toMatchObject({ phase: 'open' });
    await signIn(again);
    expect(await again.client.system.drafts.load({ form })).toBeNull();
    await host.close();

    expect(await (await start()).client.system.state()).toMatchObject({ phase: 'open' });
    expect(readdirSync(folder).filter((name) => name.includes('doubted'))).toEqual([]);
  });

  it('does so too when the daily backup finds it', async () => {
    damage(inTheMiddle);
    clock.pass(2 * 86_400_000);
    await start();
    await expect.poll(() => failures).toContain('backup');
    await host.close();
    expect(await (await start()).client.system.state()).toMatchObject({ phase: 'damaged' });
  });

  it('that is read while opening leads there at once', async () => {
    damage(() => (accountPage - 1) * 4096 + 100);
    expect(await (await start()).client.system.state()).toMatchObject({
      phase: 'damaged',
      backup: { auditSequence: 4 },
    });
  });
});
