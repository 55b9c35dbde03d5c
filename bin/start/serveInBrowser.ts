import { setTimeout } from 'node:timers/promises';
import type { BrowserHost } from '../../electron/browser/host.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { builtFolder } from '../built.ts';
import { projectFolder } from '../project.ts';
import { say, warn } from '../terminal.ts';
import { bringUpToDate } from './bringUpToDate.ts';
import { thisMachine } from './desktop.ts';
import { openUrl } from './openUrl.ts';
import type { Wanted } from './wanted.ts';

/** Serves the application until it is told to end. The exit code is 1 when another process has the folder. */
export async function serveInBrowser(wanted: Wanted): Promise<number> {
  const passphrase = process.env.SHOUKE_PASSPHRASE;
  delete process.env.SHOUKE_PASSPHRASE; // Not for the processes started from here.
  const pages = bringUpToDate(['client']);
  // Loaded while the pages are already being built.
  const { startBrowserHost, FolderInUseError, linkFrom } = await import('../../electron/browser/host.ts');
  let host: BrowserHost;
  try {
    for (let attempts = 5; ; attempts--) {
      try {
        host = await startBrowserHost({
          folder: wanted.folder,
          passphrase,
          ...(wanted.port === undefined ? {} : { port: wanted.port }),
          pages: builtFolder(projectFolder, 'client'),
          sampleIfEmpty: !wanted.empty,
          onFailure: reportFailure,
        });
        break;
      } catch (error) {
        if (!(error instanceof FolderInUseError) || attempts === 1) throw error;
        // A process that was just told to end may still be closing the folder.
        await setTimeout(300);
      }
    }
  } catch (error) {
    pages.stop();
    if (!(error instanceof FolderInUseError)) throw explained(error, wanted);
    const { holder } = error;
    return sayWhoHasIt(holder?.pid, holder === undefined ? undefined : await linkFrom(holder), wanted);
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
function sayWhoHasIt(pid: number | undefined, url: string | undefined, wanted: Wanted): number {
  const who =
    pid === undefined ? { zh: '另一个进程', en: 'another process' } : { zh: `进程 ${pid}`, en: `process ${pid}` };
  const next =
    url === undefined
      ? {
          zh: '请先结束它，或用 --data-dir 指定另一个文件夹。',
          en: 'End it first, or choose another folder with --data-dir.',
        }
      : { zh: `它的新链接：${url}`, en: `A new link to it: ${url}` };
  warn({
    zh: `数据文件夹 ${wanted.folder} 正被${who.zh}使用。${next.zh}`,
    en: `The data folder ${wanted.folder} is in use by ${who.en}. ${next.en}`,
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
