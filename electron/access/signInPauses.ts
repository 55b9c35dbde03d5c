/** Failures before a pause, and the pauses: 1, 2, 4 … minutes, at most an hour. */
const freeFailures = 5;
const longestPause = 60 * 60_000;
/** Names that nobody has are remembered too, so that a pause does not tell which names exist; no more than this many. */
const mostStrangers = 500;

export const pauseAfter = (failures: number): number =>
  failures < freeFailures ? 0 : Math.min(longestPause, 2 ** (failures - freeFailures) * 60_000);

/** Milliseconds for which sign-in still pauses. A pause longer than any was set by a clock that has since been corrected. */
export function pauseLeft(lockedUntil: number, now: number): number {
  const left = lockedUntil - now;
  return left > longestPause ? 0 : Math.max(0, left);
}

/** Counts failures under names that nobody has, as an account counts its own. In memory: they belong to nobody. */
export class Strangers {
  readonly #seen = new Map<string, { readonly failures: number; readonly lockedUntil: number }>();

  lockedUntil(name: string): number {
    return this.#seen.get(name)?.lockedUntil ?? 0;
  }

  failed(name: string, now: number): void {
    const failures = (this.#seen.get(name)?.failures ?? 0) + 1;
    this.#seen.delete(name);
    this.#seen.set(name, { failures, lockedUntil: now + pauseAfter(failures) });
    const oldest = this.#seen.keys().next();
    if (this.#seen.size > mostStrangers && !oldest.done) this.#seen.delete(oldest.value);
  }
}
