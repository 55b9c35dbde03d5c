import { fromInstant } from '../../shared/domain/businessDate.ts';
import type { Account } from '../access/service.ts';
import type { FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { type CaseRow, itemsOf } from './store.ts';

/** What a settled case does to clients, orders, promises, assets and the leaver's account, within that decision. */
export class Settlement {
  readonly #context: FeatureContext;

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  /** Moves what was accepted or waived to its receivers; what is open stays where it is. */
  moveItems(tx: DomainTransaction, row: CaseRow, account: Account): void {
    const { clients, people } = this.#context.services;
    const on = fromInstant(tx.now);
    for (const item of itemsOf(tx, row.id)) {
      if ((item.state !== 'accepted' && item.state !== 'waived') || item.receiverId === null) continue;
      switch (item.kind) {
        case 'client':
          clients.transferOwnership(tx, {
            clientId: item.subjectId,
            fromEmployeeId: row.employeeId,
            toEmployeeId: item.receiverId,
            on,
            reason: `离职交接 ${row.number}`,
            caseId: row.id,
            decidedBy: account.id,
          });
          break;
        case 'order':
          clients.reassign(tx, 'salesOrder', item.subjectId, item.receiverId);
          break;
        case 'followUp':
          clients.reassign(tx, 'followUp', item.subjectId, item.receiverId);
          break;
        case 'asset':
          people.returnAssets(tx, [item.subjectId], { holderId: item.receiverId });
          break;
        case 'receivable':
        case 'data':
          // A receivable belongs to the client and moves with it, its dispute too.
          break;
      }
    }
  }

  /** Closes the leaver's account once the employment has ended. */
  closeAccountIfEnded(tx: DomainTransaction, row: CaseRow): void {
    if (row.legalState === 'noticed') return;
    const { access, aftercare } = this.#context.services;
    for (const account of access.closeLeaver(tx, row.employeeId, `离职 ${row.number}`)) {
      aftercare.remind(tx, {
        kind: 'lastAdminLeft',
        subjectTable: 'account',
        subjectId: account.id,
        dueDate: fromInstant(tx.now),
        title: `${account.displayName}已离职，账号仍是门店唯一的 HR 管理员：请指定另一位，然后关闭它`,
      });
    }
  }
}
