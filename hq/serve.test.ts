import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair } from '../bin/testing/branchAndHeadquarters.ts';
import type { SealedChangeSet } from '../shared/changeset/seal.ts';
import { type Server, serve } from './serve.ts';

let pair: Pair;
let server: Server;
let logged: string;
beforeEach(async () => {
  pair = await openPair();
  logged = '';
  const log = new Writable({
    write: (chunk, _encoding, done) => {
      logged += String(chunk);
      done();
    },
  });
  server = await serve({ headquarters: pair.hq, port: 0, log });
});
afterEach(async () => {
  await server.close();
  await pair.dispose();
});
afterAll(forgetTemplate);

const post = (body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.origin}/changesets`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
let ids = 0;
const oneClient = (of: 0 | 1 = 0): SealedChangeSet => {
  const branch = pair.synthetic[of];
  const id = `01900000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;
  return branch.sealTransactions(branch.write(branch.client(id, `客户${ids}`)));
};
/** Says the bytes to the server and hangs up after so many milliseconds; answers what it said by then. */
async function say(bytes: string | Uint8Array, hangUpAfter = 300): Promise<string> {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.write(bytes);
  await sleep(hangUpAfter);
  socket.destroy();
  if (!socket.closed) await once(socket, 'close');
  return heard;
}
const head = (lines: string): string =>
  `POST /changesets HTTP/1.1\r\nHost: ${new URL(server.origin).host}\r\nContent-Type: application/octet-stream\r\n${lines}\r\n\r\n`;

describe('a file that is sent', () => {
  it('gets the answer about itself, whatever else was taken with it', async () => {
    // Left in the spool by an earlier process, of a branch that comes first.
    pair.hq.spool(oneClient(0).bytes);
    const sent = oneClient(1);
    const answer = (await (await post(sent.bytes)).json()) as { branchId: string; outcome: string };
    expect(answer).toMatchObject({ branchId: sent.header.branchId, outcome: 'imported' });
    expect(pair.hq.status().importedFiles).toBe(2);
  });

  it('is taken once where it comes twice at the same time, and both are told so', async () => {
    const files = [oneClient(0), oneClient(1)];
    const answers = await Promise.all([...files, ...files].map(async ({ bytes }) => (await post(bytes)).json()));
    const outcomes = answers.map((answer) => (answer as { outcome: string }).outcome).sort();
    expect(outcomes).toEqual(['imported', 'imported', 'known', 'known']);
    expect(pair.hq.status()).toMatchObject({ importedFiles: 2, refusedFiles: 0 });
  });

  it('waits where earlier ones are missing, on the disk before it is answered', async () => {
    oneClient();
    const second = oneClient();
    const answer = await post(second.bytes);
    expect([answer.status, await answer.json()]).toMatchObject([200, { outcome: 'parked' }]);
    expect(readdirSync(join(pair.folder, 'hq/spool'))).toHaveLength(1);
  });

  it('is not taken where it is torn, changed, too large or not there', async () => {
    const { bytes } = oneClient();
    expect((await post(bytes.subarray(0, 700))).status).toBe(422);
    expect((await post('')).status).toBe(422);
    expect((await post(randomBytes(5000))).status).toBe(422);
    expect((await post(new Uint8Array((24 << 20) + 1))).status).toBe(413);
    expect((await post(bytes)).status).toBe(200);
    expect(pair.hq.status()).toMatchObject({ importedFiles: 1, refusedFiles: 3 });
  });

  it('of another type is refused, unread', async () => {
    const { bytes } = oneClient();
    for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x', 'application/x-skcs']) {
      expect((await post(bytes, { 'content-type': type })).status, type).toBe(415);
    }
    expect((await post('{"__proto__":{"x":1}}', { 'content-type': 'application/json' })).status).toBe(415);
    expect(pair.hq.status()).toMatchObject({ importedFiles: 0, refusedFiles: 0 });
  });
});

describe('a line that breaks off', () => {
  it('in the middle of a file leaves nothing behind, and the file can be sent again', async () => {
    const { bytes } = oneClient();
    const start = Buffer.concat([Buffer.from(head(`Content-Length: ${bytes.length}`)), bytes.subarray(0, 500)]);
    await say(start);
    await say(Buffer.concat([Buffer.from(head('Transfer-Encoding: chunked')), Buffer.from('1f4\r\n'), bytes]));
    expect(pair.hq.status()).toMatchObject({ importedFiles: 0, refusedFiles: 0 });
    expect(readdirSync(join(pair.folder, 'hq/spool'))).toEqual([]);
    expect((await post(bytes)).status).toBe(200);
  });

  it('many times over does not close the door, and many files at once are told to come again', async () => {
    const open = Array.from({ length: 12 }, () => say(head('Content-Length: 1000'), 1500));
    await sleep(500);
    const busy = await post(oneClient(1).bytes);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '5']);
    await busy.body?.cancel();
    await Promise.all(open);
    await sleep(100);
    expect((await post(oneClient(0).bytes)).status).toBe(200);
  });

  it('announcing what cannot be is answered at once', async () => {
    expect(await say(head(`Content-Length: ${2 ** 40}`))).toMatch(/^HTTP\/1\.1 413/);
    expect(await say(head('Content-Length: 10\r\nTransfer-Encoding: chunked'))).toMatch(/^HTTP\/1\.1 400/);
    expect(await say('POST /changesets HTTP/1.0\r\nContent-Length: 0\r\n\r\n')).toMatch(/^HTTP\/1\.[01] 421/);
    expect(await say(Buffer.alloc(100_000, 'x'))).toMatch(/^HTTP\/1\.1 4\d\d/);
  });
});

describe('a request', () => {
  it('leads to no file but a message of the branch it names', async () => {
    const sent = oneClient();
    await post(sent.bytes);
    writeFileSync(join(pair.folder, 'hq/secret'), 'secret');
    const { branchId } = sent.header;
    const paths = [
      '/branches/..%2f..%2fkeys/messages',
      '/branches/%2e%2e/receipt',
      `/branches/${branchId}/messages/..%2f..%2f..%2fsecret`,
      `/branches/${branchId}/messages/0`,
      `/branches/${branchId}/messages/1.0`,
      `/branches/${branchId}/messages/__proto__`,
      '/branches/__proto__/receipt',
      '/branches/%00/receipt',
      '/keys/store.key',
      '/%c0%ae%c0%ae/secret',
    ];
    for (const path of paths) {
      const answer = await fetch(server.origin + path);
      const said = await answer.text();
      expect([404, 400].includes(answer.status) || said === '[]', `${path}: ${answer.status} ${said}`).toBe(true);
      expect(said).not.toContain('secret"');
      expect(said).not.toContain(pair.folder);
    }
    expect((await fetch(`${server.origin}/branches/${branchId}/messages/1`)).status).toBe(200);
    expect((await fetch(`${server.origin}/changesets`, { method: 'PUT', body: 'x' })).status).toBe(404);
  });

  it('that meets a fault here is told to try again, and the log has the reason', async () => {
    await pair.hq.close();
    const answer = await post(oneClient().bytes);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ error: 'nothing was lost here; send the file again' });
    expect(logged).toMatch(/database connection is not open/);
    await pair.reopenHq();
  });
});
