import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { FeatureContext } from '../feature.ts';
import type { Actor, LocalTransaction } from '../registry/unitOfWork.ts';
import { hashPassword, isGuessable, type PasswordHash } from './passwords.ts';
import * as refusals from './refusals.ts';
import type { Account } from './store.ts';

export type Credential = Database['credential'];

/** The passwords of accounts. They lie apart from them and never leave the branch. */
export class Credentials {
  readonly #context: FeatureContext;

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  of(accountId: string): Credential | undefined {
    return this.#context.registry.reader.prepare('SELECT * FROM credential WHERE id = ?').get(accountId) as
      | Credential
      | undefined;
  }

  /** Whether somebody else has set the password. In a sample branch nobody signs in by password. */
  mustChange(accountId: string): boolean {
    return this.of(accountId)?.mustChange === 1 && !this.#context.branch.sample;
  }

  /**
   * Sets a password, as one decision.
   * @param known the hash that it replaces: one that was set meanwhile, by the administrator, stays.
   */
  async set(
    actor: Actor,
    account: Account,
    given: { password: string; mustChange: boolean; action: string; known?: string | undefined },
  ): Promise<void> {
    const { password, mustChange, action, known } = given;
    const hash = await hashPassword(password);
    this.#context.registry.write.domain(actor, { action, subject: { kind: 'account', id: account.id } }, (tx) => {
      if (known !== undefined && tx.get('credential', account.id)?.hash !== known) {
        throw new RefusalError(refusals.wrongPassword);
      }
      putCredential(tx, account.id, { hash, mustChange, at: tx.now });
    });
  }
}

/** A password that nobody has failed yet, within the caller's unit of work. */
export function putCredential(
  tx: LocalTransaction,
  accountId: string,
  given: { hash: PasswordHash; mustChange: boolean; at: number },
): void {
  tx.put('credential', {
    id: accountId,
    ...given.hash,
    mustChange: given.mustChange ? 1 : 0,
    failures: 0,
    lockedUntil: 0,
    changedAt: given.at,
  });
}

/** @throws RefusalError `access.guessablePassword`. */
export function refuseGuessable(password: string, loginName: string): void {
  if (isGuessable(password, loginName)) throw new RefusalError(refusals.guessable);
}
