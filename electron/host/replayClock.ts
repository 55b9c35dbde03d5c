import type { RunningClock } from '../../shared/domain/clock.ts';

/**
 * The clock of a branch that is founded with a history: it stands where it is set while the history is written through
 * the ordinary services, moves forward only, and is the given clock from `arrive` on.
 */
export class ReplayClock implements RunningClock {
  readonly #present: RunningClock;
  #standing: number | undefined;

  /** @param begin the instant at which the history begins; not after the present. */
  constructor(present: RunningClock, begin: number) {
    this.#present = present;
    this.#standing = begin;
  }

  now(): number {
    return this.#standing ?? this.#present.now();
  }

  elapsed(): number {
    return this.#present.elapsed();
  }

  /** The instant to which the history leads. */
  get present(): number {
    return this.#present.now();
  }

  /** Moves on to an instant. One that lies behind is passed over, so that what is written stays in order. */
  moveTo(instant: number): void {
    if (this.#standing === undefined) throw new Error('the history is over');
    this.#standing = Math.max(this.#standing, Math.min(instant, this.#present.now()));
  }

  /** The history has been told: from now on this is the given clock. */
  arrive(): void {
    this.#standing = undefined;
  }
}
