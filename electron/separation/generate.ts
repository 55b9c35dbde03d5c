import { addMonths, type BusinessDate } from '../../shared/domain/businessDate.ts';
import { type HandoverSource, handoverList } from '../../shared/domain/handoverList.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { CaseRow, Rows } from './store.ts';

/**
 * Writes the handover list of a case, generated from data, and begins a confirmation letter for each client that the
 * leaver owns (a helper's share ends without one). @returns how many items there are.
 */
export function generateList(tx: DomainTransaction, row: CaseRow, today: BusinessDate): number {
  const { items } = handoverList(sourceFor(tx, row.employeeId, today), row.employeeId, today);
  for (const { snapshot, ...item } of items) {
    tx.insert('handoverItem', {
      ...item,
      caseId: row.id,
      snapshot: JSON.stringify(snapshot),
      state: 'open',
      attempt: 1,
    });
    if (snapshot.kind === 'client' && snapshot.role === 'owner') {
      tx.insert('confirmationLetter', { caseId: row.id, clientId: item.subjectId, state: 'draft', disputed: 0 });
    }
  }
  return items.length;
}

/** The rows that concern a leaver: the clients they hold a share of, and what is theirs elsewhere. */
function sourceFor(rows: Rows, leaver: string, today: BusinessDate): HandoverSource {
  const held = 'SELECT clientId FROM ownership WHERE employeeId = ? AND toDate IS NULL';
  return {
    clients: rows.all<Database['client']>(`SELECT id, name, uscc FROM client WHERE id IN (${held})`, leaver),
    ownerships: rows.all<Database['ownership']>(`SELECT * FROM ownership WHERE clientId IN (${held})`, leaver),
    // Older orders than a year say nothing in the list; an open one counts however old it is.
    orders: rows.all<Database['salesOrder']>(
      `SELECT * FROM salesOrder WHERE (clientId IN (${held}) AND (date >= ? OR status IN ('open', 'delivered')))
       OR (employeeId = ? AND status IN ('open', 'delivered'))`,
      leaver,
      addMonths(today, -13),
      leaver,
    ),
    receivables: rows.all<Database['receivable']>(
      `SELECT * FROM receivable WHERE clientId IN (${held})
       OR orderId IN (SELECT id FROM salesOrder WHERE employeeId = ? AND status IN ('open', 'delivered'))`,
      leaver,
      leaver,
    ),
    followUps: rows.all<Database['followUp']>('SELECT * FROM followUp WHERE employeeId = ? AND doneAt IS NULL', leaver),
    assets: rows.all<Database['asset']>('SELECT * FROM asset WHERE holderId = ?', leaver),
    dataCarriers: [],
  };
}
