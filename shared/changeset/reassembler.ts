import { hash } from 'node:crypto';
import { done, orThrow, type Result } from '../domain/refusal.ts';
import type { Transaction } from './operation.ts';
import { refuseChangeSet } from './refusals.ts';
import { decodeTransactions, encodeTransactions, type TransactionPart } from './transactionPayload.ts';

/** Which part of which transaction waits for the others. */
export interface WaitingPart {
  readonly txId: string;
  readonly part: number;
  readonly parts: number;
  /** SHA-256 of the stored payload. */
  readonly hash: Uint8Array;
}

/** A waiting part as it is to be stored. */
export interface StoredPart extends WaitingPart {
  /** The part as a transaction payload of its own. */
  readonly payload: Uint8Array;
}

/** What became of a part that was offered. */
export type Accepted =
  /** The transaction is whole: apply its parts in this order, and delete what was stored for it. */
  | { readonly state: 'complete'; readonly txId: string; readonly parts: Iterable<TransactionPart> }
  /** Others are missing: store this one. */
  | { readonly state: 'waiting'; readonly store: StoredPart; readonly missing: number }
  /** The same part was there already. */
  | { readonly state: 'known' };

/**
 * Puts split transactions together again, whatever order their parts come in. One per (branch, incarnation). It holds no
 * content, only which parts wait: give it those that are stored, and it goes on where it stopped.
 */
export class Reassembler {
  readonly #waiting = new Map<string, Map<number, WaitingPart>>();
  readonly #load: (txId: string, part: number) => Uint8Array;

  /** `load` gives the payload of a stored part; parts are loaded one at a time, when their transaction is whole. */
  constructor(stored: Iterable<WaitingPart>, load: (txId: string, part: number) => Uint8Array) {
    for (const { txId, part, parts, hash } of stored) this.#keep({ txId, part, parts, hash });
    this.#load = load;
  }

  /** Every part that waits, in no particular order. */
  *waiting(): Generator<WaitingPart> {
    for (const parts of this.#waiting.values()) yield* parts.values();
  }

  /** Takes a part. Refusal: `partMismatch`, when it contradicts a part of the same transaction; nothing changes then. */
  accept(part: TransactionPart): Result<Accepted> {
    const { txId } = part;
    const known = this.#waiting.get(txId) ?? new Map<number, WaitingPart>();
    const [any] = known.values(); // all that are kept agree with each other
    if (any !== undefined && any.parts !== part.parts) {
      return refuseChangeSet('changeset.partMismatch', `${txId}: ${part.parts} ≠ ${any.parts}`);
    }
    if (part.parts === 1) return done({ state: 'complete', txId, parts: [part] });

    const payload = encodeTransactions([part]);
    const digest = new Uint8Array(hash('sha256', payload, 'buffer'));
    const same = known.get(part.part);
    if (same !== undefined) {
      return Buffer.compare(same.hash, digest) === 0
        ? done({ state: 'known' })
        : refuseChangeSet('changeset.partMismatch', `${txId}: ${part.part}/${part.parts}`);
    }
    const missing = part.parts - known.size - 1;
    if (missing === 0) {
      this.#waiting.delete(txId);
      return done({ state: 'complete', txId, parts: this.#inOrder(part) });
    }
    const waiting = { txId, part: part.part, parts: part.parts, hash: digest };
    this.#keep(waiting);
    return done({ state: 'waiting', store: { ...waiting, payload }, missing });
  }

  #keep(part: WaitingPart): void {
    const parts = this.#waiting.get(part.txId);
    if (parts === undefined) this.#waiting.set(part.txId, new Map([[part.part, part]]));
    else parts.set(part.part, part);
  }

  /** Throws where the store gives back something else than was stored: then the disk is at fault, not the branch. */
  *#inOrder(last: TransactionPart): Generator<TransactionPart> {
    for (let part = 1; part <= last.parts; part++) {
      if (part === last.part) yield last;
      else yield* orThrow(decodeTransactions(this.#load(last.txId, part)));
    }
  }
}

/** The whole transaction, for callers that can hold it in memory. */
export function joinParts(txId: string, parts: Iterable<TransactionPart>): Transaction {
  const inOrder = [...parts];
  return {
    txId,
    operations: inOrder.flatMap((part) => part.operations),
    audit: inOrder.flatMap((part) => part.audit),
    details: inOrder.flatMap((part) => part.details),
  };
}
