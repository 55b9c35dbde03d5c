import { addDays, type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import type { Account, Caller } from '../access/service.ts';
import type { Branch } from '../branch.ts';
import type { ReplayClock } from '../host/replayClock.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { Inventor } from './invent.ts';
import { Seeded } from './seeded.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** What every chapter of a sample branch's history is told with. Days are counted back from today. */
export class Story {
  readonly branch: Branch;
  readonly clock: ReplayClock;
  readonly seeded: Seeded;
  readonly inventor: Inventor;
  /** The day on which the history ends: today. */
  readonly today: BusinessDate;
  readonly #midnight: number;

  constructor(branch: Branch, clock: ReplayClock) {
    this.branch = branch;
    this.clock = clock;
    this.seeded = new Seeded(0x5e_ed);
    this.inventor = new Inventor(this.seeded);
    this.today = fromInstant(clock.present);
    this.#midnight = Date.parse(`${this.today}T00:00:00+08:00`);
  }

  /** The day that lies so many days back; a negative number lies ahead. */
  dayAgo(days: number): BusinessDate {
    return addDays(this.today, -days);
  }

  /** How many days ago a day of the past was. */
  agoOf(date: string): number {
    return Math.round((Date.parse(this.today) - Date.parse(date)) / day);
  }

  /** How many days ago it is where the story has come to. */
  daysAgoNow(): number {
    return this.agoOf(fromInstant(this.clock.now()));
  }

  /** Moves on to an hour of a day in the office. */
  goTo(daysAgo: number, atHour = 9.5): void {
    this.clock.moveTo(this.#midnight - daysAgo * day + atHour * hour);
  }

  /** Lets so many seconds pass. */
  wait(seconds: number): void {
    this.clock.moveTo(this.clock.now() + seconds * 1000);
  }

  /** Somebody signed in at the branch PC. Sign-in itself is not part of the story. */
  as(account: Account): Caller {
    return {
      account,
      actor: { id: account.id, name: account.displayName },
      session: { id: 'sample', accountId: account.id, windowId: 'sample', startedAt: 0 },
    };
  }

  /** As {@link as}, for services that also ask how far the permission reaches. */
  call(account: Account): { readonly caller: Caller; readonly scope: 'branch' } {
    return { caller: this.as(account), scope: 'branch' };
  }

  /** Rows of one decision of the branch itself: taking over what was there before, a delivery of the order system. */
  write<T>(action: string, body: (tx: DomainTransaction) => T): T {
    return this.branch.registry.write.domain(
      { id: 'system', name: '系统' },
      { action, subject: { kind: 'branch', id: this.branch.identity.id } },
      body,
    );
  }
}
