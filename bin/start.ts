import { homedir } from 'node:os';
import { defaultDataFolder } from '../electron/dataFolder.ts';
import { requireSelfTest } from '../electron/selfTest.ts';
import type { Words } from '../shared/domain/refusal.ts';
import { command, runCommand, typedPath } from './command.ts';
import { projectFolder } from './project.ts';
import { displayMissing, electronRuntime, thisMachine } from './start/desktop.ts';
import { fetchElectronRuntime } from './start/electronDownload.ts';
import { openWindow } from './start/openWindow.ts';
import { serveInBrowser } from './start/serveInBrowser.ts';
import type { Wanted } from './start/wanted.ts';
import { say } from './terminal.ts';

/** Opens the desktop window. Answers its exit code, or why there is none. */
async function openDesktop(wanted: Wanted): Promise<number | Words> {
  const machine = thisMachine();
  const missing = displayMissing(machine);
  if (missing !== undefined) return missing;
  const runtime = electronRuntime(projectFolder, machine) ?? (await fetchElectronRuntime(projectFolder, machine));
  if (runtime === undefined)
    return { zh: '没有桌面窗口的运行时，也下载不到', en: "Electron's runtime is not here and cannot be fetched" };
  return (
    (await openWindow(runtime, wanted)) ?? { zh: '桌面窗口在这里打不开', en: 'the desktop window does not open here' }
  );
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
      const barred = options.browser ? undefined : await openDesktop(wanted);
      if (typeof barred === 'number') return barred;
      if (barred !== undefined)
        say({ zh: `${barred.zh}，改用浏览器模式。`, en: `Serving in browser mode: ${barred.en}.` });
      return serveInBrowser(wanted);
    },
  }),
);
