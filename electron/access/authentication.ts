import { RefusalError } from '../../shared/domain/refusal.ts';
import type { FeatureContext } from '../feature.ts';
import { systemActor } from './actors.ts';
import type { Credential, Credentials } from './credentials.ts';
import { normaliseLoginName } from './loginName.ts';
import { passwordMatches } from './passwords.ts';
import * as refusals from './refusals.ts';
import { SignInPauses } from './signInPauses.ts';
import type { Account, AccountStore } from './store.ts';

/**
 * Knows people by login name and password; counts failures and pauses sign-in after five. What is refused is in the log,
 * with the reason and without what was typed: people type passwords into the field of the name.
 */
export class Authentication {
  readonly #context: FeatureContext;
  readonly #store: AccountStore;
  readonly #credentials: Credentials;
  readonly #pauses: SignInPauses;
  readonly #pauseRecorded = new Map<string, number>();

  constructor(context: FeatureContext, store: AccountStore, credentials: Credentials) {
    this.#context = context;
    this.#store = store;
    this.#credentials = credentials;
    this.#pauses = new SignInPauses(context.clock);
  }

  /** The account behind a login name and password. */
  async authenticate(loginName: string, password: string): Promise<Account> {
    const { write } = this.#context.registry;
    const name = normaliseLoginName(loginName);
    const account = this.#store.named(name);
    const before = account && this.#credentials.of(account.id);
    const pause = before ? this.#pauses.leftOf(before) : this.#pauses.leftOfStranger(name);
    if (pause > 0) {
      // Once per pause: whoever goes on trying must not fill the log.
      if (before && this.#pauseRecorded.get(before.id) !== before.lockedUntil) {
        this.#pauseRecorded.set(before.id, before.lockedUntil);
        await this.#refused(account, '密码连续输错，暂停登录');
      }
      throw new RefusalError(refusals.pausedUntil(Math.ceil(pause / 60_000)));
    }
    // Counted before the slow comparison, so that guesses sent side by side count like guesses one after the other.
    if (before) {
      write.local((tx) => tx.put('credential', this.#pauses.failed(tx.get('credential', before.id) ?? before)));
    } else this.#pauses.strangerFailed(name);
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
    const present = this.#store.require(account.id);
    await this.refuseBarred(present);
    return present;
  }

  /** Job: pauses that have run out are noted as over, so that the next start of the program does not begin them anew. */
  endServedPauses(): number {
    const { reader, write } = this.#context.registry;
    const pausing = reader.prepare('SELECT * FROM credential WHERE lockedUntil > 0').all() as Credential[];
    const served = pausing.filter((credential) => this.#pauses.leftOf(credential) === 0);
    if (served.length > 0) {
      write.local((tx) => {
        for (const credential of served) tx.put('credential', { ...credential, lockedUntil: 0 });
      });
    }
    return served.length;
  }

  /**
   * A second person at the same screen, known by their own password; counted and paused like a sign-in. Whether they
   * may decide this is for the caller to judge.
   */
  async secondPerson(given: { loginName: string; password: string }): Promise<Account> {
    const account = await this.authenticate(given.loginName, given.password);
    // Whoever set it could confirm their own decision with it.
    if (this.#credentials.mustChange(account.id)) throw new RefusalError(refusals.secondPersonPassword);
    if (account.state === 'restricted') throw new RefusalError({ ...refusals.restricted, field: 'secondPerson' });
    return account;
  }

  /** @throws RefusalError `access.accountBarred`, with who, when and why. */
  async refuseBarred(account: Account): Promise<void> {
    if (account.state !== 'frozen' && account.state !== 'closed') return;
    await this.#refused(account, account.state === 'frozen' ? '账号已冻结' : '账号已关闭');
    const by = account.stateBy === null ? systemActor.name : this.#store.nameOf(account.stateBy);
    const at = account.stateAt ?? account.updatedAt;
    throw new RefusalError(refusals.accountBarred(account.state, at, by, account.stateReason ?? ''));
  }

  /** Nobody is signed in yet, so nobody but the application can have written this down. */
  #refused(account: Account | undefined, why: string): Promise<void> {
    const subject = account ? { kind: 'account', id: account.id } : { kind: 'branch', id: this.#context.branch.id };
    return this.#context.registry.write.seen(systemActor, { action: 'session.refused', subject, why });
  }
}
