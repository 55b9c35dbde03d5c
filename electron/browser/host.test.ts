import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectWindow } from '../testing/connect.ts';
import { type BrowserHost, FolderInUseError, linkFrom, startBrowserHost } from './host.ts';

let folder: string;
let host: BrowserHost;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-host-'));
  const pages = join(folder, 'pages');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>t</title>');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  host = await startBrowserHost({ folder: join(folder, 'data'), pages });
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A raw request: `fetch` would not send a foreign Host or an unnormalised path. */
function raw(options: {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  const { port } = new URL(host.origin);
  return new Promise((done, failed) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        method: options.method ?? 'GET',
        path: options.path ?? '/',
        headers: { host: `127.0.0.1:${port}`, ...options.headers },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          done({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString(), headers: response.headers }),
        );
      },
    );
    call.on('error', failed);
    call.end(options.body);
  });
}
const post = (path: string, headers: Record<string, string>, body = '{}') =>
  raw({ method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body });

describe('the loopback host', () => {
  it('listens on 127.0.0.1 only and sends the page with its policy', async () => {
    expect(host.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const page = await raw({});
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['x-frame-options']).toBe('DENY');
  });

  it.each(['localhost', 'evil.example', '127.0.0.1:1', '[::1]'])(
    'tells nothing to a page that calls it %s (DNS rebinding)',
    async (name) => {
      expect((await raw({ headers: { host: name } })).status).toBe(421);
    },
  );

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/%00',
    '/%',
    '//etc/passwd',
    '/pages/../../secret.txt',
  ])('serves no file outside of its pages: %s', async (path) => {
    const answer = await raw({ path });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  it('takes a link once', async () => {
    const key = host.link().split('#k=')[1];
    const body = JSON.stringify({ key });
    const first = await post('/session/exchange', { origin: host.origin }, body);
    expect(first.status).toBe(200);
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await post('/session/exchange', { origin: host.origin }, body)).status).toBe(401);
  });

  it.each(['', 'x', '[]', '{"key":1}', 'null', `{"key":"${'x'.repeat(10_000)}"}`])(
    'refuses a key that is none: %s',
    async (body) => {
      expect((await post('/session/exchange', { origin: host.origin }, body)).status).toBe(401);
    },
  );

  it('refuses foreign origins, missing origins, other methods, and calls with only one of cookie and tab token', async () => {
    const { headers } = await connectWindow(host);
    const { cookie, 'x-shouke-tab': tab } = headers;
    const call = (given: Record<string, string | undefined>) => {
      const kept = Object.fromEntries(
        Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      return post('/rpc/system/state', kept, '{"json":{}}').then((answer) => answer.status);
    };
    expect(await call({ origin: host.origin, cookie, 'x-shouke-tab': tab })).toBe(200);
    expect(await call({ origin: 'https://evil.example', cookie, 'x-shouke-tab': tab })).toBe(403);
    expect(await call({ origin: 'null', cookie, 'x-shouke-tab': tab })).toBe(403);
    expect(await call({ cookie, 'x-shouke-tab': tab })).toBe(403);
    expect(await call({ origin: host.origin, cookie })).toBe(401);
    expect(await call({ origin: host.origin, 'x-shouke-tab': tab })).toBe(401);
    const other = await connectWindow(host);
    expect(await call({ origin: host.origin, cookie: other.headers.cookie, 'x-shouke-tab': tab })).toBe(401);
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect((await raw({ method, headers })).status).toBe(405);
    expect((await raw({ path: '/rpc/system/state', headers })).status).toBe(404);
  });

  it('tells a page that wants it the status in a header, so that the browser logs no refusal as an error', async () => {
    const { headers } = await connectWindow(host);
    const refusedAs = (given: Record<string, string>) => post('/rpc/access/signOut', { ...headers, ...given });
    const plain = await refusedAs({});
    expect(plain.status).toBe(423);
    const quiet = await refusedAs({ 'x-shouke-status': 'wanted' });
    expect(quiet).toMatchObject({ status: 200, body: plain.body, headers: { 'x-shouke-status': '423' } });
    expect((await post('/rpc/access/signOut', { origin: host.origin, 'x-shouke-status': 'wanted' })).status).toBe(401);
  });

  it('gives a second tab of the same browser a window of its own that signs in for itself', async () => {
    const { headers } = await connectWindow(host);
    const second = await post('/session/tab', { origin: host.origin, cookie: headers.cookie ?? '' });
    expect(second.status).toBe(200);
    expect(JSON.parse(second.body).tab).not.toBe(headers['x-shouke-tab']);
    expect((await post('/session/tab', { origin: host.origin })).status).toBe(401);
  });

  it('lets another link in the same browser end nothing that is open there', async () => {
    const first = await connectWindow(host);
    const spend = async (headers: Record<string, string>) => {
      const body = JSON.stringify({ key: host.link().split('#k=')[1] });
      const answer = await post('/session/exchange', { origin: host.origin, ...headers }, body);
      expect(answer.status).toBe(200);
      return { tab: String(JSON.parse(answer.body).tab), newCookie: answer.headers['set-cookie'] };
    };
    const { cookie = '', 'x-shouke-tab': tab = '' } = first.headers;
    const second = await spend({ cookie });
    expect(second.newCookie).toBeUndefined();
    expect(second.tab).not.toBe(tab);
    expect(await first.client.system.state()).toMatchObject({ phase: 'firstRun' });

    // What the host does not know is nobody's: a browser that says so is a new one, and gets a cookie of its own.
    expect((await spend({ cookie: `${cookie}x`, 'x-shouke-tab': tab })).newCookie).toBeDefined();
    expect((await spend({ 'x-shouke-tab': tab })).newCookie).toBeDefined();
  });

  it('refuses a body that is too large, without reading it all', async () => {
    const { headers } = await connectWindow(host);
    const answer = await post('/rpc/system/state', { ...headers, 'content-length': String(200 << 20) }, 'x').catch(
      () => ({ status: 413 }),
    );
    expect(answer.status).toBe(413);
  });
});

describe('bodies that no page of ours sends', () => {
  const good = '{"json":{"kind":"passphrase","secret":"x"}}';
  const form = (data: string): FormData => {
    const body = new FormData();
    body.set('data', data);
    body.set('0', new Blob(['x']));
    return body;
  };
  it.each<[string, Record<string, string>, string | Uint8Array<ArrayBuffer> | FormData]>([
    ['no type', {}, good],
    ['plain text', { 'content-type': 'text/plain' }, good],
    ['bytes', { 'content-type': 'application/octet-stream' }, good],
    ['a form of a page', { 'content-type': 'application/x-www-form-urlencoded' }, 'json=1'],
    ['a form without its boundary', { 'content-type': 'multipart/form-data' }, good],
    ['an event stream', { 'content-type': 'text/event-stream' }, `data: ${good}\n\n`],
    ['compressed, it says', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, good],
    ['a download', { 'content-type': 'application/json', 'content-disposition': 'attachment; filename="x"' }, good],
    ['invalid UTF-8', { 'content-type': 'application/json' }, new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a])],
    ['a file for a prototype', {}, form('{"json":{},"meta":[],"maps":[["__proto__","polluted"]]}')],
    ['a file in the place of all', {}, form('{"json":{},"meta":[],"maps":[[]]}')],
    ['files that are no list', {}, form('{"json":{},"meta":[],"maps":"x"}')],
    ['a number of two million digits', {}, form(`{"json":"${'9'.repeat(2e6)}","meta":[[0]]}`)],
    ['a pattern that takes for ever', {}, form('{"json":"/(a+)+$/","meta":[[6]]}')],
  ])('%s: are refused, and everything goes on', async (_what, types, body) => {
    const { headers, client } = await connectWindow(host);
    const answer = await fetch(`${host.origin}/rpc/system/unlock`, {
      method: 'POST',
      headers: { ...headers, ...types },
      body,
    });
    expect([400, 409, 422]).toContain(answer.status);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(await client.system.state()).toEqual({ phase: 'firstRun' });
  });
});

describe('two starts on one folder', () => {
  it('the second says which process has it, and can ask that process for a new link', async () => {
    let error: unknown;
    try {
      await startBrowserHost({ folder: join(folder, 'data') });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(FolderInUseError);
    if (!(error instanceof FolderInUseError) || error.holder === undefined) throw new Error('no holder named');
    expect(error.holder.pid).toBe(process.pid);
    const link = await linkFrom(error.holder);
    expect(link).toMatch(/#k=/);
    expect((await post('/session/link', { 'x-shouke-control': 'guess' })).status).toBe(403);
  });

  it('a killed process leaves the folder free and the data there', async () => {
    const data = join(folder, 'killed');
    const child = spawn(process.execPath, [join(import.meta.dirname, '../testing/serveFolder.ts'), data], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const [state] = (await once(lines, 'line')) as [string];
    expect(state).toBe('open');
    await expect(startBrowserHost({ folder: data })).rejects.toThrow(String(child.pid));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const again = await startBrowserHost({ folder: data });
    expect(again.host.state()).toMatchObject({ phase: 'open', sample: true });
    await again.close();
  });
});
