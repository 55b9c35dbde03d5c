import { describe, expect, it } from 'vitest';
import { windowBounds } from './bounds.ts';
import { mayDownload, mayFrame, mayNavigate, mayRequest } from './navigation.ts';
import { APP_PAGE } from './origin.ts';
import { mayGrant } from './permission.ts';
import { isTrustedSender } from './sender.ts';
import { readStartup } from './startup.ts';
import { vaultProtects } from './vault.ts';

const elsewhere = [
  'file:///C:/Users/x/index.html',
  'file://server/share/index.html',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>1</script>',
  'about:blank',
  'app://evil/index.html',
  'app://shouke.evil/index.html',
  'app://shouke@evil/index.html',
  'app://shouke:8080/index.html',
  'app:///index.html',
  'http://127.0.0.1/index.html',
  'https://shouke/index.html',
  'view-source:app://shouke/index.html',
  'blob:app://evil/1',
  'filesystem:app://shouke/1',
  'chrome://settings',
  'devtools://devtools/bundled/inspector.html',
  'ms-settings:',
  '\\\\server\\share',
  '',
  ' ',
];

describe('navigation', () => {
  it.each([APP_PAGE, 'app://shouke/', 'app://shouke', `${APP_PAGE}#/clients/1`, `${APP_PAGE}?a#b`, 'APP://shouke/'])(
    '%s is the page',
    (url) => expect(mayNavigate(url)).toBe(true),
  );
  it.each([...elsewhere, 'app://shouke/assets/x.svg', 'app://shouke/other.html', 'blob:app://shouke/1'])(
    '%j is not gone to',
    (url) => expect(mayNavigate(url)).toBe(false),
  );
});

describe('requests', () => {
  it.each(['app://shouke/assets/x.js', 'blob:app://shouke/3f', 'data:image/png;base64,AA=='])('%s is loaded', (url) =>
    expect(mayRequest(url)).toBe(true),
  );
  it.each(elsewhere.filter((url) => !url.startsWith('data:')))('%j is not loaded', (url) =>
    expect(mayRequest(url)).toBe(false),
  );
  it('saves and frames only what the page made itself', () => {
    expect([mayDownload('blob:app://shouke/3f'), mayFrame('blob:app://shouke/3f')]).toEqual([true, true]);
    for (const url of [...elsewhere, 'app://shouke/index.html', 'blob:null/1', 'blob:app://shouke.evil/1'])
      expect([mayDownload(url), mayFrame(url)], url).toEqual([false, false]);
  });
});

describe('permissions', () => {
  const page = { origin: 'app://shouke/', isMainFrame: true };
  it('grants copying and filling the screen to the page itself', () => {
    expect(mayGrant('clipboard-sanitized-write', page)).toBe(true);
    expect(mayGrant('fullscreen', { ...page, origin: 'app://shouke' })).toBe(true);
  });
  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'display-capture',
    'openExternal',
    'fileSystem',
    'usb',
    'hid',
    'serial',
    'midi',
    'pointerLock',
    'local-fonts',
    'local-network-access',
    'unknown',
    '',
    '__proto__',
    'constructor',
  ])('denies %j', (permission) => expect(mayGrant(permission, page)).toBe(false));
  it.each([
    { origin: 'app://shouke', isMainFrame: false },
    { origin: 'app://evil', isMainFrame: true },
    { origin: 'null', isMainFrame: true },
    { origin: '', isMainFrame: true },
  ])('denies %j', (asking) => expect(mayGrant('fullscreen', asking)).toBe(false));
});

describe('the sender of a message', () => {
  const page = { origin: 'app://shouke', url: `${APP_PAGE}#/`, parent: null };
  it('is trusted as the main frame of the page', () => expect(isTrustedSender(page)).toBe(true));
  it.each([
    ['gone', null],
    ['missing', undefined],
    ['a frame in the page', { ...page, parent: {} }],
    ['of another origin', { ...page, origin: 'app://evil' }],
    ['of no origin', { ...page, origin: 'null' }],
    ['of an origin that begins alike', { ...page, origin: 'app://shouke.evil' }],
    ['at another page', { ...page, url: 'app://shouke/assets/x.svg' }],
    ['at another address than its origin', { ...page, url: 'about:blank' }],
  ])('is not trusted when %s', (_name, frame) => expect(isTrustedSender(frame)).toBe(false));
});

describe('the vault', () => {
  it.each([
    [true, 'win32', undefined, true],
    [true, 'darwin', undefined, true],
    [false, 'win32', undefined, false],
    [true, 'linux', 'gnome_libsecret', true],
    [true, 'linux', 'kwallet6', true],
    [true, 'linux', 'basic_text', false],
    [true, 'linux', 'unknown', false],
    [true, 'linux', undefined, false],
    [false, 'linux', 'gnome_libsecret', false],
  ] as const)('available %s on %s with %s protects: %s', (available, platform, backend, protects) =>
    expect(vaultProtects({ available, platform, backend })).toBe(protects),
  );
});

describe('the command line of the window', () => {
  it('takes its own switches and nothing else', () => {
    expect(readStartup(['electron', '.', '--data-dir=D:\\门店 1', '--empty', '--no-sandbox'])).toEqual({
      dataDir: 'D:\\门店 1',
      empty: true,
      selfTestOnly: false,
    });
    expect(readStartup(['Shouke.exe', 'C:\\x.html', '--data-dir', 'D:\\x', '--data-dir='])).toEqual({
      dataDir: undefined,
      empty: false,
      selfTestOnly: false,
    });
    expect(readStartup(['Shouke.exe', '--self-test', '--data-dir=a', '--data-dir=b'])).toMatchObject({
      dataDir: 'b',
      selfTestOnly: true,
    });
  });
});

describe('the window', () => {
  const display = { x: 0, y: 0, width: 1920, height: 1040 };
  const left = { x: -1920, y: 0, width: 1920, height: 1040 };
  it('opens where it was', () => {
    const remembered = { x: -1500, y: 40, width: 1366, height: 768 };
    expect(windowBounds(remembered, [display, left])).toEqual(remembered);
  });
  it('opens in the middle when that place is gone or nonsense', () => {
    const middle = { x: 277, y: 136, width: 1366, height: 768 };
    for (const remembered of [
      undefined,
      null,
      'x',
      {},
      { x: -1500, y: 40, width: 1366, height: 768 },
      { x: 1900, y: 40, width: 1366, height: 768 },
      { x: 0, y: -400, width: 1366, height: 768 },
      { x: 0, y: 0, width: 9000, height: 9000 },
      { x: 0, y: 0, width: 10, height: 10 },
      { x: 0.5, y: 0, width: 1366, height: 768 },
      { x: Number.NaN, y: 0, width: 1366, height: 768 },
      { x: '0', y: 0, width: 1366, height: 768 },
    ])
      expect(windowBounds(remembered, [display])).toEqual(middle);
  });
  it('fits a small display, and needs none to be sensible', () => {
    expect(windowBounds(undefined, [{ x: 10, y: 20, width: 1280, height: 720 }])).toEqual({
      x: 10,
      y: 20,
      width: 1280,
      height: 720,
    });
    expect(windowBounds(undefined, [])).toEqual({ x: 0, y: 0, width: 1366, height: 768 });
  });
});
