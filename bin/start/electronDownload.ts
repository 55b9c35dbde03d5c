import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { say } from '../terminal.ts';
import { electronRuntime, type Machine } from './desktop.ts';

/** Where Electron publishes its runtimes; the package `electron` holds their checksums. */
const releases = 'https://github.com/electron/electron/releases';

/**
 * Fetches Electron's runtime with the package's own installer, once, where its release page (or the mirror set in
 * `ELECTRON_MIRROR`) can be reached.
 * @returns the runtime's path, or undefined when it could not be fetched; never throws.
 */
export async function fetchElectronRuntime(project: string, machine: Machine): Promise<string | undefined> {
  const { environment } = machine;
  if (environment.ELECTRON_OVERRIDE_DIST_PATH) return undefined;
  const mirrored = Object.keys(environment).some((name) => /^(npm_config_)?electron_mirror$/i.test(name));
  if (!mirrored && !(await answers(releases))) return undefined;
  say({
    zh: '正在下载桌面窗口的运行时（约 120 MB，只有一次；npm start -- --browser 可跳过）…',
    en: 'Fetching the runtime of the desktop window (about 120 MB, once; npm start -- --browser skips this)…',
  });
  const installer = spawn(process.execPath, [join(project, 'node_modules/electron/install.js')], { stdio: 'ignore' });
  await Promise.race([once(installer, 'close'), once(installer, 'error')]).catch(() => undefined);
  return electronRuntime(project, machine);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}
