import type { BusinessDate } from '../../shared/domain/businessDate.ts';
import {
  type Holding,
  type Ownership,
  type OwnershipChange,
  type OwnershipDecision,
  redistribute,
  transfer,
} from '../../shared/domain/ownership.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import type { AccountState } from '../../shared/domain/states/account.ts';
import { receiverRefusals } from '../../shared/domain/states/participants.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { noSuchEmployee } from './refusals.ts';

export interface OwnershipTransfer {
  readonly clientId: string;
  readonly fromEmployeeId: string;
  readonly toEmployeeId: string;
  readonly on: BusinessDate;
  readonly reason: string;
  readonly caseId: string | null;
  /** Account id of the person who decided. */
  readonly decidedBy: string;
}

/**
 * Moves what one person holds of a client to another, within the caller's unit of work: ends only that person's share,
 * opens the receiver's, counts the transfer and keeps the client's owner in step.
 * @throws RefusalError when the share is not held, the day lies behind the history, or the receiver cannot receive.
 */
export function transferOwnership(tx: DomainTransaction, request: OwnershipTransfer): void {
  assertReceiver(tx, request.toEmployeeId, request.fromEmployeeId);
  const { clientId, on, reason, caseId, decidedBy } = request;
  const change = orThrow(
    transfer(historyOf(tx, clientId), {
      ...{ clientId, on, reason, caseId, decidedBy },
      from: request.fromEmployeeId,
      to: request.toEmployeeId,
    }),
  );
  write(tx, clientId, change);
}

/** Sets who holds a client from a day on, within the caller's unit of work. Everybody named must be able to receive. */
export function redistributeOwnership(
  tx: DomainTransaction,
  request: OwnershipDecision & { readonly holdings: readonly Holding[] },
): void {
  for (const { employeeId } of request.holdings) assertReceiver(tx, employeeId, '');
  write(tx, request.clientId, orThrow(redistribute(historyOf(tx, request.clientId), request)));
}

/** Refuses people who are not employed, are leaving themselves, or whose account is frozen. */
export function assertReceiver(tx: Pick<DomainTransaction, 'one'>, employeeId: string, leaverId: string): void {
  const row = tx.one<{ name: string; employed: number; leaving: number; accountState: AccountState | null }>(
    `SELECT e.name,
       EXISTS (SELECT 1 FROM employment WHERE employeeId = e.id AND stage IN ('active', 'leaving')) AS employed,
       EXISTS (SELECT 1 FROM employment WHERE employeeId = e.id AND stage = 'leaving')
         OR EXISTS (SELECT 1 FROM separationCase WHERE employeeId = e.id AND legalState <> 'withdrawn'
           AND handoverState NOT IN ('settled', 'closedWithOpenItems')) AS leaving,
       (SELECT state FROM account WHERE employeeId = e.id ORDER BY state = 'closed', createdAt DESC LIMIT 1) AS accountState
     FROM employee e WHERE e.id = ?`,
    employeeId,
  );
  if (row === undefined) throw new RefusalError(noSuchEmployee);
  const refusals = receiverRefusals(
    {
      employeeId,
      name: row.name,
      employed: row.employed === 1,
      leaving: row.leaving === 1,
      accountState: row.accountState,
    },
    leaverId,
    'toEmployeeId',
  );
  if (refusals.length > 0) throw new RefusalError(...refusals);
}

const historyOf = (tx: DomainTransaction, clientId: string): Ownership[] =>
  tx.all<Ownership>('SELECT * FROM ownership WHERE clientId = ? ORDER BY epoch', clientId);

function write(tx: DomainTransaction, clientId: string, change: OwnershipChange): void {
  for (const { id, toDate, endReason } of change.ended) tx.update('ownership', id, { toDate, endReason });
  for (const span of change.opened) tx.insert('ownership', span);
  const owner = tx.one<{ employeeId: string }>(
    "SELECT employeeId FROM ownership WHERE clientId = ? AND role = 'owner' AND toDate IS NULL",
    clientId,
  );
  tx.update('client', clientId, { ownerId: owner?.employeeId ?? null });
}
