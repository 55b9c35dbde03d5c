import type * as z from 'zod';
import type { clientsContract } from '../../shared/contract/clients.ts';
import { addDays, type BusinessDate, storedDate } from '../../shared/domain/businessDate.ts';
import { formatMoney } from '../../shared/domain/money.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import * as refusals from './refusals.ts';

type InputOf<K extends keyof typeof clientsContract> = z.infer<
  NonNullable<(typeof clientsContract)[K]['~orpc']['inputSchema']>
>;
export type FollowUpInput = InputOf<'addFollowUp'>;
export type OrderInput = InputOf<'addOrder'>;
export type PaymentInput = InputOf<'recordPayment'>;

/** Writes what passes between the company and a client. Each works within the caller's unit of work. */

export function addFollowUp(
  tx: DomainTransaction,
  input: FollowUpInput,
  employeeId: string,
  today: BusinessDate,
): Database['followUp'] {
  notInFuture(input.date, 'date', today);
  const promise = input.promise?.trim() || null;
  const promisedDate = input.promisedDate ?? null;
  if ((promise === null) !== (promisedDate === null)) throw new RefusalError(refusals.promiseIncomplete);
  if (promisedDate !== null && promisedDate < input.date) throw new RefusalError(refusals.promisePast);
  return tx.insert('followUp', {
    clientId: input.clientId,
    employeeId,
    date: input.date,
    kind: input.kind,
    note: input.note.trim(),
    promisedDate,
    promise,
  });
}

/** A new order, and the receivable that falls due after the client's credit days. */
export function addOrder(
  tx: DomainTransaction,
  input: OrderInput,
  given: { readonly client: Database['client']; readonly employeeId: string; readonly branchCode: string },
  today: BusinessDate,
): { order: Database['salesOrder']; receivable: Database['receivable'] } {
  const { client, employeeId, branchCode } = given;
  if (client.status === 'retired') throw new RefusalError(refusals.retired);
  notInFuture(input.date, 'date', today);
  const number = input.number?.trim() || nextOrderNumber(tx, branchCode, input.date);
  if (tx.one('SELECT 1 FROM salesOrder WHERE number = ?', number)) {
    throw new RefusalError(refusals.orderNumberTaken(number));
  }
  const order = tx.insert('salesOrder', {
    number,
    clientId: client.id,
    employeeId,
    date: input.date,
    amount: input.amount,
    status: 'open',
    source: 'manual',
    title: input.title?.trim() || null,
  });
  const receivable = tx.insert('receivable', {
    clientId: client.id,
    orderId: order.id,
    dueDate: addDays(storedDate(input.date), client.creditDays),
    amount: input.amount,
    balance: input.amount,
    disputed: 0,
  });
  // An order is the best proof that a client is not lost.
  if (client.status !== 'active') tx.update('client', client.id, { status: 'active' });
  return { order, receivable };
}

/** `SH01-DD-202611-000001`: per branch and month of the order. */
function nextOrderNumber(tx: DomainTransaction, branchCode: string, date: string): string {
  const prefix = `${branchCode}-DD-${date.slice(0, 7).replace('-', '')}-`;
  const last = tx.one<{ number: string }>(
    'SELECT number FROM salesOrder WHERE number GLOB ? AND number > ? AND number < ? ORDER BY number DESC LIMIT 1',
    `${prefix}[0-9][0-9][0-9][0-9][0-9][0-9]`,
    prefix,
    `${prefix}~`,
  );
  const serial = last === undefined ? 0 : Number(last.number.slice(prefix.length));
  return prefix + String(serial + 1).padStart(6, '0');
}

export function closeOrder(
  tx: DomainTransaction,
  order: Database['salesOrder'],
  input: InputOf<'closeOrder'>,
): Database['salesOrder'] {
  if (order.status !== 'open') throw new RefusalError(refusals.orderNotOpen);
  const receivables = tx.all<Database['receivable']>('SELECT * FROM receivable WHERE orderId = ?', order.id);
  if (input.to === 'cancelled') {
    if (!input.reason) throw new RefusalError(refusals.cancelReason);
    if (receivables.some((each) => each.balance < each.amount)) throw new RefusalError(refusals.orderPaid);
    for (const each of receivables) tx.update('receivable', each.id, { balance: 0, note: `订单取消：${input.reason}` });
  }
  // What is delivered and paid for is settled.
  const paid = receivables.length > 0 && receivables.every((each) => each.balance === 0);
  const status = input.to === 'delivered' && paid ? 'settled' : input.to;
  return tx.update('salesOrder', order.id, { status }, input.version);
}

export function recordPayment(
  tx: DomainTransaction,
  receivable: Database['receivable'],
  input: PaymentInput,
  today: BusinessDate,
): void {
  notInFuture(input.date, 'date', today);
  if (receivable.balance === 0) throw new RefusalError(refusals.nothingOwed);
  if (input.amount > receivable.balance) {
    throw new RefusalError(refusals.payingTooMuch(formatMoney(receivable.balance)));
  }
  const balance = receivable.balance - input.amount;
  tx.update('receivable', receivable.id, { balance }, input.version);
  tx.insert('payment', {
    receivableId: receivable.id,
    clientId: receivable.clientId,
    date: input.date,
    amount: input.amount,
    method: input.method?.trim() || null,
  });
  if (balance > 0 || receivable.orderId === null) return;
  const open = tx.one('SELECT 1 FROM receivable WHERE orderId = ? AND balance > 0', receivable.orderId);
  const order = tx.get('salesOrder', receivable.orderId);
  if (open === undefined && order?.status === 'delivered') tx.update('salesOrder', order.id, { status: 'settled' });
}

function notInFuture(date: string, field: string, today: BusinessDate): void {
  if (date > today) throw new RefusalError(refusals.inFuture(field));
}
