import { genesisHash } from '../../shared/changeset/auditChain.ts';
import type { ChangeSetHeader } from '../../shared/changeset/header.ts';
import type { Operation } from '../../shared/changeset/operation.ts';
import { Reassembler } from '../../shared/changeset/reassembler.ts';
import { changeSetRefusal } from '../../shared/changeset/refusals.ts';
import { decodeTransactions, type TransactionPart } from '../../shared/changeset/transactionPayload.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { tableById } from '../../shared/schema/index.ts';
import * as refusals from '../refusals.ts';
import type { Attachments } from './attachments.ts';
import type { AuditGap, AuditImport, PartsOfTransaction } from './auditImport.ts';
import { operationPayload, type RowFault, type RowWriter } from './rows.ts';
import type { IncarnationState, Standing } from './standing.ts';

const noHash = '0'.repeat(64);

/** What a file brought, for the import log. */
export interface Applied {
  readonly operations: number;
  readonly auditEvents: number;
}

/** The state of an incarnation nobody has heard of. */
export function newIncarnation(branchId: string, incarnationId: string, now: number): IncarnationState {
  return {
    branchId,
    incarnationId,
    headSequence: 0,
    headHash: noHash,
    auditSequence: 0,
    auditHash: Buffer.from(genesisHash(branchId)).toString('hex'),
    claimedSequence: 0,
    claimedHash: noHash,
    checkpointSize: null,
    checkpointRoot: null,
    gapAccepted: 0,
    firstSeenAt: now,
  };
}

/** Applies the content of one file that is next in its incarnation, within the caller's transaction. */
export class FileApplier {
  readonly #standing: Standing;
  readonly #audit: AuditImport;
  readonly #rows: RowWriter;
  readonly #attachments: Attachments;

  constructor(standing: Standing, audit: AuditImport, rows: RowWriter, attachments: Attachments) {
    this.#standing = standing;
    this.#audit = audit;
    this.#rows = rows;
    this.#attachments = attachments;
  }

  /**
   * Writes what the file says and moves `state` on. Rows that do not fit go to quarantine; anything wrong with the file
   * as a whole is thrown, and the caller undoes all of it. @throws RefusalError
   */
  apply(header: ChangeSetHeader, payload: Uint8Array, state: IncarnationState, now: number): Applied {
    const file = new FileInHand(this.#standing, state, header.sequence, now);
    this.#audit.nextFile();
    this.#audit.claim(state, header.auditHead);
    if (header.checkpoint !== null) {
      state.checkpointSize = header.checkpoint.treeSize;
      state.checkpointRoot = Buffer.from(header.checkpoint.root).toString('hex');
    }
    switch (header.kind) {
      case 'transactions':
        for (const part of orThrow(decodeTransactions(payload))) this.#takePart(file, state, part);
        break;
      case 'attachment':
        for (const { hash, refusal } of this.#attachments.take(state.branchId, payload, now)) {
          file.fault({ ...refusal, alarm: false }, null, null, hash);
        }
        break;
      default:
        throw new RefusalError(refusals.kindNotTaken(header.kind));
    }
    return { operations: file.operations, auditEvents: file.auditEvents };
  }

  #takePart(file: FileInHand, state: IncarnationState, part: TransactionPart): void {
    const { txId } = part;
    if (part.parts === 1) {
      this.#takeTransaction(file, state, txId, () => [part]);
      return;
    }
    const place = { branchId: state.branchId, incarnationId: state.incarnationId, txId };
    const stored = (number: number): Uint8Array => {
      const found = this.#standing.partPayload({ ...place, part: number });
      if (found === undefined) throw new Error(`part ${number} of ${txId} is missing`);
      return found.payload;
    };
    const accepted = orThrow(new Reassembler(this.#standing.parts(place), (_, number) => stored(number)).accept(part));
    if (accepted.state === 'waiting') this.#standing.keepPart({ ...place, ...accepted.store });
    if (accepted.state !== 'complete') return;
    this.#takeTransaction(file, state, txId, function* () {
      for (let number = 1; number <= part.parts; number++) {
        if (number === part.part) yield part;
        else yield* orThrow(decodeTransactions(stored(number)));
      }
    });
    this.#standing.dropParts(place);
  }

  #takeTransaction(file: FileInHand, state: IncarnationState, txId: string, parts: PartsOfTransaction): void {
    const audit = Array.from(parts(), (part) => part.audit).flat();
    const own = audit.find((record) => record.txId === txId);
    // What changed without an event in the chain did not come from the one way there is to write.
    if (own === undefined) throw new RefusalError(changeSetRefusal('changeset.payloadMalformed', `${txId}: audit`));
    const isRepeated = this.#audit.isRepeated(state, own);
    const gap = this.#audit.take(state, audit, parts);
    if (gap !== undefined) file.gap(gap);
    file.auditEvents += audit.length;
    for (const { operations } of parts()) {
      file.operations += operations.length;
      if (isRepeated) continue;
      for (const operation of operations) this.#takeOperation(file, state, txId, operation);
    }
  }

  #takeOperation(file: FileInHand, state: IncarnationState, txId: string, operation: Operation): void {
    const outcome = this.#rows.apply(state.branchId, operation);
    if (outcome.state === 'applied') return;
    if (outcome.state === 'fault') file.fault(outcome.fault, txId, operation, operation.rowId);
    else file.park(txId, outcome.operation, outcome.whole);
  }
}

/** One file while it is applied: counts, and what of it is set apart. */
class FileInHand {
  operations = 0;
  auditEvents = 0;
  readonly #standing: Standing;
  readonly #state: IncarnationState;
  readonly #sequence: number;
  readonly #now: number;
  #ordinal = 0;

  constructor(standing: Standing, state: IncarnationState, sequence: number, now: number) {
    this.#standing = standing;
    this.#state = state;
    this.#sequence = sequence;
    this.#now = now;
  }

  fault(fault: RowFault, txId: string | null, operation: Operation | null, subject: string): void {
    const { branchId, incarnationId } = this.#state;
    this.#ordinal += 1;
    this.#standing.quarantine({
      branchId,
      incarnationId,
      sequence: this.#sequence,
      ordinal: this.#ordinal,
      txId,
      tableId: operation?.tableId ?? null,
      rowId: operation?.rowId ?? null,
      code: fault.code,
      zh: fault.zh,
      en: fault.en,
      payload: operation === null || txId === null ? null : operationPayload(txId, operation),
      raisedAt: this.#now,
      resolvedAt: null,
    });
    if (!fault.alarm) return;
    const table = tableById(operation?.tableId ?? 0)?.name ?? '';
    this.#standing.raise(
      branchId,
      fault.code,
      `${table}/${subject}/${incarnationId}/${this.#sequence}`,
      fault,
      this.#now,
    );
  }

  park(txId: string, operation: Operation, whole: boolean): void {
    const { branchId, incarnationId } = this.#state;
    this.#standing.parkOperation({
      branchId,
      incarnationId,
      sequence: this.#sequence,
      tableId: operation.tableId,
      rowId: operation.rowId,
      whole: whole ? 1 : 0,
      payload: operationPayload(txId, operation),
    });
  }

  gap({ from, to }: AuditGap): void {
    const { branchId, incarnationId } = this.#state;
    const words = {
      zh: `审计记录第 ${from} 至 ${to} 条从未收到：登记库在那之后从备份恢复过。`,
      en: `Audit events ${from} to ${to} never arrived: the registry came from a backup after them.`,
    };
    this.#standing.raise(branchId, 'audit.gap', `${incarnationId}/${from}-${to}`, words, this.#now);
  }
}
