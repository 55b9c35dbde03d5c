import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand, UsageError } from '../bin/command.ts';
import { say, warn } from '../bin/terminal.ts';
import type { Row } from './benchmark.ts';
import { table } from './table.ts';

const here = dirname(fileURLToPath(import.meta.url));
/** What is no benchmark: the machinery itself, and tests. */
const machinery = new Set(['benchmark.ts', 'dataset.ts', 'one.ts', 'openOnce.ts', 'run.ts', 'table.ts']);
const available = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !machinery.has(file))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

await runCommand({
  usage: 'npm run bench --',
  summary: {
    zh: '测量速度，每个数字都与同一次运行的下限比较',
    en: 'Measure speed, each figure beside its floor of the same run',
  },
  options: {
    json: { type: 'text', value: 'FILE', help: { zh: '另存为 JSON 数组', en: 'also write a JSON array' } },
    quick: { type: 'flag', help: { zh: '小数据量，只看能不能跑', en: 'small data, to see that everything runs' } },
  },
  words: {
    name: '[NAME…]',
    help: { zh: `只测这些：${available.join('、')}`, en: `only these: ${available.join(', ')}` },
    min: 0,
    max: 50,
  },
  run: async ({ options, words }) => {
    const chosen =
      words.length === 0 ? available : available.filter((name) => words.some((word) => name.includes(word)));
    if (chosen.length === 0) {
      throw new UsageError({
        zh: `没有名叫 ${words.join('、')} 的测量，可用：${available.join('、')}。`,
        en: `There is no benchmark called ${words.join(', ')}; there are ${available.join(', ')}.`,
      });
    }
    const folder = mkdtempSync(join(tmpdir(), 'shouke-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
    const rows: Row[] = [];
    let failed = 0;
    for (const name of chosen) {
      say({ zh: `测量 ${name} …`, en: `Measuring ${name} …` });
      try {
        rows.push(...(await runAlone(name, options.quick, folder)));
      } catch (error) {
        failed += 1;
        warn({ zh: `${name} 没有测完：${String(error)}`, en: `${name} did not finish: ${String(error)}` });
      }
    }
    console.log(table(rows));
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
    return failed === 0 ? 0 : 1;
  },
});

/** Runs one benchmark in a process of its own and takes its rows. */
function runAlone(name: string, quick: boolean, folder: string): Promise<Row[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Row[]>();
  const child = fork(join(here, 'one.ts'), [name], {
    env: { ...process.env, SHOUKE_BENCH_FOLDER: folder, SHOUKE_BENCH_QUICK: quick ? '1' : '' },
    execArgv: ['--expose-gc'],
  });
  let rows: Row[] | undefined;
  const end = (): boolean => child.kill();
  process.once('exit', end);
  child.on('message', (message) => {
    rows = message as Row[];
  });
  child.on('error', reject);
  child.on('close', (code) => {
    process.off('exit', end);
    if (rows && code === 0) resolve(rows);
    else reject(new Error(`exit code ${code}`));
  });
  return promise;
}
