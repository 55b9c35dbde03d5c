import { fork, type Serializable } from 'node:child_process';
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

/** A process that goes on only when it is told to. */
export interface Child {
  /** Resolves when it has said something for the first time. */
  readonly ready: Promise<unknown>;
  tell(message: Serializable): void;
  readonly ended: Promise<Ended>;
}

/** Runs a script of this folder in a process of its own. */
export const inChild = (script: string, ...given: readonly string[]): Promise<Ended> =>
  startChild(script, ...given).ended;

/** Starts a script of this folder in a process of its own. */
export function startChild(script: string, ...given: readonly string[]): Child {
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
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, said, errors }) as Ended);
  const ready = Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error(`it ended before it was ready: ${errors}`);
    }),
  ]);
  // Whoever does not wait for it learns of its end by how it ended.
  ready.catch(() => undefined);
  return { ready, ended, tell: (message) => void child.send(message) };
}
