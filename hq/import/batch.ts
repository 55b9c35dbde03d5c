import type { ChangeSetHeader } from '../../shared/changeset/header.ts';
import type { CompactRange } from '../../shared/changeset/merkle.ts';
import { changeSetRefusal } from '../../shared/changeset/refusals.ts';
import type { Clock } from '../../shared/domain/clock.ts';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import type { HeaderGlance } from '../inbox/sources.ts';
import type { Spool } from '../inbox/spool.ts';
import type { RecoveryPackages } from '../recovery.ts';
import * as refusals from '../refusals.ts';
import type { Signers } from '../signers.ts';
import type { Store } from '../store/store.ts';
import { type Applied, type FileApplier, newIncarnation } from './applyFile.ts';
import { refusalsOf } from './faults.ts';
import type { MerkleTree } from './merkleTree.ts';
import type { Prepared } from './prepare.ts';
import type { ReceiptWriter } from './receipts.ts';
import { type FileReport, report } from './reports.ts';
import type { IncarnationState, Standing } from './standing.ts';

/** A file after its cryptography, ready for the one writer. */
export interface InHand {
  readonly name: string;
  readonly path: string | undefined;
  /** Set for what lies in the spool: the hash it was kept under. */
  readonly spooled: string | undefined;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly prepared: Prepared;
}

/** Parts of headquarters that one transaction of the writer works with. */
export interface BatchParts {
  readonly store: Store;
  readonly spool: Spool;
  readonly signers: Signers;
  readonly standing: Standing;
  readonly applier: FileApplier;
  readonly tree: MerkleTree;
  readonly receipts: ReceiptWriter;
  readonly recovery: RecoveryPackages;
  readonly clock: Clock;
}

type Life = Pick<HeaderGlance, 'branchId' | 'incarnationId'>;

/** One transaction of the writer: what is decided about each file is decided by what it reads here. */
export class BatchRun {
  readonly #parts: BatchParts;
  readonly #now: number;
  readonly #states = new Map<string, IncarnationState>();
  readonly #touched = new Set<string>();
  #edge: CompactRange | undefined;

  constructor(parts: BatchParts) {
    this.#parts = parts;
    this.#now = parts.clock.now();
  }

  take(file: InHand): FileReport {
    const { prepared } = file;
    const { standing, signers } = this.#parts;
    if (prepared.state === 'refused') {
      const [first] = prepared.refusals;
      const { code = '', zh = '', en = '' } = first ?? {};
      standing.noteRefused({ hash: file.hash, name: file.name, code, zh, en, refusedAt: this.#now });
      this.#waitsNoLonger(file);
      return report(file.name, 'refused', undefined, prepared.refusals);
    }
    if (prepared.state === 'known') return report(file.name, 'known', prepared.header);
    const { header } = prepared;
    const place = placeOf(header);
    const before = standing.imported(place);
    if (before?.hash === file.hash) return report(file.name, 'known', header);
    // The certificate may have been revoked since its signature was checked outside this transaction.
    const signer = signers.find(header.signer);
    if (signer === undefined || header.sequence >= (signer.revokedFromSequence ?? Number.POSITIVE_INFINITY)) {
      this.#waitsNoLonger(file);
      return report(file.name, 'refused', header, [changeSetRefusal('changeset.signerRevoked')]);
    }
    const parked = standing.parked(place);
    if (before !== undefined || (parked !== undefined && parked.hash !== file.hash)) {
      return this.#fork(file, header);
    }
    const stoppedFor = standing.stoppedFor({ branchId: header.branchId })?.stoppedFor ?? null;
    if (stoppedFor !== null) {
      return this.#keep(file, header, parked?.reason ?? 'stopped', [refusals.branchStopped(stoppedFor)], 'stopped');
    }
    const state = this.#state(place.branchId, place.incarnationId);
    if (header.sequence > state.headSequence + 1) return this.#keep(file, header, 'gap', [], 'parked');
    return this.#apply(file, header, state);
  }

  /**
   * A file that waited is gone from the spool, or not what it was. It counts as never received, so that the receipt asks
   * for it again. Undefined where another process took it, or put it back.
   */
  lose(hash: string): FileReport | undefined {
    const { standing, spool } = this.#parts;
    const parked = standing.parkedAs({ hash });
    if (parked === undefined || spool.holds(hash)) return undefined;
    spool.remove(hash);
    standing.unpark(parked);
    this.#touch({ branchId: parked.branchId, incarnationId: Buffer.from(parked.incarnationId, 'hex') });
    return {
      ...report(`${hash}.skcs`, 'refused', undefined, [refusals.spoolLost(parked.sequence)]),
      branchId: parked.branchId,
      sequence: parked.sequence,
    };
  }

  issueReceipts(): void {
    for (const key of this.#touched) {
      const state = this.#states.get(key);
      if (state !== undefined) this.#parts.receipts.issue(state);
    }
  }

  #apply(file: InHand, header: ChangeSetHeader, state: IncarnationState): FileReport {
    const { standing, store, applier } = this.#parts;
    const { prepared } = file;
    const next = { ...state };
    let applied: Applied;
    try {
      if (hexOf(header.previousHash) !== state.headHash) throw new RefusalError(refusals.chainBroken(header.sequence));
      if (prepared.state !== 'opened') throw new RefusalError(...('refusals' in prepared ? prepared.refusals : []));
      // A savepoint: what a bad file has written by then is undone, and the batch goes on.
      applied = store.sqlite.transaction(() => applier.apply(header, prepared.payload, next, this.#now))();
    } catch (error) {
      return this.#bad(file, header, refusalsOf(error));
    }
    next.headSequence = header.sequence;
    next.headHash = file.hash;
    standing.saveIncarnation(next);
    standing.settle({
      branchId: next.branchId,
      incarnationId: next.incarnationId,
      sequence: header.sequence,
      resolvedAt: this.#now,
    });
    this.#edge ??= this.#parts.tree.edge();
    const { edge, leafIndex } = this.#parts.tree.append(this.#edge, prepared.hash);
    this.#edge = edge;
    standing.logImport({
      branchId: next.branchId,
      incarnationId: next.incarnationId,
      sequence: header.sequence,
      hash: file.hash,
      kind: header.kind,
      ...applied,
      bytes: file.bytes.length,
      leafIndex,
      sealedAt: header.sealedAt,
      importedAt: this.#now,
    });
    this.#parts.recovery.take(header);
    const key = keyOf(next.branchId, next.incarnationId);
    this.#states.set(key, next);
    this.#touched.add(key);
    return { ...report(file.name, 'imported', header), ...applied };
  }

  /** A branch signed a file that cannot be taken: only that branch waits for a person. */
  #bad(file: InHand, header: ChangeSetHeader, found: readonly Refusal[]): FileReport {
    const [first = refusals.internalFault('')] = found;
    const tooNew = first.code === 'changeset.payloadTooNew' || first.code === 'changeset.formatTooNew';
    if (tooNew) return this.#keep(file, header, 'tooNew', found, 'parked');
    if (first.code === refusals.anchorMissing.code) return this.#keep(file, header, 'anchor', found, 'parked');
    const { standing } = this.#parts;
    const { branchId, sequence } = header;
    const incarnationId = hexOf(header.incarnationId);
    standing.stop(branchId, first, this.#now);
    standing.raise(branchId, first.code, `${incarnationId}/${sequence}/${file.hash}`, first, this.#now);
    this.#setApart(header, 0, first);
    return this.#keep(file, header, 'stopped', found, 'stopped');
  }

  /** Two files under one number. The second is kept for whoever looks into it, and never applied. */
  #fork(file: InHand, header: ChangeSetHeader): FileReport {
    const { standing, spool } = this.#parts;
    const refusal = refusals.fork(header.sequence);
    const subject = `${hexOf(header.incarnationId)}/${header.sequence}/${file.hash}`;
    const isNew = standing.raise(header.branchId, refusal.code, subject, refusal, this.#now);
    if (isNew) {
      spool.setAside(file.bytes);
      standing.stop(header.branchId, refusal, this.#now);
      this.#setApart(header, -1, refusal);
      this.#touch(header);
    }
    return report(file.name, 'refused', header, [refusal]);
  }

  /** A file that lay in the spool and is refused now: it is kept for whoever looks into it, and counts as not received. */
  #waitsNoLonger(file: InHand): void {
    if (file.spooled === undefined) return;
    const { standing, spool } = this.#parts;
    spool.setAside(file.bytes);
    const parked = standing.parkedAs({ hash: file.hash });
    if (parked === undefined) return;
    standing.unpark(parked);
    this.#touch({ branchId: parked.branchId, incarnationId: Buffer.from(parked.incarnationId, 'hex') });
  }

  #setApart(header: ChangeSetHeader, ordinal: number, refusal: Refusal): void {
    this.#parts.standing.quarantine({
      branchId: header.branchId,
      incarnationId: hexOf(header.incarnationId),
      sequence: header.sequence,
      ordinal,
      txId: null,
      tableId: null,
      rowId: null,
      code: refusal.code,
      zh: refusal.zh,
      en: refusal.en,
      payload: null,
      raisedAt: this.#now,
      resolvedAt: null,
    });
    this.#touch(header);
  }

  /** Keeps a file whose turn has not come: the bytes are on the disk before the row that says so is committed. */
  #keep(
    file: InHand,
    header: ChangeSetHeader,
    reason: string,
    found: readonly Refusal[],
    outcome: 'parked' | 'stopped',
  ): FileReport {
    const place = placeOf(header);
    const { standing, spool } = this.#parts;
    // Also where it is known to wait: somebody may have taken it from the spool.
    spool.keep(file.bytes);
    if (standing.parked(place)?.reason !== reason) {
      standing.park({ ...place, hash: file.hash, reason, parkedAt: this.#now });
      this.#touch(header);
    }
    return report(file.name, outcome, header, found);
  }

  #touch(life: Life): void {
    const incarnationId = hexOf(life.incarnationId);
    const state = this.#state(life.branchId, incarnationId);
    if (state.headSequence === 0) this.#parts.standing.saveIncarnation(state);
    this.#touched.add(keyOf(life.branchId, incarnationId));
  }

  #state(branchId: string, incarnationId: string): IncarnationState {
    const key = keyOf(branchId, incarnationId);
    let state = this.#states.get(key);
    if (state === undefined) {
      state =
        this.#parts.standing.incarnation({ branchId, incarnationId }) ??
        newIncarnation(branchId, incarnationId, this.#now);
      this.#states.set(key, state);
    }
    return state;
  }
}

const keyOf = (branchId: string, incarnationId: string): string => `${branchId}/${incarnationId}`;
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** What a file is filed under. */
export const placeOf = (header: HeaderGlance) => ({
  branchId: header.branchId,
  incarnationId: hexOf(header.incarnationId),
  sequence: header.sequence,
});
