import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node';
import { systemClock } from '../../shared/domain/clock.ts';
import { Host, type HostOptions } from '../host/host.ts';
import { type FolderLock, type Holder, lockFolder } from '../registry/folderLock.ts';
import type { ConnectionContext } from '../router/call.ts';
import { setFailureLog } from '../router/guard.ts';
import { router } from '../router/router.ts';
import { fillSampleWhenAsked } from '../sample/whenAsked.ts';
import { Connections } from './connections.ts';
import { fileOf, sendFile } from './pages.ts';
import { securityHeaders } from './securityHeaders.ts';

/** Largest request body: a scan of 24 MiB with room for its envelope. */
const bodyLimit = 26 << 20;
const smallBody = 4096;
/**
 * A page that sends this header is answered 200 and reads the status from the same header: a browser writes every other
 * status into its console as an error, and a refusal is an answer, not an error.
 */
const STATUS_HEADER = 'x-shouke-status';
/** The token of a tab. In an answer: the one that it has from now on, because somebody has signed in there. */
const TAB_HEADER = 'x-shouke-tab';

/** A call as it arrives here, with what goes into the head of its answer. */
interface BrowserCall extends ConnectionContext {
  readonly answer: { renewedTab?: string | undefined };
}

/** Another process has the data folder. */
export class FolderInUseError extends Error {
  readonly holder: Holder | undefined;
  constructor(holder: Holder | undefined) {
    super(holder ? `the data folder is in use by process ${holder.pid}` : 'the data folder is in use');
    this.name = 'FolderInUseError';
    this.holder = holder;
  }
}

export interface BrowserHostOptions extends Omit<HostOptions, 'clock'> {
  /** 0 or left out: any free port. */
  readonly port?: number;
  readonly clock?: HostOptions['clock'];
  /** Folder of the built pages. */
  readonly pages?: string;
  /** Makes a sample branch at once where the folder is empty. */
  readonly sampleIfEmpty?: boolean;
}

export interface BrowserHost {
  /** A link with a one-time key; each call makes a new one. */
  link(): string;
  readonly origin: string;
  readonly host: Host;
  close(): Promise<void>;
}

/**
 * Serves the application on 127.0.0.1 for machines without Electron and for tests: the same pages, contract and router.
 * @throws FolderInUseError
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const taken = lockFolder(options.folder);
  if ('heldBy' in taken) throw new FolderInUseError(taken.heldBy);
  const { lock } = taken;
  try {
    const clock = options.clock ?? systemClock;
    const host = await Host.open({ fillSample: fillSampleWhenAsked, ...options, clock });
    try {
      if (options.sampleIfEmpty && host.state().phase === 'firstRun') await host.createSample();
      return await serve({ ...options, clock }, host, lock);
    } catch (error) {
      host.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function serve(options: BrowserHostOptions & HostOptions, host: Host, lock: FolderLock): Promise<BrowserHost> {
  setFailureLog((what, error) => host.report(what, error));
  const connections = new Connections(() => options.clock.elapsed());
  const pages = resolve(options.pages ?? join(import.meta.dirname, '../../dist/renderer'));
  const rpc = new RPCHandler<BrowserCall>(router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: bodyLimit })],
    rootInterceptors: [
      async (call) => {
        const result = await call.next();
        if (!result.matched) return result;
        const { renewedTab } = call.context.answer;
        const { status, headers: plain, body } = result.response;
        const headers = renewedTab === undefined ? plain : { ...plain, [TAB_HEADER]: renewedTab };
        if (call.request.headers[STATUS_HEADER] === undefined)
          return { ...result, response: { status, headers, body } };
        return { ...result, response: { status: 200, headers: { ...headers, [STATUS_HEADER]: `${status}` }, body } };
      },
    ],
  });
  const control = randomBytes(24).toString('base64url');
  let origin = '';

  const server = createServer({ requestTimeout: 60_000, headersTimeout: 15_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      host.report('http', error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    // A page of another site that has made its name point here is told nothing (DNS rebinding).
    if (request.headers.host !== origin.slice('http://'.length)) return plain(response, 421, 'unknown host');
    const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
    if (request.method === 'GET' || request.method === 'HEAD') {
      const file = fileOf(pages, path);
      if (file) return sendFile(response, file, request.method === 'HEAD');
      return plain(response, 404, 'not found');
    }
    if (request.method !== 'POST') return plain(response, 405, 'method not allowed');
    if (path === '/session/link') return newLink(request, response);
    if (request.headers.origin !== origin) return plain(response, 403, 'foreign origin');
    if (path === '/session/exchange') return exchange(request, response);
    if (path === '/session/tab') return openTab(request, response);
    const tab = header(request, TAB_HEADER);
    const windowId = connections.windowOf(cookieOf(request), tab);
    if (tab === undefined || windowId === undefined) return plain(response, 401, 'not connected');
    const given: BrowserCall['answer'] = {};
    const signedIn = () => {
      given.renewedTab = connections.renewTab(tab);
    };
    const context: BrowserCall = { host, windowId, signedIn, answer: given };
    const { matched } = await rpc.handle(request, response, { prefix: '/rpc', context });
    if (!matched) plain(response, 404, 'not found');
  }

  /** A second start on this folder asks for a fresh link; it knows the secret from the folder's own note. */
  function newLink(request: IncomingMessage, response: ServerResponse): void {
    const given = Buffer.from(header(request, 'x-shouke-control') ?? '');
    const expected = Buffer.from(control);
    const entitled = given.length === expected.length && timingSafeEqual(given, expected);
    if (entitled) json(response, 200, { url: link() });
    else plain(response, 403, 'refused');
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await smallJson(request);
    const key = typeof body === 'object' && body !== null && 'key' in body ? body.key : undefined;
    const bought = typeof key === 'string' ? connections.exchange(key, cookieOf(request)) : undefined;
    if (bought === undefined) return plain(response, 401, 'this link has been used or has run out');
    if (bought.cookie !== undefined) {
      response.setHeader('set-cookie', `${cookieName()}=${bought.cookie}; HttpOnly; SameSite=Strict; Path=/`);
    }
    json(response, 200, { tab: bought.tab });
  }

  function openTab(request: IncomingMessage, response: ServerResponse): void {
    const tab = connections.openTab(cookieOf(request));
    if (tab === undefined) plain(response, 401, 'not connected');
    else json(response, 200, { tab });
  }

  const cookieName = (): string => `shouke-${new URL(origin).port}`;
  const cookieOf = (request: IncomingMessage): string | undefined => {
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = part.trim().split('=', 2);
      if (name === cookieName()) return value;
    }
    return undefined;
  };

  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', () => done());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  origin = `http://127.0.0.1:${address.port}`;
  const link = (): string => `${origin}/#k=${connections.issueKey()}`;
  lock.announce(origin, control);

  return {
    link,
    origin,
    host,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => {
        server.close(() => done());
      });
      host.close();
      lock.release();
    },
  };
}

/** Asks the process that has a folder for a new link; undefined when it does not answer. */
export async function linkFrom(holder: Holder): Promise<string | undefined> {
  if (holder.url === null || holder.secret === null) return undefined;
  try {
    const answer = await fetch(`${holder.url}/session/link`, {
      method: 'POST',
      headers: { 'x-shouke-control': holder.secret },
      signal: AbortSignal.timeout(3000),
    });
    const body: unknown = await answer.json();
    return typeof body === 'object' && body !== null && 'url' in body && typeof body.url === 'string'
      ? body.url
      : undefined;
  } catch {
    return undefined;
  }
}

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function smallJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) return undefined;
    size += part.length;
    if (size > smallBody) return undefined;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return undefined;
  }
}
