import { fromInstant } from '../../shared/domain/businessDate.ts';
import type { Account } from '../access/service.ts';
import type { FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { type CaseRow, itemsOf } from './store.ts';

const holds = (tx: DomainTransaction, employeeId: string, clientId: string): boolean =>
  tx.one('SELECT 1 FROM ownership WHERE clientId = ? AND employeeId = ? AND toDate IS NULL', clientId, employeeId) !==
  undefined;

/** Open orders and promises of a person, whosever the client. */
const openDealings = (tx: DomainTransaction, employeeId: string) =>
  tx.all<{ table: 'salesOrder' | 'followUp'; id: string; clientId: string }>(
    `SELECT 'salesOrder' AS "table", id, clientId FROM salesOrder WHERE employeeId = ? AND status IN ('open', 'delivered')
     UNION ALL
     SELECT 'followUp', id, clientId FROM followUp WHERE employeeId = ? AND doneAt IS NULL AND promise IS NOT NULL`,
    employeeId,
    employeeId,
  );

/** What a settled case does to clients, orders, promises, assets and the leaver's account, within that decision. */
export class Settlement {
  readonly #context: FeatureContext;

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  /**
   * Moves what was accepted or waived to its receivers; what is open stays where it is. What the leaver does not hold any
   * more, because somebody decided about it since the list was made, stays as it was decided.
   */
  moveItems(tx: DomainTransaction, row: CaseRow, account: Account): void {
    const { clients, people } = this.#context.services;
    const leaver = row.employeeId;
    const on = fromInstant(tx.now);
    const items = itemsOf(tx, row.id);
    const movedTo = new Map<string, string>();
    for (const item of items) {
      if ((item.state !== 'accepted' && item.state !== 'waived') || item.receiverId === null) continue;
      const { subjectId, receiverId } = item;
      switch (item.kind) {
        case 'client':
          if (!holds(tx, leaver, subjectId)) break;
          clients.transferOwnership(tx, {
            clientId: subjectId,
            fromEmployeeId: leaver,
            toEmployeeId: receiverId,
            on,
            reason: `离职交接 ${row.number}`,
            caseId: row.id,
            decidedBy: account.id,
          });
          movedTo.set(subjectId, receiverId);
          break;
        case 'order':
          if (tx.get('salesOrder', subjectId)?.employeeId !== leaver) break;
          clients.reassign(tx, 'salesOrder', subjectId, receiverId);
          break;
        case 'followUp':
          if (tx.get('followUp', subjectId)?.employeeId !== leaver) break;
          clients.reassign(tx, 'followUp', subjectId, receiverId);
          break;
        case 'asset':
          if (tx.get('asset', subjectId)?.holderId !== leaver) break;
          people.returnAssets(tx, [subjectId], { holderId: receiverId });
          break;
        case 'receivable':
        case 'data':
          // A receivable belongs to the client and moves with it, its dispute too.
          break;
      }
    }
    // Orders and promises that came in after the list was made go with their client.
    const listed = new Set(items.map(({ subjectId }) => subjectId));
    for (const { table, id, clientId } of openDealings(tx, leaver)) {
      const receiverId = movedTo.get(clientId);
      if (receiverId !== undefined && !listed.has(id)) clients.reassign(tx, table, id, receiverId);
    }
  }

  /** Closes the leaver's account once the employment has ended. */
  closeAccountIfEnded(tx: DomainTransaction, row: CaseRow): void {
    if (row.legalState === 'noticed') return;
    this.#context.services.access.closeLeaver(tx, row.employeeId, `离职 ${row.number}`);
  }
}
