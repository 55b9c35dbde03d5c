import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFreezeOrders, type FreezeOrder } from '../shared/changeset/freezePayload.ts';
import type { Operation } from '../shared/changeset/operation.ts';
import { encodeTransactions } from '../shared/changeset/transactionPayload.ts';
import type { Clock } from '../shared/domain/clock.ts';
import { orThrow, RefusalError } from '../shared/domain/refusal.ts';
import { certificateFingerprint, certificatePem, readCertificate } from '../shared/pki/certificate.ts';
import type { HeadquartersIdentity } from '../shared/pki/enrolmentAnswer.ts';
import { foundHeadquarters, revocationListLifetime } from '../shared/pki/headquarters.ts';
import { hpkePublicKeyBytes } from '../shared/pki/hpke.ts';
import { identityText, readIdentityText } from '../shared/pki/identityText.ts';
import { unwrapRecoveredDatabaseKey } from '../shared/pki/recovery.ts';
import { issueRevocationList, readRevocationList } from '../shared/pki/revocationList.ts';
import type { TableSpec } from '../shared/schema/table.ts';
import { writeDurably } from '../shared/storage/durableFile.ts';
import { type Enrolled, type EnrolOptions, enrolBranch, issuedRow } from './enrolment.ts';
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
import { KeyStore } from './keys/keyStore.ts';
import { StoreMarker } from './marker.ts';
import { Messages, type StoredMessage } from './messages.ts';
import * as refusals from './refusals.ts';
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

export interface FoundOptions extends HeadquartersOptions {
  readonly companyName: string;
  readonly passphrase: string;
}

const identityFile = 'headquarters.json';
/** A list older than this is issued anew when a branch is enrolled. */
const listRefresh = 30 * 86_400_000;

/** Whether there is a headquarters in a folder. */
export const isFounded = (folder: string): boolean => existsSync(join(folder, identityFile));

/**
 * Founds a headquarters: all keys, the root certificate and what hangs below it. Answers also the second person's half of
 * the recovery key, which is nowhere else and is printed once. @throws RefusalError `hq.alreadyFounded`,
 * `hq.passphraseWeak`, `pki.name`
 */
export async function initHeadquarters(
  options: FoundOptions,
): Promise<{ readonly headquarters: Headquarters; readonly recoveryShare: string }> {
  const { folder, companyName, passphrase, clock } = options;
  if (isFounded(folder)) throw new RefusalError(refusals.alreadyFounded(folder));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Left by a founding that ended half-way: nothing was ever issued from it.
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `store.db${suffix}`), { force: true });
  rmSync(join(folder, 'marker.json'), { force: true });
  const keyStore = new KeyStore(folder);
  const { keys, recoveryPublicKey, recoveryShare } = await keyStore.found(passphrase);
  const at = clock.now();
  const certificates = orThrow(foundHeadquarters({ companyName, sample: false }, keys, at));
  const store = await openStore({ folder, key: keyStore.storeKey() });
  try {
    const issued = store.statements.insert('issuedCertificate');
    const { root, authority, changeSets, seal, timestamping } = certificates;
    store.transaction(() => {
      for (const each of [root, authority, changeSets, seal, timestamping]) issued(issuedRow(each, at));
    });
    const identity: HeadquartersIdentity = {
      name: companyName,
      sample: false,
      hqIncarnation: Buffer.from(markerOf(folder, store).incarnation(), 'hex'),
      root: root.der,
      intermediates: [authority.der],
      changeSets: changeSets.der,
      encryptionPublicKey: hpkePublicKeyBytes(keys.encryption),
      recoveryPublicKey,
      timestamping: timestamping.der,
      seal: seal.der,
      revocationLists: certificates.revocationLists,
    };
    writeDurably(join(folder, 'root.pem'), certificatePem(root.der), 0o644);
    writeDurably(join(folder, identityFile), identityText(identity), 0o644);
  } finally {
    store.close();
  }
  return { headquarters: await openHeadquarters(options), recoveryShare };
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
    return new Headquarters(options, keyStore, store);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Opens the headquarters of a folder, or founds it where there is none: for tools and tests that want one at once. */
export async function createHeadquarters(
  options: Omit<FoundOptions, 'companyName'> & { readonly companyName?: string },
): Promise<Headquarters> {
  if (isFounded(options.folder)) return openHeadquarters(options);
  const { companyName = '总部' } = options;
  return (await initHeadquarters({ ...options, companyName })).headquarters;
}

const markerOf = (folder: string, store: Store): StoreMarker => {
  const tree = new MerkleTree(store);
  return new StoreMarker(folder, store, () => tree.size);
};

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
  readonly #hqIncarnation: string;
  #identity: HeadquartersIdentity;
  #importing: Promise<unknown> = Promise.resolve();

  /** Use {@link openHeadquarters}. */
  constructor(options: HeadquartersOptions, keyStore: KeyStore, store: Store) {
    const { folder, clock, workers = 0 } = options;
    this.folder = folder;
    this.#options = options;
    this.#keyStore = keyStore;
    this.#store = store;
    this.#identity = readIdentityText(readFileSync(join(folder, identityFile), 'utf8'));
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
      preparer: this.#preparer,
      clock,
      step,
      committed: () => marker.mark(this.#hqIncarnation),
    });
    // Receipts that a process had sealed and not put out.
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
    const { authority } = await this.#keyStore.authority(this.#passphrase());
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
    const orderedAt = this.#options.clock.now();
    this.#store.transaction(() =>
      this.#messages.add(branchId, 'freeze', encodeFreezeOrders(orders.map((order) => ({ ...order, orderedAt })))),
    );
    this.#messages.deliver(this.#step);
  }

  /** Sends headquarters' rows (policies, templates) to branches. @throws RefusalError `hq.noSuchBranch` */
  publish(branchIds: readonly string[], operations: readonly Operation[]): void {
    for (const branchId of branchIds) this.#requireBranch(branchId);
    const txId = `hq-${this.#options.clock.now()}`;
    const payload = encodeTransactions([{ txId, part: 1, parts: 1, operations, audit: [], details: [] }]);
    this.#store.transaction(() => {
      for (const branchId of branchIds) this.#messages.add(branchId, 'policy', payload);
    });
    this.#messages.deliver(this.#step);
  }

  /**
   * Takes a stopped branch's files again, once a person has dealt with the reason. `acceptGap` goes on without audit events
   * that never arrived. @throws RefusalError `hq.noSuchBranch`, `hq.notStopped`
   */
  resume(branchId: string, { acceptGap = false }: { readonly acceptGap?: boolean } = {}): void {
    this.#requireBranch(branchId);
    const { sqlite } = this.#store;
    const now = this.#options.clock.now();
    this.#store.transaction(() => {
      const started = sqlite
        .prepare(
          'UPDATE enrolledBranch SET stoppedFor = NULL, stoppedAt = NULL WHERE branchId = ? AND stoppedFor IS NOT NULL',
        )
        .run(branchId).changes;
      const accepted = acceptGap
        ? sqlite
            .prepare(
              `UPDATE incarnation SET gapAccepted = 1 WHERE branchId = @branchId AND gapAccepted = 0 AND incarnationId IN
                 (SELECT incarnationId FROM parkedFile WHERE branchId = @branchId AND reason = 'anchor')`,
            )
            .run({ branchId }).changes
        : 0;
      if (started + accepted === 0) throw new RefusalError(refusals.notStopped(branchId));
      sqlite
        .prepare('UPDATE quarantine SET resolvedAt = ? WHERE branchId = ? AND rowId IS NULL AND resolvedAt IS NULL')
        .run(now, branchId);
      sqlite
        .prepare('UPDATE integrityAlarm SET resolvedAt = ? WHERE branchId = ? AND resolvedAt IS NULL')
        .run(now, branchId);
    });
  }

  /** From this sequence on a branch's certificates sign nothing any more: its computer is lost or in wrong hands. */
  revoke(branchId: string, fromSequence: number): void {
    this.#requireBranch(branchId);
    const { sqlite } = this.#store;
    const now = this.#options.clock.now();
    this.#store.transaction(() => {
      sqlite
        .prepare(
          'UPDATE branchCertificate SET revokedFromSequence = ?, revokedAt = ? WHERE branchId = ? AND revokedAt IS NULL',
        )
        .run(fromSequence, now, branchId);
      sqlite
        .prepare('UPDATE issuedCertificate SET revokedAt = ? WHERE branchId = ? AND revokedAt IS NULL')
        .run(now, branchId);
    });
  }

  /**
   * The database key of a branch, from the package in its key file, with what two persons hold.
   * @throws RefusalError `hq.wrongPassphrase`, `hq.wrongShare`, `recovery.unreadable`
   */
  async recoverDatabaseKey(branchId: string, wrapped: Uint8Array, share: string): Promise<Uint8Array> {
    const recovery = await this.#keyStore.recovery(this.#passphrase(), share);
    return orThrow(unwrapRecoveredDatabaseKey(wrapped, recovery, branchId));
  }

  async close(): Promise<void> {
    await this.#importing.catch(() => undefined);
    await this.#preparer.close();
    this.#store.close();
  }

  readonly #step = (step: string): void => this.#options.onStep?.(step);

  #passphrase(): string {
    const { passphrase } = this.#options;
    if (passphrase === undefined) throw new RefusalError(refusals.passphraseNeeded);
    return passphrase;
  }

  #authorityCertificate() {
    const [authority] = this.#identity.intermediates;
    return orThrow(readCertificate(authority ?? this.#identity.root));
  }

  #requireBranch(branchId: string): void {
    const known = this.#store.sqlite.prepare('SELECT 1 FROM enrolledBranch WHERE branchId = ?').get(branchId);
    if (known === undefined) throw new RefusalError(refusals.noSuchBranch(branchId));
  }

  /** Branches carry revocation lists for a year; what is handed out anew is never old. */
  async #refreshLists(): Promise<void> {
    const now = this.#options.clock.now();
    const lists = this.#identity.revocationLists.map((der) => orThrow(readRevocationList(der)));
    const lastRevoked = Number(
      this.#store.sqlite.prepare('SELECT coalesce(max(revokedAt), 0) FROM issuedCertificate').pluck().get(),
    );
    const oldest = Math.min(...lists.map(({ thisUpdate }) => thisUpdate));
    // Instants in a list are whole seconds.
    if (now - oldest < listRefresh && lastRevoked < oldest + 1000) return;
    const passphrase = this.#passphrase();
    const root = orThrow(readCertificate(this.#identity.root));
    const authority = this.#authorityCertificate();
    const keys = new Map([
      [
        Buffer.from(root.subjectBytes).toString('hex'),
        { certificate: root, key: await this.#keyStore.root(passphrase) },
      ],
      [
        Buffer.from(authority.subjectBytes).toString('hex'),
        { certificate: authority, key: (await this.#keyStore.authority(passphrase)).authority },
      ],
    ]);
    const revoked = this.#store.sqlite
      .prepare(
        'SELECT serialNumber, revokedAt FROM issuedCertificate WHERE revokedAt IS NOT NULL AND branchId IS NOT NULL',
      )
      .all() as { serialNumber: string; revokedAt: number }[];
    const fresh = lists.map((list) => {
      const issuer = keys.get(Buffer.from(list.issuerBytes).toString('hex'));
      // The root's key is kept offline: its list is renewed when it is at hand.
      if (issuer?.key === undefined) return list.der;
      return issueRevocationList(
        {
          number: list.number + 1,
          thisUpdate: now,
          nextUpdate: now + revocationListLifetime,
          revoked:
            issuer.certificate === authority
              ? revoked.map((each) => ({ ...each, reason: 'superseded' as const }))
              : list.revoked,
        },
        { certificate: issuer.certificate, privateKey: issuer.key },
      );
    });
    this.#identity = { ...this.#identity, revocationLists: fresh };
    writeDurably(join(this.folder, identityFile), identityText(this.#identity), 0o644);
  }
}
