import { type Moment, momentOf, type RunningClock } from './clock.ts';

/** Something that waits after failures. `lockedUntil` names the wait by the clock of its beginning, UTC ms; 0 without one. */
export interface Waiting {
  readonly id: string;
  readonly lockedUntil: number;
}

/**
 * Waits as lengths of time, counted by the running program: setting the computer's clock ends none and lengthens none. What is
 * left of one that an earlier program began is for the caller to say.
 */
export class RunningWaits {
  readonly #clock: RunningClock;
  readonly #began: Moment;
  readonly #known = new Map<string, { readonly lockedUntil: number; readonly over: number }>();

  constructor(clock: RunningClock) {
    this.#clock = clock;
    this.#began = momentOf(clock);
  }

  /** Begins a wait of so many milliseconds; answers its `lockedUntil`. */
  begin(id: string, length: number): number {
    if (length === 0) return 0;
    const lockedUntil = this.#clock.now() + length;
    this.#known.set(id, { lockedUntil, over: this.#clock.elapsed() + length });
    return lockedUntil;
  }

  /**
   * Milliseconds that are left.
   * @param ofEarlier what was left when this program began, at that instant by the clock, of a wait that it did not begin.
   */
  leftOf({ id, lockedUntil }: Waiting, ofEarlier: (beganAt: number) => number): number {
    if (lockedUntil === 0) return 0;
    const known = this.#known.get(id);
    const over = known?.lockedUntil === lockedUntil ? known.over : this.#began.elapsed + ofEarlier(this.#began.at);
    return Math.max(0, over - this.#clock.elapsed());
  }
}
