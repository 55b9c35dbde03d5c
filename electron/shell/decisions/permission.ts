import { ownUrl } from './origin.ts';

/** The few things a page may ask the system for: to copy what the user selected, and to fill the screen while signing. */
const grantable: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen']);

/** Whether a permission is granted, by Chromium's name for it: default no, and never to a frame inside the page. */
export const mayGrant = (
  permission: string,
  asking: { readonly origin: string; readonly isMainFrame: boolean },
): boolean => grantable.has(permission) && asking.isMainFrame && ownUrl(asking.origin) !== undefined;
