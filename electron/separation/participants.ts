import type { Refusal } from '../../shared/domain/refusal.ts';
import type { AccountState } from '../../shared/domain/states/account.ts';
import { type Receiver, receiverRefusals } from '../../shared/domain/states/participants.ts';
import type { Rows } from './store.ts';

interface ReceiverRow {
  readonly employeeId: string;
  readonly name: string;
  readonly position: string;
  readonly stage: string;
  readonly accountState: AccountState | null;
  readonly leaving: 0 | 1;
  readonly clients: number;
}

const receivers = `
  SELECT p.id AS employeeId, p.name, coalesce(t.title, '') AS position, e.stage,
         (SELECT state FROM account a WHERE a.employeeId = p.id ORDER BY a.createdAt DESC LIMIT 1) AS accountState,
         EXISTS (SELECT 1 FROM separationCase c WHERE c.employmentId = e.id
                 AND c.handoverState NOT IN ('settled', 'closedWithOpenItems', 'withdrawn')) AS leaving,
         (SELECT count(*) FROM client k WHERE k.ownerId = p.id) AS clients
  FROM employment e JOIN employee p ON p.id = e.employeeId LEFT JOIN position t ON t.id = e.positionId`;

const receiverOf = (row: ReceiverRow): Receiver => ({
  employeeId: row.employeeId,
  name: row.name,
  employed: row.stage === 'active' || row.stage === 'leaving',
  leaving: row.leaving === 1 || row.stage === 'leaving',
  accountState: row.accountState,
});

/** Everybody employed, with every reason that bars them from receiving what this leaver hands over. */
export function possibleReceivers(
  rows: Rows,
  leaverId: string,
): { id: string; name: string; position: string; clients: number; barredBy: readonly Refusal[] }[] {
  return rows
    .all<ReceiverRow>(`${receivers} WHERE e.stage IN ('active', 'leaving') ORDER BY p.pinyin, p.id`)
    .filter((row) => row.employeeId !== leaverId)
    .map((row) => ({
      id: row.employeeId,
      name: row.name,
      position: row.position,
      clients: row.clients,
      barredBy: receiverRefusals(receiverOf(row), leaverId),
    }));
}

/** Why each of these people cannot receive; asked once for each, however many items they are to receive. */
export function receiverBars(rows: Rows, leaverId: string): (receiverId: string | null) => readonly Refusal[] {
  const known = new Map<string, readonly Refusal[]>();
  return (receiverId) => {
    if (receiverId === null) return [];
    let bars = known.get(receiverId);
    if (bars === undefined) {
      const row = rows.one<ReceiverRow>(`${receivers} WHERE p.id = ? ORDER BY e.startDate DESC LIMIT 1`, receiverId);
      const receiver = row
        ? receiverOf(row)
        : { employeeId: receiverId, name: receiverId, employed: false, leaving: false, accountState: null };
      bars = receiverRefusals(receiver, leaverId);
      known.set(receiverId, bars);
    }
    return bars;
  };
}
