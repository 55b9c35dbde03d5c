import type { Result } from '../domain/refusal.ts';
import type { CborReader } from './cborReader.ts';
import { CborWriter } from './cborWriter.ts';
import { changeSetLimits } from './limits.ts';
import type { AuditDetailRecord, AuditRecord, Operation, Transaction } from './operation.ts';
import { readPayload } from './payload.ts';

/** Version of the transaction payload, independent of the envelope's format. */
export const transactionPayloadVersion = 1;

/** A transaction, or a part of one that is too large for one file: part 1 of 1 is whole. */
export interface TransactionPart extends Transaction {
  readonly part: number;
  readonly parts: number;
}

const { identifierBytes } = changeSetLimits;

/** What the reader would refuse is not written: a file that nobody can read would stop its branch. */
function required(text: string): string {
  if (text === '') throw new RangeError('an empty identifier');
  return text;
}

/** `[tableId, rowId, ownerEpoch, baseVersion, wall, counter, {columnId: value}]` */
export function writeOperation(writer: CborWriter, operation: Operation): void {
  if (operation.columns.size > changeSetLimits.columns) throw new RangeError(`${operation.columns.size} columns`);
  writer
    .array(7)
    .unsigned(operation.tableId)
    .textUpTo(required(operation.rowId), identifierBytes)
    .unsigned(operation.ownerEpoch)
    .unsigned(operation.baseVersion)
    .unsigned(operation.time.wall)
    .unsigned(operation.time.counter)
    .columns(operation.columns);
}

/** `[sequence, at, actor, action, subjectKind, subjectId, txId, detailsHash, previousHash, hash]` */
export function writeAudit(writer: CborWriter, record: AuditRecord): void {
  writer
    .array(10)
    .unsigned(record.sequence)
    .unsigned(record.at)
    .textUpTo(record.actor, identifierBytes)
    .textUpTo(record.action, identifierBytes)
    .textUpTo(record.subjectKind, identifierBytes)
    .textUpTo(record.subjectId, identifierBytes)
    .textUpTo(record.txId, identifierBytes)
    .bytesOf(record.detailsHash, 32)
    .bytesOf(record.previousHash, 32)
    .bytesOf(record.hash, 32);
}

/** `[sequence, index, tableId, rowId, subject, commitment, sealed]` */
export function writeDetail(writer: CborWriter, detail: AuditDetailRecord): void {
  writer
    .array(7)
    .unsigned(detail.sequence)
    .unsigned(detail.index)
    .unsigned(detail.tableId)
    .textUpTo(required(detail.rowId), identifierBytes)
    .textUpTo(detail.subject, identifierBytes)
    .bytesOf(detail.commitment, 32)
    .bytes(detail.sealed);
}

/** `[txId, part, parts, [operation…], [audit…], [detail…]]` */
export function writeTransactionPart(writer: CborWriter, transaction: TransactionPart): void {
  writer
    .array(6)
    .textUpTo(required(transaction.txId), identifierBytes)
    .unsigned(transaction.part)
    .unsigned(transaction.parts);
  writer.array(transaction.operations.length);
  for (const operation of transaction.operations) writeOperation(writer, operation);
  writer.array(transaction.audit.length);
  for (const record of transaction.audit) writeAudit(writer, record);
  writer.array(transaction.details.length);
  for (const detail of transaction.details) writeDetail(writer, detail);
}

/** The payload around parts that are encoded already. */
export function wrapTransactionParts(count: number, encodedParts: Uint8Array): Buffer {
  const writer = new CborWriter(encodedParts.length + 16);
  return writer.array(2).unsigned(transactionPayloadVersion).array(count).raw(encodedParts).view();
}

/** The payload of a change set of kind `transactions`: `[version, [part…]]`. */
export function encodeTransactions(parts: readonly TransactionPart[]): Uint8Array {
  const writer = new CborWriter(64 * 1024);
  for (const part of parts) writeTransactionPart(writer, part);
  return wrapTransactionParts(parts.length, writer.view());
}

/**
 * Reads a transaction payload strictly. What it gives is well-formed and within the caps; whether tables, columns and
 * types exist is for the importer to say. Refusals: `payloadMalformed`, `payloadTooNew`.
 */
export function decodeTransactions(payload: Uint8Array): Result<readonly TransactionPart[]> {
  return readPayload(payload, transactionPayloadVersion, (reader) => {
    const budget = new Budget(reader);
    const seen = new Set<string>();
    return Array.from({ length: reader.array(changeSetLimits.transactionParts) }, () => {
      const part = readTransactionPart(reader, budget);
      if (seen.has(part.txId)) reader.fail('a transaction occurs twice');
      seen.add(part.txId);
      return part;
    });
  });
}

/** Counts items over all transactions of a file. */
class Budget {
  readonly #reader: CborReader;
  #operations: number = changeSetLimits.operations;
  #auditItems: number = changeSetLimits.auditItems;

  constructor(reader: CborReader) {
    this.#reader = reader;
  }

  operations(): number {
    const count = this.#reader.array(this.#operations);
    this.#operations -= count;
    return count;
  }

  auditItems(): number {
    const count = this.#reader.array(this.#auditItems);
    this.#auditItems -= count;
    return count;
  }
}

/** Reads one part; `budget` bounds all parts of a file together. */
function readTransactionPart(reader: CborReader, budget: Budget): TransactionPart {
  reader.arrayOf(6);
  const txId = identifier(reader);
  const part = reader.unsigned(changeSetLimits.partsOfTransaction);
  const parts = reader.unsigned(changeSetLimits.partsOfTransaction);
  if (part === 0 || part > parts) reader.fail('not a part of the transaction');
  const operations = Array.from({ length: budget.operations() }, () => readOperation(reader));
  const audit = Array.from({ length: budget.auditItems() }, () => readAudit(reader));
  const details = Array.from({ length: budget.auditItems() }, () => readDetail(reader));
  return { txId, part, parts, operations, audit, details };
}

function readOperation(reader: CborReader): Operation {
  reader.arrayOf(7);
  return {
    tableId: reader.unsigned(),
    rowId: identifier(reader),
    ownerEpoch: reader.unsigned(),
    baseVersion: reader.unsigned(),
    time: { wall: reader.unsigned(), counter: reader.unsigned() },
    columns: reader.columns(changeSetLimits.columns),
  };
}

function readAudit(reader: CborReader): AuditRecord {
  reader.arrayOf(10);
  return {
    sequence: reader.unsigned(),
    at: reader.unsigned(),
    actor: reader.text(identifierBytes),
    action: reader.text(identifierBytes),
    subjectKind: reader.text(identifierBytes),
    subjectId: reader.text(identifierBytes),
    txId: reader.text(identifierBytes),
    detailsHash: reader.bytesOf(32),
    previousHash: reader.bytesOf(32),
    hash: reader.bytesOf(32),
  };
}

function readDetail(reader: CborReader): AuditDetailRecord {
  reader.arrayOf(7);
  return {
    sequence: reader.unsigned(),
    index: reader.unsigned(),
    tableId: reader.unsigned(),
    rowId: identifier(reader),
    subject: reader.text(identifierBytes),
    commitment: reader.bytesOf(32),
    sealed: new Uint8Array(reader.bytes()),
  };
}

function identifier(reader: CborReader): string {
  const text = reader.text(identifierBytes);
  if (text === '') reader.fail('an empty identifier');
  return text;
}
