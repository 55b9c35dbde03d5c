import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { Client } from '../../shared/contract/index.ts';
import type { BrowserHost } from '../browser/host.ts';

/** A window of a browser host, as a browser has it: cookie, tab token and the typed client. */
export interface ConnectedWindow {
  readonly client: Client;
  readonly headers: Readonly<Record<string, string>>;
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
  const headers = { origin: host.origin, cookie, 'x-shouke-tab': tab };
  return { headers, client: createORPCClient(new RPCLink({ url: `${host.origin}/rpc`, headers })) };
}
