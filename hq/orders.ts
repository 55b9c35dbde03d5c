import { encodeFreezeOrders, type FreezeOrder } from '../shared/changeset/freezePayload.ts';
import type { Operation } from '../shared/changeset/operation.ts';
import { encodeTransactions } from '../shared/changeset/transactionPayload.ts';
import type { Clock } from '../shared/domain/clock.ts';
import type { Messages } from './messages.ts';
import type { Store } from './store/store.ts';

export interface OrdersParts {
  readonly store: Store;
  readonly messages: Messages;
  readonly clock: Clock;
  readonly step: (step: string) => void;
}

/** What headquarters tells branches to do or to know; receipts are the import's. */
export class Orders {
  readonly #parts: OrdersParts;

  constructor(parts: OrdersParts) {
    this.#parts = parts;
  }

  /** Orders accounts of a branch frozen. */
  freeze(branchId: string, orders: readonly Omit<FreezeOrder, 'orderedAt'>[]): void {
    const { store, messages, clock, step } = this.#parts;
    const orderedAt = clock.now();
    store.transaction(() =>
      messages.add(branchId, 'freeze', encodeFreezeOrders(orders.map((order) => ({ ...order, orderedAt })))),
    );
    messages.deliver(step);
  }

  /** Sends headquarters' rows (policies, templates) to branches: to all of them or to none. */
  publish(branchIds: readonly string[], operations: readonly Operation[]): void {
    const { store, messages, clock, step } = this.#parts;
    const txId = `hq-${clock.now()}`;
    const payload = encodeTransactions([{ txId, part: 1, parts: 1, operations, audit: [], details: [] }]);
    store.transaction(() => {
      for (const branchId of branchIds) messages.add(branchId, 'policy', payload);
    });
    messages.deliver(step);
  }
}
