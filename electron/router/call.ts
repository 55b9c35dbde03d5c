import type { Caller } from '../access/service.ts';
import type { Branch } from '../branch.ts';
import type { Host } from '../host/host.ts';

/** What comes with every call before it is known who calls. */
export interface ConnectionContext {
  readonly host: Host;
  /** The connected window: an Electron window, or a browser tab with its own token. */
  readonly windowId: string;
  /** Told when somebody has signed in at the window, before the answer is sent. */
  readonly signedIn?: () => void;
}

/** What the guard adds: the open branch, the caller and how far the permission reaches. */
export interface Call {
  readonly branch: Branch;
  readonly caller: Caller;
  /** `branch` for procedures that need only a session. */
  readonly scope: 'own' | 'branch';
}

/** Context of a guarded procedure. On `open` procedures `call` throws: they must not use it. */
export interface CallContext extends ConnectionContext {
  readonly call: Call;
}
