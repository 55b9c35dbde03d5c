import type { Statement } from 'better-sqlite3';
import { CborReader } from '../../shared/changeset/cborReader.ts';
import { changeSetLimits } from '../../shared/changeset/limits.ts';
import type { AuditDetailRecord, AuditRecord, Operation, Transaction } from '../../shared/changeset/operation.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';

/** How far the registry is sealed: unit of work in the outbox, and event of the audit chain. */
export interface SealedUpTo {
  readonly ordinal: number;
  readonly auditSequence: number;
}

/** A transaction to be sealed, and how far the registry is sealed once it is. */
export interface PendingTransaction extends Transaction {
  readonly upTo: SealedUpTo;
}

/** Units of work read at a time, and events of one transaction that has no operations. */
const unitsAtATime = 500;
const eventsAtATime = 1000;

interface OutboxRow {
  readonly ordinal: number;
  readonly txId: string;
  readonly auditSequence: number;
}
interface OperationRow {
  readonly tableId: number;
  readonly rowId: string;
  readonly ownerEpoch: number;
  readonly baseVersion: number;
  readonly wall: number;
  readonly counter: number;
  readonly columns: Uint8Array;
}

/** Where the sealed part of the registry ends. What was sealed under numbers that headquarters knows otherwise is not. */
export function sealedUpTo(reader: Sqlite3): SealedUpTo {
  return reader
    .prepare(
      "SELECT coalesce(max(lastOrdinal), 0) AS ordinal, coalesce(max(lastAuditSequence), 0) AS auditSequence FROM changeSet WHERE state <> 'superseded'",
    )
    .get() as SealedUpTo;
}

/**
 * What happened after `from`, up to and including `until`, in the order of the audit chain. Every event is in exactly one
 * transaction: those between two units of work travel with the later one, those after the last in transactions without
 * operations; a long run of them (a day of reading) is cut, so that nothing grows with it. The same registry gives the
 * same transactions again.
 */
export function* pendingTransactions(
  reader: Sqlite3,
  from: SealedUpTo,
  until: SealedUpTo,
): Generator<PendingTransaction> {
  const read = new PendingReader(reader);
  let upTo = from;
  for (;;) {
    const units = read.units(upTo.ordinal, until.ordinal);
    for (const unit of units) {
      while (unit.auditSequence - upTo.auditSequence > eventsAtATime) {
        const next = { ordinal: upTo.ordinal, auditSequence: upTo.auditSequence + eventsAtATime };
        yield* read.eventsOnly(upTo.auditSequence, next);
        upTo = next;
      }
      const next = { ordinal: unit.ordinal, auditSequence: unit.auditSequence };
      yield {
        txId: unit.txId,
        operations: read.operations(unit.ordinal),
        audit: read.events(upTo.auditSequence, next.auditSequence),
        details: read.details(upTo.auditSequence, next.auditSequence),
        upTo: next,
      };
      upTo = next;
    }
    if (units.length === 0) break;
  }
  while (upTo.auditSequence < until.auditSequence) {
    const auditSequence = Math.min(upTo.auditSequence + eventsAtATime, until.auditSequence);
    const next = { ordinal: upTo.ordinal, auditSequence };
    yield* read.eventsOnly(upTo.auditSequence, next);
    upTo = next;
  }
}

class PendingReader {
  readonly #units: Statement;
  readonly #operations: Statement;
  readonly #events: Statement;
  readonly #details: Statement;

  constructor(reader: Sqlite3) {
    this.#units = reader.prepare(
      `SELECT ordinal, txId, auditSequence FROM outboxTransaction WHERE ordinal > ? AND ordinal <= ?
       ORDER BY ordinal LIMIT ${unitsAtATime}`,
    );
    this.#operations = reader.prepare(
      `SELECT tableId, rowId, ownerEpoch, baseVersion, wall, counter, columns FROM operation
       WHERE ordinal = ? ORDER BY idx`,
    );
    this.#events = reader.prepare('SELECT * FROM auditEvent WHERE sequence > ? AND sequence <= ? ORDER BY sequence');
    this.#details = reader.prepare(
      `SELECT sequence, idx AS "index", tableId, rowId, subject, commitment, sealed FROM auditDetail
       WHERE sequence > ? AND sequence <= ? ORDER BY sequence, idx`,
    );
  }

  units(after: number, until: number): OutboxRow[] {
    return this.#units.all(after, until) as OutboxRow[];
  }

  operations(ordinal: number): Operation[] {
    return (this.#operations.all(ordinal) as OperationRow[]).map((row) => ({
      tableId: row.tableId,
      rowId: row.rowId,
      ownerEpoch: row.ownerEpoch,
      baseVersion: row.baseVersion,
      time: { wall: row.wall, counter: row.counter },
      columns: new CborReader(row.columns).columns(changeSetLimits.columns),
    }));
  }

  events(after: number, until: number): AuditRecord[] {
    return this.#events.all(after, until) as AuditRecord[];
  }

  details(after: number, until: number): AuditDetailRecord[] {
    return this.#details.all(after, until) as AuditDetailRecord[];
  }

  /**
   * A transaction of events without operations, named after the last of them. Events that somebody removed leave a hole,
   * which headquarters finds and names.
   */
  *eventsOnly(after: number, upTo: SealedUpTo): Generator<PendingTransaction> {
    const audit = this.events(after, upTo.auditSequence);
    const txId = audit.at(-1)?.txId;
    if (txId !== undefined) {
      yield { txId, operations: [], audit, details: this.details(after, upTo.auditSequence), upTo };
    }
  }
}
