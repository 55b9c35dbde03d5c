import { type Moment, momentOf, passedSince, type RunningClock } from '../../shared/domain/clock.ts';

/** Somebody signed in at one window. Sessions live in memory: the end of the process ends them all. */
export interface Session {
  readonly id: string;
  readonly accountId: string;
  /** The connected window it belongs to; no other window can use it. */
  readonly windowId: string;
  readonly startedAt: number;
}

/** An open session with what its limits are counted from. */
interface OpenSession {
  readonly session: Session;
  readonly started: Moment;
  lastSeen: Moment;
}

/** What ended a session from outside, when it was not its person's own doing. */
export type SessionEnding = 'idle' | 'state' | 'role' | 'password';

/** Milliseconds without a call after which a session ends: 15 minutes. */
export const idleLimit = 15 * 60_000;
/** No session lasts longer than this, however busy: 12 hours. */
const longest = 12 * 3_600_000;

/** So many windows are told why they were ended; there are never more at one PC. */
const mostEndings = 64;

/** A clock that is corrected by this much, in ms, is no reason to end anything. */
const smallCorrection = 60_000;

/** Open sessions by window. */
export class Sessions {
  readonly #clock: RunningClock;
  readonly #byWindow = new Map<string, OpenSession>();
  readonly #endings = new Map<string, { readonly accountId: string; readonly why: SessionEnding }>();

  constructor(clock: RunningClock) {
    this.#clock = clock;
  }

  start(id: string, accountId: string, windowId: string): Session {
    const now = momentOf(this.#clock);
    const session: Session = { id, accountId, windowId, startedAt: now.at };
    this.#byWindow.set(windowId, { session, started: now, lastSeen: now });
    this.#endings.delete(windowId);
    return session;
  }

  /** The session of a window, or why there is none. Looking at it does not count as activity. */
  at(windowId: string): Session | undefined {
    const open = this.#byWindow.get(windowId);
    if (open === undefined) return undefined;
    const idle = passedSince(open.lastSeen, this.#clock) > idleLimit;
    // The computer may have slept, uncounted, before its clock was set back.
    const setBack = this.#clock.now() < open.lastSeen.at - smallCorrection;
    if (idle || setBack || passedSince(open.started, this.#clock) > longest) {
      this.#ended(open.session, 'idle');
      return undefined;
    }
    return open.session;
  }

  touch({ id, windowId }: Session): void {
    const open = this.#byWindow.get(windowId);
    if (open?.session.id === id) open.lastSeen = momentOf(this.#clock);
  }

  end(windowId: string): boolean {
    this.#endings.delete(windowId);
    return this.#byWindow.delete(windowId);
  }

  /** Ends every session of an account at once, but for that of one window. Returns how many there were. */
  endOf(accountId: string, why: SessionEnding, but?: string): number {
    let ended = 0;
    for (const [windowId, { session }] of this.#byWindow) {
      if (session.accountId !== accountId || windowId === but) continue;
      this.#ended(session, why);
      ended += 1;
    }
    return ended;
  }

  /** Whose session ended in this window and why; undefined where somebody is signed in, or left by themselves. */
  endingAt(windowId: string): { readonly accountId: string; readonly why: SessionEnding } | undefined {
    return this.at(windowId) === undefined ? this.#endings.get(windowId) : undefined;
  }

  #ended({ windowId, accountId }: Session, why: SessionEnding): void {
    this.#byWindow.delete(windowId);
    this.#endings.delete(windowId);
    this.#endings.set(windowId, { accountId, why });
    const oldest = this.#endings.keys().next();
    if (this.#endings.size > mostEndings && !oldest.done) this.#endings.delete(oldest.value);
  }
}
