import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, relative, win32 } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageFile } from './pageFile.ts';

const platforms = [
  ['Linux', posix, '/opt/shouke/dist/renderer'],
  ['Windows', win32, 'C:\\Program Files\\Shouke\\resources\\app.asar\\dist\\renderer'],
] as const;
const get = (url: string, method = 'GET') => ({ method, url });

describe.each(platforms)('a page request on %s', (_name, path, root) => {
  const ask = (url: string) => pageFile(root, get(url), path);

  it('means the file under the root, with its content type', () => {
    expect(ask('app://shouke/')).toEqual({
      ok: true,
      file: path.join(root, 'index.html'),
      contentType: 'text/html; charset=utf-8',
    });
    expect(ask('app://shouke/assets/main-Bx_9.js?v=1#/clients')).toEqual({
      ok: true,
      file: path.join(root, 'assets', 'main-Bx_9.js'),
      contentType: 'text/javascript; charset=utf-8',
    });
    expect(ask('App://shouke/a%20b.png')).toMatchObject({ ok: true, file: path.join(root, 'a b.png') });
    expect(ask('app://shouke/a/../index.html')).toMatchObject({ ok: true, file: path.join(root, 'index.html') });
  });

  it.each([
    'app://shouke/../secret.js',
    'app://shouke/%2e%2e/secret.js',
    'app://shouke/%2E%2E%2Fsecret.js',
    'app://shouke/..%2fsecret.js',
    'app://shouke/..%5csecret.js',
    'app://shouke/assets/..%2f..%2f..%2fsecret.js',
    'app://shouke/%252e%252e/secret.js',
    'app://shouke/..\\secret.js',
    'app://shouke/assets\\..\\..\\secret.js',
    'app://shouke//server/share/x.js',
    'app://shouke/\\\\server\\share\\x.js',
    'app://shouke/%5c%5cserver%5cshare%5cx.js',
    'app://shouke/C:/Windows/x.js',
    'app://shouke/C%3A/Windows/x.js',
    'app://shouke/index.html::$DATA',
    'app://shouke/x.js%00.png',
    'app://shouke/x%0a.js',
    'app://shouke/x.js.',
    'app://shouke/x.js%20',
    'app://shouke/CON.js',
    'app://shouke/assets/nul',
    'app://shouke/assets/COM1.js',
    'app://shouke/.env.js',
    'app://shouke/.git/config.json',
    'app://shouke/assets/',
    'app://shouke/x.exe',
    'app://shouke/x.node',
    'app://shouke/no-ending',
    'app://shouke/%E2%80%AEsj.js',
  ])('%s stays closed', (url) => {
    const answer = ask(url);
    if (answer.ok)
      expect(path.relative(root, answer.file)).toBe('secret.js'); // resolved by the URL parser, still inside
    else expect(answer.status).toBe(403);
  });

  it.each([
    'app://shouke/%',
    'app://shouke/%c3%28.js',
    'app://evil/index.html',
    'app://shouke.evil/index.html',
    'app://SHOUKE@evil/index.html',
    'app://user@shouke/index.html',
    'app://shouke:80/index.html',
    'app:/index.html',
    'app:index.html',
    'app:\\\\shouke\\index.html',
    'file:///etc/passwd',
    'http://shouke/index.html',
    'shouke/index.html',
    '',
  ])('%j is no request of ours', (url) => {
    expect(ask(url)).toEqual({ ok: false, status: 400 });
  });

  it.each(['POST', 'PUT', 'OPTIONS', 'get', ''])('the method %j is refused', (method) => {
    expect(pageFile(root, get('app://shouke/', method), path)).toEqual({ ok: false, status: 405 });
  });

  it('never leaves the root, whatever is asked for', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '/',
        '\\',
        '%2e',
        '%2f',
        '%5c',
        '%00',
        '%25',
        ':',
        'C:',
        '~',
        ' ',
        'a',
        '.js',
        '＼',
        '．',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const answer = ask(`app://shouke/${pieces.join('')}`);
        if (!answer.ok) return true;
        const inside = path.relative(root, answer.file);
        return inside !== '' && !inside.startsWith('..') && !path.isAbsolute(inside);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a page request on this machine', () => {
  it('takes the root as it is, also with a neighbour of the same beginning', () => {
    const root = mkdtempSync(join(tmpdir(), 'shouke-pages-'));
    try {
      const answer = pageFile(root, get('app://shouke/index.html'));
      expect(answer.ok && relative(root, answer.file)).toBe('index.html');
      expect(pageFile(root, get('app://shouke/..%2fshouke-pages-evil/index.html'))).toEqual({ ok: false, status: 403 });
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
