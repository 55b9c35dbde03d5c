import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type BrowserHost, FolderInUseError, linkFrom, startBrowserHost } from '../electron/browser/host.ts';
import { defaultDataFolder } from '../electron/dataFolder.ts';
import { requireSelfTest } from '../electron/selfTest.ts';
import { RefusalError, type Words } from '../shared/domain/refusal.ts';
import { builtFolder } from './built.ts';
import { command, runCommand, typedPath } from './command.ts';
import { displayMissing, electronRuntime, thisMachine } from './desktop.ts';
import { fetchElectronRuntime } from './electronDownload.ts';
import { openUrl } from './openUrl.ts';
import { projectFolder } from './project.ts';
import { oneLine, say, warn } from './terminal.ts';

interface Wanted {
  readonly folder: string;
  readonly empty: boolean;
  readonly port: number | undefined;
  readonly open: boolean;
}

const sayBrowserMode = (why: Words): void =>
  say({ zh: `${why.zh}，改用浏览器模式。`, en: `Serving in browser mode: ${why.en}.` });

/** Brings a part of the application up to date in a process of its own, so that it does not hold up the branch. */
function build(...options: string[]): { readonly done: Promise<void>; readonly stop: () => void } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'build.ts'), '--quiet', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const done = once(child, 'close').then(([code]) => {
    if (code === 0 || child.killed) return;
    throw new RefusalError({
      kind: 'unavailable',
      code: 'start.buildFailed',
      zh: `页面构建失败：${beginningOf(errors)}`,
      en: `The pages could not be built: ${beginningOf(errors)}`,
      next: { zh: '运行 npm run build 可看到详情。', en: 'Run npm run build to see why.' },
    });
  });
  done.catch(() => undefined);
  return { done, stop: () => child.kill() };
}

/** Enough of a long message to see what it is about. */
const beginningOf = (text: string): string => {
  const line = oneLine(text);
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
};

/** Exit code of the desktop application; undefined when it could not come up (no sandbox, missing system libraries). */
async function openDesktop(runtime: string, wanted: Wanted): Promise<number | undefined> {
  await build().done;
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

/** Serves the application until it is told to end. */
async function serveInBrowser(wanted: Wanted): Promise<number> {
  const passphrase = process.env.SHOUKE_PASSPHRASE;
  delete process.env.SHOUKE_PASSPHRASE; // Not for the processes started from here.
  const pages = build('--pages');
  let host: BrowserHost;
  try {
    host = await takeFolder(() =>
      startBrowserHost({
        folder: wanted.folder,
        passphrase,
        ...(wanted.port === undefined ? {} : { port: wanted.port }),
        pages: builtFolder(projectFolder, 'client'),
        sampleIfEmpty: !wanted.empty,
        onFailure: reportFailure,
      }),
    );
  } catch (error) {
    pages.stop();
    if (error instanceof FolderInUseError) return sayWhoHasIt(error, wanted);
    throw explained(error, wanted);
  }
  try {
    await pages.done;
    const url = host.link();
    say({ zh: `守客已打开：${url}   按 Ctrl+C 结束`, en: `Shouke is open: ${url}   Ctrl+C ends it` });
    if (wanted.open) openUrl(thisMachine(), url);
    await toldToEnd();
    return 0;
  } finally {
    await host.close();
  }
}

/** Tries again for a moment: a process that was just told to end may still be closing the folder. */
async function takeFolder(open: () => Promise<BrowserHost>): Promise<BrowserHost> {
  for (let left = 4; ; left--) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof FolderInUseError) || left === 0) throw error;
      await setTimeout(300);
    }
  }
}

/** Resolves at the first signal; one more, a second later or more, ends the process at once. */
const toldToEnd = (): Promise<void> =>
  new Promise((done) => {
    let first: number | undefined;
    const end = () => {
      // Ctrl+C arrives twice: from the terminal, and passed on by the launcher.
      if (first !== undefined && Date.now() - first > 1000) process.exit(1);
      first ??= Date.now();
      done();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', ...(process.platform === 'win32' ? ['SIGBREAK'] : [])])
      process.on(signal, end);
  });

/** The folder is open already: says in which process, and gives a way in. */
async function sayWhoHasIt({ holder }: FolderInUseError, wanted: Wanted): Promise<number> {
  const url = holder === undefined ? undefined : await linkFrom(holder);
  const who =
    holder === undefined
      ? { zh: '另一个进程', en: 'another process' }
      : { zh: `进程 ${holder.pid}`, en: `process ${holder.pid}` };
  warn({
    zh: `数据文件夹 ${wanted.folder} 正被${who.zh}使用。${url === undefined ? '请先结束它，或用 --data-dir 指定另一个文件夹。' : `它的新链接：${url}`}`,
    en: `The data folder ${wanted.folder} is in use by ${who.en}. ${url === undefined ? 'End it first, or choose another folder with --data-dir.' : `A new link to it: ${url}`}`,
  });
  if (url !== undefined && wanted.open) openUrl(thisMachine(), url);
  return 1;
}

/** What commonly keeps a host from starting, said so that the person can act on it. */
function explained(error: unknown, wanted: Wanted): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE' || code === 'EACCES')
    if (wanted.port !== undefined && error instanceof Error && 'syscall' in error && error.syscall === 'listen')
      return new RefusalError({
        kind: 'unavailable',
        code: 'start.portTaken',
        zh: `端口 ${wanted.port} 不能使用（${code}）。`,
        en: `Port ${wanted.port} cannot be used (${code}).`,
        next: {
          zh: '请换一个 --port，或不写让系统选择。',
          en: 'Give another --port, or none to let the system choose.',
        },
      });
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENOSPC')
    return new RefusalError({
      kind: 'unavailable',
      code: 'start.folderUnusable',
      zh: `数据文件夹 ${wanted.folder} 不能使用（${code}）。`,
      en: `The data folder ${wanted.folder} cannot be used (${code}).`,
      next: {
        zh: '请用 --data-dir 指定一个可写的文件夹。',
        en: 'Choose a folder that can be written to with --data-dir.',
      },
    });
  return error;
}

/** Nothing personal: where it went wrong, and the kind of error; all of it only when asked for. */
function reportFailure(what: string, error: unknown): void {
  if (process.env.SHOUKE_DEBUG === '1') console.error(what, error);
  else console.error(`${what}: ${error instanceof Error ? error.name : typeof error}`);
}

await runCommand(
  command({
    usage: 'npm start --',
    summary: {
      zh: '打开应用：桌面窗口，没有窗口时在浏览器里。第一次打开会建立带示例数据的门店。',
      en: 'Open the application: in a desktop window, else in the browser. The first time it makes a branch with sample data.',
    },
    options: {
      dataDir: {
        type: 'text',
        value: 'DIR',
        help: { zh: '数据文件夹（默认在用户数据目录下）', en: "data folder (default: in the user's own data)" },
      },
      empty: {
        type: 'flag',
        help: { zh: '不要示例数据，从首次设置开始', en: 'no sample data: begin with the first run' },
      },
      browser: {
        type: 'flag',
        help: { zh: '用浏览器模式，不开桌面窗口', en: 'browser mode, also where a window could open' },
      },
      port: {
        type: 'integer',
        min: 1024,
        max: 65_535,
        help: { zh: '浏览器模式的端口（默认任意空闲端口）', en: 'port of browser mode (default: any free one)' },
      },
      noOpen: {
        type: 'flag',
        help: { zh: '只显示网址，不打开浏览器', en: 'print the URL only, do not open the browser' },
      },
    },
    run: async ({ options }) => {
      requireSelfTest();
      const machine = thisMachine();
      const wanted: Wanted = {
        folder:
          options.dataDir === undefined
            ? defaultDataFolder(machine.platform, machine.environment, homedir())
            : typedPath(options.dataDir),
        empty: options.empty,
        port: options.port,
        open: !options.noOpen,
      };
      const barred = options.browser ? undefined : displayMissing(machine);
      if (!options.browser && barred === undefined) {
        const runtime = electronRuntime(projectFolder, machine) ?? (await fetchElectronRuntime(projectFolder, machine));
        const ended = runtime === undefined ? undefined : await openDesktop(runtime, wanted);
        if (ended !== undefined) return ended;
        sayBrowserMode({ zh: '桌面窗口在这里打不开', en: 'the desktop window does not open here' });
      } else if (barred !== undefined) sayBrowserMode(barred);
      return serveInBrowser(wanted);
    },
  }),
);
