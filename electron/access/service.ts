import type * as z from 'zod';
import type { sessionSchema } from '../../shared/contract/access.ts';
import { handoverPermissions, permissions } from '../../shared/contract/permissions.ts';
import { effectiveScope, permissionsOf, roles, type Scope, scopeOf } from '../../shared/domain/permissions.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { Actor } from '../registry/unitOfWork.ts';
import { AccountDecisions } from './accountDecisions.ts';
import { isBarred } from './accountStates.ts';
import type { Caller } from './actors.ts';
import { refuseGuessable } from './credentials.ts';
import * as refusals from './refusals.ts';
import { idleLimit, type Session, type SessionEnding, Sessions } from './sessions.ts';
import type { Account } from './store.ts';

export type { AccountView } from './accountReads.ts';
export { type Caller, systemActor } from './actors.ts';
export type { Account } from './store.ts';
export type SessionView = z.infer<typeof sessionSchema>;

/** Who is signed in where, and what each role may do. */
export class AccessService extends AccountDecisions {
  readonly #sessions: Sessions;
  /** The account of each call's actor, as it was when the call began. */
  readonly #began = new WeakMap<Actor, Pick<Account, 'state' | 'role'>>();
  /** State and role of each account, as its open sessions began with them. */
  readonly #seen = new Map<string, Pick<Account, 'state' | 'role'>>();

  constructor(context: FeatureContext) {
    super(context);
    this.#sessions = new Sessions(context.clock);
    // However an account is frozen (a person, an alarm, headquarters), its sessions end with the same commit.
    context.registry.write.onCommitted((touched) => {
      if (touched.has('account')) this.#endChangedSessions();
    });
    this.#endChangedSessions();
    // A call that had begun before a freeze or a change of role (a scan being read, a password being hashed) writes
    // nothing after it and shows nothing.
    context.registry.write.admit((actor, reads) => {
      const row = reads.get('account', actor.id);
      const account = row && this.store.counted(row);
      if (account && (isBarred(account) || this.#hasChanged(account, actor))) {
        throw new RefusalError(refusals.signInFirst);
      }
    });
  }

  /**
   * Who calls from this window. A call keeps the session awake unless it is `quiet`: one that a screen makes by itself.
   * @throws RefusalError `access.signInFirst`.
   */
  caller(windowId: string, options: { quiet?: boolean } = {}): Caller {
    const session = this.#sessions.at(windowId);
    const account = session && this.store.find(session.accountId);
    if (session === undefined || account === undefined || isBarred(account)) {
      throw new RefusalError(refusals.signInFirst);
    }
    if (!options.quiet) this.#sessions.touch(session);
    const actor = { id: account.id, name: account.displayName };
    this.#began.set(actor, account);
    return { session, account, actor };
  }

  /** Whether an account is no longer what it was when the call of this actor began. */
  #hasChanged({ state, role }: Account, actor: Actor): boolean {
    const began = this.#began.get(actor);
    return began !== undefined && (began.state !== state || began.role !== role);
  }

  /** How far a permission reaches for this account. @throws RefusalError when it does not reach at all. */
  scope(account: Account, permission: string): Exclude<Scope, 'none'> {
    const scope = effectiveScope(permissions, handoverPermissions, account, permission);
    if (scope === 'none') {
      const may = roles.filter((role) => scopeOf(permissions, role, permission) !== 'none');
      throw new RefusalError(account.state === 'restricted' ? refusals.restricted : refusals.notAllowed(may));
    }
    return scope;
  }

  /**
   * Lets nobody work under a password that somebody else knows.
   * @throws RefusalError `access.ownPasswordFirst`.
   */
  requireOwnPassword(caller: Caller): void {
    if (this.credentials.mustChange(caller.account.id)) throw new RefusalError(refusals.ownPasswordFirst);
  }

  /** The session of a window as its person sees it; null when nobody is signed in. Does not count as activity. */
  view(windowId: string): SessionView | null {
    const session = this.#sessions.at(windowId);
    const account = session && this.store.find(session.accountId);
    return session && account && !isBarred(account) ? this.#view(session, account) : null;
  }

  /**
   * Why the session of a window is over, for the person who sat there: nobody has to guess why the work went away. What
   * the account may do now comes with it; the reason of a freeze is told after the password only.
   */
  endingAt(windowId: string): { why: SessionEnding; state: Account['state'] } | null {
    const ending = this.#sessions.endingAt(windowId);
    const account = ending && this.store.find(ending.accountId);
    return ending && account ? { why: ending.why, state: account.state } : null;
  }

  /** What a caller may do. */
  viewOf(caller: Caller): SessionView {
    return this.#view(caller.session, caller.account);
  }

  async signIn(windowId: string, loginName: string, password: string): Promise<SessionView> {
    const account = await this.authentication.authenticate(loginName, password);
    return this.#start(windowId, account);
  }

  async signInAsSample(windowId: string, accountId: string): Promise<SessionView> {
    if (!this.context.branch.sample) throw new RefusalError(refusals.notSample);
    const account = this.store.require(accountId);
    await this.authentication.refuseBarred(account);
    return this.#start(windowId, account);
  }

  async signOut(caller: Caller, action: 'session.end' | 'session.lock' = 'session.end'): Promise<boolean> {
    const ended = this.#sessions.end(caller.session.windowId);
    if (ended) await this.#record(caller.actor, action, caller.account.id);
    return ended;
  }

  async changePassword(caller: Caller, current: string, next: string): Promise<void> {
    const account = await this.authentication.authenticate(caller.account.loginName, current);
    const known = this.credentials.of(account.id)?.hash;
    if (next.normalize('NFKC') === current.normalize('NFKC')) throw new RefusalError(refusals.samePassword);
    refuseGuessable(next, account.loginName);
    await this.credentials.set(caller.actor, account, {
      password: next,
      mustChange: false,
      action: 'account.changePassword',
      known,
    });
    // Whoever knew the old one may be sitting at another window.
    this.#sessions.endOf(account.id, 'password', caller.session.windowId);
  }

  async resetPassword(actor: Actor, accountId: string, password: string): Promise<void> {
    if (actor.id === accountId) throw new RefusalError(refusals.ownReset);
    const account = this.store.require(accountId);
    refuseGuessable(password, account.loginName);
    await this.credentials.set(actor, account, { password, mustChange: true, action: 'account.resetPassword' });
    this.#sessions.endOf(accountId, 'password');
  }

  async #start(windowId: string, account: Account): Promise<SessionView> {
    const before = this.#sessions.at(windowId);
    // Begun before it is recorded: whatever happens to the account from here on ends it.
    const session = this.#sessions.start(this.context.registry.newId(), account.id, windowId);
    try {
      await Promise.all([
        before && this.#record(this.#actorOf(before.accountId), 'session.end', before.accountId),
        this.#record({ id: account.id, name: account.displayName }, 'session.start', account.id),
      ]);
    } catch (error) {
      // What cannot be recorded does not take place.
      if (this.#sessions.at(windowId)?.id === session.id) this.#sessions.end(windowId);
      throw error;
    }
    // Somebody else may have signed in over it, or the account was frozen while it was recorded.
    if (this.#sessions.at(windowId)?.id !== session.id) throw new RefusalError(refusals.signInFirst);
    return this.#view(session, account);
  }

  #actorOf(accountId: string): Actor {
    return { id: accountId, name: this.store.nameOf(accountId) };
  }

  /** Every change of an account's state or role ends what was open; whoever still may signs in again. */
  #endChangedSessions(): void {
    for (const { id, state, role } of this.store.statesAndRoles()) {
      const before = this.#seen.get(id);
      if (before !== undefined && before.state !== state) this.#sessions.endOf(id, 'state');
      else if (before !== undefined && before.role !== role) this.#sessions.endOf(id, 'role');
      this.#seen.set(id, { state, role });
    }
  }

  #record(actor: Actor, action: string, accountId: string): Promise<void> {
    return this.context.registry.write.seen(actor, { action, subject: { kind: 'account', id: accountId } });
  }

  #view(session: Session, account: Account): SessionView {
    const { id, employeeId, displayName, loginName, role, state } = account;
    return {
      account: { id, employeeId, displayName, loginName, role, state },
      permissions: permissionsOf(permissions, handoverPermissions, account),
      mustChangePassword: this.credentials.mustChange(id),
      startedAt: session.startedAt,
      idleLimit,
    };
  }
}

export const accessFeature = {
  name: 'access',
  create: (context: FeatureContext) => ({ access: new AccessService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'freezeExpired', every: 60_000, atStart: true, run: () => void context.services.access.freezeExpired() },
    { name: 'endServedPauses', every: 60_000, run: () => void context.services.access.endServedPauses() },
  ],
} satisfies Feature<{ access: AccessService }>;
