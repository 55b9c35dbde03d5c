import { addMonths, type BusinessDate } from '../../shared/domain/businessDate.ts';
import type { HandoverSource } from '../../shared/domain/handoverList.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';

export type Book = Pick<HandoverSource, 'clients' | 'ownerships' | 'orders' | 'receivables' | 'followUps'>;

/**
 * The rows from which an employee's handover list is generated. Of the orders only those that matter to it: not yet
 * settled, of the last 12 months, behind a receivable, or a client's last.
 */
export function bookOf(db: Sqlite3, employeeId: string, today: BusinessDate): Book {
  const ids = (sql: string): string[] => db.prepare(sql).pluck().all({ employeeId, today }) as string[];
  const held = ids(
    `SELECT clientId FROM ownership
     WHERE employeeId = :employeeId AND fromDate <= :today AND (toDate IS NULL OR toDate > :today)`,
  );
  // Orders and promises of the person's own may concern clients that others hold.
  const touched = ids(
    `SELECT clientId FROM salesOrder WHERE employeeId = :employeeId AND status IN ('open', 'delivered')
     UNION SELECT clientId FROM followUp WHERE employeeId = :employeeId AND doneAt IS NULL AND promise IS NOT NULL`,
  );
  const clients = JSON.stringify([...new Set([...held, ...touched])]);
  const rows = <R>(sql: string): R[] =>
    db.prepare(sql).all({ clients, employeeId, recent: addMonths(today, -12) }) as R[];
  const among = 'IN (SELECT value FROM json_each(:clients))';
  return {
    clients: rows<Book['clients'][number]>(`SELECT id, name, uscc FROM client WHERE id ${among}`),
    ownerships: rows<Book['ownerships'][number]>(`SELECT * FROM ownership WHERE clientId ${among}`),
    orders: rows<Book['orders'][number]>(
      `SELECT s.id, s.number, s.clientId, s.employeeId, s.date, s.amount, s.status, s.title FROM salesOrder s
       WHERE s.clientId ${among} AND (s.status IN ('open', 'delivered') OR s.date > :recent
         OR s.date = (SELECT lastOrderDate FROM clientSummary WHERE id = s.clientId)
         OR s.id IN (SELECT orderId FROM receivable WHERE clientId = s.clientId AND balance > 0))`,
    ),
    receivables: rows<Book['receivables'][number]>(
      `SELECT id, clientId, orderId, dueDate, amount, balance, disputed, note FROM receivable
       WHERE clientId ${among} AND (balance > 0 OR orderId IN (
         SELECT id FROM salesOrder WHERE clientId = receivable.clientId AND status = 'delivered'))`,
    ),
    followUps: rows<Book['followUps'][number]>(
      `SELECT id, clientId, employeeId, promisedDate, promise, doneAt FROM followUp
       WHERE employeeId = :employeeId AND doneAt IS NULL AND promise IS NOT NULL`,
    ),
  };
}
