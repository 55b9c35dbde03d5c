import { done, RefusalError, type Result } from '../domain/refusal.ts';
import { CborWriter } from './cborWriter.ts';
import { changeSetLimits } from './limits.ts';
import type { ColumnValue, Transaction } from './operation.ts';
import { changeSetRefusal, refuseChangeSet } from './refusals.ts';
import {
  wrapTransactionParts,
  writeAudit,
  writeDetail,
  writeOperation,
  writeTransactionPart,
} from './transactionPayload.ts';

export interface PlanLimits {
  /** Operations per file. */
  readonly operations: number;
  /** Bytes of encoded transactions per file, before compression. */
  readonly bytes: number;
}

/** What one file holds at most, unless a single row change alone is larger. */
export const defaultPlanLimits: PlanLimits = { operations: 5_000, bytes: 8 * 1024 * 1024 };

const mostTransactions = 20_000;
/** A single operation, audit event or detail above this does not fit a file. Larger content belongs into attachments. */
const largestItem = 16 * 1024 * 1024;

/** Bytes of one row's changed columns, so that its operation and its sealed audit detail both fit. */
const largestRow = largestItem - 1024 * 1024;

/**
 * Whether a row change fits a change set. Asked before the row is written: once it is, it must be able to travel. Refusal:
 * `changeset.operationTooLarge`.
 */
export function checkRowSize(columns: ReadonlyMap<number, ColumnValue>): Result<void> {
  let size = 0;
  for (const value of columns.values()) {
    if (typeof value === 'string') size += Buffer.byteLength(value);
    else if (value instanceof Uint8Array) size += value.length;
    size += 16; // column id, head, and a number
  }
  const fits = size <= largestRow && columns.size <= changeSetLimits.columns;
  return fits ? done(undefined) : refuseChangeSet('changeset.operationTooLarge');
}

/** The content of one file to be sealed. */
export interface PlannedChangeSet {
  /** CBOR payload of kind `transactions`. */
  readonly payload: Uint8Array;
  readonly operations: number;
  /** Which transactions it carries, in order. A large one is spread over the parts of several files. */
  readonly transactions: readonly { readonly txId: string; readonly part: number; readonly parts: number }[];
}

/**
 * Spreads transactions over files, in their order, and encodes them. Whole transactions share a file up to the limits;
 * one that is larger gets files of its own, as txId, part n of m. Lazy: holds one file, or one large transaction, at a
 * time. Throws a {@link RefusalError} `changeset.operationTooLarge` for a single item above 16 MiB.
 */
export function* planChangeSets(
  transactions: Iterable<Transaction>,
  limits: PlanLimits = defaultPlanLimits,
): Generator<PlannedChangeSet, void, undefined> {
  const writer = new CborWriter(256 * 1024);
  let held: { txId: string; part: number; parts: number }[] = [];
  let operations = 0;

  const flush = (bytes: Uint8Array): PlannedChangeSet => {
    const planned = { payload: wrapTransactionParts(held.length, bytes), operations, transactions: held };
    held = [];
    operations = 0;
    return planned;
  };

  for (const transaction of transactions) {
    const count = transaction.operations.length;
    const start = writer.length;
    const whole = { part: 1, parts: 1 };
    if (count <= limits.operations) writeTransactionPart(writer, { ...transaction, ...whole });
    const size = writer.length - start;
    if (count > limits.operations || size > limits.bytes) {
      if (held.length > 0) yield flush(writer.view(0, start));
      writer.reset();
      yield* splitTransaction(transaction, limits);
      continue;
    }
    const full =
      held.length >= mostTransactions || operations + count > limits.operations || writer.length > limits.bytes;
    if (held.length > 0 && full) {
      const next = Buffer.from(writer.view(start));
      yield flush(writer.view(0, start));
      writer.reset().raw(next);
    }
    held.push({ txId: transaction.txId, ...whole });
    operations += count;
  }
  if (held.length > 0) yield flush(writer.view());
}

/** One item of a large transaction: where its bytes lie, and which of the three lists it belongs to. */
interface Slice {
  readonly from: number;
  readonly to: number;
  readonly list: 0 | 1 | 2;
}

function* splitTransaction(transaction: Transaction, limits: PlanLimits): Generator<PlannedChangeSet> {
  const writer = new CborWriter(1024 * 1024);
  const slices: Slice[] = [];
  const add = <T>(list: 0 | 1 | 2, items: readonly T[], write: (writer: CborWriter, item: T) => void): void => {
    for (const item of items) {
      const from = writer.length;
      write(writer, item);
      if (writer.length - from > largestItem) throw new RefusalError(changeSetRefusal('changeset.operationTooLarge'));
      slices.push({ from, to: writer.length, list });
    }
  };
  add(0, transaction.operations, writeOperation);
  add(1, transaction.audit, writeAudit);
  add(2, transaction.details, writeDetail);

  const groups = groupSlices(slices, limits);
  if (groups.length > changeSetLimits.partsOfTransaction) {
    throw new RefusalError(changeSetRefusal('changeset.operationTooLarge'));
  }
  const { txId } = transaction;
  const parts = groups.length;
  for (const [index, group] of groups.entries()) {
    const part = index + 1;
    const encoded = new CborWriter(sizeOf(group) + 512).array(6).text(txId).unsigned(part).unsigned(parts);
    for (const list of [0, 1, 2] as const) {
      const ofList = group.filter((slice) => slice.list === list);
      encoded.array(ofList.length);
      for (const { from, to } of ofList) encoded.raw(writer.view(from, to));
    }
    const operations = group.filter((slice) => slice.list === 0).length;
    yield { payload: wrapTransactionParts(1, encoded.view()), operations, transactions: [{ txId, part, parts }] };
  }
}

function groupSlices(slices: readonly Slice[], limits: PlanLimits): Slice[][] {
  const groups: Slice[][] = [];
  let group: Slice[] = [];
  let bytes = 0;
  let operations = 0;
  for (const slice of slices) {
    const size = slice.to - slice.from;
    const isOperation = slice.list === 0 ? 1 : 0;
    const full = bytes + size > limits.bytes || operations + isOperation > limits.operations;
    if (full && group.length > 0) {
      groups.push(group);
      group = [];
      bytes = 0;
      operations = 0;
    }
    group.push(slice);
    bytes += size;
    operations += isOperation;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

const sizeOf = (slices: readonly Slice[]): number => slices.reduce((sum, { from, to }) => sum + to - from, 0);
