/** The scheme under which the window loads its pages; registered as standard and secure, so it has an origin. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'shouke';
/** The only origin there is in the window. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
/** The only page there is; places inside it are told apart behind `#`. */
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

/** The parts of a URL that belongs to the application, or undefined for every other text. */
export function ownUrl(text: string): { readonly pathname: string; readonly hash: string } | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const own =
    url.protocol === `${APP_SCHEME}:` &&
    url.hostname === APP_HOST &&
    url.port === '' &&
    url.username === '' &&
    url.password === '';
  return own ? { pathname: url.pathname, hash: url.hash } : undefined;
}
