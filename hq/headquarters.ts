import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FreezeOrder } from '../shared/changeset/freezePayload.ts';
import type { Operation } from '../shared/changeset/operation.ts';
import type { Clock } from '../shared/domain/clock.ts';
import { orThrow, RefusalError } from '../shared/domain/refusal.ts';
import { certificateFingerprint, readCertificate } from '../shared/pki/certificate.ts';
import type { HeadquartersIdentity } from '../shared/pki/enrolmentAnswer.ts';
import { unwrapRecoveredDatabaseKey } from '../shared/pki/recovery.ts';
import type { TableSpec } from '../shared/schema/table.ts';
import { type Enrolled, type EnrolOptions, enrolBranch } from './enrolment.ts';
import { isFounded, readIdentity, writeIdentity } from './identityFile.ts';
import { FileApplier } from './import/applyFile.ts';
import { Attachments } from './import/attachments.ts';
import { AuditImport } from './import/auditImport.ts';
import { Importer } from './import/importer.ts';
import { MerkleTree } from './import/merkleTree.ts';
import { ReceiptWriter } from './import/receipts.ts';
import { replayParked } from './import/replay.ts';
import type { ImportReport } from './import/reports.ts';
import { RowWriter } from './import/rows.ts';
import { Standing } from './import/standing.ts';
import { type Preparer, PreparerPool, prepareHere } from './import/workers.ts';
import { clearInbox } from './inbox/clear.ts';
import type { ImportSource } from './inbox/sources.ts';
import { Spool } from './inbox/spool.ts';
import { resumeBranch, revokeBranch } from './interventions.ts';
import { KeyStore } from './keys/keyStore.ts';
import type { PassphraseOutcome } from './keys/passphraseChange.ts';
import * as keyRefusals from './keys/refusals.ts';
import { StoreMarker } from './marker.ts';
import { Messages, type StoredMessage } from './messages.ts';
import { Orders } from './orders.ts';
import { RecoveryPackages } from './recovery.ts';
import * as refusals from './refusals.ts';
import { isStale, reissueLists } from './revocationLists.ts';
import { Signers } from './signers.ts';
import { countRows, type HeadquartersStatus, readStatus } from './status.ts';
import { openStore, type Store } from './store/store.ts';

export interface HeadquartersOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** Opens the issuing key. Founding and enrolling need it; importing and serving do not. */
  readonly passphrase?: string | undefined;
  /** Threads for the cryptography; 0, the default, does it in this one. */
  readonly workers?: number;
  /** Called after each step of an import that a crash could fall behind; for tests. */
  readonly onStep?: (step: string) => void;
  /** The branches' tables; given by tests that play an older headquarters. */
  readonly tables?: readonly TableSpec[];
}

/**
 * Opens the headquarters of a folder. @throws RefusalError `hq.notFounded`, `hq.keyFileDamaged`, `hq.storeMissing`,
 * `hq.storeUnreadable`
 */
export async function openHeadquarters(options: HeadquartersOptions): Promise<Headquarters> {
  const { folder } = options;
  if (!isFounded(folder)) throw new RefusalError(refusals.notFounded(folder));
  const keyStore = new KeyStore(folder);
  const storeKey = keyStore.storeKey();
  // An empty store made in its place would know no branch.
  if ((statSync(join(folder, 'store.db'), { throwIfNoEntry: false })?.size ?? 0) === 0)
    throw new RefusalError(refusals.storeMissing(folder));
  const { tables } = options;
  const store = await openStore({ folder, key: storeKey, ...(tables ? { tables } : {}) });
  try {
    // The store's lock is the one that all processes of a headquarters share.
    if (keyStore.isPassphraseChangePending) store.transaction(() => keyStore.finishPassphraseChange());
    keyStore.sweepUnfinished();
    return new Headquarters(options, keyStore, store);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** An open headquarters. Several processes may have the same one open. */
export class Headquarters {
  readonly folder: string;
  readonly #options: HeadquartersOptions;
  readonly #keyStore: KeyStore;
  readonly #store: Store;
  readonly #spool: Spool;
  readonly #tree: MerkleTree;
  readonly #messages: Messages;
  readonly #attachments: Attachments;
  readonly #preparer: Preparer;
  readonly #importer: Importer;
  readonly #orders: Orders;
  readonly #recovery: RecoveryPackages;
  readonly #hqIncarnation: string;
  #identity: HeadquartersIdentity;
  #passphrase: string | undefined;
  #importing: Promise<unknown> = Promise.resolve();

  /** Use {@link openHeadquarters}. */
  constructor(options: HeadquartersOptions, keyStore: KeyStore, store: Store) {
    const { folder, clock, workers = 0 } = options;
    this.folder = folder;
    this.#options = options;
    this.#passphrase = options.passphrase;
    this.#keyStore = keyStore;
    this.#store = store;
    this.#identity = readIdentity(folder);
    const keys = keyStore.unattended();
    const { sample } = this.#identity;
    const tree = new MerkleTree(store);
    const marker = new StoreMarker(folder, store, () => tree.size);
    this.#tree = tree;
    this.#hqIncarnation = marker.incarnation();
    this.#spool = new Spool(folder);
    mkdirSync(this.inboxFolder, { recursive: true });
    this.#attachments = new Attachments(folder, keyStore.storeKey(), store);
    this.#preparer =
      workers === 0 ? prepareHere([keys.encryption], sample) : new PreparerPool([keys.encryption], sample, workers);
    this.#messages = new Messages({
      folder,
      store,
      signer: {
        certificate: this.#identity.changeSets,
        privateKey: keys.changeSets,
        authorities: this.#identity.intermediates,
      },
      hqIncarnation: this.#hqIncarnation,
      clock,
      sample,
    });
    const standing = new Standing(store);
    const rows = new RowWriter(store);
    this.#recovery = new RecoveryPackages(store, this.#identity.recoveryPublicKey);
    const step = options.onStep ?? (() => undefined);
    replayParked(store, rows, standing, clock.now());
    this.#importer = new Importer({
      store,
      spool: this.#spool,
      signers: new Signers(this.#identity, store),
      standing,
      applier: new FileApplier(standing, new AuditImport(store), rows, this.#attachments),
      tree,
      receipts: new ReceiptWriter(store, this.#messages, tree, Buffer.from(this.#hqIncarnation, 'hex')),
      messages: this.#messages,
      recovery: this.#recovery,
      preparer: this.#preparer,
      clock,
      step,
      committed: () => marker.mark(this.#hqIncarnation),
    });
    this.#orders = new Orders({ store, messages: this.#messages, clock, step });
    // Receipts that a process had sealed and not put out; nothing leaves before the marker says so.
    marker.mark(this.#hqIncarnation);
    this.#messages.deliver(step);
  }

  /** What every branch gets to know; certificates in DER. */
  get identity(): HeadquartersIdentity {
    return { ...this.#identity, hqIncarnation: new Uint8Array(Buffer.from(this.#hqIncarnation, 'hex')) };
  }

  /** SHA-256 of the root certificate: for paper, and to be typed in at a branch. */
  get rootFingerprint(): Uint8Array {
    return certificateFingerprint(this.#identity.root);
  }

  /** Answers a branch's request. Needs the passphrase. @throws RefusalError, see {@link enrolBranch} */
  async enrol(request: Uint8Array, options: EnrolOptions = {}): Promise<Enrolled> {
    const { clock } = this.#options;
    const { authority } = await this.#keyStore.authority(this.#givenPassphrase());
    await this.#refreshLists();
    return enrolBranch(
      {
        folder: this.folder,
        store: this.#store,
        identity: this.identity,
        authority: { certificate: this.#authorityCertificate(), privateKey: authority },
        changeSetsKey: this.#keyStore.unattended().changeSets,
      },
      request,
      clock.now(),
      options,
    );
  }

  /**
   * Imports files, folders (a share, a stick) or bytes, and whatever waited for them. One file's fault stops at most its own
   * branch; the report says what became of each. Receipts lie in `outbox/<branch>/` afterwards.
   */
  import(sources: Iterable<ImportSource>): Promise<ImportReport> {
    const run = () => this.#importer.run(sources);
    const mine = this.#importing.then(run, run);
    this.#importing = mine.catch(() => undefined);
    return mine;
  }

  /** Keeps bytes that came over a wire, durably, until the next import takes them. Answers their hash, hex. */
  spool(bytes: Uint8Array): string {
    return this.#spool.keep(bytes);
  }

  /** Everything sealed for a branch, in its order: receipts, policies, freezes. */
  messagesFor(branchId: string): StoredMessage[] {
    return this.#messages.of(branchId);
  }

  /** Receipts for a branch, oldest first. The last one says it all. */
  receiptsFor(branchId: string): StoredMessage[] {
    return this.#messages.of(branchId).filter(({ kind }) => kind === 'receipt');
  }

  /** The file of a message in the branch's outbox folder. */
  messageFile(message: StoredMessage): string {
    return this.#messages.fileOf(message);
  }

  /** The content of an attachment a branch sent, or undefined where it has not arrived whole. */
  attachment(branchId: string, hash: string): Uint8Array | undefined {
    return this.#attachments.read(branchId, hash);
  }

  status(): HeadquartersStatus {
    return readStatus(this.#store);
  }

  /** How many rows each consolidated table has. */
  rows(): Record<string, number> {
    return countRows(this.#store);
  }

  /** Leaves of the tree of envelope hashes: how many files were ever imported. Costs nothing. */
  get treeSize(): number {
    return this.#tree.size;
  }

  /**
   * A branch by its id, its name, or the code its own row says. @throws RefusalError `hq.noSuchBranch`,
   * `hq.branchAmbiguous`
   */
  branchCalled(named: string): string {
    const found = this.status().branches.filter(
      ({ branchId, branchName, code }) => branchId === named || branchName === named || code === named,
    );
    const [only] = found;
    if (only === undefined) throw new RefusalError(refusals.noSuchBranch(named));
    if (found.length > 1) throw new RefusalError(refusals.branchAmbiguous(named, found.length));
    return only.branchId;
  }

  /**
   * Imports what lies in the inbox folder, where shares and people put files, and takes away what it kept or imported. What
   * was refused goes to `refused/`, see {@link clearInbox}.
   */
  async importInbox(): Promise<ImportReport> {
    const report = await this.import([this.inboxFolder]);
    const folders = { inbox: this.inboxFolder, refused: join(this.folder, 'refused') };
    clearInbox(folders, report.files, this.#options.clock.now());
    return report;
  }

  get inboxFolder(): string {
    return join(this.folder, 'inbox');
  }

  /** Rows of a query over the consolidated store, read-only: `SELECT … FROM client WHERE branchId = ?`. */
  query<R>(sql: string, ...parameters: (string | number | null)[]): R[] {
    const statement = this.#store.sqlite.prepare(sql);
    if (!statement.readonly) throw new Error('the store is read through queries only');
    return statement.all(...parameters) as R[];
  }

  /** Orders accounts of a branch frozen. @throws RefusalError `hq.noSuchBranch` */
  freeze(branchId: string, orders: readonly Omit<FreezeOrder, 'orderedAt'>[]): void {
    this.#requireBranch(branchId);
    this.#orders.freeze(branchId, orders);
  }

  /** Sends headquarters' rows (policies, templates) to branches. @throws RefusalError `hq.noSuchBranch` */
  publish(branchIds: readonly string[], operations: readonly Operation[]): void {
    for (const branchId of branchIds) this.#requireBranch(branchId);
    this.#orders.publish(branchIds, operations);
  }

  /** See {@link resumeBranch}. @throws RefusalError `hq.noSuchBranch`, `hq.notStopped` */
  resume(branchId: string, { acceptGap = false }: { readonly acceptGap?: boolean } = {}): void {
    this.#requireBranch(branchId);
    resumeBranch(this.#store, branchId, acceptGap, this.#options.clock.now());
  }

  /** See {@link revokeBranch}. @throws RefusalError `hq.noSuchBranch` */
  revoke(branchId: string, fromSequence: number): void {
    this.#requireBranch(branchId);
    revokeBranch(this.#store, branchId, fromSequence, this.#options.clock.now());
  }

  /**
   * The database key of a branch, with what two persons hold: from the package in its key file, or from what its change
   * sets brought. @throws RefusalError `hq.wrongPassphrase`, `hq.wrongShare`, `hq.noRecoveryPackage`, `recovery.unreadable`
   */
  async recoverDatabaseKey(branchId: string, wrapped: Uint8Array | undefined, share: string): Promise<Uint8Array> {
    const present = wrapped ?? this.#recovery.of(branchId);
    if (present === undefined) throw new RefusalError(refusals.noRecoveryPackage);
    const recovery = await this.#keyStore.recovery(this.#givenPassphrase(), share);
    return orThrow(unwrapRecoveredDatabaseKey(present, recovery, branchId));
  }

  /**
   * A new passphrase for every key file that is here, all or none, see {@link KeyStore.preparePassphraseChange}.
   * @throws RefusalError `hq.passphrase*`, `hq.wrongPassphrase`, `hq.keyFile*`, `hq.keysJustChanged`
   */
  async changePassphrase(next: string): Promise<PassphraseOutcome> {
    const change = await this.#keyStore.preparePassphraseChange(this.#givenPassphrase(), next);
    // The store's lock is the one that all processes of a headquarters share.
    const outcome = this.#store.transaction(() => change.write(this.#options.onStep ?? (() => undefined)));
    this.#passphrase = next;
    return outcome;
  }

  async close(): Promise<void> {
    await this.#importing.catch(() => undefined);
    await this.#preparer.close();
    this.#store.close();
  }

  #givenPassphrase(): string {
    if (this.#passphrase === undefined) throw new RefusalError(keyRefusals.passphraseNeeded);
    return this.#passphrase;
  }

  #authorityCertificate() {
    const [authority] = this.#identity.intermediates;
    return orThrow(readCertificate(authority ?? this.#identity.root));
  }

  #requireBranch(branchId: string): void {
    const known = this.#store.sqlite.prepare('SELECT 1 FROM enrolledBranch WHERE branchId = ?').get(branchId);
    if (known === undefined) throw new RefusalError(refusals.noSuchBranch(branchId));
  }

  async #refreshLists(): Promise<void> {
    const now = this.#options.clock.now();
    const { revocationLists } = this.#identity;
    if (!isStale(revocationLists, this.#store, now)) return;
    const passphrase = this.#givenPassphrase();
    const issuers = {
      root: {
        certificate: orThrow(readCertificate(this.#identity.root)),
        privateKey: await this.#keyStore.root(passphrase),
      },
      authority: {
        certificate: this.#authorityCertificate(),
        privateKey: (await this.#keyStore.authority(passphrase)).authority,
      },
    };
    this.#identity = {
      ...this.#identity,
      revocationLists: reissueLists(revocationLists, issuers, this.#store, now),
    };
    writeIdentity(this.folder, this.#identity);
  }
}
