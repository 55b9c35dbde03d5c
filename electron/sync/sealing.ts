import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type AttachmentChunk,
  attachmentChunkSize,
  chunkCount,
  planAttachmentChangeSets,
} from '../../shared/changeset/attachmentPayload.ts';
import { withCertificates } from '../../shared/changeset/certificatesField.ts';
import type { ChangeSetHeader, Checkpoint } from '../../shared/changeset/header.ts';
import { defaultPlanLimits, planChangeSets } from '../../shared/changeset/plan.ts';
import { type ChangeSetSigner, sealChangeSet } from '../../shared/changeset/seal.ts';
import { recoveryField } from '../../shared/pki/recoveryField.ts';
import { schemaVersion } from '../../shared/schema/index.ts';
import type { FeatureContext } from '../feature.ts';
import { DamagedAttachmentError } from '../registry/attachmentStore.ts';
import type { Incarnation } from './incarnation.ts';
import type { FileToStore, Outbox, StepListener } from './outbox.ts';
import { type PendingTransaction, pendingTransactions, type SealedUpTo, sealedUpTo } from './pending.ts';

/** In whose name files are sealed, and for whom. */
export interface SealingIdentity {
  readonly signer: ChangeSetSigner;
  /** Authorities above the signer's certificate but for the root, DER: they travel along. */
  readonly authorities: readonly Uint8Array[];
  /** HPKE public keys, 65 bytes each. */
  readonly recipients: readonly Uint8Array[];
  readonly checkpoint: Checkpoint | null;
  /** The database key, wrapped for headquarters' recovery key; a sample branch has none. */
  readonly recoveryPackage: Uint8Array | null;
}

interface Attachment {
  readonly hash: string;
  readonly size: number;
}

/** Attachments that a row names and no change set has carried completely. */
const unsentAttachments = `
  SELECT hash, max(size) AS size FROM attachment
  WHERE hash NOT IN (SELECT hash FROM storedAttachment WHERE changeSet IS NOT NULL) GROUP BY hash ORDER BY min(createdAt), hash`;

export interface Waiting {
  readonly transactions: number;
  readonly operations: number;
  readonly events: number;
  readonly attachments: number;
  /** UTC milliseconds of the oldest unit of work that waits. */
  readonly oldestAt: number | null;
}

/** Turns what waits in the registry into signed files in the outbox. One run at a time. */
export class Sealing {
  readonly #context: FeatureContext;
  readonly #incarnation: Incarnation;
  readonly #outbox: Outbox;
  readonly #planLimits: typeof defaultPlanLimits;
  #damaged = new Set<string>();

  constructor(
    context: FeatureContext,
    incarnation: Incarnation,
    outbox: Outbox,
    planLimits: typeof defaultPlanLimits = defaultPlanLimits,
  ) {
    this.#context = context;
    this.#incarnation = incarnation;
    this.#outbox = outbox;
    this.#planLimits = planLimits;
  }

  /** Attachments that the last run found damaged or missing and left out. */
  get damagedAttachments(): number {
    return this.#damaged.size;
  }

  /** Whether there is anything to seal but attachments that cannot be read. */
  hasWork(): boolean {
    const { transactions, events, attachments } = this.waiting();
    return transactions > 0 || events > 0 || attachments > this.#damaged.size;
  }

  waiting(): Waiting {
    const { reader, write } = this.#context.registry;
    const { ordinal, auditSequence } = sealedUpTo(reader);
    const units = reader
      .prepare(
        `SELECT count(*) AS transactions, coalesce(sum(operations), 0) AS operations, min(auditSequence) AS first
         FROM outboxTransaction WHERE ordinal > ?`,
      )
      .get(ordinal) as { transactions: number; operations: number; first: number | null };
    const oldestAt =
      units.first === null
        ? null
        : (reader.prepare('SELECT at FROM auditEvent WHERE sequence = ?').pluck().get(units.first) as number);
    const attachments = Number(reader.prepare(`SELECT count(*) FROM (${unsentAttachments})`).pluck().get());
    return {
      transactions: units.transactions,
      operations: units.operations,
      events: Math.max(0, write.auditHead.sequence - auditSequence),
      attachments,
      oldestAt,
    };
  }

  /**
   * Seals everything that waits at this moment: transactions, audit events, then attachments. Answers how many files
   * came of it. The window stays usable: other work goes on between two files.
   */
  async run(identity: SealingIdentity, step: StepListener): Promise<number> {
    const { registry, clock } = this.#context;
    registry.write.flush();
    const { reader } = registry;
    const from = sealedUpTo(reader);
    const auditHead = registry.write.auditHead;
    const until: SealedUpTo = {
      ordinal: Number(reader.prepare('SELECT coalesce(max(ordinal), 0) FROM outboxTransaction').pluck().get()),
      auditSequence: auditHead.sequence,
    };
    const chain = new FileChain(this.#context, this.#incarnation, this.#outbox, identity, {
      sealedAt: clock.now(),
      auditHead,
      step,
    });
    try {
      await this.#sealTransactions(chain, from, until);
      await this.#sealAttachments(chain, until);
    } finally {
      chain.discardUncommitted();
    }
    if (chain.committed > 0) {
      this.#incarnation.mark();
      step('seal.marked');
    }
    return chain.committed;
  }

  async #sealTransactions(chain: FileChain, from: SealedUpTo, until: SealedUpTo): Promise<void> {
    const ends = new Map<string, SealedUpTo>();
    let upTo = from;
    const planned = planChangeSets(
      noting(pendingTransactions(this.#context.registry.reader, from, until), (each) => ends.set(each.txId, each.upTo)),
      this.#planLimits,
    );
    for (const { payload, operations, transactions } of planned) {
      const last = transactions.at(-1);
      const isComplete = last !== undefined && last.part === last.parts;
      // Until its last part is written a large transaction is not sealed: all its parts are committed together.
      if (isComplete) upTo = ends.get(last.txId) ?? upTo;
      chain.add('transactions', payload, { operations, upTo, attachments: [] });
      if (!isComplete) continue;
      for (const { txId } of transactions) ends.delete(txId);
      chain.commit();
      await nextTurn();
    }
  }

  async #sealAttachments(chain: FileChain, upTo: SealedUpTo): Promise<void> {
    const waiting = this.#context.registry.reader.prepare(unsentAttachments).all() as Attachment[];
    const sizes = new Map(waiting.map(({ hash, size }) => [hash, size]));
    for (const { payload, chunks } of planAttachmentChangeSets(this.#chunksOf(waiting))) {
      const ended = chunks.filter(({ size, index }) => index === chunkCount(size) - 1);
      const attachments = ended.map(({ hash }) => {
        const hex = Buffer.from(hash).toString('hex');
        const size = sizes.get(hex) ?? 0;
        return { hash: hex, size, chunks: chunkCount(size) };
      });
      chain.add('attachment', payload, { operations: 0, upTo, attachments });
      chain.commit();
      await nextTurn();
    }
  }

  /** The chunks of attachments that are whole here. A damaged one must not keep the others from leaving. */
  *#chunksOf(waiting: readonly Attachment[]): Generator<AttachmentChunk> {
    const { attachments } = this.#context.registry;
    this.#damaged = new Set();
    for (const { hash, size } of waiting) {
      const count = chunkCount(size);
      let bytes: Uint8Array;
      try {
        bytes = attachments.get(hash, size);
      } catch (error) {
        if (!(error instanceof DamagedAttachmentError)) throw error;
        this.#damaged.add(hash);
        continue;
      }
      for (let index = 0; index < count; index++) {
        const from = index * attachmentChunkSize;
        const digest = new Uint8Array(Buffer.from(hash, 'hex'));
        yield { hash: digest, size, index, bytes: bytes.subarray(from, from + attachmentChunkSize) };
      }
    }
  }
}

/** Passes transactions on, and notes each before it is encoded. */
function* noting(
  transactions: Iterable<PendingTransaction>,
  note: (each: PendingTransaction) => void,
): Generator<PendingTransaction> {
  for (const each of transactions) {
    note(each);
    yield each;
  }
}

/** Files that follow each other: sequence, previous hash, and what is written but not yet committed. */
class FileChain {
  readonly #context: FeatureContext;
  readonly #incarnation: Incarnation;
  readonly #outbox: Outbox;
  readonly #identity: SealingIdentity;
  readonly #run: { sealedAt: number; auditHead: ChangeSetHeader['auditHead']; step: StepListener };
  #sequence: number;
  #previousHash: string;
  #written: FileToStore[] = [];
  committed = 0;

  constructor(
    context: FeatureContext,
    incarnation: Incarnation,
    outbox: Outbox,
    identity: SealingIdentity,
    run: { sealedAt: number; auditHead: ChangeSetHeader['auditHead']; step: StepListener },
  ) {
    this.#context = context;
    this.#incarnation = incarnation;
    this.#outbox = outbox;
    this.#identity = identity;
    this.#run = run;
    const head = incarnation.head;
    this.#sequence = head.sequence;
    this.#previousHash = head.hash;
  }

  add(
    kind: FileToStore['kind'],
    payload: Uint8Array,
    content: Pick<FileToStore, 'operations' | 'upTo' | 'attachments'>,
  ): void {
    const { sealedAt, auditHead, step } = this.#run;
    const { signer, authorities, recipients, checkpoint, recoveryPackage } = this.#identity;
    const { branch } = this.#context;
    const sequence = this.#sequence + 1;
    const sealed = sealChangeSet({
      header: {
        kind,
        origin: 'branch',
        branchId: branch.id,
        incarnationId: new Uint8Array(Buffer.from(this.#incarnation.id, 'hex')),
        sequence,
        previousHash: new Uint8Array(Buffer.from(this.#previousHash, 'hex')),
        schemaVersion,
        checkpoint,
        sample: branch.sample,
        sealedAt,
        auditHead,
        extensions: new Map([
          ...withCertificates([signer.certificate, ...authorities]),
          ...(recoveryPackage === null ? [] : recoveryField(recoveryPackage)),
        ]),
      },
      payload,
      signer,
      recipients,
    });
    this.#outbox.write(this.#outbox.fileName(this.#incarnation.id, sequence), sealed.bytes);
    step('seal.written');
    const hash = Buffer.from(sealed.hash).toString('hex');
    this.#written.push({
      sequence,
      kind,
      hash,
      previousHash: this.#previousHash,
      bytes: sealed.bytes.length,
      sealedAt,
      checkpointSize: checkpoint?.treeSize ?? null,
      ...content,
    });
    this.#sequence = sequence;
    this.#previousHash = hash;
  }

  commit(): void {
    const files = this.#written;
    // From here on they are no longer ours to throw away: once the row is committed the file must stay.
    this.#written = [];
    this.#outbox.commit(this.#incarnation.id, files, this.#run.step);
    this.committed += files.length;
  }

  discardUncommitted(): void {
    this.#outbox.discard(this.#written.map(({ sequence }) => this.#outbox.fileName(this.#incarnation.id, sequence)));
    this.#written = [];
  }
}
