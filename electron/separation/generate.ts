import type { BusinessDate } from '../../shared/domain/businessDate.ts';
import { handoverList } from '../../shared/domain/handoverList.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { ClientsService } from '../clients/service.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { CaseRow } from './store.ts';

/**
 * Writes the handover list of a case, generated from data, and begins a confirmation letter for each client that the
 * leaver owns (a helper's share ends without one). @returns how many items there are.
 */
export function generateList(
  tx: DomainTransaction,
  row: CaseRow,
  book: ReturnType<ClientsService['bookOf']>,
  today: BusinessDate,
): number {
  const assets = tx.all<Database['asset']>('SELECT * FROM asset WHERE holderId = ?', row.employeeId);
  const { items } = handoverList({ ...book, assets, dataCarriers: [] }, row.employeeId, today);
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
