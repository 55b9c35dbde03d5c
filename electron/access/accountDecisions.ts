import type { Role } from '../../shared/domain/permissions.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { accountMachine } from '../../shared/domain/states/account.ts';
import type { ActorRole, Decision } from '../../shared/domain/states/machine.ts';
import { roleChangeRefusals } from '../../shared/domain/states/participants.ts';
import type { FeatureContext } from '../feature.ts';
import type { Actor, DomainTransaction } from '../registry/unitOfWork.ts';
import { AccountReads, type AccountView } from './accountReads.ts';
import { accountFacts, otherHrAdmins } from './accountStates.ts';
import { type Caller, deciderOf, systemActor } from './actors.ts';
import { Authentication } from './authentication.ts';
import { Credentials, refuseGuessable } from './credentials.ts';
import { dependentUntil } from './independence.ts';
import { type NewAccount, openAccount } from './openAccount.ts';
import { hashPassword, type PasswordHash } from './passwords.ts';
import * as refusals from './refusals.ts';
import type { Account } from './store.ts';

/** Why an account was restricted by a notice: what the withdrawal of that notice lifts. */
const restrictedByNotice = '提交离职';

type StateChange = {
  readonly accountId: string;
  readonly to: 'restricted' | 'frozen' | 'closed';
  readonly reason: string;
  readonly version?: number;
};

/** Decisions about accounts: opening them, their state and their role. Each is one unit of work. */
export class AccountDecisions extends AccountReads {
  protected readonly credentials: Credentials;
  protected readonly authentication: Authentication;

  constructor(context: FeatureContext) {
    super(context);
    this.credentials = new Credentials(context);
    this.authentication = new Authentication(context, this.store, this.credentials);
  }

  /** Creates an account for an employee, or the first HR admin of a branch (`employeeId` null). */
  async create(
    actor: Actor,
    input: Omit<NewAccount, 'hash' | 'mustChange'> & { password: string; mustChange?: boolean },
  ): Promise<AccountView> {
    const hash = await this.firstPassword(input.password, input.loginName);
    return this.createHashed(actor, { ...input, hash, mustChange: input.mustChange ?? true });
  }

  /** As {@link create}, with the password hashed before: the sample branch hashes one password for all its people. */
  createHashed(actor: Actor, input: NewAccount): AccountView {
    const id = this.context.registry.newId();
    return this.context.registry.write.domain(
      actor,
      { action: 'account.create', subject: { kind: 'account', id } },
      (tx) => this.createIn(tx, { ...input, id }),
    );
  }

  /** As {@link createHashed}, within a transaction of the caller's: taking somebody on and their account are one decision. */
  createIn(tx: DomainTransaction, input: NewAccount & { id?: string }): AccountView {
    return this.rowView(openAccount(tx, input.id ?? this.context.registry.newId(), input));
  }

  /** The hash of a first password. @throws RefusalError `access.guessablePassword`. */
  async firstPassword(password: string, loginName: string): Promise<PasswordHash> {
    refuseGuessable(password, loginName);
    return hashPassword(password);
  }

  /** Job: {@link Authentication.endServedPauses}. */
  endServedPauses(): number {
    return this.authentication.endServedPauses();
  }

  /** A second person at the same screen: {@link Authentication.secondPerson}. */
  secondPerson(given: { loginName: string; password: string }): Promise<Account> {
    return this.authentication.secondPerson(given);
  }

  /**
   * Two people who decide together are two: neither is sitting at an account that the other has just opened or whose
   * password they have just reset. Asked within the decision, whose actor is the first of the two.
   * @throws RefusalError `access.secondPersonDependent`.
   */
  refuseDependent(tx: DomainTransaction, secondId: string): void {
    const until = dependentUntil(tx, tx.actor.id, secondId, tx.now);
    if (until !== undefined) throw new RefusalError(refusals.secondPersonDependent(until));
  }

  /** Restricts, freezes or closes an account. Its open sessions end with the commit. */
  setState(actor: Actor, input: StateChange): AccountView {
    const role = this.store.find(actor.id)?.role ?? 'system';
    return this.#decide(actor, `account.${input.to}`, input, (tx, account) => this.#move(tx, account, role, input));
  }

  /**
   * As {@link setState}, within a decision that restricts, freezes or closes the account along with other things: the
   * application does it by policy, whoever took that decision.
   */
  setStateIn(tx: DomainTransaction, input: StateChange): Account {
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
    const confirming = await this.secondPerson(input.secondPerson);
    const why = `${input.reason}（复核：${confirming.displayName}）`;
    return this.#decide(caller.actor, 'account.unfreeze', { ...input, reason: why }, (tx, account) => {
      const facts = accountFacts(tx, account, deciderOf(caller), tx.now);
      const second = this.#present(tx, confirming.id);
      const decision: Decision = {
        reason: input.reason,
        until: input.until,
        secondPerson: { employeeId: second.id, role: second.role, state: second.state },
      };
      const event = facts.separationOpen ? 'unfreezeRestricted' : 'unfreeze';
      const to = orThrow(accountMachine.next(account.state, event, facts, decision));
      this.refuseDependent(tx, second.id);
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
    const due = this.store.lapsed();
    for (const { id: accountId } of due) {
      const reason = '解冻到期，自动恢复冻结';
      this.context.registry.write.domain(
        systemActor,
        { action: 'account.frozen', subject: { kind: 'account', id: accountId }, why: reason },
        (tx) => this.#put(tx, accountId, { state: 'frozen', stateReason: reason, stateUntil: null }),
      );
    }
    return due.length;
  }

  /** Sessions of the account end with the commit: another role is another set of pages. */
  setRole(actor: Actor, input: { accountId: string; version: number; role: Role }): AccountView {
    return this.#decide(actor, 'account.setRole', input, (tx, account) => {
      const role = this.store.find(actor.id)?.role ?? 'system';
      const facts = accountFacts(tx, account, { id: actor.id, role }, tx.now);
      const barred = roleChangeRefusals(facts, input.role);
      if (barred.length > 0) throw new RefusalError(...barred);
      if (account.id === actor.id) throw new RefusalError(refusals.ownRole);
      return tx.update('account', account.id, { role: input.role }, input.version);
    });
  }

  /** One decision about an account, as one unit of work. */
  #decide(
    actor: Actor,
    action: string,
    input: { readonly accountId: string; readonly reason?: string },
    body: (tx: DomainTransaction, account: Account) => Account,
  ): AccountView {
    const { accountId: id, reason } = input;
    this.store.require(id);
    const account = this.context.registry.write.domain(
      actor,
      { action, subject: { kind: 'account', id }, ...(reason === undefined ? {} : { why: reason }) },
      (tx) => body(tx, this.#present(tx, id)),
    );
    return this.rowView(account);
  }

  #move(tx: DomainTransaction, account: Account, role: ActorRole, input: StateChange): Account {
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
    return this.store.counted(account);
  }
}
