import { posix, win32 } from 'node:path';

/**
 * Where a person's branch lies unless `--data-dir` says otherwise: `%APPDATA%\Shouke` on Windows,
 * `~/Library/Application Support/Shouke` on macOS, `$XDG_DATA_HOME/shouke` or `~/.local/share/shouke` elsewhere
 * (XDG Base Directory Specification: a relative `XDG_DATA_HOME` is ignored).
 */
export function defaultDataFolder(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === 'win32') {
    const given = environment.APPDATA;
    const roaming = given !== undefined && win32.isAbsolute(given) ? given : win32.join(home, 'AppData', 'Roaming');
    return win32.join(roaming, 'Shouke');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Shouke');
  const given = environment.XDG_DATA_HOME;
  const data = given !== undefined && posix.isAbsolute(given) ? given : posix.join(home, '.local', 'share');
  return posix.join(data, 'shouke');
}
