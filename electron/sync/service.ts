import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { changeSetRow, type syncState } from '../../shared/contract/sync.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { formatFingerprint } from '../../shared/pki/certificate.ts';
import type { HeadquartersIdentity } from '../../shared/pki/enrolmentAnswer.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { Actor } from '../registry/unitOfWork.ts';
import { Enrolment } from './enrolment.ts';
import { exportFile, exportFolder } from './exportFolder.ts';
import { Inbox, type Received } from './inbox.ts';
import { Incarnation } from './incarnation.ts';
import { type ChangeSetRow, Outbox, type StepListener } from './outbox.ts';
import { problemsOf } from './problems.ts';
import { Receipts, type StoredReceipt } from './receipts.ts';
import * as refusals from './refusals.ts';
import { Sealing } from './sealing.ts';
import { SyncSettings } from './settings.ts';
import { SyncKeys } from './syncKeys.ts';

export type SyncState = z.infer<typeof syncState>;

const recentlySealed = 30;

/** The road between this branch and headquarters: enrolment, sealing, carrying, receipts and orders. */
export class SyncService {
  /** Called after each step a crash could fall behind; set by tests. */
  onStep: StepListener = () => undefined;
  readonly #context: FeatureContext;
  readonly #settings: SyncSettings;
  readonly #keys: SyncKeys;
  readonly #outbox: Outbox;
  readonly #incarnation: Incarnation;
  readonly #sealing: Sealing;
  readonly #enrolment: Enrolment;
  readonly #receipts: Receipts;
  readonly #inbox: Inbox;
  #busy: Promise<unknown> = Promise.resolve();

  /** Finishes what an ended process left, and notices a registry that came from a backup. */
  constructor(context: FeatureContext) {
    this.#context = context;
    this.#settings = new SyncSettings(context.registry);
    this.#keys = new SyncKeys(context);
    this.#outbox = new Outbox(context.registry, context.folder, context.branch.code);
    this.#incarnation = new Incarnation(context, this.#settings);
    this.#outbox.adopt(this.#incarnation.id);
    this.#sealing = new Sealing(context, this.#incarnation, this.#outbox);
    this.#enrolment = new Enrolment(context, this.#settings, this.#keys);
    this.#receipts = new Receipts(context, this.#incarnation, this.#outbox);
    this.#inbox = new Inbox(context, this.#receipts);
    this.#outbox.prune(context.clock.now());
  }

  /** The folder that holds every sealed file until long after headquarters confirmed it. */
  get outboxFolder(): string {
    return this.#outbox.folder;
  }

  state(): SyncState {
    const { branch, registry } = this.#context;
    const { record } = this.#enrolment;
    const bundle = this.#enrolment.bundle;
    const keysLost = record.bundle !== null && bundle === undefined;
    const waitsForAnswer = record.request !== null && bundle === undefined;
    const counts = registry.reader
      .prepare(
        `SELECT count(*) FILTER (WHERE state = 'sealed') AS sealed, count(*) FILTER (WHERE state = 'sent') AS sent,
           count(*) FILTER (WHERE state = 'receipted') AS receipted,
           min(sealedAt) FILTER (WHERE state = 'sealed') AS oldestSealedAt,
           min(sentAt) FILTER (WHERE state = 'sent') AS oldestSentAt,
           max(lastAuditSequence) FILTER (WHERE state = 'receipted') AS receiptedUpTo
         FROM changeSet`,
      )
      .get() as Pick<SyncState, 'sealed' | 'sent' | 'receipted' | 'oldestSealedAt' | 'oldestSentAt'> & {
      receiptedUpTo: number | null;
    };
    const { receiptedUpTo, ...road } = counts;
    const firstOpen = registry.reader
      .prepare("SELECT min(sequence) FROM changeSet WHERE incarnationId = ? AND state IN ('sealed', 'sent')")
      .pluck()
      .get(this.#incarnation.id) as number | null;
    return {
      enrolment: branch.sample ? 'sample' : bundle !== undefined ? 'enrolled' : waitsForAnswer ? 'requested' : 'none',
      headquarters:
        record.bundle === null
          ? null
          : {
              name: record.bundle.headquarters.name,
              rootFingerprint: formatFingerprint(record.bundle.rootFingerprint),
            },
      request:
        record.request === null
          ? null
          : { fingerprint: formatFingerprint(record.request.fingerprint), requestedAt: record.request.requestedAt },
      waiting: this.#sealing.waiting(),
      ...road,
      firstOpen,
      receivedUntil: this.#auditedAt(receiptedUpTo),
      lastReceiptAt: this.#receipts.all().at(-1)?.receivedAt ?? null,
      folder: this.#settings.get('folder') ?? null,
      problems: problemsOf({
        incarnation: this.#incarnation,
        outbox: this.#outbox,
        receipts: this.#receipts,
        inbox: this.#inbox,
        keysLost,
        damagedAttachments: this.#sealing.damagedAttachments,
      }),
      recent: this.#recent().map((row) => changeSetRow.parse(row)),
    };
  }

  /**
   * Seals everything that waits and, with a folder, copies there all change sets that were never sent. Answers the names
   * of the files that were copied, or without a folder of those that were sealed.
   * @throws RefusalError `sync.notEnrolled`, `sync.keysLost`, `sync.folder*`
   */
  seal(actor: Actor, folder: string | null): Promise<string[]> {
    return this.#alone(async () => {
      const target = folder === null ? null : exportFolder(folder, this.#context.folder);
      const identity = await this.#enrolment.sealingIdentity();
      const { write } = this.#context.registry;
      write.flush();
      const before = this.#incarnation.head.sequence;
      if (this.#sealing.hasWork()) {
        // Written first, so that the note of this sealing is sealed with it and leaves nothing waiting behind.
        await write.seen(actor, { action: 'sync.seal', subject: { kind: 'branch', id: this.#context.branch.id } });
        await this.#sealing.run({ ...identity, checkpoint: this.#receipts.checkpoint() }, this.onStep);
      }
      if (target === null) {
        return this.#outbox.from(this.#incarnation.id, before + 1).map(({ fileName }) => fileName);
      }
      return this.#export(this.#outbox.unsent(), target);
    });
  }

  /** Copies stored change sets of this incarnation again. @throws RefusalError `sync.noSuchChangeSet`, `sync.folder*` */
  resend(fromSequence: number, folder: string): Promise<string[]> {
    return this.#alone(async () => {
      const target = exportFolder(folder, this.#context.folder);
      const rows = this.#outbox
        .from(this.#incarnation.id, fromSequence)
        .filter(({ state, fileName }) => state !== 'receipted' || existsSync(join(this.#outbox.folder, fileName)));
      if (rows.length === 0) throw new RefusalError(refusals.noSuchChangeSet(fromSequence));
      return this.#export(rows, target);
    });
  }

  /** One stored change set, to be carried by other means. @throws RefusalError `sync.noSuchChangeSet`, `sync.fileGone` */
  download(sequence: number): Promise<File> {
    return this.#alone(async () => {
      const row = this.#outbox.get(this.#incarnation.id, sequence);
      if (row === undefined) throw new RefusalError(refusals.noSuchChangeSet(sequence));
      const bytes = this.#outbox.read(row);
      if (bytes === undefined) throw new RefusalError(refusals.fileGone(row.fileName));
      this.#incarnation.mark();
      this.#outbox.markSent([row], this.#context.clock.now());
      return new File([new Uint8Array(bytes)], row.fileName, { type: 'application/octet-stream' });
    });
  }

  /** Takes files of headquarters, each for itself. @throws RefusalError `sync.notEnrolled`, `sync.sampleReceives` */
  receive(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<Received[]> {
    return this.#alone(async () => {
      if (this.#context.branch.sample) throw new RefusalError(refusals.sampleHasNoHeadquarters);
      const { bundle } = this.#enrolment;
      if (bundle === undefined) {
        throw new RefusalError(this.#enrolment.record.bundle === null ? refusals.notEnrolled : refusals.keysLost);
      }
      return this.#inbox.take(files, bundle.headquarters, this.#keys.get());
    });
  }

  /** The file to be carried to headquarters, and its fingerprint for the phone. @throws RefusalError `sync.sample`, … */
  requestEnrolment(actor: Actor): Promise<{ file: File; fingerprint: string }> {
    return this.#alone(async () => {
      const { request, fingerprint } = await this.#enrolment.request(actor);
      const file = new File([new Uint8Array(request)], `${this.#context.branch.code}.skrequest`, {
        type: 'application/octet-stream',
      });
      return { file, fingerprint: formatFingerprint(fingerprint) };
    });
  }

  /** Takes headquarters' answer. `rootFingerprint` as typed from the paper. @throws RefusalError `enrolment.*`, `pki.*` */
  acceptEnrolment(actor: Actor, answer: Uint8Array, rootFingerprint: string): Promise<void> {
    return this.#alone(() =>
      this.#enrolment.accept(actor, answer, rootFingerprint, () => this.#incarnation.beginAfterEnrolment(this.onStep)),
    );
  }

  /** The headquarters this branch is enrolled with: roots, authorities, lists. Undefined before. */
  headquarters(): (HeadquartersIdentity & { readonly rootFingerprint: Uint8Array }) | undefined {
    const { bundle } = this.#enrolment.record;
    return bundle === null ? undefined : { ...bundle.headquarters, rootFingerprint: bundle.rootFingerprint };
  }

  /** Every verified receipt of headquarters, oldest first: for evidence. */
  receipts(): readonly StoredReceipt[] {
    return this.#receipts.all();
  }

  /** The change sets of this registry and what is known of each, oldest first. */
  changeSets(): readonly ChangeSetRow[] {
    return this.#context.registry.reader
      .prepare('SELECT * FROM changeSet ORDER BY sealedAt, incarnationId, sequence')
      .all() as ChangeSetRow[];
  }

  #export(rows: readonly ChangeSetRow[], folder: string): string[] {
    const names: string[] = [];
    let gone: string | undefined;
    // A sealing that failed half-way has not noted it: nothing outside may be ahead of the marker.
    this.#incarnation.mark();
    for (const row of rows) {
      const bytes = this.#outbox.read(row);
      if (bytes === undefined) {
        gone ??= row.fileName;
        continue;
      }
      exportFile(folder, row.fileName, bytes, this.onStep);
      this.#outbox.markSent([row], this.#context.clock.now());
      this.onStep('export.marked');
      names.push(row.fileName);
    }
    if (names.length === 0 && gone !== undefined) throw new RefusalError(refusals.fileGone(gone));
    this.#settings.put('folder', folder);
    return names;
  }

  #recent(): ChangeSetRow[] {
    return this.#context.registry.reader
      .prepare(
        `SELECT * FROM changeSet WHERE incarnationId = ? AND state <> 'superseded'
         ORDER BY sequence DESC LIMIT ${recentlySealed}`,
      )
      .all(this.#incarnation.id) as ChangeSetRow[];
  }

  #auditedAt(sequence: number | null): number | null {
    const at = this.#context.registry.reader
      .prepare('SELECT at FROM auditEvent WHERE sequence = ?')
      .pluck()
      .get(sequence ?? 0);
    return typeof at === 'number' ? at : null;
  }

  /** One change of the road at a time, however many windows ask. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#busy.then(work, work);
    this.#busy = mine.catch(() => undefined);
    return mine;
  }
}

export const syncFeature = {
  name: 'sync',
  create: (context: FeatureContext) => ({ sync: new SyncService(context) }),
} satisfies Feature<{ sync: SyncService }>;
