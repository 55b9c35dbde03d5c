import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Machine } from './desktop.ts';
import { urlOpener } from './openUrl.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouke-opener-'));
const opener = join(folder, 'xdg-open');
writeFileSync(opener, '');
chmodSync(opener, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

const url = 'http://127.0.0.1:4000/#k=a-_1';
const ask = (platform: NodeJS.Platform, environment: Machine['environment'], uid?: number) =>
  urlOpener({ platform, environment, uid }, url);

it('shows the link with what the system has for that', () => {
  expect(ask('win32', { ComSpec: 'C:\\Windows\\System32\\cmd.exe' })).toEqual({
    file: 'C:\\Windows\\System32\\cmd.exe',
    args: ['/d', '/s', '/c', `start "" "${url}"`],
  });
  expect(ask('darwin', {}, 501)?.args).toEqual([url]);
  expect(ask('linux', { DISPLAY: ':0', PATH: ['/nowhere', folder].join(delimiter) }, 0)).toEqual({
    file: opener,
    args: [url],
  });
});

it('shows it to nobody where there is no screen, no opener, or only a CI machine', () => {
  expect(ask('linux', { PATH: folder }, 1000)).toBeUndefined();
  expect(ask('linux', { DISPLAY: ':0', PATH: '/nowhere' }, 1000)).toBeUndefined();
  expect(ask('win32', { CI: '1' })).toBeUndefined();
});
