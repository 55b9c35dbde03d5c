import nodePath from 'node:path';
import { ownUrl } from './origin.ts';

/** Content types of what a page consists of. A file with another ending is not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.bcmap': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

export type PageFile =
  | { readonly ok: true; readonly file: string; readonly contentType: string }
  /** 400: no URL of ours or not a path; 403: outside the root or of a forbidden kind; 405: not a read. */
  | { readonly ok: false; readonly status: 400 | 403 | 405 };

const refuse = (status: 400 | 403 | 405): PageFile => ({ ok: false, status });

type PathRules = Pick<typeof nodePath, 'resolve' | 'relative' | 'isAbsolute' | 'extname' | 'sep'>;

/**
 * The file under `root` that an `app://` request means. The path is decoded once; whatever could mean another place on any
 * of our platforms (dot segments, backslashes, drive letters and streams, device names, control characters) is refused,
 * not repaired, and the result is compared with the root by `path.relative`.
 *
 * @param root absolute folder of the built pages
 * @param path `node:path`, or one platform's half of it
 */
export function pageFile(
  root: string,
  request: { readonly method: string; readonly url: string },
  path: PathRules = nodePath,
): PageFile {
  const url = ownUrl(request.url);
  return url === undefined ? refuse(400) : fileUnder(root, request.method, url.pathname, path);
}

/** The same for a URL's path alone, for hosts that know their own origin by other means. */
export function fileUnder(root: string, method: string, pathname: string, path: PathRules = nodePath): PageFile {
  if (method !== 'GET' && method !== 'HEAD') return refuse(405);
  const decoded = decode(pathname);
  if (decoded === undefined || !decoded.startsWith('/')) return refuse(400);
  const segments = decoded === '/' ? ['index.html'] : decoded.slice(1).split('/');
  if (!segments.every(isPlainName)) return refuse(403);
  const file = path.resolve(root, ...segments);
  const inside = path.relative(root, file);
  if (inside === '' || inside.split(path.sep)[0] === '..' || path.isAbsolute(inside)) return refuse(403);
  const contentType = contentTypes[path.extname(file).toLowerCase()];
  return contentType === undefined ? refuse(403) : { ok: true, file, contentType };
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

/** Names that Windows takes for devices, whatever their ending. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?$/iu;

/**
 * One name of a file or folder with nothing clever about it: no empty or hidden name, so no dot segment; no separator,
 * drive or stream, remaining escape or wildcard; no control character; no trailing dot or space, which Windows drops.
 */
const isPlainName = (name: string): boolean =>
  /^[^.\\/:*?"<>|%\p{C}][^\\/:*?"<>|%\p{C}]*$/u.test(name) && !/[. ]$/.test(name) && !deviceName.test(name);
