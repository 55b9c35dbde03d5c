import { type Moment, momentOf, passedSince } from '../../shared/domain/clock.ts';
import type { FeatureContext } from '../feature.ts';
import type { Account } from './store.ts';

/** A grant as this program first met it: the unfreeze itself, or what the log had seen since. */
interface Grant {
  readonly sequence: unknown;
  readonly met: Moment;
}

/**
 * The present, as it counts for an unfreeze that lapses. It is never before anything that the log has seen since the
 * unfreeze, and goes on while the program runs: setting the clock back lengthens nothing. What the log saw before the
 * unfreeze, when the clock may have been wrong, does not count: a new unfreeze mends what a wrong clock ended.
 */
export class UnfreezeTime {
  readonly #context: FeatureContext;
  readonly #grants = new Map<string, Grant>();

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  presentFor({ id, stateUntil }: Pick<Account, 'id' | 'stateUntil'>): number {
    const { clock } = this.#context;
    if (stateUntil === null) return clock.now();
    const { met } = this.#grantOf(id);
    return met.at + passedSince(met, clock);
  }

  #grantOf(accountId: string): Grant {
    const { registry, clock } = this.#context;
    const sequence = registry.reader
      .prepare(
        `SELECT max(sequence) FROM auditEvent
         WHERE subjectKind = 'account' AND subjectId = ? AND action = 'account.unfreeze'`,
      )
      .pluck()
      .get(accountId);
    const known = this.#grants.get(accountId);
    if (known !== undefined && known.sequence === sequence) return known;
    const seen = Number(
      registry.reader.prepare('SELECT max(at) FROM auditEvent WHERE sequence >= ?').pluck().get(sequence),
    );
    const now = momentOf(clock);
    const grant = { sequence, met: { ...now, at: Math.max(now.at, seen) } };
    this.#grants.set(accountId, grant);
    return grant;
  }
}
