import { hash } from 'node:crypto';
import type { ChangeSetHeader } from '../../shared/changeset/header.ts';
import type { CompactRange } from '../../shared/changeset/merkle.ts';
import { changeSetRefusal } from '../../shared/changeset/refusals.ts';
import type { Clock } from '../../shared/domain/clock.ts';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { filesOf, type ImportSource, peekHeader, type SourceFile } from '../inbox/sources.ts';
import type { Spool } from '../inbox/spool.ts';
import type { Messages } from '../messages.ts';
import * as refusals from '../refusals.ts';
import type { Signers } from '../signers.ts';
import type { Store } from '../store/store.ts';
import { type Applied, type FileApplier, newIncarnation } from './applyFile.ts';
import type { MerkleTree } from './merkleTree.ts';
import type { Prepared } from './prepare.ts';
import type { ReceiptWriter } from './receipts.ts';
import type { IncarnationState, Standing } from './standing.ts';
import type { Preparer } from './workers.ts';

/** What became of one file. */
export interface FileReport {
  readonly name: string;
  /** Where it was read from; null for bytes. */
  readonly path: string | null;
  /**
   * `imported`: applied now; `known`: applied before, nothing changed; `parked`: kept until earlier ones arrive, or the
   * program is updated; `stopped`: kept, its branch is stopped; `refused`: not believed, or contradicts what is known.
   */
  readonly outcome: 'imported' | 'known' | 'parked' | 'stopped' | 'refused';
  readonly branchId: string | null;
  readonly sequence: number | null;
  readonly kind: string | null;
  readonly operations: number;
  readonly auditEvents: number;
  readonly refusals: readonly Refusal[];
}

export interface ImportReport {
  readonly files: readonly FileReport[];
  readonly imported: number;
  readonly known: number;
  readonly parked: number;
  readonly stopped: number;
  readonly refused: number;
}

interface Waiting {
  readonly file: SourceFile;
  readonly header: ChangeSetHeader | undefined;
  /** Set for what lies in the spool. */
  readonly spooled: string | undefined;
}

/** A file after its cryptography, ready for the one writer. */
interface InHand {
  readonly name: string;
  readonly path: string | undefined;
  readonly spooled: string | undefined;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly prepared: Prepared;
}

const filesPerBatch = 50;
/** Bytes of files and of what they decompress to that one batch holds; one file may go beyond. */
const bytesPerBatch = 32 << 20;

/** Parts of headquarters that an import works with. */
export interface ImporterParts {
  readonly store: Store;
  readonly spool: Spool;
  readonly signers: Signers;
  readonly standing: Standing;
  readonly applier: FileApplier;
  readonly tree: MerkleTree;
  readonly receipts: ReceiptWriter;
  readonly messages: Messages;
  readonly preparer: Preparer;
  readonly clock: Clock;
  /** Called after each step that a crash could fall behind. */
  readonly step: (step: string) => void;
  /** After a batch is committed and before anything of it leaves. */
  readonly committed: () => void;
}

/**
 * Takes change sets in any order, twice or torn, exactly once. Several processes may import from one inbox: the
 * cryptography runs beside each other, one writer at a time applies, and reads everything it decides by within its own
 * transaction.
 */
export class Importer {
  readonly #parts: ImporterParts;

  constructor(parts: ImporterParts) {
    this.#parts = parts;
  }

  /** Imports the sources, what was left in the spool, and whatever of it that lets go on. */
  async run(sources: Iterable<ImportSource>): Promise<ImportReport> {
    const reports = new Reports();
    const queue: Waiting[] = [];
    for (const found of filesOf(sources)) {
      if ('refusal' in found) reports.add(report(found.name, 'refused', undefined, [found.refusal]));
      else queue.push({ file: found, header: peekHeader(found), spooled: undefined });
    }
    queue.push(...this.#leftInSpool());
    queue.sort(inOrder);
    const tried = new Set<string>();
    const ahead: Promise<InHand | undefined>[] = [];
    for (;;) {
      while (queue.length > 0 || ahead.length > 0) {
        const batch = await this.#prepareBatch(queue, ahead, reports);
        const outcomes = this.#applyBatch(batch);
        // What could not go on may do so now that something else has.
        if (outcomes.some(({ outcome }) => outcome === 'imported')) tried.clear();
        for (const [index, file] of batch.entries()) {
          const outcome = outcomes[index];
          if (outcome !== undefined) reports.add(outcome, file);
        }
      }
      const next = this.#parts.standing.next().filter((name) => !tried.has(name));
      if (next.length === 0) return reports.summary();
      for (const name of next) {
        tried.add(name);
        const file = this.#parts.spool.file(name);
        queue.push({ file, header: peekHeader(file), spooled: name });
      }
      queue.sort(inOrder);
    }
  }

  /** What came over a wire, or lay here when a process ended, and is not parked. */
  #leftInSpool(): Waiting[] {
    const { spool, store } = this.#parts;
    const parked = new Set(store.sqlite.prepare('SELECT hash FROM parkedFile').pluck().all() as string[]);
    return spool
      .list()
      .filter((name) => !parked.has(name))
      .map((name) => ({ file: spool.file(name), header: peekHeader(spool.file(name)), spooled: name }));
  }

  /**
   * The next files, ready to be applied. As many as there are threads are being prepared ahead meanwhile; how many wait is
   * bounded by what they decompress to, so that memory does not grow with the inbox.
   */
  async #prepareBatch(queue: Waiting[], ahead: Promise<InHand | undefined>[], reports: Reports): Promise<InHand[]> {
    const batch: InHand[] = [];
    let bytesHeld = 0;
    while (batch.length < filesPerBatch && bytesHeld < bytesPerBatch) {
      while (ahead.length < this.#parts.preparer.width) {
        const waiting = queue.shift();
        if (waiting === undefined) break;
        ahead.push(this.#read(waiting, reports));
      }
      const next = ahead.shift();
      if (next === undefined) break;
      const inHand = await next;
      if (inHand === undefined) continue;
      bytesHeld += inHand.bytes.length + (inHand.prepared.state === 'opened' ? inHand.prepared.payload.length : 0);
      batch.push(inHand);
    }
    this.#parts.step('import.prepared');
    return batch;
  }

  async #read(waiting: Waiting, reports: Reports): Promise<InHand | undefined> {
    const read = waiting.file.read();
    if (read.ok) return this.#prepare(waiting, read.value);
    // Another process may have imported and removed it in the meantime.
    if (waiting.spooled === undefined) reports.add(report(waiting.file.name, 'refused', waiting.header, read.refusals));
    return undefined;
  }

  async #prepare({ file, header, spooled }: Waiting, bytes: Uint8Array): Promise<InHand> {
    const { signers, preparer } = this.#parts;
    const digest = hash('sha256', bytes, 'hex');
    // The very bytes that were verified and applied before need neither again.
    if (header !== undefined && this.#parts.standing.imported(placeOf(header))?.hash === digest) {
      const known: Prepared = { state: 'known', header };
      return { name: file.name, path: file.path, spooled, bytes, hash: digest, prepared: known };
    }
    const signer = header && signers.find(header.signer);
    return {
      name: file.name,
      path: file.path,
      spooled,
      bytes,
      hash: digest,
      prepared: await preparer.prepare(bytes, signer),
    };
  }

  #applyBatch(batch: readonly InHand[]): FileReport[] {
    if (batch.length === 0) return [];
    const { store, spool, messages, step, committed } = this.#parts;
    const finished: string[] = [];
    const reports = store.transaction(() => {
      const run = new BatchRun(this.#parts);
      const all = batch.map((file) => {
        const outcome = run.take(file);
        if (outcome.outcome !== 'parked' && outcome.outcome !== 'stopped') finished.push(file.hash);
        step('import.applied');
        return outcome;
      });
      run.issueReceipts();
      step('import.beforeCommit');
      return all;
    });
    step('import.committed');
    committed();
    messages.deliver(step);
    for (const each of batch) {
      const header = each.prepared.state === 'refused' ? undefined : each.prepared.header;
      if (header !== undefined) messages.reissue(header.branchId, hexOf(header.incarnationId));
    }
    for (const name of finished) spool.remove(name);
    step('import.cleared');
    return reports;
  }
}

/** One transaction of the writer. */
class BatchRun {
  readonly #parts: ImporterParts;
  readonly #now: number;
  readonly #states = new Map<string, IncarnationState>();
  readonly #touched = new Set<string>();
  #edge: CompactRange | undefined;

  constructor(parts: ImporterParts) {
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
      return report(file.name, 'refused', undefined, prepared.refusals);
    }
    const { header } = prepared;
    const place = placeOf(header);
    if (prepared.state === 'known') return report(file.name, 'known', header);
    const before = standing.imported(place);
    if (before?.hash === file.hash) return report(file.name, 'known', header);
    // The certificate may have been revoked since its signature was checked outside this transaction.
    const signer = signers.find(header.signer);
    if (signer === undefined || header.sequence >= (signer.revokedFromSequence ?? Number.POSITIVE_INFINITY)) {
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
    const parked = standing.parked(place);
    if (parked?.reason !== reason) {
      spool.keep(file.bytes);
      standing.park({ ...place, hash: file.hash, reason, parkedAt: this.#now });
      this.#touch(header);
    }
    return report(file.name, outcome, header, found);
  }

  #touch(header: ChangeSetHeader): void {
    const incarnationId = hexOf(header.incarnationId);
    const state = this.#state(header.branchId, incarnationId);
    if (state.headSequence === 0) this.#parts.standing.saveIncarnation(state);
    this.#touched.add(keyOf(header.branchId, incarnationId));
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
const placeOf = (header: ChangeSetHeader) => ({
  branchId: header.branchId,
  incarnationId: hexOf(header.incarnationId),
  sequence: header.sequence,
});
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Of the disk or the database, not of a file. */
const environment = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|CORRUPT|NOTADB|READONLY|CANTOPEN|NOMEM)/;

/** What a branch did wrong, or a defect of ours that only this file meets. A full disk is neither: everything waits. */
function refusalsOf(error: unknown): readonly Refusal[] {
  if (error instanceof RefusalError) return error.refusals;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (environment.test(code) || (error instanceof Error && 'syscall' in error)) throw error;
  return [refusals.internalFault(error instanceof Error ? `${error.name} ${code}`.trim() : typeof error)];
}

function report(
  name: string,
  outcome: FileReport['outcome'],
  header: ChangeSetHeader | undefined,
  found: readonly Refusal[] = [],
): FileReport {
  return {
    name,
    path: null,
    outcome,
    branchId: header?.branchId ?? null,
    sequence: header?.sequence ?? null,
    kind: header?.kind ?? null,
    operations: 0,
    auditEvents: 0,
    refusals: found,
  };
}

/** What became of each file that was given; a file that waited and then went on is told of once. */
class Reports {
  readonly #files: { readonly hash: string | undefined; report: FileReport }[] = [];

  add(outcome: FileReport, file?: Pick<InHand, 'hash' | 'spooled' | 'path'>): void {
    const before =
      file?.spooled === undefined ? undefined : this.#files.findLast(({ hash: known }) => known === file.hash);
    if (before !== undefined) before.report = { ...outcome, name: before.report.name, path: before.report.path };
    else this.#files.push({ hash: file?.hash, report: { ...outcome, path: file?.path ?? null } });
  }

  summary(): ImportReport {
    const files = this.#files.map((each) => each.report);
    const count = (outcome: FileReport['outcome']) => files.filter((file) => file.outcome === outcome).length;
    return {
      files,
      imported: count('imported'),
      known: count('known'),
      parked: count('parked'),
      stopped: count('stopped'),
      refused: count('refused'),
    };
  }
}

/** Files of one branch in the order of their sequence, so that few have to be parked. */
function inOrder(a: Waiting, b: Waiting): number {
  const left = a.header;
  const right = b.header;
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  if (left.branchId !== right.branchId) return left.branchId < right.branchId ? -1 : 1;
  const life = Buffer.compare(left.incarnationId, right.incarnationId);
  return life !== 0 ? life : left.sequence - right.sequence;
}
