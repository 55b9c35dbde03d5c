import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/** Chrome, Edge or Chromium of this machine, in the order in which they are taken. */
const names = [
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'chromium',
  'chromium-browser',
];
const onWindows = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
];
const onMac = ['Google Chrome', 'Microsoft Edge', 'Chromium'];

/**
 * Path of a browser for the tests, or undefined. `SHOUKE_BROWSER` names another one and is then the only candidate.
 *
 * @param exists whether there is a file at a path
 */
export function findBrowser(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  exists: (path: string) => boolean = existsSync,
): string | undefined {
  const chosen = environment.SHOUKE_BROWSER;
  if (chosen) return exists(chosen) ? chosen : undefined;
  return candidates(platform, environment).find((path) => exists(path));
}

function candidates(platform: NodeJS.Platform, environment: Readonly<Record<string, string | undefined>>): string[] {
  if (platform === 'win32') {
    const roots = [environment.ProgramFiles, environment['ProgramFiles(x86)'], environment.LOCALAPPDATA];
    return onWindows.flatMap((path) => roots.flatMap((root) => (root ? [win32.join(root, path)] : [])));
  }
  if (platform === 'darwin') return onMac.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  const folders = [...(environment.PATH ?? '').split(posix.delimiter), '/usr/bin', '/snap/bin'].filter(
    (each) => each !== '',
  );
  return names.flatMap((name) => folders.map((folder) => posix.join(folder, name)));
}

/**
 * How the tests start the browser. The sandbox of Chromium refuses to run as root; the rest keeps it from talking to
 * services that the tests do not need and that a closed network refuses, many at a time.
 */
export const browserFlags = (uid: number | undefined): string[] => [
  ...(uid === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
