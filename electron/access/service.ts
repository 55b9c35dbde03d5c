import type * as z from 'zod';
import type { accountRow, sessionSchema } from '../../shared/contract/access.ts';
import { handoverPermissions, permissions } from '../../shared/contract/permissions.ts';
import { effectiveScope, permissionsOf, type Role, type Scope } from '../../shared/domain/permissions.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { Actor, DomainTransaction } from '../registry/unitOfWork.ts';
import { hashPassword, isGuessable, passwordMatches } from './passwords.ts';
import * as refusals from './refusals.ts';
import { idleLimit, type Session, Sessions } from './sessions.ts';

export type Account = Database['account'];
export type SessionView = z.infer<typeof sessionSchema>;
export type AccountView = z.infer<typeof accountRow>;

/** Who is calling, and how far the permission of the call reaches. */
export interface Caller {
  readonly session: Session;
  readonly account: Account;
  readonly actor: Actor;
}

/** The first actor of a registry and the author of jobs. */
export const systemActor: Actor = { id: 'system', name: '系统' };

/** Failures before a pause, and the pauses: 1, 2, 4 … minutes, at most an hour. */
const freeFailures = 5;
const pauseAfter = (failures: number): number =>
  failures < freeFailures ? 0 : Math.min(60, 2 ** (failures - freeFailures)) * 60_000;

/** Accounts, sessions and what each role may do. */
export class AccessService {
  readonly #context: FeatureContext;
  readonly #sessions: Sessions;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#sessions = new Sessions(context.clock);
    // However an account is frozen (a person, an alarm, headquarters), its sessions end with the same commit.
    context.registry.write.onCommitted((touched) => {
      if (touched.has('account')) this.#endBarredSessions();
    });
  }

  /** Who calls from this window. @throws RefusalError `access.signInFirst`. */
  caller(windowId: string): Caller {
    const session = this.#sessions.at(windowId);
    const account = session && this.#account(session.accountId);
    if (session === undefined || account === undefined || isBarred(account)) {
      throw new RefusalError(refusals.signInFirst);
    }
    this.#sessions.touch(session);
    return { session, account, actor: { id: account.id, name: account.displayName } };
  }

  /** How far a permission reaches for this account. @throws RefusalError when it does not reach at all. */
  scope(account: Account, permission: string): Exclude<Scope, 'none'> {
    const scope = effectiveScope(permissions, handoverPermissions, account, permission);
    if (scope === 'none') {
      throw new RefusalError(account.state === 'restricted' ? refusals.restricted : refusals.notAllowed(permission));
    }
    return scope;
  }

  /** The session of a window as its person sees it; null when nobody is signed in. Does not count as activity. */
  view(windowId: string): SessionView | null {
    const session = this.#sessions.at(windowId);
    const account = session && this.#account(session.accountId);
    return session && account && !isBarred(account) ? this.#view(session, account) : null;
  }

  /** What a caller may do. */
  viewOf(caller: Caller): SessionView {
    return this.#view(caller.session, caller.account);
  }

  async signIn(windowId: string, loginName: string, password: string): Promise<SessionView> {
    const account = await this.#authenticate(loginName, password);
    return this.#start(windowId, account);
  }

  signInAsSample(windowId: string, accountId: string): SessionView {
    if (!this.#context.branch.sample) throw new RefusalError(refusals.notSample);
    const account = this.#account(accountId);
    if (account === undefined) throw new RefusalError(refusals.noSuchAccount);
    this.#refuseBarred(account);
    return this.#start(windowId, account);
  }

  /** One person per role of a sample branch; nobody elsewhere. */
  samplePeople(): { accountId: string; displayName: string; role: Role; position: string }[] {
    if (!this.#context.branch.sample) return [];
    return this.#context.registry.reader
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

  signOut(caller: Caller, action: 'session.end' | 'session.lock' = 'session.end'): boolean {
    const ended = this.#sessions.end(caller.session.windowId);
    if (ended) this.#record(caller.actor, action, caller.account);
    return ended;
  }

  async changePassword(caller: Caller, current: string, next: string): Promise<void> {
    const account = await this.#authenticate(caller.account.loginName, current);
    this.#refuseGuessable(next, account.loginName);
    await this.#setPassword(caller.actor, account, next, false, 'account.changePassword');
  }

  async resetPassword(actor: Actor, accountId: string, password: string): Promise<void> {
    const account = this.#require(accountId);
    this.#refuseGuessable(password, account.loginName);
    await this.#setPassword(actor, account, password, true, 'account.resetPassword');
    this.#sessions.endOf(accountId);
  }

  accounts(): AccountView[] {
    const rows = this.#context.registry.reader
      .prepare('SELECT * FROM account ORDER BY role, loginName')
      .all() as Account[];
    return rows.map((row) => this.#rowView(row));
  }

  /** Creates an account for an employee, or the first HR admin of a branch (`employeeId` null). */
  async create(
    actor: Actor,
    input: {
      employeeId: string | null;
      displayName: string;
      loginName: string;
      role: Role;
      password: string;
      mustChange?: boolean;
    },
  ): Promise<AccountView> {
    this.#refuseGuessable(input.password, input.loginName);
    const hash = await hashPassword(input.password);
    return this.createHashed(actor, { ...input, hash, mustChange: input.mustChange ?? true });
  }

  /** As {@link create}, with the password hashed before: the sample branch hashes one password for all its people. */
  createHashed(
    actor: Actor,
    input: {
      employeeId: string | null;
      displayName: string;
      loginName: string;
      role: Role;
      hash: Awaited<ReturnType<typeof hashPassword>>;
      mustChange: boolean;
    },
  ): AccountView {
    const id = this.#context.registry.newId();
    return this.#context.registry.write.domain(
      actor,
      { action: 'account.create', subject: { kind: 'account', id } },
      (tx) => this.createIn(tx, { ...input, id }),
    );
  }

  /** As {@link createHashed}, within a transaction of the caller's: taking somebody on and their account are one decision. */
  createIn(
    tx: DomainTransaction,
    input: {
      id?: string;
      employeeId: string | null;
      displayName: string;
      loginName: string;
      role: Role;
      hash: Awaited<ReturnType<typeof hashPassword>>;
      mustChange: boolean;
    },
  ): AccountView {
    const id = input.id ?? this.#context.registry.newId();
    if (tx.one('SELECT 1 FROM account WHERE loginName = ?', input.loginName)) {
      throw new RefusalError(refusals.loginNameTaken);
    }
    if (
      input.employeeId !== null &&
      tx.one("SELECT 1 FROM account WHERE employeeId = ? AND state <> 'closed'", input.employeeId)
    ) {
      throw new RefusalError(refusals.hasAccount);
    }
    tx.put('credential', {
      id,
      ...input.hash,
      mustChange: input.mustChange ? 1 : 0,
      failures: 0,
      lockedUntil: 0,
      changedAt: tx.now,
    });
    const account = tx.insert('account', {
      id,
      employeeId: input.employeeId,
      loginName: input.loginName,
      displayName: input.displayName,
      role: input.role,
      state: 'active',
    });
    return this.#rowView(account);
  }

  /** The hash of a first password. @throws RefusalError `access.guessablePassword`. */
  firstPassword(password: string, loginName: string): ReturnType<typeof hashPassword> {
    this.#refuseGuessable(password, loginName);
    return hashPassword(password);
  }

  /**
   * A second person at the same screen, known by their own password; counted and paused like a sign-in. Whether they
   * may decide this is for the caller to judge.
   */
  secondPerson(given: { loginName: string; password: string }): Promise<Account> {
    return this.#authenticate(given.loginName, given.password);
  }

  /** Restricts, freezes or closes an account. Its open sessions end with the commit. */
  setState(
    actor: Actor,
    input: { accountId: string; to: 'restricted' | 'frozen' | 'closed'; reason: string; version?: number },
  ): AccountView {
    this.#require(input.accountId);
    const account = this.#context.registry.write.domain(
      actor,
      { action: `account.${input.to}`, subject: { kind: 'account', id: input.accountId }, why: input.reason },
      (tx) => this.setStateIn(tx, input),
    );
    return this.#rowView(account);
  }

  /** As {@link setState}, within a decision that restricts or closes the account along with other things. */
  setStateIn(
    tx: DomainTransaction,
    input: { accountId: string; to: 'restricted' | 'frozen' | 'closed'; reason: string; version?: number },
  ): Account {
    const present = tx.get('account', input.accountId);
    if (present?.role === 'hrAdmin' && present.state === 'active') this.#refuseLastAdmin(tx, input.accountId);
    return tx.update(
      'account',
      input.accountId,
      { state: input.to, stateReason: input.reason, stateBy: tx.actor.id, stateAt: tx.now, stateUntil: null },
      input.version,
    );
  }

  /**
   * Restricts the account of somebody who gave notice, within that decision. The last active HR admin keeps the account
   * until another is appointed: a branch that nobody can administer would help no one, and nothing may bar the notice.
   */
  restrictLeaver(tx: DomainTransaction, accountId: string): void {
    const others = tx.one("SELECT 1 FROM account WHERE role = 'hrAdmin' AND state = 'active' AND id <> ?", accountId);
    if (tx.get('account', accountId)?.role === 'hrAdmin' && others === undefined) return;
    this.setStateIn(tx, { accountId, to: 'restricted', reason: '提交离职' });
  }

  /** Lifts the restriction of a person whose notice was withdrawn, within that decision. A frozen account stays frozen. */
  liftIn(tx: DomainTransaction, employeeId: string, reason: string): void {
    const held = tx.all<{ id: string }>(
      "SELECT id FROM account WHERE employeeId = ? AND state = 'restricted'",
      employeeId,
    );
    for (const { id } of held) {
      tx.update('account', id, {
        state: 'active',
        stateReason: reason,
        stateBy: tx.actor.id,
        stateAt: tx.now,
        stateUntil: null,
      });
    }
  }

  /** Lifts a restriction or a freeze until a given time, confirmed by a second person with their own password. */
  async unfreeze(
    caller: Caller,
    input: {
      accountId: string;
      version: number;
      reason: string;
      until: number;
      secondPerson: { loginName: string; password: string };
    },
  ): Promise<AccountView> {
    if (input.until <= this.#context.clock.now()) throw new RefusalError(refusals.expiryInPast);
    const second = await this.#authenticate(input.secondPerson.loginName, input.secondPerson.password);
    const distinct = second.id !== caller.account.id && second.id !== input.accountId;
    const entitled = effectiveScope(permissions, handoverPermissions, second, 'account.setState') !== 'none';
    if (!distinct || !entitled || caller.account.id === input.accountId) {
      throw new RefusalError(refusals.secondPersonNeeded);
    }
    const account = this.#context.registry.write.domain(
      caller.actor,
      {
        action: 'account.unfreeze',
        subject: { kind: 'account', id: input.accountId },
        why: `${input.reason}（复核：${second.displayName}）`,
      },
      (tx) =>
        tx.update(
          'account',
          input.accountId,
          {
            state: 'active',
            stateReason: input.reason,
            stateBy: caller.actor.id,
            stateAt: tx.now,
            stateUntil: input.until,
          },
          input.version,
        ),
    );
    return this.#rowView(account);
  }

  /** Job: accounts whose unfreeze has expired are frozen again. */
  freezeExpired(): number {
    const now = this.#context.clock.now();
    const due = this.#context.registry.reader
      .prepare("SELECT id FROM account WHERE state = 'active' AND stateUntil IS NOT NULL AND stateUntil <= ?")
      .pluck()
      .all(now) as string[];
    for (const accountId of due) {
      this.setState(systemActor, { accountId, to: 'frozen', reason: '解冻到期，自动恢复冻结' });
    }
    return due.length;
  }

  setRole(actor: Actor, input: { accountId: string; version: number; role: Role }): AccountView {
    this.#require(input.accountId);
    const account = this.#context.registry.write.domain(
      actor,
      { action: 'account.setRole', subject: { kind: 'account', id: input.accountId } },
      (tx) => {
        const present = tx.get('account', input.accountId);
        if (present?.role === 'hrAdmin' && present.state === 'active' && input.role !== 'hrAdmin') {
          this.#refuseLastAdmin(tx, input.accountId);
        }
        return tx.update('account', input.accountId, { role: input.role }, input.version);
      },
    );
    this.#sessions.endOf(input.accountId);
    return this.#rowView(account);
  }

  #start(windowId: string, account: Account): SessionView {
    const session = this.#sessions.start(this.#context.registry.newId(), account.id, windowId);
    this.#record({ id: account.id, name: account.displayName }, 'session.start', account);
    return this.#view(session, account);
  }

  /** The account behind a login name and password; counts failures and pauses sign-in after five. */
  async #authenticate(loginName: string, password: string): Promise<Account> {
    const { reader, write } = this.#context.registry;
    const account = reader.prepare('SELECT * FROM account WHERE loginName = ?').get(loginName.trim()) as
      | Account
      | undefined;
    const read = () =>
      account &&
      (reader.prepare('SELECT * FROM credential WHERE id = ?').get(account.id) as Database['credential'] | undefined);
    const before = read();
    const now = this.#context.clock.now();
    if (before && before.lockedUntil > now) {
      throw new RefusalError(refusals.pausedUntil(Math.ceil((before.lockedUntil - now) / 60_000)));
    }
    // Counted before the slow comparison, so that guesses sent side by side count like guesses one after the other.
    if (before) {
      write.local((tx) => {
        const credential = tx.get('credential', before.id) ?? before;
        const failures = credential.failures + 1;
        tx.put('credential', { ...credential, failures, lockedUntil: now + pauseAfter(failures) });
      });
    }
    if (!(await passwordMatches(password, before)) || account === undefined || before === undefined) {
      if (account) this.#record({ id: account.id, name: account.displayName }, 'session.refused', account);
      throw new RefusalError(refusals.wrongPassword);
    }
    write.local((tx) => {
      const credential = tx.get('credential', before.id);
      if (credential) tx.put('credential', { ...credential, failures: 0, lockedUntil: 0 });
    });
    this.#refuseBarred(account);
    return account;
  }

  async #setPassword(
    actor: Actor,
    account: Account,
    password: string,
    mustChange: boolean,
    action: string,
  ): Promise<void> {
    const hash = await hashPassword(password);
    this.#context.registry.write.domain(actor, { action, subject: { kind: 'account', id: account.id } }, (tx) => {
      tx.put('credential', {
        id: account.id,
        ...hash,
        mustChange: mustChange ? 1 : 0,
        failures: 0,
        lockedUntil: 0,
        changedAt: tx.now,
      });
    });
  }

  #endBarredSessions(): void {
    const barred = this.#context.registry.reader
      .prepare("SELECT id FROM account WHERE state <> 'active'")
      .pluck()
      .all() as string[];
    for (const id of barred) {
      const state = this.#account(id)?.state;
      const seen = this.#stateSeen.get(id);
      // A restricted person signs in again to the handover screens; only the change itself ends what was open.
      if (state !== seen || state !== 'restricted') this.#sessions.endOf(id);
      if (state) this.#stateSeen.set(id, state);
    }
  }
  readonly #stateSeen = new Map<string, Account['state']>();

  #record(actor: Actor, action: string, account: Account): void {
    void this.#context.registry.write.seen(actor, { action, subject: { kind: 'account', id: account.id } });
  }

  #view(session: Session, account: Account): SessionView {
    const credential = this.#context.registry.reader
      .prepare('SELECT mustChange FROM credential WHERE id = ?')
      .pluck()
      .get(account.id);
    return {
      account: {
        id: account.id,
        employeeId: account.employeeId,
        displayName: account.displayName,
        loginName: account.loginName,
        role: account.role,
        state: account.state,
      },
      permissions: permissionsOf(permissions, handoverPermissions, account),
      mustChangePassword: credential === 1 && !this.#context.branch.sample,
      startedAt: session.startedAt,
      idleLimit,
    };
  }

  #rowView(row: Account): AccountView {
    const { id, version, employeeId, loginName, displayName, role, state, stateReason, stateAt, stateUntil } = row;
    const stateBy = row.stateBy === null ? null : (this.#account(row.stateBy)?.displayName ?? row.stateBy);
    return { id, version, employeeId, loginName, displayName, role, state, stateReason, stateBy, stateAt, stateUntil };
  }

  #account(id: string): Account | undefined {
    return this.#context.registry.reader.prepare('SELECT * FROM account WHERE id = ?').get(id) as Account | undefined;
  }

  #require(id: string): Account {
    const account = this.#account(id);
    if (account === undefined) throw new RefusalError(refusals.noSuchAccount);
    return account;
  }

  #refuseBarred(account: Account): void {
    if (account.state !== 'frozen' && account.state !== 'closed') return;
    const by = account.stateBy === null ? '' : (this.#account(account.stateBy)?.displayName ?? '系统');
    const at = new Intl.DateTimeFormat('zh-CN', {
      timeZone: 'Asia/Shanghai',
      dateStyle: 'medium',
      timeStyle: 'short',
    }).format(account.stateAt ?? account.updatedAt);
    throw new RefusalError(refusals.accountBarred(account.state, at, by, account.stateReason ?? ''));
  }

  #refuseGuessable(password: string, loginName: string): void {
    if (isGuessable(password, loginName)) throw new RefusalError(refusals.guessable);
  }

  #refuseLastAdmin(tx: { one<R>(sql: string, ...parameters: string[]): R | undefined }, accountId: string): void {
    const other = tx.one("SELECT 1 FROM account WHERE role = 'hrAdmin' AND state = 'active' AND id <> ?", accountId);
    if (other === undefined) throw new RefusalError(refusals.lastAdmin);
  }
}

const isBarred = (account: Account): boolean => account.state === 'frozen' || account.state === 'closed';

export const accessFeature = {
  name: 'access',
  create: (context: FeatureContext) => ({ access: new AccessService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'freezeExpired', every: 60_000, run: () => void context.services.access.freezeExpired() },
  ],
} satisfies Feature<{ access: AccessService }>;
