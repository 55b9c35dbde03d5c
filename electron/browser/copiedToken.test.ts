import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectWindow } from '../testing/connect.ts';
import { type BrowserHost, startBrowserHost } from './host.ts';

let folder: string;
let host: BrowserHost;
const ids: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-token-'));
  host = await startBrowserHost({
    folder,
    sampleIfEmpty: true,
    fillSample: async (branch) => {
      for (const loginName of ['first', 'next']) {
        const hash = { scheme: 'none', salt: '', hash: '' };
        const person = { employeeId: null, displayName: loginName, loginName, hash, mustChange: false };
        const by = { id: 'system', name: '系统' };
        ids.push(branch.services.access.createHashed(by, { ...person, role: 'hrAdmin' }).id);
      }
    },
  });
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How somebody is answered who sends these headers from elsewhere. */
async function answerWith(headers: Record<string, string>): Promise<'shown' | 'sign in first' | 'not connected'> {
  const answer = await fetch(`${host.origin}/rpc/access/accounts`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{"json":null}',
  });
  const text = await answer.text();
  if (answer.ok) return 'shown';
  return text.includes('access.signInFirst') ? 'sign in first' : text === 'not connected' ? text : expect.unreachable();
}

it('a token that was copied has no part in what happens at its window after the next sign-in', async () => {
  const { client, headers } = await connectWindow(host);
  const beforeFirst = { ...headers };
  await client.access.signInAsSample({ accountId: ids[0] ?? '' });
  expect(await answerWith(beforeFirst)).toBe('not connected');
  expect(await answerWith(headers)).toBe('shown');

  const ofFirst = { ...headers };
  await client.access.signOut();
  // Signed out it opens nothing, and it does not come to life again with the next person.
  expect(await answerWith(ofFirst)).toBe('sign in first');
  await client.access.signInAsSample({ accountId: ids[1] ?? '' });
  expect(await answerWith(ofFirst)).toBe('not connected');
  expect((await client.access.session())?.account.displayName).toBe('next');
});

it('a sign-in that is refused changes no token', async () => {
  const { client, headers } = await connectWindow(host);
  const before = { ...headers };
  await expect(client.access.signIn({ loginName: 'first', password: 'wrong' })).rejects.toThrow();
  expect(headers).toEqual(before);
});

it('a person who signs in over another at one window goes on, and so do other windows', async () => {
  const one = await connectWindow(host);
  const other = await connectWindow(host);
  await other.client.access.signInAsSample({ accountId: ids[0] ?? '' });
  await one.client.access.signInAsSample({ accountId: ids[0] ?? '' });
  await one.client.access.signInAsSample({ accountId: ids[1] ?? '' });
  expect((await one.client.access.session())?.account.displayName).toBe('next');
  expect((await other.client.access.session())?.account.displayName).toBe('first');
});
