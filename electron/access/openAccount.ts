import type { Role } from '../../shared/domain/permissions.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { putCredential } from './credentials.ts';
import { isLoginName, normaliseLoginName } from './loginName.ts';
import type { PasswordHash } from './passwords.ts';
import * as refusals from './refusals.ts';
import type { Account } from './store.ts';

/** An account to be opened: for an employee, or for the first HR admin of a branch (`employeeId` null). */
export interface NewAccount {
  readonly employeeId: string | null;
  readonly displayName: string;
  readonly loginName: string;
  readonly role: Role;
  readonly hash: PasswordHash;
  readonly mustChange: boolean;
}

/** The roles for which an HR clerk may open an account; the others could approve what the clerk does. */
const openedByClerks: readonly Role[] = ['salesperson', 'hrClerk'];

/** Opens an account with its first password, within the caller's unit of work. */
export function openAccount(tx: DomainTransaction, id: string, input: NewAccount): Account {
  const opener = tx.get('account', tx.actor.id);
  if (opener && opener.role !== 'hrAdmin' && !openedByClerks.includes(input.role)) {
    throw new RefusalError(refusals.roleByAdmin(input.role));
  }
  const loginName = normaliseLoginName(input.loginName);
  if (!isLoginName(loginName)) throw new RefusalError(refusals.loginNameForm);
  if (tx.one('SELECT 1 FROM account WHERE loginName = ?', loginName)) {
    throw new RefusalError(refusals.loginNameTaken);
  }
  if (input.employeeId !== null) refuseUnlessAtWork(tx, input.employeeId);
  putCredential(tx, id, { hash: input.hash, mustChange: input.mustChange, at: tx.now });
  return tx.insert('account', {
    id,
    employeeId: input.employeeId,
    loginName,
    displayName: input.displayName,
    role: input.role,
    state: 'active',
  });
}

/** One open account for each person, and none for somebody who is leaving: it would undo the restriction. */
function refuseUnlessAtWork(tx: DomainTransaction, employeeId: string): void {
  if (tx.one("SELECT 1 FROM account WHERE employeeId = ? AND state <> 'closed'", employeeId)) {
    throw new RefusalError(refusals.hasAccount);
  }
  if (!tx.one("SELECT 1 FROM employment WHERE employeeId = ? AND stage IN ('signed', 'active')", employeeId)) {
    throw new RefusalError(refusals.notAtWork);
  }
}
