import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSide, isBuilt } from '../bin/built.ts';
import { projectFolder } from '../bin/project.ts';
import { readSamplePassphrase } from '../electron/host/samplePassphrase.ts';
import { Keyring, keyFileOf } from '../electron/registry/keyring.ts';
import { connectWindow } from '../electron/testing/connect.ts';
import { orThrow } from '../shared/domain/refusal.ts';
import { type Benchmark, percentile, type Row, rounded, timed } from './benchmark.ts';

/**
 * From `npm start` to the first answer: the process is spawned as npm spawns it, the printed link is followed, its key is
 * exchanged, the page is fetched, and the first call of the contract is answered.
 */
export const benchmark: Benchmark = {
  name: 'start',
  run: async ({ quick }): Promise<Row[]> => {
    const parent = process.env.SHOUKE_BENCH_FOLDER;
    if (parent === undefined) throw new Error('benchmarks are started by bench/run.ts');
    if (!isBuilt(projectFolder, 'client')) await buildSide(projectFolder, 'client');
    const folder = mkdtempSync(join(parent, 'start-'));
    const first = await startOnce(folder);
    const databaseKey = await sampleKey(folder);
    const ours: number[] = [];
    const floors: number[] = [];
    // In turn, so that whatever else the machine does falls on both alike; the first round warms the disk's cache.
    for (let round = 0; round < (quick ? 3 : 8); round++) {
      ours.push(await startOnce(folder));
      floors.push(await timed(() => openOnce(folder, databaseKey)));
    }
    const value = percentile(ours.slice(1), 0.5);
    const floor = percentile(floors.slice(1), 0.5);
    return [
      {
        ...{ name: 'very first start: sample branch made, page and first call answered', value: rounded(first / 1000) },
        ...{ unit: 's', floor: null, ratio: null, target: '< 10 s', met: first < 10_000, peers: [] },
      },
      {
        name: 'start on data that are there, to the first call answered',
        ...{ value: rounded(value), unit: 'ms', floor: rounded(floor), ratio: rounded(value / floor) },
        ...{ target: '', met: null, peers: [] },
      },
    ];
  },
};

/** @returns ms from the spawn to the first answer of the contract */
async function startOnce(folder: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ['bin/run.mjs', 'start', '--browser', '--no-open', '--data-dir', folder], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await linkOf(child);
    const { origin } = new URL(url);
    const page = await fetch(origin);
    if (!(await page.text()).includes('<script')) throw new Error('not the page');
    const { client } = await connectWindow({ origin, link: () => url });
    const { phase } = await client.system.state();
    if (phase !== 'open') throw new Error(`the branch is ${phase}`);
    return performance.now() - started;
  } finally {
    child.kill();
    if (child.exitCode === null) await once(child, 'close');
  }
}

async function linkOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the program has no output');
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/127\.0\.0\.1:\d+\/#k=\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('the program ended without a link');
}

async function sampleKey(folder: string): Promise<Uint8Array> {
  const keyring = orThrow(Keyring.read(keyFileOf(folder)));
  const keys = orThrow(await keyring.openByPassphrase(readSamplePassphrase(folder) ?? ''));
  return keys.databaseKey;
}

/** The least that a start on these data could do: a process, the database library, the registry, one question. */
async function openOnce(folder: string, key: Uint8Array): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'openOnce.ts'), folder], {
    env: { ...process.env, SHOUKE_BENCH_KEY: Buffer.from(key).toString('hex') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the floor ended with ${code}`);
}
