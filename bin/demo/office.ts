import { randomBytes } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import type { Branch } from '../../electron/branch.ts';
import { Host } from '../../electron/host/host.ts';
import { ReplayClock } from '../../electron/host/replayClock.ts';
import { setFailureLog } from '../../electron/router/guard.ts';
import { router } from '../../electron/router/router.ts';
import type { Client } from '../../shared/contract/index.ts';
import { addDays, type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { systemClock } from '../../shared/domain/clock.ts';

const hour = 3_600_000;
const day = 24 * hour;

interface SignIn {
  readonly loginName: string;
  password: string;
}

/**
 * A branch office without a screen: a host on a data folder, a clock on which weeks can pass, and for each person a window
 * of their own, which speaks the contract over the same router as every page does.
 */
export class Office {
  readonly host: Host;
  readonly clock: ReplayClock;
  readonly today: BusinessDate;
  readonly #midnight: number;
  readonly #windows = new Map<string, { client: Client; signIn: SignIn }>();

  private constructor(host: Host, clock: ReplayClock) {
    this.host = host;
    this.clock = clock;
    this.today = fromInstant(clock.present);
    this.#midnight = Date.parse(`${this.today}T00:00:00+08:00`);
  }

  /** @param daysAgo how far back the clock begins. */
  static async open(
    folder: string,
    daysAgo: number,
    onFailure: (what: string, error: unknown) => void,
  ): Promise<Office> {
    const clock = new ReplayClock(systemClock, systemClock.now() - daysAgo * day);
    setFailureLog(onFailure);
    return new Office(await Host.open({ folder, clock, onFailure }), clock);
  }

  get branch(): Branch {
    return this.host.branch;
  }

  dayAgo(days: number): BusinessDate {
    return addDays(this.today, -days);
  }

  /** The branch's own date, where the job has come to. */
  now(): BusinessDate {
    return fromInstant(this.clock.now());
  }

  /** Days and hours pass. Sessions end by themselves, as they do over night. */
  goTo(daysAgo: number, atHour = 9.5): void {
    this.clock.moveTo(this.#midnight - daysAgo * day + atHour * hour);
  }

  wait(seconds: number): void {
    this.clock.moveTo(this.clock.now() + seconds * 1000);
  }

  /** A window that nobody has signed in at. */
  window(name: string): Client {
    return createRouterClient(router, { context: { host: this.host, windowId: `demo:${name}` } });
  }

  /** Gives a person a window and remembers the password they were given. */
  seat(key: string, signIn: { loginName: string; password: string }): void {
    this.#windows.set(key, { client: this.window(key), signIn: { ...signIn } });
  }

  /** The window of a person who is signed in; a first password is changed at once, as the branch asks for it. */
  async as(key: string): Promise<Client> {
    const window = this.#windows.get(key);
    if (window === undefined) throw new Error(`${key} has no window`);
    const { client, signIn } = window;
    const session = (await client.access.session()) ?? (await client.access.signIn(signIn));
    if (session.mustChangePassword) {
      const next = newPassword();
      await client.access.changePassword({ current: signIn.password, next });
      signIn.password = next;
    }
    return client;
  }

  /** What somebody types as their password when asked as a second person. */
  signInOf(key: string): { loginName: string; password: string } {
    const window = this.#windows.get(key);
    if (window === undefined) throw new Error(`${key} has no window`);
    return { ...window.signIn };
  }

  signIns(): { loginName: string; password: string }[] {
    return [...this.#windows.values()].map(({ signIn }) => ({ ...signIn }));
  }

  close(): void {
    this.host.close();
  }
}

/** A password that nobody has to remember. */
export const newPassword = (): string => randomBytes(12).toString('base64url');
/** A signing PIN: letters and digits, no sequence. */
export const newPin = (): string => randomBytes(8).toString('hex').slice(0, 10);
