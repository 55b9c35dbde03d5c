import { createORPCClient } from '@orpc/client';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Client } from '../../shared/contract/index.ts';
import type { Link } from './connection.ts';

let connected: Link | undefined;

/** Called once, before the first screen is drawn. */
export function setLink(link: Link): void {
  connected = link;
}

/** The typed client: `await client.clients.find({ … })`. Throws what `refusalsOf` explains. */
export const client: Client = createORPCClient({
  call: (path, input, options) => {
    if (!connected) throw new Error('the client was called before the window was connected');
    return connected.call(path, input, options);
  },
});

/** The same for TanStack Query: `useQuery(api.clients.find.queryOptions({ input }))`. */
export const api = createTanstackQueryUtils(client);
