import { type ChildProcess, spawn } from 'node:child_process';
import { sides } from '../built.ts';
import { projectFolder } from '../project.ts';
import { bringUpToDate } from './bringUpToDate.ts';
import type { Wanted } from './wanted.ts';

/** Exit code of the desktop application; undefined when it could not come up (no sandbox, missing system libraries). */
export async function openWindow(runtime: string, wanted: Wanted): Promise<number | undefined> {
  await bringUpToDate(sides).done;
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const child = spawn(runtime, [projectFolder, `--data-dir=${wanted.folder}`, ...(wanted.empty ? ['--empty'] : [])], {
    stdio: 'inherit',
    env: environment,
  });
  let asked = false;
  const pass = (signal: NodeJS.Signals) => {
    asked = true;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, pass);
  const code = await exitCode(child);
  for (const signal of signals) process.off(signal, pass);
  return asked ? 0 : code;
}

/** The code, or undefined when a process did not start or crashed. */
const exitCode = (child: ChildProcess): Promise<number | undefined> =>
  new Promise((done) => {
    child.on('error', () => done(undefined));
    child.on('close', (code) => done(code !== null && code < 126 ? code : undefined));
  });
