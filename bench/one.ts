import type { Benchmark } from './benchmark.ts';

/** Runs the benchmark named on the command line and sends its rows to the process that started this one. */
const name = process.argv[2];
const { benchmark } = (await import(`./${name}.ts`)) as { benchmark: Benchmark };
const rows = await benchmark.run({ quick: process.env.SHOUKE_BENCH_QUICK === '1' });
process.send?.(rows, () => process.disconnect());
