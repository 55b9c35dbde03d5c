import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { securityHeaders } from '../browser/securityHeaders.ts';
import { APP_SCHEME } from './decisions/origin.ts';
import { pageFile } from './decisions/pageFile.ts';

/** Makes `app://` a scheme with an origin of its own. Before the application is ready. */
export const registerAppScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);

/** Serves the built pages, and nothing else, under `app://`. */
export function servePages(session: Session, root: string): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const page = pageFile(root, request);
    if (!page.ok) return answer(null, page.status, {});
    try {
      const content = await readFile(page.file);
      return answer(request.method === 'HEAD' ? null : new Uint8Array(content), 200, {
        'Content-Type': page.contentType,
      });
    } catch {
      return answer(null, 404, {});
    }
  });
}

const answer = (body: Uint8Array<ArrayBuffer> | null, status: number, headers: Record<string, string>): Response =>
  new Response(body, { status, headers: { ...securityHeaders, ...headers } });
