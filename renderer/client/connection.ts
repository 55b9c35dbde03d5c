import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';

export type Link = ClientLink<ClientContext>;

/** Why this window is not connected to a branch program. */
export type NoConnection =
  /** The one-time link was used before, or ran out. */
  | 'linkUsed'
  /** Opened without a link, and no other window of this browser is connected. */
  | 'noLink'
  /** The program does not answer. */
  | 'unreachable';

export type Connection =
  | { readonly ok: true; readonly via: 'port' | 'http'; readonly link: Link }
  | { readonly ok: false; readonly why: NoConnection };

/** Connects this window: by the desktop shell's message port, or over loopback HTTP in a browser. */
export const connect = (): Promise<Connection> =>
  window.location.protocol === 'app:' ? connectByPort() : connectByHttp();

const handoverLimit = 10_000;

/**
 * The preload script answers `shouke:hello` with `shouke:port` and one port, which leads to the branch program.
 * Messages of other windows and frames are not listened to.
 */
function connectByPort(): Promise<Connection> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      window.removeEventListener('message', receive);
      resolve({ ok: false, why: 'unreachable' });
    }, handoverLimit);
    function receive(event: MessageEvent) {
      const port = event.ports[0];
      if (event.source !== window || event.data !== 'shouke:port' || !port) return;
      clearTimeout(timer);
      window.removeEventListener('message', receive);
      port.start();
      resolve({ ok: true, via: 'port', link: new PortLink({ port }) });
    }
    window.addEventListener('message', receive);
    window.postMessage('shouke:hello', window.location.origin);
  });
}

/** The one-time key of a link, as long as it stands in the address. */
const keyInAddress = (): string | undefined => /[#&]k=([^&]+)/.exec(window.location.hash)?.[1];

const tabHeader = 'x-shouke-tab';
const tabKey = 'shouke.tab';
const statusHeader = 'x-shouke-status';
const tokenOfTab = (): string | undefined => sessionStorage.getItem(tabKey) ?? undefined;

/**
 * The URL carries a one-time key behind `#k=`. It buys a cookie for the browser and a token for this tab; the token
 * is kept for reloads of the tab. Another tab of the same browser has the cookie and asks for a token of its own.
 */
async function connectByHttp(): Promise<Connection> {
  // A link that is opened where the application is open already changes only what is behind the `#`.
  window.addEventListener('hashchange', () => {
    if (keyInAddress()) window.location.reload();
  });
  const key = keyInAddress();
  if (key) window.history.replaceState(null, '', `${window.location.pathname}#/`);
  try {
    if (key) {
      const exchanged = await askForToken('/session/exchange', { key: decodeURIComponent(key) });
      if (exchanged) return byHttp(exchanged);
    }
    const kept = tokenOfTab();
    if (kept) return byHttp(kept);
    const another = await askForToken('/session/tab', {});
    if (another) return byHttp(another);
    return { ok: false, why: key ? 'linkUsed' : 'noLink' };
  } catch {
    return { ok: false, why: 'unreachable' };
  }
}

/** A tab token, or undefined when the program refuses. Throws when it does not answer. */
async function askForToken(path: string, body: object): Promise<string | undefined> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
  });
  if (!answer.ok) return undefined;
  const data: unknown = await answer.json();
  const token = typeof data === 'object' && data !== null && 'tab' in data ? data.tab : undefined;
  return typeof token === 'string' ? token : undefined;
}

function byHttp(token: string): Connection {
  sessionStorage.setItem(tabKey, token);
  const link = new FetchLink({
    url: new URL('/rpc', window.location.origin),
    headers: () => ({ [tabHeader]: tokenOfTab() ?? token, [statusHeader]: 'wanted' }),
    fetch: async (request, init) => {
      const answer = withStatus(await fetch(request.clone(), init));
      // Somebody has signed in: from now on the window has another token.
      const given = answer.headers.get(tabHeader);
      if (given !== null) sessionStorage.setItem(tabKey, given);
      if (answer.status !== 401 || answer.headers.has(statusHeader)) return answer;
      // Sent before a sign-in gave the window its present token; or the host does not know this tab any more (it was
      // restarted, or has dropped the quietest): a known browser gets a new token. The call goes out again; otherwise the
      // page says what to do.
      const present = tokenOfTab();
      const sentBefore = present !== undefined && present !== request.headers.get(tabHeader);
      const renewed = sentBefore ? present : await askForToken('/session/tab', {});
      if (renewed === undefined) {
        sessionStorage.removeItem(tabKey);
        window.location.reload();
        return answer;
      }
      sessionStorage.setItem(tabKey, renewed);
      const again = new Request(request);
      again.headers.set(tabHeader, renewed);
      return withStatus(await fetch(again, init));
    },
  });
  return { ok: true, via: 'http', link };
}

/** The answer with the status that the host put into a header; see electron/browser/host.ts. */
function withStatus(answer: Response): Response {
  const status = Number(answer.headers.get(statusHeader) ?? Number.NaN);
  return status >= 200 && status <= 599 && status !== answer.status
    ? new Response(answer.body, { status, headers: answer.headers })
    : answer;
}
