import { APP_ORIGIN, ownUrl } from './origin.ts';

/** Whether the window may go there: to its one page, at any place in it. Everything else stays closed. */
export function mayNavigate(url: string): boolean {
  const own = ownUrl(url);
  return own !== undefined && (own.pathname === '/index.html' || own.pathname === '/' || own.pathname === '');
}

/** Whether the window may load this: parts of the application, and what it made itself in memory. */
export function mayRequest(url: string): boolean {
  if (ownUrl(url) !== undefined) return true;
  return url.startsWith(`blob:${APP_ORIGIN}/`) || url.startsWith('data:');
}

/** Whether a frame inside the page may show this: only what the page made itself in memory (a form being previewed). */
export const mayFrame = (url: string): boolean => url.startsWith(`blob:${APP_ORIGIN}/`);

/** Whether this may be saved to disk: only what the application made itself in memory (an exported list, a printed form). */
export const mayDownload = (url: string): boolean => url.startsWith(`blob:${APP_ORIGIN}/`);
