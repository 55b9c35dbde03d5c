import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Words } from '../../shared/domain/refusal.ts';

/** What the decision depends on, so that it can be taken for any machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** User id; undefined on Windows. */
  readonly uid: number | undefined;
}

export const thisMachine = (): Machine => ({
  platform: process.platform,
  environment: process.env,
  uid: process.getuid?.(),
});

/** Whether somebody can see a window here, and the reason when not. */
export function displayMissing({ platform, environment, uid }: Machine): Words | undefined {
  if (environment.CI !== undefined && environment.CI !== '' && environment.CI !== 'false')
    return { zh: '这是自动构建环境', en: 'this is a CI machine' };
  if (platform === 'win32' || platform === 'darwin') return undefined;
  if (!environment.DISPLAY && !environment.WAYLAND_DISPLAY) return { zh: '这里没有显示器', en: 'there is no display' };
  // Chromium's sandbox refuses to run as root, and the window never runs without its sandbox.
  if (uid === 0) return { zh: 'root 用户不能使用带沙箱的窗口', en: 'the sandboxed window does not run as root' };
  return undefined;
}

const executable: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
  linux: 'electron',
};

/** Electron's runtime: `ELECTRON_OVERRIDE_DIST_PATH`, or where the package `electron` keeps its own. */
export function electronRuntime(project: string, { platform, environment }: Machine): string | undefined {
  const name = executable[platform];
  if (name === undefined) return undefined;
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return existing(join(override, name));
  const dist = join(project, 'node_modules/electron/dist');
  return versionOf(join(dist, 'version')) === packageVersion(project) ? existing(join(dist, name)) : undefined;
}

const existing = (path: string): string | undefined => (existsSync(path) ? path : undefined);
const versionOf = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : undefined;

function packageVersion(project: string): string | undefined {
  const file = join(project, 'node_modules/electron/package.json');
  if (!existsSync(file)) return undefined;
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof content === 'object' && content !== null && 'version' in content ? String(content.version) : undefined;
}
