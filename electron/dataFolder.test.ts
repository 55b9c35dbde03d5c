import { describe, expect, it } from 'vitest';
import { defaultDataFolder } from './dataFolder.ts';

describe('the default data folder', () => {
  it.each([
    ['win32', { APPDATA: 'D:\\漫游' }, 'C:\\Users\\李', 'D:\\漫游\\Shouke'],
    ['win32', {}, 'C:\\Users\\li', 'C:\\Users\\li\\AppData\\Roaming\\Shouke'],
    ['win32', { APPDATA: 'relative' }, 'C:\\Users\\li', 'C:\\Users\\li\\AppData\\Roaming\\Shouke'],
    ['darwin', { XDG_DATA_HOME: '/x' }, '/Users/li', '/Users/li/Library/Application Support/Shouke'],
    ['linux', {}, '/root', '/root/.local/share/shouke'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/li', '/data/shouke'],
    ['linux', { XDG_DATA_HOME: '' }, '/home/li', '/home/li/.local/share/shouke'],
    ['linux', { XDG_DATA_HOME: 'data' }, '/home/li', '/home/li/.local/share/shouke'],
  ] as const)('on %s with %j', (platform, environment, home, folder) =>
    expect(defaultDataFolder(platform, environment, home)).toBe(folder),
  );
});
