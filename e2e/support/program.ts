import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A running branch program with a data folder of its own. */
export interface Program {
  readonly folder: string;
  /** A fresh one-time link. */
  link(): Promise<string>;
  /** What it wrote to standard error: faults of the program. */
  readonly faults: readonly string[];
  /** As a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same folder. */
  restart(): Promise<void>;
  /** Ends it; its folder stays. */
  close(): Promise<void>;
  /** Ends it and removes its folder. */
  end(): Promise<void>;
}

const projectFolder = join(import.meta.dirname, '../..');
const startLimit = 60_000;

/** What a program is started on: the sample branch, nothing for the first run, handovers to walk, papers to enter. */
export type ProgramKind = 'sample' | 'empty' | 'handover' | 'paper';

const templates = new Map<ProgramKind, Promise<string>>();

/** A filled folder to copy: made once in a process, since filling the sample branch takes many times as long as opening it. */
function templateOf(kind: ProgramKind): Promise<string> {
  let template = templates.get(kind);
  if (template === undefined) {
    template = makeTemplate(kind);
    templates.set(kind, template);
  }
  return template;
}

async function makeTemplate(kind: ProgramKind): Promise<string> {
  const program = await startOn(mkdtempSync(join(tmpdir(), `shouke-e2e-${kind}-`)), kind);
  process.once('exit', () => rmSync(program.folder, { recursive: true, force: true }));
  await program.close();
  if (program.faults.length > 0) throw new Error(program.faults.join(''));
  return program.folder;
}

/** Starts a program on a new folder. */
export async function startProgram(kind: ProgramKind): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), `shouke-e2e-${kind}-`));
  if (kind !== 'empty') cpSync(await templateOf(kind), folder, { recursive: true });
  return startOn(folder, kind);
}

async function startOn(folder: string, kind: ProgramKind): Promise<Program> {
  const faults: string[] = [];
  let child: ChildProcess;
  let lines: AsyncIterator<string>;
  let first: string | undefined;

  async function start(): Promise<void> {
    child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'serve.ts'), join(folder, 'data'), join(projectFolder, 'dist/renderer'), kind],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (!text.includes('ExperimentalWarning')) faults.push(text);
    });
    if (!child.stdout) throw new Error('the program has no output');
    lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    first = await nextLine();
  }
  async function nextLine(): Promise<string> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new Error(`no link within ${startLimit} ms: ${faults.join('')}`)), startLimit);
    });
    const line = await Promise.race([lines.next(), late]).finally(() => clearTimeout(timer));
    if (line.done) throw new Error(`the program ended: ${faults.join('')}`);
    return line.value;
  }
  async function stop(how: 'kill' | 'close'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    if (how === 'kill') child.kill('SIGKILL');
    else child.stdin?.end();
    await ended;
  }

  await start();
  return {
    folder,
    faults,
    link: async () => {
      if (first !== undefined) {
        const link = first;
        first = undefined;
        return link;
      }
      child.stdin?.write('\n');
      return nextLine();
    },
    kill: () => stop('kill'),
    restart: start,
    close: () => stop('close'),
    end: async () => {
      await stop('close');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
