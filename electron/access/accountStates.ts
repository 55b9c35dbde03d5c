import {
  type AccountEvent,
  type AccountFacts,
  accountMachine,
  effectiveState,
} from '../../shared/domain/states/account.ts';
import type { Choice } from '../../shared/domain/states/machine.ts';
import type { ScopedReads } from '../registry/unitOfWork.ts';
import type { Account } from './store.ts';

/** Reads of either a transaction or the read connection. */
type OneRow = Pick<ScopedReads, 'one'>;

/** An account as it counts at this moment: an unfreeze that has run out is frozen, before any job says so. */
export function asItCounts<A extends Pick<Account, 'state' | 'stateUntil'>>(account: A, now: number): A {
  const state = effectiveState(account.state, account.stateUntil, now);
  return state === account.state ? account : { ...account, state };
}

/** Neither signs in nor writes. */
export const isBarred = (account: Pick<Account, 'state'>): boolean =>
  account.state === 'frozen' || account.state === 'closed';

/** Active HR admins besides this account. One whose unfreeze will lapse does not count: the branch would be left with none. */
export const otherHrAdmins = (reads: OneRow, accountId: string): number =>
  reads.one<{ others: number }>(
    `SELECT count(*) AS others FROM account
     WHERE role = 'hrAdmin' AND state = 'active' AND stateUntil IS NULL AND id <> ?`,
    accountId,
  )?.others ?? 0;

/**
 * What the account machine asks, as it stands now. People are told apart by their accounts, because the first
 * administrator of a branch has no employee.
 */
export function accountFacts(
  reads: OneRow,
  account: Account,
  actor: { readonly id: string; readonly role: AccountFacts['actor']['role'] },
  now: number,
): AccountFacts {
  const open =
    account.employeeId !== null &&
    reads.one(
      `SELECT 1 AS open FROM separationCase
       WHERE employeeId = ? AND handoverState NOT IN ('settled', 'closedWithOpenItems', 'withdrawn') LIMIT 1`,
      account.employeeId,
    ) !== undefined;
  return {
    actor: { employeeId: actor.id, role: actor.role },
    now,
    subjectId: account.id,
    role: account.role,
    state: account.state,
    otherActiveHrAdmins: otherHrAdmins(reads, account.id),
    separationOpen: open,
  };
}

/**
 * What can be done with an account, barred steps with their reasons. Of the two ways to unfreeze only the one that
 * applies: to restricted while a separation is open, else to normal.
 */
export function accountChoices(facts: AccountFacts): readonly Choice<Account['state'], AccountEvent>[] {
  return accountMachine
    .allowed(facts.state, facts)
    .filter(({ event }) => event !== (facts.separationOpen ? 'unfreeze' : 'unfreezeRestricted'));
}
