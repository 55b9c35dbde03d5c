import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { Client } from '../../shared/contract/index.ts';
import type { BrowserHost } from '../browser/host.ts';

const tabHeader = 'x-shouke-tab';

/** A window of a browser host, as a browser has it: cookie, tab token and the typed client. */
export interface ConnectedWindow {
  readonly client: Client;
  /** As they are to be sent now; copy them to keep what they were. */
  readonly headers: Record<string, string>;
}

/** What a page does with every answer: a sign-in gives its window another token. */
export function keepToken({ headers }: Pick<ConnectedWindow, 'headers'>, answer: Response): Response {
  const given = answer.headers.get(tabHeader);
  if (given !== null) headers[tabHeader] = given;
  return answer;
}

/** Spends a fresh link of the host and connects like a browser does. */
export async function connectWindow(host: Pick<BrowserHost, 'link' | 'origin'>): Promise<ConnectedWindow> {
  const key = host.link().split('#k=')[1];
  const answer = await fetch(`${host.origin}/session/exchange`, {
    method: 'POST',
    headers: { origin: host.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  const body: unknown = await answer.json();
  const tab = typeof body === 'object' && body !== null && 'tab' in body ? String(body.tab) : '';
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers: Record<string, string> = { origin: host.origin, cookie, [tabHeader]: tab };
  const link = new RPCLink({
    url: `${host.origin}/rpc`,
    headers: () => headers,
    fetch: async (request, init) => keepToken({ headers }, await fetch(request, init)),
  });
  return { headers, client: createORPCClient(link) };
}
