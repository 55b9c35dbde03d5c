import type { RunningClock } from '../../shared/domain/clock.ts';
import { RunningWaits } from '../../shared/domain/runningWaits.ts';
import type { Credential } from './credentials.ts';

/** Failures before a pause, and the pauses: 1, 2, 4 … minutes, at most an hour. */
const freeFailures = 5;
const longestPause = 60 * 60_000;
/** Names that nobody has are remembered too, so that a pause does not tell which names exist; no more than this many. */
const mostStrangers = 500;

export const pauseAfter = (failures: number): number =>
  failures < freeFailures ? 0 : Math.min(longestPause, 2 ** (failures - freeFailures) * 60_000);

/**
 * Pauses of sign-in after wrong passwords. A pause is a length of time, counted by the running program: setting the
 * computer's clock ends none and lengthens none. One that had not run out when the program ended begins anew with it, since
 * nothing but that clock could tell how much of it has passed.
 */
export class SignInPauses {
  readonly #clock: RunningClock;
  readonly #waits: RunningWaits;
  readonly #strangers = new Map<string, { readonly failures: number; readonly over: number }>();

  constructor(clock: RunningClock) {
    this.#clock = clock;
    this.#waits = new RunningWaits(clock);
  }

  /** Milliseconds for which the sign-in of an account still pauses. */
  leftOf(credential: Credential): number {
    return this.#waits.leftOf(credential, () => pauseAfter(credential.failures));
  }

  /** One failure more. The pause that it brings begins now; `lockedUntil` of the answer names it and is 0 without one. */
  failed(credential: Credential): Credential {
    const failures = credential.failures + 1;
    return { ...credential, failures, lockedUntil: this.#waits.begin(credential.id, pauseAfter(failures)) };
  }

  /** As {@link leftOf}, for a name that nobody has. */
  leftOfStranger(name: string): number {
    return Math.max(0, (this.#strangers.get(name)?.over ?? 0) - this.#clock.elapsed());
  }

  strangerFailed(name: string): void {
    const failures = (this.#strangers.get(name)?.failures ?? 0) + 1;
    this.#strangers.delete(name);
    this.#strangers.set(name, { failures, over: this.#clock.elapsed() + pauseAfter(failures) });
    const oldest = this.#strangers.keys().next();
    if (this.#strangers.size > mostStrangers && !oldest.done) this.#strangers.delete(oldest.value);
  }
}
