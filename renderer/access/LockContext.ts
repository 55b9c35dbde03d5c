import { createContext, useContext } from 'react';

/** Who was working when the screen was locked. */
export interface AwayPerson {
  readonly accountId: string;
  readonly displayName: string;
  readonly loginName: string;
}

export interface LockActions {
  /** Locks this window; what is on the screen disappears at once. */
  readonly lock: () => void;
  readonly signOut: () => void;
}

export const LockContext = createContext<LockActions>({ lock: () => undefined, signOut: () => undefined });
export const useLock = (): LockActions => useContext(LockContext);
