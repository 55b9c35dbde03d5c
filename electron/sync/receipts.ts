import type { Checkpoint } from '../../shared/changeset/header.ts';
import { leafHash, verifyConsistency, verifyInclusion } from '../../shared/changeset/merkle.ts';
import type { OpenedChangeSet } from '../../shared/changeset/open.ts';
import { decodeReceipt, type Receipt } from '../../shared/changeset/receiptPayload.ts';
import { orThrow, RefusalError, type Words } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { FeatureContext } from '../feature.ts';
import type { Incarnation } from './incarnation.ts';
import type { ChangeSetRow, Outbox } from './outbox.ts';
import * as refusals from './refusals.ts';
import { supersede } from './supersede.ts';

export type StoredReceipt = Database['receipt'];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** What headquarters has confirmed, with the proofs that it cannot take back. */
export class Receipts {
  readonly #context: FeatureContext;
  readonly #incarnation: Incarnation;
  readonly #outbox: Outbox;

  constructor(context: FeatureContext, incarnation: Incarnation, outbox: Outbox) {
    this.#context = context;
    this.#incarnation = incarnation;
    this.#outbox = outbox;
  }

  /** Every receipt, newest of headquarters' numbering last. */
  all(): StoredReceipt[] {
    return this.#context.registry.reader
      .prepare('SELECT * FROM receipt ORDER BY sealedAt, hqSequence')
      .all() as StoredReceipt[];
  }

  /** The newest receipt about an incarnation: receipts are cumulative, so it says it all. */
  latest(incarnationId: string): { readonly stored: StoredReceipt; readonly receipt: Receipt } | undefined {
    const stored = this.#context.registry.reader
      .prepare('SELECT * FROM receipt WHERE incarnationId = ? ORDER BY sealedAt DESC, hqSequence DESC LIMIT 1')
      .get(incarnationId) as StoredReceipt | undefined;
    return stored && { stored, receipt: orThrow(decodeReceipt(stored.payload)) };
  }

  /** The state of headquarters' tree that this branch has seen and verified last; every change set names it. */
  checkpoint(): Checkpoint | null {
    const last = this.#newest();
    if (last === undefined || last.treeSize === 0) return null;
    return { treeSize: last.treeSize, root: new Uint8Array(Buffer.from(last.root, 'hex')) };
  }

  /**
   * Takes a receipt: verifies its proofs, then marks what is confirmed, all in one transaction with the note that it was
   * taken. Answers what changed. @throws RefusalError `sync.receiptProof`, or why it cannot be read.
   */
  apply(file: OpenedChangeSet, envelope: Uint8Array): Words {
    const receipt = orThrow(decodeReceipt(file.payload));
    const incarnationId = hex(receipt.incarnationId);
    const head = this.#outbox.get(incarnationId, receipt.headSequence);
    this.#verify(receipt, head);

    const now = this.#context.clock.now();
    const isNewest = (this.#newest()?.sealedAt ?? 0) <= file.header.sealedAt;
    const hqIncarnation = hex(receipt.hqIncarnation);
    const hqRestored = isNewest && (this.#newest()?.hqIncarnation ?? hqIncarnation) !== hqIncarnation;
    const isOther = head === undefined ? receipt.headSequence > 0 : head.hash !== hex(receipt.headHash);
    // Under the number we seal with now, headquarters has another file: this registry came from a backup, marker and all.
    const forked = isOther && incarnationId === this.#incarnation.id;
    const confirms = !isOther || head === undefined;
    let confirmed = 0;
    this.#context.registry.write.bookkeeping((run) => {
      if (hqRestored) {
        run(
          `UPDATE changeSet SET state = 'sent', receiptedAt = NULL
           WHERE incarnationId = ? AND sequence > ? AND state = 'receipted'`,
          incarnationId,
          receipt.headSequence,
        );
      }
      if (forked) {
        supersede(run, incarnationId);
      } else if (confirms) {
        confirmed = run(
          `UPDATE changeSet SET state = 'receipted', receiptedAt = ?, sentAt = coalesce(sentAt, ?)
           WHERE incarnationId = ? AND sequence <= ? AND state IN ('sealed', 'sent')`,
          now,
          now,
          incarnationId,
          receipt.headSequence,
        );
      }
      const words = outcome(receipt, confirmed, forked);
      run(
        `INSERT INTO receipt (id, incarnationId, headSequence, headHash, hqIncarnation, hqSequence, treeSize, root, sealedAt,
           receivedAt, payload, envelope) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        hex(file.hash),
        incarnationId,
        receipt.headSequence,
        hex(receipt.headHash),
        hqIncarnation,
        file.header.sequence,
        receipt.checkpoint.treeSize,
        hex(receipt.checkpoint.root),
        file.header.sealedAt,
        now,
        file.payload,
        envelope,
      );
      run(
        'INSERT INTO inboxMessage (id, kind, incarnationId, sequence, receivedAt, outcome) VALUES (?, ?, ?, ?, ?, ?)',
        hex(file.hash),
        'receipt',
        hex(file.header.incarnationId),
        file.header.sequence,
        now,
        JSON.stringify(words),
      );
    });
    if (forked) this.#incarnation.beginAfterReceipt();
    this.#outbox.prune(now);
    return outcome(receipt, confirmed, forked);
  }

  #newest(): StoredReceipt | undefined {
    return this.#context.registry.reader
      .prepare('SELECT * FROM receipt ORDER BY sealedAt DESC, hqSequence DESC LIMIT 1')
      .get() as StoredReceipt | undefined;
  }

  #verify(receipt: Receipt, head: ChangeSetRow | undefined): void {
    const { checkpoint, inclusion, headHash, headSequence } = receipt;
    const { treeSize, root } = checkpoint;
    if (headSequence > 0) {
      const proven =
        inclusion !== null && verifyInclusion(leafHash(headHash), inclusion.leafIndex, treeSize, inclusion.proof, root);
      if (!proven) throw new RefusalError(refusals.receiptProof(notIncluded));
    }
    const earlier = (size: number): Uint8Array | undefined => this.#rootAt(hex(receipt.hqIncarnation), size);
    const sameSize = earlier(treeSize);
    if (sameSize !== undefined && !same(sameSize, root)) throw new RefusalError(refusals.receiptProof(rewritten));
    // Our change set named a checkpoint: headquarters has to show that its tree has only grown since.
    const named = head?.checkpointSize ?? null;
    const before = named === null ? undefined : earlier(named);
    if (named === null || before === undefined) return;
    const { consistency } = receipt;
    const extended =
      consistency !== null &&
      consistency.fromSize === named &&
      verifyConsistency(named, before, treeSize, root, consistency.proof);
    if (!extended) throw new RefusalError(refusals.receiptProof(rewritten));
  }

  #rootAt(hqIncarnation: string, treeSize: number): Uint8Array | undefined {
    const root = this.#context.registry.reader
      .prepare('SELECT root FROM receipt WHERE hqIncarnation = ? AND treeSize = ? LIMIT 1')
      .pluck()
      .get(hqIncarnation, treeSize);
    return typeof root === 'string' ? new Uint8Array(Buffer.from(root, 'hex')) : undefined;
  }
}

const notIncluded: Words = {
  zh: '总部没有证明它真的收下了所说的变更包',
  en: 'headquarters does not prove that it has the change set it names',
};
const rewritten: Words = {
  zh: '总部的收件记录与它上次给出的不相接，历史可能被改写',
  en: 'headquarters’ record does not extend the one it showed before: history may have been rewritten',
};

function outcome(receipt: Receipt, confirmed: number, forked: boolean): Words {
  if (forked) {
    return {
      zh: `总部已有第 ${receipt.headSequence} 号，本机的同号变更包与它不同：本机是从备份恢复的，之后的变更将重新封包。`,
      en: `Headquarters has change set ${receipt.headSequence} and ours of that number differs: this registry came from a backup, and what came later is sealed anew.`,
    };
  }
  return {
    zh: `总部已收到第 ${receipt.headSequence} 号及之前的变更包，本次新确认 ${confirmed} 个。`,
    en: `Headquarters has everything up to change set ${receipt.headSequence}; ${confirmed} newly confirmed.`,
  };
}
