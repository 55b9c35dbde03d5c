import { hash } from 'node:crypto';
import { encodeReceipt, type MissingRange, type Receipt } from '../../shared/changeset/receiptPayload.ts';
import type { Messages } from '../messages.ts';
import * as refusals from '../refusals.ts';
import type { Store } from '../store/store.ts';
import type { HqTables } from '../store/tables.ts';
import type { MerkleTree } from './merkleTree.ts';
import type { IncarnationState } from './standing.ts';

/** Errors, and gaps, in one receipt; the rest is told when these are settled. */
const mostErrors = 1000;
const mostRanges = 1000;

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

/** Writes receipts: what headquarters has of an incarnation, what it misses, what it could not take, and the proofs. */
export class ReceiptWriter {
  readonly #messages: Messages;
  readonly #tree: MerkleTree;
  readonly #hqIncarnation: Uint8Array;
  readonly #parked: (args: { branchId: string; incarnationId: string }) => { sequence: number; reason: string }[];
  readonly #errors: (args: { branchId: string; incarnationId: string }) => HqTables['quarantine'][];
  readonly #unknown: (args: { branchId: string; incarnationId: string }) => { number: number } | undefined;
  readonly #leaf: (args: {
    branchId: string;
    incarnationId: string;
    sequence: number;
  }) => { leafIndex: number } | undefined;

  constructor(store: Store, messages: Messages, tree: MerkleTree, hqIncarnation: Uint8Array) {
    const { statements } = store;
    this.#messages = messages;
    this.#tree = tree;
    this.#hqIncarnation = hqIncarnation;
    this.#parked = statements.all((db, p) =>
      db
        .selectFrom('parkedFile')
        .select(['sequence', 'reason'])
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .orderBy('sequence'),
    );
    this.#errors = statements.all((db, p) =>
      db
        .selectFrom('quarantine')
        .selectAll()
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('resolvedAt', 'is', null)
        .orderBy('sequence')
        .orderBy('ordinal')
        .limit(mostErrors),
    );
    this.#unknown = statements.one((db, p) =>
      db
        .selectFrom('parkedOperation')
        .select('number')
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .limit(1),
    );
    this.#leaf = statements.one((db, p) =>
      db
        .selectFrom('importedFile')
        .select('leafIndex')
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('sequence', '=', p.sequence),
    );
  }

  /** Seals a receipt within the caller's transaction, unless the last one said the same. */
  issue(incarnation: IncarnationState): void {
    const { branchId, incarnationId, headSequence, headHash } = incarnation;
    const place = { branchId, incarnationId };
    const parked = this.#parked(place);
    const missing = missingRanges(
      headSequence,
      parked.map(({ sequence }) => sequence),
    ).slice(0, mostRanges);
    const errors = this.#errors(place).map(({ code, zh, en, sequence, txId, tableId, rowId }) => ({
      code,
      zh,
      en,
      sequence,
      row: txId === null || tableId === null || rowId === null ? null : { txId, tableId, rowId },
    }));
    const { code, zh, en } = refusals.anchorMissing;
    for (const { sequence, reason } of parked) {
      if (reason === 'anchor' && errors.length < mostErrors) errors.push({ code, zh, en, sequence, row: null });
    }
    const tooNew = parked.some(({ reason }) => reason === 'tooNew') || this.#unknown(place) !== undefined;
    const said = { incarnationId, headSequence, headHash, missing, errors, tooNew };
    const digest = hash('sha256', JSON.stringify(said), 'hex');
    if (this.#messages.lastReceipt(branchId, incarnationId)?.digest === digest) return;

    const checkpoint = this.#tree.checkpoint();
    const leafIndex = this.#leaf({ ...place, sequence: headSequence })?.leafIndex;
    const receipt: Receipt = {
      incarnationId: bytesOf(incarnationId),
      headSequence,
      headHash: bytesOf(headHash),
      missing,
      errors,
      hqIncarnation: this.#hqIncarnation,
      checkpoint,
      inclusion:
        leafIndex === undefined ? null : { leafIndex, proof: this.#tree.inclusion(leafIndex, checkpoint.treeSize) },
      consistency: this.#consistency(incarnation, checkpoint.treeSize),
      updateRequired: tooNew ? 'hq' : null,
    };
    this.#messages.add(branchId, 'receipt', encodeReceipt(receipt), { about: incarnationId, digest });
  }

  /** Proof that our tree extends the one the branch has seen; none where the branch names a tree that is not ours. */
  #consistency({ checkpointSize, checkpointRoot }: IncarnationState, size: number): Receipt['consistency'] {
    if (checkpointSize === null || checkpointRoot === null || checkpointSize > size) return null;
    const own = Buffer.from(this.#tree.checkpoint(checkpointSize).root).toString('hex');
    if (own !== checkpointRoot) return null;
    return { fromSize: checkpointSize, proof: this.#tree.consistency(checkpointSize, size) };
  }
}

/** The gaps between the head and the files that wait beyond it. */
export function missingRanges(head: number, waiting: readonly number[]): MissingRange[] {
  const ranges: MissingRange[] = [];
  let expected = head + 1;
  for (const sequence of waiting) {
    if (sequence > expected) ranges.push({ from: expected, to: sequence - 1 });
    expected = Math.max(expected, sequence + 1);
  }
  return ranges;
}
