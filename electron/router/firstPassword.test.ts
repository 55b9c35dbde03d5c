import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../shared/contract/index.ts';
import { hashPassword } from '../access/passwords.ts';
import { idleLimit } from '../access/sessions.ts';
import { type BrowserHost, startBrowserHost } from '../browser/host.ts';
import { type ConnectedWindow, connectWindow } from '../testing/connect.ts';
import { TestClock } from '../testing/openTestBranch.ts';

const procedures: { path: string; permission: string; quiet: boolean }[] = [];
(function walk(node: object, path: string[]): void {
  for (const [name, child] of Object.entries(node)) {
    if (isContractProcedure(child)) {
      const { permission, quiet } = (child as AnyContractProcedure)['~orpc'].meta;
      procedures.push({ path: [...path, name].join('/'), permission: String(permission), quiet: quiet === true });
    } else walk(child, [...path, name]);
  }
})(contract, []);

const given = 'given by another 1';
const clock = new TestClock();
let folder: string;
let host: BrowserHost;
let window: ConnectedWindow;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-first-'));
  host = await startBrowserHost({ folder, clock });
  await host.host.createBranch({
    code: 'SH01',
    name: '徐汇门店',
    companyName: '测试物流有限公司',
    passphrase: 'correct horse battery',
    admin: { name: '李敏', loginName: 'limin', password: 'password-long-1' },
  });
  host.host.branch.services.access.createHashed(
    { id: 'system', name: '系统' },
    {
      employeeId: null,
      displayName: '周倩',
      loginName: 'zhouqian',
      role: 'hrAdmin',
      hash: await hashPassword(given),
      mustChange: true,
    },
  );
  window = await connectWindow(host);
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

async function refusalOf(path: string): Promise<string | undefined> {
  const response = await fetch(`${host.origin}/rpc/${path}`, {
    method: 'POST',
    headers: { ...window.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ json: {} }),
  });
  const answer = (await response.json()) as { json?: { data?: { refusals?: { code: string }[] } } };
  return answer.json?.data?.refusals?.[0]?.code;
}

describe('under a password that somebody else chose', () => {
  it('nothing can be done but to change it, lock and leave', async () => {
    const session = await window.client.access.signIn({ loginName: 'zhouqian', password: given });
    expect(session.mustChangePassword).toBe(true);
    const open = procedures.filter(({ permission }) => permission === 'signedIn').map(({ path }) => path);
    expect(open.sort()).toEqual(['access/changePassword', 'access/lock', 'access/signOut']);
    for (const { path, permission } of procedures) {
      if (permission === 'open' || permission === 'signedIn') continue;
      expect(await refusalOf(path), path).toBe('access.ownPasswordFirst');
    }
    expect((await window.client.access.session())?.mustChangePassword).toBe(true);
  });

  it('the same password again is not one’s own', async () => {
    await expect(window.client.access.changePassword({ current: given, next: given })).rejects.toMatchObject({
      code: 'INVALID',
      data: { refusals: [{ code: 'access.samePassword', field: 'next' }] },
    });
    expect(await refusalOf('workbench/today')).toBe('access.ownPasswordFirst');
  });

  it('a changed one opens everything at once, in the same session', async () => {
    await window.client.access.changePassword({ current: given, next: 'chosen by myself 2' });
    expect((await window.client.access.session())?.mustChangePassword).toBe(false);
    expect(await refusalOf('workbench/today')).toBeUndefined();
  });

  it('and one that the administrator has reset closes it again', async () => {
    const { access } = host.host.branch.services;
    const account = access.accounts().find(({ loginName }) => loginName === 'zhouqian');
    await access.resetPassword({ id: 'system', name: '系统' }, account?.id ?? '', 'reset by another 3');
    expect(await refusalOf('workbench/today')).toBe('access.signInFirst');
    await window.client.access.signIn({ loginName: 'zhouqian', password: 'reset by another 3' });
    expect(await refusalOf('workbench/today')).toBe('access.ownPasswordFirst');
    await window.client.access.changePassword({ current: 'reset by another 3', next: 'chosen by myself 4' });
  });
});

describe('a session', () => {
  it('stays awake by what a person does, not by what a screen asks on its own', async () => {
    expect(procedures.filter(({ quiet }) => quiet).map(({ path }) => path)).toEqual(['sync/state']);
    expect(await refusalOf('workbench/today')).toBeUndefined();
    clock.pass(idleLimit - 1000);
    expect(await refusalOf('workbench/today')).toBeUndefined();
    clock.pass(idleLimit - 1000);
    expect(await refusalOf('sync/state')).toBeUndefined();
    clock.pass(2000);
    expect(await refusalOf('sync/state')).toBe('access.signInFirst');
    expect(await window.client.access.session()).toBeNull();
  });
});
