import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHost, startBrowserHost } from '../browser/host.ts';
import { type ConnectedWindow, connectWindow } from '../testing/connect.ts';

const system = { id: 'system', name: '系统' };
let folder: string;
let host: BrowserHost;
let window: ConnectedWindow;
let clerkId: string;
const failures: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-answer-'));
  host = await startBrowserHost({
    folder,
    sampleIfEmpty: true,
    onFailure: (what) => failures.push(what),
    fillSample: async ({ services: { access } }) => {
      const hash = { scheme: 'none', salt: '', hash: '' };
      for (const role of ['hrAdmin', 'hrClerk'] as const) {
        const given = { employeeId: null, displayName: role, loginName: role, role, hash, mustChange: false };
        clerkId = access.createHashed(system, given).id;
      }
    },
  });
  window = await connectWindow(host);
  const people = await window.client.access.samplePeople();
  await window.client.access.signInAsSample({
    accountId: people.find(({ role }) => role === 'hrAdmin')?.accountId ?? '',
  });
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

const account = () =>
  host.host.branch.registry.reader.prepare('SELECT role, version FROM account WHERE id = ?').get(clerkId) as {
    role: string;
    version: number;
  };
const carriedOut = { data: { refusals: [{ code: 'system.answerFailed' }] } };

describe('whoever did something that was written', () => {
  it('is never told that nothing was written, when only the answer makes no sense', async () => {
    // A row that the contract cannot tell of.
    host.host.branch.registry.write.domain(system, { action: 'x', subject: { kind: 'account', id: clerkId } }, (tx) =>
      tx.update('account', clerkId, { stateAt: -5 }),
    );
    const { version } = account();
    await expect(
      window.client.access.setRole({ accountId: clerkId, version, role: 'salesManager' }),
    ).rejects.toMatchObject(carriedOut);
    expect(account().role).toBe('salesManager');
    expect(failures.splice(0)).toEqual(['access.setRole']);
  });

  it('nor when something that listens to what is written fails', async () => {
    host.host.branch.registry.write.domain(system, { action: 'x', subject: { kind: 'account', id: clerkId } }, (tx) =>
      tx.update('account', clerkId, { stateAt: tx.now }),
    );
    const stop = host.host.branch.registry.write.onCommitted((touched) => {
      if (touched.has('account')) throw new Error('listener');
    });
    const { version } = account();
    await expect(window.client.access.setRole({ accountId: clerkId, version, role: 'hrClerk' })).rejects.toMatchObject(
      carriedOut,
    );
    stop();
    expect(account().role).toBe('hrClerk');
    expect(failures.splice(0)).toEqual(['access.setRole']);
  });
});
