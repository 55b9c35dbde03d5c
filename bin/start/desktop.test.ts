import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { displayMissing, electronRuntime, type Machine } from './desktop.ts';

const machine = (platform: NodeJS.Platform, environment: Machine['environment'] = {}, uid?: number): Machine => ({
  platform,
  environment,
  uid,
});

describe('a display', () => {
  it.each([
    [machine('win32'), undefined],
    [machine('darwin', {}, 501), undefined],
    [machine('linux', { DISPLAY: ':0' }, 1000), undefined],
    [machine('linux', { WAYLAND_DISPLAY: 'wayland-0' }, 1000), undefined],
    [machine('linux', { CI: 'false', DISPLAY: ':0' }, 1000), undefined],
    [machine('linux', {}, 1000), 'there is no display'],
    [machine('linux', { DISPLAY: '' }, 1000), 'there is no display'],
    [machine('linux', { DISPLAY: ':0' }, 0), 'the sandboxed window does not run as root'],
    [machine('win32', { CI: 'true' }), 'this is a CI machine'],
  ])('%j', (given, why) => expect(displayMissing(given)?.en).toBe(why));
});

describe("Electron's runtime", () => {
  let project: string;
  const put = (path: string, content = '') => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  };
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'shouke-electron-'));
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it('is missing where the package or its download is', () => {
    expect(electronRuntime(project, machine('linux'))).toBeUndefined();
    put('node_modules/electron/package.json', '{"version":"45.4.1"}');
    expect(electronRuntime(project, machine('linux'))).toBeUndefined();
  });

  it('is found when it is complete and of the version that the project pins', () => {
    put('node_modules/electron/package.json', '{"version":"45.4.1"}');
    put('node_modules/electron/dist/electron.exe');
    expect(electronRuntime(project, machine('win32'))).toBeUndefined();
    put('node_modules/electron/dist/version', 'v44.0.0');
    expect(electronRuntime(project, machine('win32'))).toBeUndefined();
    put('node_modules/electron/dist/version', 'v45.4.1\n');
    expect(electronRuntime(project, machine('win32'))).toBe(join(project, 'node_modules/electron/dist/electron.exe'));
    expect(electronRuntime(project, machine('aix'))).toBeUndefined();
  });

  it('is taken from ELECTRON_OVERRIDE_DIST_PATH before all else', () => {
    const given = machine('linux', { ELECTRON_OVERRIDE_DIST_PATH: join(project, 'mine') });
    expect(electronRuntime(project, given)).toBeUndefined();
    put('mine/electron');
    expect(electronRuntime(project, given)).toBe(join(project, 'mine/electron'));
  });
});
