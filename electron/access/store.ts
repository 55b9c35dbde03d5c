import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { FeatureContext } from '../feature.ts';
import { asItCounts } from './accountStates.ts';
import { systemActor } from './actors.ts';
import * as refusals from './refusals.ts';
import { UnfreezeTime } from './unfreezeTime.ts';

export type Account = Database['account'];

/** The rows of accounts, each as it counts at this moment. */
export class AccountStore {
  readonly #context: FeatureContext;
  readonly #time: UnfreezeTime;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#time = new UnfreezeTime(context);
  }

  all(): Account[] {
    const rows = this.#context.registry.reader
      .prepare("SELECT * FROM account ORDER BY state = 'closed', role, loginName")
      .all() as Account[];
    return rows.map((row) => this.counted(row));
  }

  /** Of every account, as they stand in their rows. */
  statesAndRoles(): Pick<Account, 'id' | 'state' | 'role'>[] {
    return this.#context.registry.reader.prepare('SELECT id, state, role FROM account').all() as Account[];
  }

  find(id: string): Account | undefined {
    const row = this.#context.registry.reader.prepare('SELECT * FROM account WHERE id = ?').get(id);
    return row === undefined ? undefined : this.counted(row as Account);
  }

  /** Accounts whose unfreeze has run out and that nobody has frozen again. */
  lapsed(): Account[] {
    const rows = this.#context.registry.reader
      .prepare("SELECT * FROM account WHERE state IN ('active', 'restricted') AND stateUntil IS NOT NULL")
      .all() as Account[];
    return rows.filter((row) => this.counted(row).state === 'frozen');
  }

  /** @param loginName as it is stored. */
  named(loginName: string): Account | undefined {
    const row = this.#context.registry.reader.prepare('SELECT * FROM account WHERE loginName = ?').get(loginName);
    return row === undefined ? undefined : this.counted(row as Account);
  }

  require(id: string): Account {
    const account = this.find(id);
    if (account === undefined) throw new RefusalError(refusals.noSuchAccount);
    return account;
  }

  nameOf(actorId: string): string {
    if (actorId === systemActor.id) return systemActor.name;
    return this.find(actorId)?.displayName ?? actorId;
  }

  lastSignInAt(id: string): number | null {
    const at = this.#context.registry.reader
      .prepare(
        `SELECT at FROM auditEvent WHERE subjectKind = 'account' AND subjectId = ? AND action = 'session.start'
         ORDER BY sequence DESC LIMIT 1`,
      )
      .pluck()
      .get(id);
    return typeof at === 'number' ? at : null;
  }

  /** A row as it counts now, whatever has been done to the computer's clock. */
  counted(row: Account): Account {
    return asItCounts(row, this.#time.presentFor(row));
  }
}
