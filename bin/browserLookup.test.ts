import { describe, expect, it } from 'vitest';
import { browserFlags, findBrowser } from './browserLookup.ts';

const among =
  (...paths: string[]) =>
  (path: string) =>
    paths.includes(path);

describe('the browser of the tests', () => {
  it('is Chrome before Edge before Chromium, from the search path', () => {
    const path = { PATH: '/opt/bin:/usr/bin' };
    expect(findBrowser('linux', path, among('/usr/bin/chromium', '/opt/bin/google-chrome'))).toBe(
      '/opt/bin/google-chrome',
    );
    expect(findBrowser('linux', path, among('/usr/bin/chromium'))).toBe('/usr/bin/chromium');
    expect(findBrowser('linux', {}, among('/usr/bin/chromium'))).toBe('/usr/bin/chromium');
    expect(findBrowser('linux', path, among())).toBeUndefined();
  });

  it('is found in the program folders of Windows and of a user', () => {
    const folders = {
      ProgramFiles: 'C:\\Program Files',
      'ProgramFiles(x86)': 'C:\\Program Files (x86)',
      LOCALAPPDATA: 'C:\\Users\\李\\AppData\\Local',
    };
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    const chrome = 'C:\\Users\\李\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe';
    expect(findBrowser('win32', folders, among(edge))).toBe(edge);
    expect(findBrowser('win32', folders, among(edge, chrome))).toBe(chrome);
    expect(findBrowser('win32', {}, among(edge))).toBeUndefined();
  });

  it('is the chosen one or none', () => {
    const chosen = { SHOUKE_BROWSER: '/x/browser', PATH: '/usr/bin' };
    expect(findBrowser('linux', chosen, among('/x/browser', '/usr/bin/chromium'))).toBe('/x/browser');
    expect(findBrowser('linux', chosen, among('/usr/bin/chromium'))).toBeUndefined();
  });

  it('runs without its sandbox only as root', () => {
    expect(browserFlags(0)).toContain('--no-sandbox');
    expect(browserFlags(1000)).not.toContain('--no-sandbox');
    expect(browserFlags(undefined)).not.toContain('--no-sandbox');
  });
});
