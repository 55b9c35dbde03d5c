import type { Account, Caller } from '../access/service.ts';

/** Somebody who is signed in, for calling a service past the router: sign-in and guard have tests of their own. */
export const callerOf = (account: Account): Caller => ({
  account,
  actor: { id: account.id, name: account.displayName },
  session: { id: 'test', accountId: account.id, windowId: 'test', startedAt: 0 },
});
