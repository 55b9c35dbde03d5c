import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withCertificates } from '../shared/changeset/certificatesField.ts';
import type { ChangeSetKind } from '../shared/changeset/header.ts';
import { sealChangeSet } from '../shared/changeset/seal.ts';
import type { Clock } from '../shared/domain/clock.ts';
import { schemaVersion } from '../shared/schema/index.ts';
import { writeDurably } from '../shared/storage/durableFile.ts';
import type { Store } from './store/store.ts';
import type { HqTables } from './store/tables.ts';

type Message = HqTables['outboxMessage'];
/** A sealed message as it is handed out. */
export type StoredMessage = Pick<
  Message,
  'branchId' | 'sequence' | 'kind' | 'hash' | 'fileName' | 'bytes' | 'sealedAt'
>;

/** In whose name messages are sealed. */
export interface MessageSigner {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
  /** Authorities above the certificate but for the root, DER: they travel along. */
  readonly authorities: readonly Uint8Array[];
}

/**
 * What headquarters sends to branches: receipts, policies, freezes. Sealed once, in the transaction that is the reason for
 * it, and kept byte for byte; the file in the branch's outbox folder is a copy that can be made again at any time.
 */
export class Messages {
  readonly #folder: string;
  readonly #store: Store;
  readonly #signer: MessageSigner;
  readonly #hqIncarnation: string;
  readonly #clock: Clock;
  readonly #sample: boolean;
  readonly #head: (args: { branchId: string; hqIncarnation: string }) => Pick<Message, 'sequence' | 'hash'> | undefined;
  readonly #sealed: (args: {
    branchId: string;
    incarnationId: string;
    sequence: number;
  }) => { hash: string } | undefined;
  readonly #insert: (args: Message) => number;
  readonly #recipient: (args: { branchId: string }) => { encryptionPublicKey: Uint8Array } | undefined;
  readonly #undelivered: (args: Record<string, never>) => (StoredMessage & { hqIncarnation: string })[];
  readonly #markDelivered: (args: { branchId: string; hqIncarnation: string; sequence: number }) => number;
  readonly #lastReceipt: (args: {
    branchId: string;
    about: string;
  }) => (StoredMessage & { digest: string | null }) | undefined;
  readonly #ofBranch: (args: { branchId: string; hqIncarnation: string }) => StoredMessage[];

  constructor(options: {
    readonly folder: string;
    readonly store: Store;
    readonly signer: MessageSigner;
    readonly hqIncarnation: string;
    readonly clock: Clock;
    readonly sample: boolean;
  }) {
    const { statements } = options.store;
    this.#folder = join(options.folder, 'outbox');
    this.#store = options.store;
    this.#signer = options.signer;
    this.#hqIncarnation = options.hqIncarnation;
    this.#clock = options.clock;
    this.#sample = options.sample;
    const handedOut = ['branchId', 'sequence', 'kind', 'hash', 'fileName', 'bytes', 'sealedAt'] as const;
    this.#head = statements.one((db, p) =>
      db
        .selectFrom('outboxMessage')
        .select(['sequence', 'hash'])
        .where('branchId', '=', p.branchId)
        .where('hqIncarnation', '=', p.hqIncarnation)
        .orderBy('sequence', 'desc')
        .limit(1),
    );
    this.#sealed = statements.one((db, p) =>
      db
        .selectFrom('outboxMessage')
        .select('hash')
        .where('branchId', '=', p.branchId)
        .where('hqIncarnation', '=', p.incarnationId)
        .where('sequence', '=', p.sequence),
    );
    this.#insert = statements.insert('outboxMessage');
    this.#recipient = statements.one((db, p) =>
      db.selectFrom('enrolledBranch').select('encryptionPublicKey').where('branchId', '=', p.branchId),
    );
    this.#undelivered = statements.all((db) =>
      db
        .selectFrom('outboxMessage')
        .select([...handedOut, 'hqIncarnation'])
        .where('delivered', '=', 0)
        .orderBy('branchId')
        .orderBy('sequence'),
    );
    this.#markDelivered = statements.write((db, p) =>
      db
        .updateTable('outboxMessage')
        .set({ delivered: 1 })
        .where('branchId', '=', p.branchId)
        .where('hqIncarnation', '=', p.hqIncarnation)
        .where('sequence', '=', p.sequence),
    );
    this.#lastReceipt = statements.one((db, p) =>
      db
        .selectFrom('outboxMessage')
        .select([...handedOut, 'digest'])
        .where('branchId', '=', p.branchId)
        .where('about', '=', p.about)
        .where('hqIncarnation', '=', options.hqIncarnation)
        .orderBy('sequence', 'desc')
        .limit(1),
    );
    this.#ofBranch = statements.all((db, p) =>
      db
        .selectFrom('outboxMessage')
        .select(handedOut)
        .where('branchId', '=', p.branchId)
        .where('hqIncarnation', '=', p.hqIncarnation)
        .orderBy('sequence'),
    );
  }

  /** Seals a message within the caller's transaction. `about` and `digest` are a receipt's. */
  add(
    branchId: string,
    kind: ChangeSetKind,
    payload: Uint8Array,
    receipt: { readonly about: string; readonly digest: string } | null = null,
  ): void {
    const recipient = this.#recipient({ branchId });
    if (recipient === undefined) throw new Error(`branch ${branchId} is not enrolled`);
    const head = this.#head({ branchId, hqIncarnation: this.#hqIncarnation });
    const sequence = (head?.sequence ?? 0) + 1;
    const sealedAt = this.#clock.now();
    const sealed = sealChangeSet({
      header: {
        kind,
        origin: 'hq',
        branchId,
        incarnationId: new Uint8Array(Buffer.from(this.#hqIncarnation, 'hex')),
        sequence,
        previousHash: head === undefined ? new Uint8Array(32) : new Uint8Array(Buffer.from(head.hash, 'hex')),
        schemaVersion,
        checkpoint: null,
        sample: this.#sample,
        sealedAt,
        auditHead: null,
        extensions: withCertificates([this.#signer.certificate, ...this.#signer.authorities]),
      },
      payload,
      signer: this.#signer,
      recipients: [recipient.encryptionPublicKey],
    });
    this.#insert({
      branchId,
      hqIncarnation: this.#hqIncarnation,
      sequence,
      kind,
      hash: Buffer.from(sealed.hash).toString('hex'),
      fileName: `HQ-${this.#hqIncarnation.slice(0, 8)}-${String(sequence).padStart(8, '0')}.skcs`,
      about: receipt?.about ?? null,
      digest: receipt?.digest ?? null,
      bytes: sealed.bytes,
      sealedAt,
      delivered: 0,
    });
  }

  /** The last receipt about an incarnation of a branch. */
  lastReceipt(branchId: string, about: string): (StoredMessage & { readonly digest: string | null }) | undefined {
    return this.#lastReceipt({ branchId, about });
  }

  /** What headquarters sealed under a number; `incarnationId` is its own, hex. */
  sealed(place: { branchId: string; incarnationId: string; sequence: number }): { readonly hash: string } | undefined {
    return this.#sealed(place);
  }

  /** Everything sealed for a branch, in order. */
  of(branchId: string): StoredMessage[] {
    return this.#ofBranch({ branchId, hqIncarnation: this.#hqIncarnation });
  }

  /** Puts what was committed into the branches' outbox folders. */
  deliver(step: (step: string) => void): void {
    const waiting = this.#undelivered({});
    if (waiting.length === 0) return;
    for (const message of waiting) {
      this.#write(message);
      step('import.receiptWritten');
    }
    this.#store.transaction(() => {
      // Under the life of the store that sealed them: one that was restored has some of an earlier life.
      for (const message of waiting) this.#markDelivered(message);
    });
  }

  /** Puts the last receipt about an incarnation back where somebody took it away: the same bytes again. */
  reissue(branchId: string, about: string): void {
    const last = this.lastReceipt(branchId, about);
    if (last !== undefined && !existsSync(this.fileOf(last))) this.#write(last);
  }

  fileOf({ branchId, fileName }: Pick<StoredMessage, 'branchId' | 'fileName'>): string {
    return join(this.#folder, branchId, fileName);
  }

  #write(message: StoredMessage): void {
    mkdirSync(join(this.#folder, message.branchId), { recursive: true });
    writeDurably(this.fileOf(message), message.bytes, 0o644);
  }
}
