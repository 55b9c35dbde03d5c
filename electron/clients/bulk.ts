import type { clientTables } from '../../shared/schema/clients.ts';
import type { NewRowOf } from '../../shared/schema/table.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { nameColumns } from './registration.ts';

type New<N extends keyof typeof clientTables> = NewRowOf<(typeof clientTables)[N]>;
type Nameless<T> = Omit<T, 'normalizedName' | 'pinyin' | 'initials'>;

/** Rows that come together: an import, the sample branch. Ids are given where rows point at one another. */
export interface ClientBatch {
  readonly clients?: readonly Nameless<New<'client'>>[];
  readonly contacts?: readonly New<'contact'>[];
  readonly ownerships?: readonly New<'ownership'>[];
  readonly followUps?: readonly New<'followUp'>[];
  readonly orders?: readonly New<'salesOrder'>[];
  readonly receivables?: readonly New<'receivable'>[];
  readonly payments?: readonly New<'payment'>[];
}

/**
 * Inserts many rows within the caller's unit of work, in the order in which they point at one another. Names are
 * normalised and spelled here; everything else is stored as given: the caller has checked it. Totals and search are
 * derived once, at the end of the unit of work.
 */
export function insertMany(tx: DomainTransaction, batch: ClientBatch): void {
  for (const row of batch.clients ?? []) tx.insert('client', { ...row, ...nameColumns(row.name) });
  for (const row of batch.contacts ?? []) tx.insert('contact', row);
  for (const row of batch.ownerships ?? []) tx.insert('ownership', row);
  for (const row of batch.followUps ?? []) tx.insert('followUp', row);
  for (const row of batch.orders ?? []) tx.insert('salesOrder', row);
  for (const row of batch.receivables ?? []) tx.insert('receivable', row);
  for (const row of batch.payments ?? []) tx.insert('payment', row);
}
