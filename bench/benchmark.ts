/** One measured figure, beside its floor of the same run. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the least possible work takes, measured in the same run; null where nothing comparable exists. */
  readonly floor: number | null;
  /** How value and floor compare, in the sense the target speaks of. */
  readonly ratio: number | null;
  /** In words, for example `<= 3x and < 50 ms`; empty for a figure that is only reported. */
  readonly target: string;
  /** Null without a target. */
  readonly met: boolean | null;
  readonly peers: readonly { readonly name: string; readonly value: number }[];
}

/** One subject of measurement. Each runs in a process of its own, so that none warms or fills another's memory. */
export interface Benchmark {
  readonly name: string;
  run(options: { readonly quick: boolean }): Promise<Row[]>;
}

/** The value below which so many of the samples lie; 0.5 is the median. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Milliseconds that a piece of work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** A figure with three digits that matter. */
export const rounded = (value: number): number => Number(value.toPrecision(3));
