import { createReadStream, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileUnder } from '../shell/decisions/pageFile.ts';

interface BuiltFile {
  readonly file: string;
  readonly contentType: string;
}

/** The file that a URL path names inside `root`; undefined for anything outside of it, or no file. */
export function fileOf(root: string, path: string): BuiltFile | undefined {
  const meant = fileUnder(root, 'GET', path);
  if (!meant.ok) return undefined;
  try {
    return statSync(meant.file).isFile() ? meant : undefined;
  } catch {
    return undefined;
  }
}

/** Sends a built file. Hashed assets may be kept by the browser; the page itself never. */
export function sendFile(response: ServerResponse, { file, contentType }: BuiltFile, head: boolean): void {
  const size = statSync(file).size;
  response.writeHead(200, {
    'content-type': contentType,
    'content-length': size,
    'cache-control':
      /[-.][\w-]{8,}\.\w+$/.test(file) && !file.endsWith('.html') ? 'max-age=31536000, immutable' : 'no-store',
  });
  if (head) response.end();
  else
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
}
