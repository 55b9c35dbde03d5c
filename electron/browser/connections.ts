import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a one-time key can be used: 10 minutes. */
const keyLife = 10 * 60_000;
/** More browsers or tabs than a person opens; the one that has been quiet for longest gives way. */
const mostBrowsers = 16;
const mostTabs = 64;

/**
 * Who may talk to the loopback host. A one-time key from the printed link buys a cookie for the browser and a token for
 * the tab; every call needs both, because cookies are shared between all ports of 127.0.0.1. Only digests are kept.
 */
export class Connections {
  readonly #now: () => number;
  readonly #keys = new Map<string, number>();
  readonly #browsers = new Map<string, true>();
  readonly #tabs = new Map<string, { readonly browser: string; readonly windowId: string }>();

  /** @param now milliseconds that nobody can set back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new key for one link. */
  issueKey(): string {
    const key = randomBytes(24).toString('base64url');
    this.#keys.set(digest(key), this.#now() + keyLife);
    return key;
  }

  /**
   * Spends a key: a cookie value and a tab's token; undefined when it was used, is unknown or ran out. A browser that is known
   * keeps its cookie: a new one would end what is open in its other tabs.
   */
  exchange(key: string, present?: string): { readonly cookie?: string; readonly tab: string } | undefined {
    const name = digest(key);
    const until = this.#keys.get(name);
    this.#keys.delete(name);
    if (until === undefined || until < this.#now()) return undefined;
    const another = this.openTab(present);
    if (another !== undefined) return { tab: another };
    const cookie = randomBytes(32).toString('base64url');
    keep(this.#browsers, digest(cookie), true, mostBrowsers);
    return { cookie, tab: this.#newTab(digest(cookie)) };
  }

  /** A token for another tab of a known browser. */
  openTab(cookie: string | undefined): string | undefined {
    if (cookie === undefined || !this.#browsers.has(digest(cookie))) return undefined;
    keep(this.#browsers, digest(cookie), true, mostBrowsers);
    return this.#newTab(digest(cookie));
  }

  /** The window behind cookie and token; undefined when they do not belong together. */
  windowOf(cookie: string | undefined, tab: string | undefined): string | undefined {
    if (cookie === undefined || tab === undefined) return undefined;
    const known = this.#tabs.get(digest(tab));
    if (known === undefined || !same(known.browser, digest(cookie))) return undefined;
    keep(this.#tabs, digest(tab), known, mostTabs);
    return known.windowId;
  }

  /**
   * Another token for the same window. The old one is nobody's from now on: whoever copied it before somebody signed in has
   * no part in what happens there.
   */
  renewTab(tab: string): string | undefined {
    const known = this.#tabs.get(digest(tab));
    if (known === undefined) return undefined;
    this.#tabs.delete(digest(tab));
    const renewed = randomBytes(32).toString('base64url');
    keep(this.#tabs, digest(renewed), known, mostTabs);
    return renewed;
  }

  #newTab(browser: string): string {
    const tab = randomBytes(32).toString('base64url');
    keep(this.#tabs, digest(tab), { browser, windowId: randomBytes(12).toString('base64url') }, mostTabs);
    return tab;
  }
}

const digest = (secret: string): string => hash('sha256', secret, 'hex');
const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Keeps a value as the latest in use. */
function keep<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > most && !oldest.done) map.delete(oldest.value);
}
