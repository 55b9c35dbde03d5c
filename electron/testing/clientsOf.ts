import type { Branch } from '../branch.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';

/** An invented client, the one order it has open and what it still owes of it. Amounts in fen. */
export interface InventedClient {
  readonly name: string;
  readonly order: { readonly number: string; readonly date: string; readonly amount: number };
  readonly dueDate: string;
  readonly balance: number;
  /** Why it does not agree with what it owes. */
  readonly dispute?: string | undefined;
}

/** Clients that one person has won and handles alone, written directly. @returns their ids, in the order given */
export function insertClientsOf(
  { registry, services }: Pick<Branch, 'registry' | 'services'>,
  tx: DomainTransaction,
  employeeId: string,
  invented: readonly InventedClient[],
): string[] {
  return invented.map(({ name, order, dueDate, balance, dispute }) => {
    const clientId = registry.newId();
    const orderId = registry.newId();
    const since = { fromDate: '2020-01-01', reason: '开发', decidedBy: 'system', epoch: 1 };
    services.clients.insertMany(tx, {
      clients: [{ id: clientId, name, status: 'active', creditDays: 30, ownerId: employeeId }],
      ownerships: [{ clientId, employeeId, role: 'owner', share: 100, ...since }],
      orders: [{ id: orderId, ...order, clientId, employeeId, status: 'open', source: 'test' }],
      receivables: [
        {
          clientId,
          orderId,
          dueDate,
          amount: order.amount,
          balance,
          disputed: dispute === undefined ? 0 : 1,
          note: dispute ?? null,
        },
      ],
    });
    return clientId;
  });
}
