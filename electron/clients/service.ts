import type { HandoverSource } from '../../shared/domain/handoverList.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { bookOf } from './book.ts';
import { type ClientBatch, insertMany } from './bulk.ts';
import { ClientDecisions } from './clientDecisions.ts';
import { type OwnershipTransfer, transferOwnership } from './ownershipWriter.ts';
import { passDay, summaryProjection } from './summary.ts';

/** Clients, who handles them, and what passes between them and the company; with what other features ask of them. */
export class ClientsService extends ClientDecisions {
  constructor(context: FeatureContext) {
    super(context);
    this.passDay();
  }

  /** Lets orders that turn 12 months old leave the totals. Called when the branch opens and by a job. */
  passDay(): void {
    this.context.registry.write.local((tx) => passDay(tx, this.today));
  }

  /**
   * Everything of an employee's that a handover list is generated from: clients held today, their ownerships, orders that
   * are open or young enough to count, receivables still owed, promises not yet kept.
   */
  bookOf(employeeId: string): Pick<HandoverSource, 'clients' | 'ownerships' | 'orders' | 'receivables' | 'followUps'> {
    return bookOf(this.context.registry.reader, employeeId, this.today);
  }

  /** What an employee answers for as owner or helper, in one row. Amounts in fen. */
  stakeOf(employeeId: string): {
    clients: number;
    openOrders: number;
    openOrderAmount: number;
    receivable: number;
    turnover12m: number;
  } {
    const today = this.today;
    return this.context.registry.reader
      .prepare(
        `SELECT count(*) AS clients, coalesce(sum(openOrders), 0) AS openOrders,
           coalesce(sum(openAmount), 0) AS openOrderAmount, coalesce(sum(balance), 0) AS receivable,
           coalesce(sum(amount12m), 0) AS turnover12m
         FROM clientSummary WHERE live = 1 AND id IN (SELECT clientId FROM ownership
           WHERE employeeId = ? AND fromDate <= ? AND (toDate IS NULL OR toDate > ?))`,
      )
      .get(employeeId, today, today) as ReturnType<ClientsService['stakeOf']>;
  }

  /** See {@link transferOwnership}: within the caller's unit of work. */
  transferOwnership(tx: DomainTransaction, request: OwnershipTransfer): void {
    transferOwnership(tx, request);
  }

  /** The person in charge of an open order or an unkept promise changes, within the caller's unit of work. */
  reassign(tx: DomainTransaction, table: 'salesOrder' | 'followUp', id: string, toEmployeeId: string): void {
    tx.update(table, id, { employeeId: toEmployeeId });
  }

  /** See {@link insertMany}: rows of an import or a sample, within the caller's unit of work. */
  insertMany(tx: DomainTransaction, batch: ClientBatch): void {
    insertMany(tx, batch);
  }
}

export const clientsFeature = {
  name: 'clients',
  projections: [summaryProjection],
  create: (context: FeatureContext) => ({ clients: new ClientsService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'clientDay', every: 600_000, run: () => context.services.clients.passDay() },
  ],
} satisfies Feature<{ clients: ClientsService }>;
