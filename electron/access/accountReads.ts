import type * as z from 'zod';
import type { ColumnValue } from '../../shared/changeset/operation.ts';
import type { accountRow } from '../../shared/contract/access.ts';
import type { Role } from '../../shared/domain/permissions.ts';
import type { AccountEvent } from '../../shared/domain/states/account.ts';
import type { Choice } from '../../shared/domain/states/machine.ts';
import type { FeatureContext } from '../feature.ts';
import { type TimelineEntry, type TimelineSubject, timelineOf } from '../timeline/timeline.ts';
import { accountChoices, accountFacts } from './accountStates.ts';
import { type Caller, deciderOf } from './actors.ts';
import { type Account, AccountStore } from './store.ts';

export type AccountView = z.infer<typeof accountRow>;

/** What people see of accounts. */
export class AccountReads {
  protected readonly context: FeatureContext;
  protected readonly store: AccountStore;

  constructor(context: FeatureContext) {
    this.context = context;
    this.store = new AccountStore(context);
  }

  accounts(): AccountView[] {
    return this.store.all().map((row) => this.rowView(row));
  }

  /** One account as this person may deal with it, with everything that happened to it. */
  account(
    caller: Caller,
    accountId: string,
  ): { account: AccountView; choices: readonly Choice<Account['state'], AccountEvent>[]; timeline: TimelineEntry[] } {
    const account = this.store.require(accountId);
    const { reader } = this.context.registry;
    const reads = {
      one: <R>(sql: string, ...parameters: ColumnValue[]) => reader.prepare(sql).get(...parameters) as R | undefined,
    };
    return {
      account: this.rowView(account),
      choices: accountChoices(accountFacts(reads, account, deciderOf(caller), this.context.clock.now())),
      timeline: this.#timelineOf(account),
    };
  }

  /**
   * What happened to an account, also within other decisions: an alarm that froze it, a notice that restricted it. Those
   * are told as what they did to the account.
   */
  #timelineOf({ id, employeeId }: Account): TimelineEntry[] {
    const subjects: TimelineSubject[] = [{ kind: 'account', id }];
    if (employeeId !== null) subjects.push({ kind: 'employee', id: employeeId, row: id });
    return timelineOf(this.context.registry, subjects, { limit: 100 }).map((entry) => {
      if (entry.action.startsWith('account.') || entry.action.startsWith('session.')) return entry;
      const value = (column: string) =>
        entry.changes.find((each) => each.table === 'account' && each.column === column)?.value;
      const state = value('state');
      if (state === undefined) return entry;
      const action = value('loginName') === undefined ? (state === 'active' ? 'lift' : state) : 'create';
      return { ...entry, action: `account.${action}`, why: value('stateReason') ?? entry.why };
    });
  }

  /** Who works here and has no open account, with a login name that is free. */
  withoutAccount(): { employeeId: string; name: string; employeeNo: string; position: string; loginName: string }[] {
    const { reader } = this.context.registry;
    const taken = reader.prepare('SELECT 1 FROM account WHERE loginName = ?');
    const rows = reader
      .prepare(
        `SELECT e.id AS employeeId, e.name, e.pinyin, m.employeeNo, p.title AS position
         FROM employment m JOIN employee e ON e.id = m.employeeId JOIN position p ON p.id = m.positionId
         WHERE m.stage = 'active'
           AND NOT EXISTS (SELECT 1 FROM account a WHERE a.employeeId = e.id AND a.state <> 'closed')
         ORDER BY e.pinyin, m.employeeNo LIMIT 500`,
      )
      .all() as { employeeId: string; name: string; pinyin: string; employeeNo: string; position: string }[];
    return rows.map(({ pinyin, ...row }) => {
      const base =
        pinyin
          .toLowerCase()
          .replaceAll(/[^a-z0-9]/g, '')
          .slice(0, 40) || 'user';
      let loginName = base;
      for (let number = 2; taken.get(loginName) !== undefined; number++) loginName = `${base}${number}`;
      return { ...row, loginName };
    });
  }

  /** One person per role of a sample branch; nobody elsewhere. */
  samplePeople(): { accountId: string; displayName: string; role: Role; position: string }[] {
    if (!this.context.branch.sample) return [];
    return this.context.registry.reader
      .prepare(
        `SELECT a.id AS accountId, a.displayName, a.role, coalesce(p.title, '') AS position, min(a.createdAt)
         FROM account a LEFT JOIN employment e ON e.employeeId = a.employeeId LEFT JOIN position p ON p.id = e.positionId
         WHERE a.state = 'active' GROUP BY a.role ORDER BY instr('hrClerk salesperson salesManager hrAdmin', a.role)`,
      )
      .all()
      .map((row) => {
        const person = row as { accountId: string; displayName: string; role: Role; position: string };
        return {
          accountId: person.accountId,
          displayName: person.displayName,
          role: person.role,
          position: person.position,
        };
      });
  }

  protected rowView(given: Account): AccountView {
    const row = this.store.counted(given);
    const { id, version, employeeId, loginName, displayName, role, state, stateReason, stateAt, stateUntil } = row;
    return {
      ...{ id, version, employeeId, loginName, displayName, role, state, stateReason, stateAt, stateUntil },
      stateBy: row.stateBy === null ? null : this.store.nameOf(row.stateBy),
      lastSignInAt: this.store.lastSignInAt(id),
    };
  }
}
