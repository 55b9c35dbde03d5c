import { spawn } from 'node:child_process';

export interface Ended {
  /** Undefined when the process was killed, also by the time limit. */
  readonly code: number | undefined;
  /** What it printed, unless it was shown as it came. */
  readonly output: string;
}

/**
 * Runs a program of the project under this Node and waits for it.
 * @param show prints its output as it comes instead of collecting it
 * @param limit milliseconds after which it is killed, with everything it started where the platform allows
 */
export function runNode(
  args: readonly string[],
  options: { readonly cwd: string; readonly show: boolean; readonly limit: number; readonly env?: NodeJS.ProcessEnv },
): Promise<Ended> {
  return run(process.execPath, args, options);
}

/** The same for any program. */
export function run(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly show: boolean; readonly limit: number; readonly env?: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (text: string) => {
      output += text;
    };
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    const timer = setTimeout(() => {
      collect(`\nkilled after ${options.limit / 1000} s\n`);
      child.kill('SIGKILL');
    }, options.limit);
    const pass = (signal: NodeJS.Signals) => {
      child.kill(signal);
      process.exitCode = 1;
    };
    process.once('SIGINT', pass).once('SIGTERM', pass);
    const end = (code: number | undefined) => {
      clearTimeout(timer);
      process.off('SIGINT', pass).off('SIGTERM', pass);
      done({ code, output });
    };
    child.on('error', (error) => {
      collect(error.message);
      end(undefined);
    });
    child.on('close', (code) => end(code ?? undefined));
  });
}
