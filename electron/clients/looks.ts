import type { Clock } from '../../shared/domain/clock.ts';
import type { Caller } from '../access/service.ts';
import type { UnitOfWork } from '../registry/unitOfWork.ts';

/** The parts of one page are asked for one by one; together they are one look at a client. */
const oneLook = 10 * 60_000;
const kept = 10_000;

/**
 * Records that a person looked at a client: once for all the parts of its page, again when they come back later. The
 * answer to each part waits until the look is on disk.
 */
export class Looks {
  readonly #write: UnitOfWork;
  readonly #clock: Clock;
  readonly #recent = new Map<string, { at: number; recorded: Promise<void> }>();

  constructor(write: UnitOfWork, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  record(caller: Caller, clientId: string): Promise<void> {
    const key = `${caller.account.id} ${clientId}`;
    const now = this.#clock.now();
    const last = this.#recent.get(key);
    if (last && now - last.at < oneLook && now >= last.at) return last.recorded;
    const recorded = this.#write.seen(caller.actor, {
      action: 'client.view',
      subject: { kind: 'client', id: clientId },
    });
    this.#recent.delete(key);
    this.#recent.set(key, { at: now, recorded });
    recorded.catch(() => this.#recent.delete(key));
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= kept) break;
      this.#recent.delete(oldest);
    }
    return recorded;
  }
}
