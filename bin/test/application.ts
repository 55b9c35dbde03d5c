import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectFolder } from '../project.ts';

/** An application that was started as `npm start` starts it, in browser mode. */
export interface Application {
  readonly process: ChildProcess;
  /** The link that it printed. Rejects when it ends without one. */
  readonly link: Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }>;
}

/** Starts the application on a data folder of the test's own; texts are English. The caller ends it. */
export function startApplication(folder: string, ...options: string[]): Application {
  const child = fork(
    join(projectFolder, 'bin/run.mjs'),
    ['start', '--browser', '--no-open', '--data-dir', folder, ...options],
    { silent: true, env: { ...process.env, SHOUKE_LANGUAGE: 'en' } },
  );
  let output = '';
  let errors = '';
  const link = new Promise<string>((found, failed) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const match = /http:\/\/\S+/.exec(output);
      if (match && output.endsWith('\n')) found(match[0]);
    });
    child.once('exit', (code, signal) => failed(new Error(`the application ended (${signal ?? code}): ${errors}`)));
  });
  link.catch(() => undefined);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const streams = [child.stdout, child.stderr].flatMap((stream) => (stream ? [once(stream, 'close')] : []));
  const ended = Promise.all([once(child, 'exit'), ...streams]).then(() => ({ code: child.exitCode, output, errors }));
  return { process: child, link, ended };
}

/** Tells an application to end, as Ctrl+C would; Windows has no signal for that, but the launcher's channel closes there too. */
export function tellToEnd({ process: child }: Application): void {
  if (process.platform === 'win32') child.disconnect();
  else child.kill('SIGTERM');
}

/** Ends an application however it stands, and waits until it is gone. */
export async function endApplication({ process: child, ended }: Application): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await ended;
}
