import type * as z from 'zod';
import type { accountRow, sessionSchema } from '../../shared/contract/access.ts';
import { handoverPermissions, permissions } from '../../shared/contract/permissions.ts';
import { effectiveScope, permissionsOf, type Role, type Scope } from '../../shared/domain/permissions.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { type AccountEvent, accountMachine } from '../../shared/domain/states/account.ts';
import type { ActorRole, Choice, Decision } from '../../shared/domain/states/machine.ts';
import { roleChangeRefusals } from '../../shared/domain/states/participants.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { Actor, DomainTransaction } from '../registry/unitOfWork.ts';
import { type TimelineEntry, type TimelineSubject, timelineOf } from '../timeline/timeline.ts';
import { type AccountReads, accountChoices, accountFacts, asItCounts, otherHrAdmins } from './accountStates.ts';
import { isLoginName, normaliseLoginName } from './loginName.ts';
import { hashPassword, isGuessable, passwordMatches } from './passwords.ts';
import * as refusals from './refusals.ts';
import { idleLimit, type Session, type SessionEnding, Sessions } from './sessions.ts';
import { pauseAfter, pauseLeft, Strangers } from './signInPauses.ts';

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

/** Why an account was restricted by a notice: what the withdrawal of that notice lifts. */
const restrictedByNotice = '提交离职';

/** Accounts, sessions and what each role may do. */
export class AccessService {
  readonly #context: FeatureContext;
  readonly #sessions: Sessions;
  readonly #strangers = new Strangers();

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#sessions = new Sessions(context.clock);
    // However an account is frozen (a person, an alarm, headquarters), its sessions end with the same commit.
    context.registry.write.onCommitted((touched) => {
      if (touched.has('account')) this.#endChangedSessions();
    });
    this.#endChangedSessions();
    // A call that had begun before the freeze (a scan being read, a form being drawn) writes nothing after it.
    context.registry.write.admit((actor, reads) => {
      const account = reads.get('account', actor.id);
      if (account && isBarred(asItCounts(account, context.clock.now()))) throw new RefusalError(refusals.signInFirst);
    });
  }

  /**
   * Who calls from this window. A call keeps the session awake unless it is `quiet`: one that a screen makes by itself.
   * @throws RefusalError `access.signInFirst`.
   */
  caller(windowId: string, options: { quiet?: boolean } = {}): Caller {
    const session = this.#sessions.at(windowId);
    const account = session && this.#account(session.accountId);
    if (session === undefined || account === undefined || isBarred(account)) {
      throw new RefusalError(refusals.signInFirst);
    }
    if (!options.quiet) this.#sessions.touch(session);
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

  /**
   * Lets nobody work under a password that somebody else knows. In a sample branch nobody signs in by password.
   * @throws RefusalError `access.ownPasswordFirst`.
   */
  requireOwnPassword(caller: Caller): void {
    if (this.#mustChangePassword(caller.account.id)) throw new RefusalError(refusals.ownPasswordFirst);
  }

  /** The session of a window as its person sees it; null when nobody is signed in. Does not count as activity. */
  view(windowId: string): SessionView | null {
    const session = this.#sessions.at(windowId);
    const account = session && this.#account(session.accountId);
    return session && account && !isBarred(account) ? this.#view(session, account) : null;
  }

  /**
   * Why the session of a window is over, for the person who sat there: nobody has to guess why the work went away. What
   * the account may do now comes with it; the reason of a freeze is told after the password only.
   */
  endingAt(windowId: string): { why: SessionEnding; state: Account['state'] } | null {
    const ending = this.#sessions.endingAt(windowId);
    const account = ending && this.#account(ending.accountId);
    return ending && account ? { why: ending.why, state: account.state } : null;
  }

  /** What a caller may do. */
  viewOf(caller: Caller): SessionView {
    return this.#view(caller.session, caller.account);
  }

  async signIn(windowId: string, loginName: string, password: string): Promise<SessionView> {
    const account = await this.#authenticate(loginName, password);
    return this.#start(windowId, account);
  }

  async signInAsSample(windowId: string, accountId: string): Promise<SessionView> {
    if (!this.#context.branch.sample) throw new RefusalError(refusals.notSample);
    const account = this.#require(accountId);
    await this.#refuseBarred(account);
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

  async signOut(caller: Caller, action: 'session.end' | 'session.lock' = 'session.end'): Promise<boolean> {
    const ended = this.#sessions.end(caller.session.windowId);
    if (ended) await this.#record(caller.actor, action, caller.account.id);
    return ended;
  }

  async changePassword(caller: Caller, current: string, next: string): Promise<void> {
    const account = await this.#authenticate(caller.account.loginName, current);
    const known = this.#hashOf(account.id);
    if (next.normalize('NFKC') === current.normalize('NFKC')) throw new RefusalError(refusals.samePassword);
    this.#refuseGuessable(next, account.loginName);
    await this.#setPassword(caller.actor, account, next, false, 'account.changePassword', known);
    // Whoever knew the old one may be sitting at another window.
    this.#sessions.endOf(account.id, 'password', caller.session.windowId);
  }

  async resetPassword(actor: Actor, accountId: string, password: string): Promise<void> {
    if (actor.id === accountId) throw new RefusalError(refusals.ownReset);
    const account = this.#require(accountId);
    this.#refuseGuessable(password, account.loginName);
    await this.#setPassword(actor, account, password, true, 'account.resetPassword');
    this.#sessions.endOf(accountId, 'password');
  }

  accounts(): AccountView[] {
    const rows = this.#context.registry.reader
      .prepare("SELECT * FROM account ORDER BY state = 'closed', role, loginName")
      .all() as Account[];
    return rows.map((row) => this.#rowView(row));
  }

  /** One account as this person may deal with it, with everything that happened to it. */
  account(
    caller: Caller,
    accountId: string,
  ): { account: AccountView; choices: readonly Choice<Account['state'], AccountEvent>[]; timeline: TimelineEntry[] } {
    const account = this.#require(accountId);
    return {
      account: this.#rowView(account),
      choices: accountChoices(accountFacts(this.#reads, account, deciderOf(caller), this.#context.clock.now())),
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
    return timelineOf(this.#context.registry, subjects, { limit: 100 }).map((entry) => {
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
    const { reader } = this.#context.registry;
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
    const opener = tx.get('account', tx.actor.id);
    if (opener && opener.role !== 'hrAdmin' && !openedByClerks.includes(input.role)) {
      throw new RefusalError(refusals.roleByAdmin(input.role));
    }
    const loginName = normaliseLoginName(input.loginName);
    if (!isLoginName(loginName)) throw new RefusalError(refusals.loginNameForm);
    if (tx.one('SELECT 1 FROM account WHERE loginName = ?', loginName)) {
      throw new RefusalError(refusals.loginNameTaken);
    }
    if (
      input.employeeId !== null &&
      tx.one("SELECT 1 FROM account WHERE employeeId = ? AND state <> 'closed'", input.employeeId)
    ) {
      throw new RefusalError(refusals.hasAccount);
    }
    if (
      input.employeeId !== null &&
      !tx.one("SELECT 1 FROM employment WHERE employeeId = ? AND stage IN ('signed', 'active')", input.employeeId)
    ) {
      throw new RefusalError(refusals.notAtWork);
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
      loginName,
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
  async secondPerson(given: { loginName: string; password: string }): Promise<Account> {
    const account = await this.#authenticate(given.loginName, given.password);
    // Whoever set it could confirm their own decision with it.
    if (this.#mustChangePassword(account.id)) throw new RefusalError(refusals.secondPersonPassword);
    return account;
  }

  /** Restricts, freezes or closes an account. Its open sessions end with the commit. */
  setState(
    actor: Actor,
    input: { accountId: string; to: 'restricted' | 'frozen' | 'closed'; reason: string; version?: number },
  ): AccountView {
    const role = this.#account(actor.id)?.role ?? 'system';
    return this.#decide(actor, `account.${input.to}`, input, (tx, account) => this.#move(tx, account, role, input));
  }

  /**
   * As {@link setState}, within a decision that restricts, freezes or closes the account along with other things: the
   * application does it by policy, whoever took that decision.
   */
  setStateIn(
    tx: DomainTransaction,
    input: { accountId: string; to: 'restricted' | 'frozen' | 'closed'; reason: string; version?: number },
  ): Account {
    return this.#move(tx, this.#present(tx, input.accountId), 'system', input);
  }

  /**
   * Restricts the account of somebody who gave notice, within that decision. The last active HR admin keeps the account
   * until another is appointed: a branch that nobody can administer would help no one, and nothing may bar the notice.
   */
  restrictLeaver(tx: DomainTransaction, accountId: string): void {
    if (this.#isLastAdmin(tx, accountId)) return;
    this.setStateIn(tx, { accountId, to: 'restricted', reason: restrictedByNotice });
  }

  /**
   * Closes the accounts of somebody who has left, within that decision. That of the last active HR admin stays until there
   * is another, for the same reason as above: nothing may bar the end of an employment. Today's list says so.
   */
  closeLeaver(tx: DomainTransaction, employeeId: string, reason: string): void {
    const open = tx.all<{ id: string }>(
      "SELECT id FROM account WHERE employeeId = ? AND state <> 'closed'",
      employeeId,
    );
    for (const { id } of open) {
      if (!this.#isLastAdmin(tx, id)) this.setStateIn(tx, { accountId: id, to: 'closed', reason });
    }
  }

  #isLastAdmin(tx: DomainTransaction, accountId: string): boolean {
    const account = tx.get('account', accountId);
    return account?.role === 'hrAdmin' && account.state === 'active' && otherHrAdmins(tx, accountId) === 0;
  }

  /**
   * Lifts the restriction that a notice brought, within the decision that withdraws it. An account that was restricted or
   * frozen for another reason stays so.
   */
  liftIn(tx: DomainTransaction, employeeId: string, reason: string): void {
    const held = tx.all<{ id: string }>(
      "SELECT id FROM account WHERE employeeId = ? AND state = 'restricted' AND stateReason = ?",
      employeeId,
      restrictedByNotice,
    );
    for (const { id } of held) {
      tx.update('account', id, { state: 'active', stateReason: reason, stateBy: tx.actor.id, stateAt: tx.now });
    }
  }

  /** Lifts a restriction once nothing is left to hand over. */
  lift(caller: Caller, input: { accountId: string; version: number; reason: string }): AccountView {
    return this.#decide(caller.actor, 'account.lift', input, (tx, account) => {
      const facts = accountFacts(tx, account, deciderOf(caller), tx.now);
      const to = orThrow(accountMachine.next(account.state, 'lift', facts, input));
      // An unfreeze that will lapse still lapses: what two people granted for a day is not made lasting by one.
      const { stateUntil } = account;
      return this.#put(tx, account.id, { state: to, stateReason: input.reason, stateUntil }, input.version);
    });
  }

  /**
   * Lifts a freeze until a given time, confirmed by a second person with their own password: to restricted while a
   * separation is open, else to normal.
   */
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
    const second = await this.secondPerson(input.secondPerson);
    const why = `${input.reason}（复核：${second.displayName}）`;
    return this.#decide(caller.actor, 'account.unfreeze', { ...input, reason: why }, (tx, account) => {
      const facts = accountFacts(tx, account, deciderOf(caller), tx.now);
      const decision: Decision = {
        reason: input.reason,
        until: input.until,
        secondPerson: { employeeId: second.id, role: second.role, state: second.state },
      };
      const event = facts.separationOpen ? 'unfreezeRestricted' : 'unfreeze';
      const to = orThrow(accountMachine.next(account.state, event, facts, decision));
      return this.#put(
        tx,
        account.id,
        { state: to, stateReason: input.reason, stateUntil: input.until },
        input.version,
      );
    });
  }

  /** Job: accounts whose unfreeze has expired are frozen again. */
  freezeExpired(): number {
    const now = this.#context.clock.now();
    const due = this.#context.registry.reader
      .prepare("SELECT id FROM account WHERE state IN ('active', 'restricted') AND stateUntil <= ?")
      .pluck()
      .all(now) as string[];
    for (const accountId of due) {
      const reason = '解冻到期，自动恢复冻结';
      this.#context.registry.write.domain(
        systemActor,
        { action: 'account.frozen', subject: { kind: 'account', id: accountId }, why: reason },
        (tx) => this.#put(tx, accountId, { state: 'frozen', stateReason: reason, stateUntil: null }),
      );
    }
    return due.length;
  }

  setRole(actor: Actor, input: { accountId: string; version: number; role: Role }): AccountView {
    const view = this.#decide(actor, 'account.setRole', input, (tx, account) => {
      const role = this.#account(actor.id)?.role ?? 'system';
      const facts = accountFacts(tx, account, { id: actor.id, role }, tx.now);
      const barred = roleChangeRefusals(facts, input.role);
      if (barred.length > 0) throw new RefusalError(...barred);
      if (account.id === actor.id) throw new RefusalError(refusals.ownRole);
      return tx.update('account', account.id, { role: input.role }, input.version);
    });
    this.#sessions.endOf(input.accountId, 'role');
    return view;
  }

  /** One decision about an account, as one unit of work. */
  #decide(
    actor: Actor,
    action: string,
    input: { readonly accountId: string; readonly reason?: string },
    body: (tx: DomainTransaction, account: Account) => Account,
  ): AccountView {
    const { accountId: id, reason } = input;
    this.#require(id);
    const account = this.#context.registry.write.domain(
      actor,
      { action, subject: { kind: 'account', id }, ...(reason === undefined ? {} : { why: reason }) },
      (tx) => body(tx, this.#present(tx, id)),
    );
    return this.#rowView(account);
  }

  #move(
    tx: DomainTransaction,
    account: Account,
    role: ActorRole,
    input: { to: 'restricted' | 'frozen' | 'closed'; reason: string; version?: number },
  ): Account {
    const event = ({ restricted: 'restrict', frozen: 'freeze', closed: 'close' } as const)[input.to];
    const facts = accountFacts(tx, account, { id: tx.actor.id, role }, tx.now);
    const to = orThrow(accountMachine.next(account.state, event, facts, input));
    const stateUntil = to === 'restricted' ? account.stateUntil : null;
    return this.#put(tx, account.id, { state: to, stateReason: input.reason, stateUntil }, input.version);
  }

  #put(
    tx: DomainTransaction,
    id: string,
    changes: Pick<Account, 'state' | 'stateReason' | 'stateUntil'>,
    seen?: number,
  ): Account {
    return tx.update('account', id, { ...changes, stateBy: tx.actor.id, stateAt: tx.now }, seen);
  }

  #present(tx: DomainTransaction, id: string): Account {
    const account = tx.get('account', id);
    if (account === undefined) throw new RefusalError(refusals.noSuchAccount);
    return asItCounts(account, tx.now);
  }

  async #start(windowId: string, account: Account): Promise<SessionView> {
    const before = this.#sessions.at(windowId);
    // Begun before it is recorded: whatever happens to the account from here on ends it.
    const session = this.#sessions.start(this.#context.registry.newId(), account.id, windowId);
    try {
      await Promise.all([
        before && this.#record(this.#actorOf(before.accountId), 'session.end', before.accountId),
        this.#record({ id: account.id, name: account.displayName }, 'session.start', account.id),
      ]);
    } catch (error) {
      // What cannot be recorded does not take place.
      this.#sessions.end(windowId);
      throw error;
    }
    return this.#view(session, account);
  }

  #actorOf(accountId: string): Actor {
    return { id: accountId, name: this.#nameOf(accountId) };
  }

  /**
   * The account behind a login name and password; counts failures and pauses sign-in after five. What is refused is in
   * the log, with the reason and without what was typed: people type passwords into the field of the name.
   */
  async #authenticate(loginName: string, password: string): Promise<Account> {
    const { reader, write } = this.#context.registry;
    const name = normaliseLoginName(loginName);
    const named = reader.prepare('SELECT id FROM account WHERE loginName = ?').pluck().get(name);
    const account = typeof named === 'string' ? this.#account(named) : undefined;
    const before =
      account &&
      (reader.prepare('SELECT * FROM credential WHERE id = ?').get(account.id) as Database['credential'] | undefined);
    const now = this.#context.clock.now();
    const lockedUntil = before ? before.lockedUntil : this.#strangers.lockedUntil(name);
    const pause = pauseLeft(lockedUntil, now);
    if (pause > 0) {
      // Once per pause: whoever goes on trying must not fill the log.
      if (before && this.#pauseRecorded.get(before.id) !== lockedUntil) {
        this.#pauseRecorded.set(before.id, lockedUntil);
        await this.#refused(account, '密码连续输错，暂停登录');
      }
      throw new RefusalError(refusals.pausedUntil(Math.ceil(pause / 60_000)));
    }
    // Counted before the slow comparison, so that guesses sent side by side count like guesses one after the other.
    if (before) {
      write.local((tx) => {
        const credential = tx.get('credential', before.id) ?? before;
        const failures = credential.failures + 1;
        tx.put('credential', { ...credential, failures, lockedUntil: now + pauseAfter(failures) });
      });
    } else this.#strangers.failed(name, now);
    if (!(await passwordMatches(password, before)) || account === undefined || before === undefined) {
      await this.#refused(account, account ? '密码不对' : '没有这个登录名');
      throw new RefusalError(refusals.wrongPassword);
    }
    // The comparison took its time: what happened to the password and the account meanwhile counts.
    const stillTheirs = write.local((tx) => {
      const credential = tx.get('credential', before.id);
      if (credential?.hash !== before.hash) return false;
      tx.put('credential', { ...credential, failures: 0, lockedUntil: 0 });
      return true;
    });
    if (!stillTheirs) throw new RefusalError(refusals.wrongPassword);
    const present = this.#require(account.id);
    await this.#refuseBarred(present);
    return present;
  }
  readonly #pauseRecorded = new Map<string, number>();

  /** @param known the hash that it replaces: one that was set meanwhile, by the administrator, stays. */
  async #setPassword(
    actor: Actor,
    account: Account,
    password: string,
    mustChange: boolean,
    action: string,
    known?: string,
  ): Promise<void> {
    const hash = await hashPassword(password);
    this.#context.registry.write.domain(actor, { action, subject: { kind: 'account', id: account.id } }, (tx) => {
      if (known !== undefined && tx.get('credential', account.id)?.hash !== known) {
        throw new RefusalError(refusals.wrongPassword);
      }
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

  /** Every change of an account's state ends what was open; somebody restricted signs in again, to the handover only. */
  #endChangedSessions(): void {
    const rows = this.#context.registry.reader.prepare('SELECT id, state FROM account').all() as {
      id: string;
      state: Account['state'];
    }[];
    for (const { id, state } of rows) {
      const before = this.#stateSeen.get(id);
      if (before !== undefined && before !== state) this.#sessions.endOf(id, 'state');
      this.#stateSeen.set(id, state);
    }
  }
  readonly #stateSeen = new Map<string, Account['state']>();

  #record(actor: Actor, action: string, accountId: string): Promise<void> {
    return this.#context.registry.write.seen(actor, { action, subject: { kind: 'account', id: accountId } });
  }

  /** Nobody is signed in yet, so nobody but the application can have written this down. */
  #refused(account: Account | undefined, why: string): Promise<void> {
    const subject = account ? { kind: 'account', id: account.id } : { kind: 'branch', id: this.#context.branch.id };
    return this.#context.registry.write.seen(systemActor, { action: 'session.refused', subject, why });
  }

  #hashOf(accountId: string): string | undefined {
    return this.#context.registry.reader.prepare('SELECT hash FROM credential WHERE id = ?').pluck().get(accountId) as
      | string
      | undefined;
  }

  #mustChangePassword(accountId: string): boolean {
    const mustChange = this.#context.registry.reader
      .prepare('SELECT mustChange FROM credential WHERE id = ?')
      .pluck()
      .get(accountId);
    return mustChange === 1 && !this.#context.branch.sample;
  }

  get #reads(): AccountReads {
    const { reader } = this.#context.registry;
    return {
      one: <R>(sql: string, ...parameters: string[]) => reader.prepare(sql).get(...parameters) as R | undefined,
    };
  }

  #view(session: Session, account: Account): SessionView {
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
      mustChangePassword: this.#mustChangePassword(account.id),
      startedAt: session.startedAt,
      idleLimit,
    };
  }

  #rowView(given: Account): AccountView {
    const row = asItCounts(given, this.#context.clock.now());
    const { id, version, employeeId, loginName, displayName, role, state, stateReason, stateAt, stateUntil } = row;
    const lastSignInAt = this.#context.registry.reader
      .prepare(
        `SELECT at FROM auditEvent WHERE subjectKind = 'account' AND subjectId = ? AND action = 'session.start'
         ORDER BY sequence DESC LIMIT 1`,
      )
      .pluck()
      .get(id) as number | undefined;
    return {
      ...{ id, version, employeeId, loginName, displayName, role, state, stateReason, stateAt, stateUntil },
      stateBy: row.stateBy === null ? null : this.#nameOf(row.stateBy),
      lastSignInAt: lastSignInAt ?? null,
    };
  }

  #nameOf(actorId: string): string {
    if (actorId === systemActor.id) return systemActor.name;
    return this.#account(actorId)?.displayName ?? actorId;
  }

  #account(id: string): Account | undefined {
    const row = this.#context.registry.reader.prepare('SELECT * FROM account WHERE id = ?').get(id) as
      | Account
      | undefined;
    return row && asItCounts(row, this.#context.clock.now());
  }

  #require(id: string): Account {
    const account = this.#account(id);
    if (account === undefined) throw new RefusalError(refusals.noSuchAccount);
    return account;
  }

  async #refuseBarred(account: Account): Promise<void> {
    if (account.state !== 'frozen' && account.state !== 'closed') return;
    await this.#refused(account, account.state === 'frozen' ? '账号已冻结' : '账号已关闭');
    const by = account.stateBy === null ? systemActor.name : this.#nameOf(account.stateBy);
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
}

/** The roles for which an HR clerk may open an account; the others could approve what the clerk does. */
const openedByClerks: readonly Role[] = ['salesperson', 'hrClerk'];

const deciderOf = (caller: Caller): { id: string; role: ActorRole } => ({
  id: caller.account.id,
  role: caller.account.role,
});

const isBarred = (account: Account): boolean => account.state === 'frozen' || account.state === 'closed';

export const accessFeature = {
  name: 'access',
  create: (context: FeatureContext) => ({ access: new AccessService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'freezeExpired', every: 60_000, run: () => void context.services.access.freezeExpired() },
  ],
} satisfies Feature<{ access: AccessService }>;
