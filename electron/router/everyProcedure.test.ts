import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalErrors } from '../../shared/contract/base.ts';
import { contract } from '../../shared/contract/index.ts';
import { handoverPermissions, permissions } from '../../shared/contract/permissions.ts';
import { effectiveScope, roles, roleWords, scopeOf } from '../../shared/domain/permissions.ts';
import { type BrowserHost, startBrowserHost } from '../browser/host.ts';
import { type ConnectedWindow, connectWindow, keepToken } from '../testing/connect.ts';

const procedures: { path: string; permission: string }[] = [];
(function walk(node: object, path: string[]): void {
  for (const [name, child] of Object.entries(node)) {
    if (isContractProcedure(child)) {
      const meta = (child as AnyContractProcedure)['~orpc'].meta;
      procedures.push({ path: [...path, name].join('/'), permission: String(meta.permission) });
    } else walk(child, [...path, name]);
  }
})(contract, []);

const failures: string[] = [];
let folder: string;
let host: BrowserHost;
let nobody: ConnectedWindow;
const signedIn = new Map<string, ConnectedWindow>();
let accountIds: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-walk-'));
  host = await startBrowserHost({
    folder,
    sampleIfEmpty: true,
    onFailure: (what, error) => failures.push(`${what}: ${String(error)}`),
    fillSample: async (branch) => {
      for (const role of roles) {
        branch.services.access.createHashed(
          { id: 'system', name: '系统' },
          {
            employeeId: null,
            displayName: role,
            loginName: role,
            role,
            hash: { scheme: 'none', salt: '', hash: '' },
            mustChange: false,
          },
        );
      }
    },
  });
  nobody = await connectWindow(host);
  accountIds = Object.fromEntries(
    (await nobody.client.access.samplePeople()).map((person) => [person.role, person.accountId]),
  );
  for (const role of roles) signedIn.set(role, await connectWindow(host));
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls a procedure by path with any body at all; answers HTTP status and what came back. */
async function call(window: ConnectedWindow, path: string, body: string): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${host.origin}/rpc/${path}`, {
    method: 'POST',
    headers: { ...window.headers, 'content-type': 'application/json' },
    body,
  });
  const text = await keepToken(window, response).text();
  try {
    return { status: response.status, answer: JSON.parse(text) };
  } catch {
    return { status: response.status, answer: { json: { code: text } } };
  }
}
interface Answer {
  json?: {
    code?: string;
    data?: { refusals?: { code: string; zh: string; en: string; next: { zh: string; en: string } }[] };
  };
}
const wrap = (json: unknown): string => JSON.stringify({ json });

it('covers the whole contract', () => {
  expect(procedures.length).toBeGreaterThan(20);
  for (const { path, permission } of procedures) {
    expect(
      ['open', 'signedIn', 'session'].includes(permission) || Object.hasOwn(permissions, permission),
      `${path}: ${permission}`,
    ).toBe(true);
  }
});

describe.each(procedures.filter(({ permission }) => permission !== 'open'))('$path', ({ path, permission }) => {
  it('answers nobody without a session', async () => {
    const { status, answer } = await call(nobody, path, wrap({}));
    expect(status).toBe(401);
    expect(answer.json?.code).toBe('UNAUTHENTICATED');
  });

  it.each(['session', 'signedIn'].includes(permission) ? [] : roles)(
    'asks %s for its permission before anything else',
    async (role) => {
      const scope = effectiveScope(permissions, handoverPermissions, { role, state: 'active' }, permission);
      const { status, answer } = await call(await asRole(role), path, wrap('hostile'));
      if (scope === 'none') {
        expect(status).toBe(403);
        expect(answer.json?.data?.refusals?.[0]?.code).toBe('access.notAllowed');
        const may = roles.filter((each) => scopeOf(permissions, each, permission) !== 'none');
        const who = may.map((each) => roleWords[each].zh).join('、');
        expect(answer.json?.data?.refusals?.[0]?.next.zh).toBe(`可以办理的角色：${who}。`);
      } else expect(status).not.toBe(403);
    },
  );
});

describe('an account that is restricted because its person leaves', () => {
  it.each(roles)('reaches as %s what a handover needs, and nothing else', async (role) => {
    const { access } = host.host.branch.services;
    const system = { id: 'system', name: '系统' };
    const hash = { scheme: 'none', salt: '', hash: '' };
    const leaver = { employeeId: null, displayName: role, loginName: `${role}-leaver`, role, hash, mustChange: false };
    const { id } = access.createHashed(system, leaver);
    access.setState(system, { accountId: id, to: 'restricted', reason: '提交离职' });
    const window = await connectWindow(host);
    await window.client.access.signInAsSample({ accountId: id });
    for (const { path, permission } of procedures) {
      if (!Object.hasOwn(permissions, permission)) continue;
      const { status, answer } = await call(window, path, wrap('hostile'));
      const reached = handoverPermissions.includes(permission) && scopeOf(permissions, role, permission) !== 'none';
      const code = answer.json?.data?.refusals?.[0]?.code;
      if (reached) expect(status, path).not.toBe(403);
      else expect([status, code], path).toEqual([403, 'access.restricted']);
    }
  });
});

async function asRole(role: string): Promise<ConnectedWindow> {
  const window = signedIn.get(role) ?? nobody;
  if ((await window.client.access.session()) === null) {
    await window.client.access.signInAsSample({ accountId: accountIds[role] ?? '' });
  }
  return window;
}

const names = [
  'id',
  'accountId',
  'clientId',
  'employeeId',
  'caseId',
  'version',
  'reason',
  'offset',
  'limit',
  'query',
  'form',
  'body',
  'to',
  'until',
];
const values: unknown[] = [
  null,
  -1,
  1e308,
  '',
  '\u0000',
  "' OR 1=1 --",
  '../../etc/passwd',
  '<script>',
  'x'.repeat(300_000),
  [],
  {},
  true,
  '\ud800',
];
const hostile: [string, string][] = [
  ['nothing', ''],
  ['no envelope', '[]'],
  ['null', wrap(null)],
  ['a string', wrap('x')],
  ['a list', wrap([1, 2, 3])],
  ['deep nesting', `{"json":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['a prototype', '{"json":{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}}'],
  ['meta that points elsewhere', '{"json":{"a":1},"meta":[[1,"__proto__","x"],[2,"constructor","prototype"]]}'],
  ['meta of a wrong kind', '{"json":{},"meta":"x"}'],
  ['maps in maps', '{"json":{"a":[[1,2]]},"meta":[[7,"a"]]}'],
  ...values.map((value, index): [string, string] => [
    `value ${index}`,
    wrap(Object.fromEntries(names.map((name) => [name, value]))),
  ]),
];

describe('hostile input', () => {
  it.each(procedures.map(({ path }) => path))('is refused by %s with a reason, and nothing breaks', async (path) => {
    for (const [what, body] of hostile) {
      const window = await asRole('hrAdmin');
      const { status, answer } = await call(window, path, body);
      const where = `${path} with ${what}: ${status} ${JSON.stringify(answer).slice(0, 300)}`;
      expect(status, where).not.toBe(500);
      if (status >= 400 && answer.json?.code && Object.hasOwn(refusalErrors, answer.json.code)) {
        const refusal = answer.json.data?.refusals?.[0];
        expect(refusal?.code, where).not.toBe('system.internal');
        expect(refusal?.zh && refusal.en && refusal.next.zh && refusal.next.en, where).toBeTruthy();
        expect(JSON.stringify(answer).length, where).toBeLessThan(20_000);
      }
    }
    expect(failures).toEqual([]);
    expect(host.host.branch.registry.audit.verify().ok).toBe(true);
  });
});
