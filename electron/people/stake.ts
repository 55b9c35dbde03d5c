import type { Registry } from '../registry/registry.ts';

/** What a person answers for as the owner of clients. Amounts in fen. */
export interface Stake {
  readonly clients: number;
  readonly openOrders: number;
  readonly openOrderAmount: number;
  readonly receivable: number;
  readonly turnover12m: number;
}

/** The clients whose owner a person is, and the money in them. Read from the totals that the clients feature derives. */
export function stakeOf(registry: Registry, employeeId: string): Stake {
  return registry.reader
    .prepare(
      `SELECT count(*) AS clients, coalesce(sum(openOrders), 0) AS openOrders,
         coalesce(sum(openAmount), 0) AS openOrderAmount, coalesce(sum(balance), 0) AS receivable,
         coalesce(sum(amount12m), 0) AS turnover12m
       FROM clientSummary WHERE ownerId = ? AND live = 1`,
    )
    .get(employeeId) as Stake;
}
