/** The one source of time. Instants are UTC milliseconds. */
export interface Clock {
  now(): number;
}

/** The clock of a program that keeps running: beside what people set, it counts what has passed. */
export interface RunningClock extends Clock {
  /**
   * Milliseconds, counted by the running computer: nobody can set them, and only differences mean anything. They may stand
   * still while the computer sleeps.
   */
  elapsed(): number;
}

/** The computer's clock. */
export const systemClock: RunningClock = { now: () => Date.now(), elapsed: () => performance.now() };

/** A moment, told in both ways. */
export interface Moment {
  readonly at: number;
  readonly elapsed: number;
}

export const momentOf = (clock: RunningClock): Moment => ({ at: clock.now(), elapsed: clock.elapsed() });

/** How long ago a moment was, by whichever of the two says more: a clock that is set back makes nothing last longer. */
export const passedSince = (moment: Moment, clock: RunningClock): number =>
  Math.max(clock.now() - moment.at, clock.elapsed() - moment.elapsed);
