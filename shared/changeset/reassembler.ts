import { done, type Result } from '../domain/refusal.ts';
import type { Transaction } from './operation.ts';
import { refuseChangeSet } from './refusals.ts';
import { decodeTransactions, encodeTransactions, type TransactionPart } from './transactionPayload.ts';

/** A part waiting for the others of its transaction, ready to be stored between files. */
export interface StoredPart {
  readonly txId: string;
  readonly part: number;
  readonly parts: number;
  /** The part as a transaction payload of its own. */
  readonly payload: Uint8Array;
}

/** What became of a part that was offered. */
export type Accepted =
  /** The transaction is whole: apply it, and delete what was stored for it. */
  | { readonly state: 'complete'; readonly transaction: Transaction }
  /** Others are missing: store this one. */
  | { readonly state: 'waiting'; readonly store: StoredPart; readonly missing: number }
  /** The same part was there already. */
  | { readonly state: 'known' };

/**
 * Puts split transactions together again, whatever order their parts come in. One per (branch, incarnation). Its state
 * is the set of stored parts: load them, and it goes on where it stopped.
 */
export class Reassembler {
  readonly #waiting = new Map<string, Map<number, StoredPart>>();

  /** `stored`: the parts kept from earlier files. */
  constructor(stored: Iterable<StoredPart> = []) {
    for (const part of stored) this.#keep(part);
  }

  /** Every part that waits, in no particular order. */
  *waiting(): Generator<StoredPart> {
    for (const parts of this.#waiting.values()) yield* parts.values();
  }

  /** Takes a part. Refusal: `partMismatch`, when it contradicts a part of the same transaction; nothing changes then. */
  accept(part: TransactionPart): Result<Accepted> {
    const { txId, operations, audit, details } = part;
    const known = this.#waiting.get(txId);
    if (known !== undefined) {
      for (const other of known.values()) {
        if (other.parts !== part.parts) {
          return refuseChangeSet('changeset.partMismatch', `${txId}: ${part.parts} ≠ ${other.parts}`);
        }
        break; // all parts kept agree with each other
      }
    }
    if (part.parts === 1) return done({ state: 'complete', transaction: { txId, operations, audit, details } });

    const stored: StoredPart = { txId, part: part.part, parts: part.parts, payload: encodeTransactions([part]) };
    const same = known?.get(part.part);
    if (same !== undefined) {
      return Buffer.compare(same.payload, stored.payload) === 0
        ? done({ state: 'known' })
        : refuseChangeSet('changeset.partMismatch', `${txId}: ${part.part}/${part.parts}`);
    }
    const have = (known?.size ?? 0) + 1;
    if (have < part.parts) {
      this.#keep(stored);
      return done({ state: 'waiting', store: stored, missing: part.parts - have });
    }
    const transaction = this.#join(part, known ?? new Map());
    if (transaction.ok) this.#waiting.delete(txId);
    return transaction.ok ? done({ state: 'complete', transaction: transaction.value }) : transaction;
  }

  #keep(part: StoredPart): void {
    const parts = this.#waiting.get(part.txId);
    if (parts === undefined) this.#waiting.set(part.txId, new Map([[part.part, part]]));
    else parts.set(part.part, part);
  }

  #join(last: TransactionPart, known: ReadonlyMap<number, StoredPart>): Result<Transaction> {
    const inOrder: TransactionPart[] = [];
    for (let part = 1; part <= last.parts; part++) {
      const stored = known.get(part);
      if (stored === undefined) {
        inOrder.push(last);
        continue;
      }
      const decoded = decodeTransactions(stored.payload);
      if (!decoded.ok) return decoded;
      inOrder.push(...decoded.value);
    }
    return done({
      txId: last.txId,
      operations: inOrder.flatMap((part) => part.operations),
      audit: inOrder.flatMap((part) => part.audit),
      details: inOrder.flatMap((part) => part.details),
    });
  }
}
