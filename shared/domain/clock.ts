/** The one source of time. Instants are UTC milliseconds. */
export interface Clock {
  now(): number;
}

/** The computer's clock. */
export const systemClock: Clock = { now: () => Date.now() };
