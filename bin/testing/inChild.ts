import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a child process ended, and what it said last. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: unknown;
  readonly errors: string;
}

/** Runs a script of this folder in a process of its own. */
export async function inChild(script: string, ...given: readonly string[]): Promise<Ended> {
  const child = fork(join(import.meta.dirname, script), given, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // The same sources are read by many children: compiled once, they start in half the time.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'shouke-compile-cache') },
    execArgv: [],
  });
  let said: unknown;
  let errors = '';
  child.on('message', (message) => {
    said = message;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, said, errors };
}
