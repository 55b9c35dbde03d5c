import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { displayMissing, type Machine } from './desktop.ts';

/** The program that shows a URL in the person's browser, or undefined where there is nobody to see it. */
export function urlOpener(
  machine: Machine,
  url: string,
): { readonly file: string; readonly args: readonly string[] } | undefined {
  if (displayMissing({ ...machine, uid: undefined }) !== undefined) return undefined;
  if (machine.platform === 'win32')
    return { file: machine.environment.ComSpec ?? 'cmd.exe', args: ['/d', '/s', '/c', `start "" "${url}"`] };
  if (machine.platform === 'darwin') return { file: '/usr/bin/open', args: [url] };
  const found = (machine.environment.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'xdg-open'))
    .find((file) => existsSync(file));
  return found === undefined ? undefined : { file: found, args: [url] };
}

/** Shows a URL in the browser where there is one. A browser that does not start is no error: the URL is printed too. */
export function openUrl(machine: Machine, url: string): void {
  const opener = urlOpener(machine, url);
  if (opener === undefined) return;
  spawn(opener.file, opener.args, { stdio: 'ignore', detached: true, windowsVerbatimArguments: true })
    .on('error', () => undefined)
    .unref();
}
