import type { Clock } from '../../shared/domain/clock.ts';

/** Somebody signed in at one window. Sessions live in memory: the end of the process ends them all. */
export interface Session {
  readonly id: string;
  readonly accountId: string;
  /** The connected window it belongs to; no other window can use it. */
  readonly windowId: string;
  readonly startedAt: number;
  lastSeenAt: number;
}

/** Milliseconds without a call after which a session ends: 15 minutes. */
export const idleLimit = 15 * 60_000;
/** No session lasts longer than this, however busy: 12 hours. */
const longest = 12 * 3_600_000;

/** A clock that is corrected by this much, in ms, is no reason to end anything. */
const smallCorrection = 60_000;

/** Open sessions by window. */
export class Sessions {
  readonly #clock: Clock;
  readonly #byWindow = new Map<string, Session>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(id: string, accountId: string, windowId: string): Session {
    const now = this.#clock.now();
    const session: Session = { id, accountId, windowId, startedAt: now, lastSeenAt: now };
    this.#byWindow.set(windowId, session);
    return session;
  }

  /** The session of a window, or why there is none. Looking at it does not count as activity. */
  at(windowId: string): Session | undefined {
    const session = this.#byWindow.get(windowId);
    if (session === undefined) return undefined;
    const now = this.#clock.now();
    // Set back, the clock would let a session outlive its limits.
    const setBack = now < session.lastSeenAt - smallCorrection;
    if (setBack || now - session.lastSeenAt > idleLimit || now - session.startedAt > longest) {
      this.#byWindow.delete(windowId);
      return undefined;
    }
    return session;
  }

  touch(session: Session): void {
    session.lastSeenAt = this.#clock.now();
  }

  end(windowId: string): boolean {
    return this.#byWindow.delete(windowId);
  }

  /** Ends every session of an account at once, but for that of one window. Returns how many there were. */
  endOf(accountId: string, but?: string): number {
    let ended = 0;
    for (const [windowId, session] of this.#byWindow) {
      if (session.accountId !== accountId || windowId === but) continue;
      this.#byWindow.delete(windowId);
      ended += 1;
    }
    return ended;
  }
}
