import { hash } from 'node:crypto';
import { done } from '../../shared/domain/refusal.ts';
import { filesOf, type HeaderGlance, type ImportSource, peekHeader, type SourceFile } from '../inbox/sources.ts';
import type { Messages } from '../messages.ts';
import { type BatchParts, BatchRun, hexOf, type InHand, placeOf } from './batch.ts';
import { type FileReport, type ImportReport, Reports, report } from './reports.ts';
import type { Preparer } from './workers.ts';

interface Waiting {
  readonly file: SourceFile;
  /** To bring files into their order. It may be another's by the time the file is read: people copy into the inbox. */
  readonly header: HeaderGlance | undefined;
  /** Set for what lies in the spool: the hash it was kept under. */
  readonly spooled: string | undefined;
}

/** A file of the spool that is gone, or not what it was when it was kept. */
interface Lost {
  readonly lost: string;
}

interface Batch {
  readonly files: readonly InHand[];
  readonly lost: readonly string[];
}

const filesPerBatch = 50;
/** Bytes of files and of what they decompress to that one batch holds; one file may go beyond. */
const bytesPerBatch = 8 << 20;

/** Parts of headquarters that an import works with. */
export interface ImporterParts extends BatchParts {
  readonly messages: Messages;
  readonly preparer: Preparer;
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
    // What another process committed, and did not live to put out.
    this.#parts.committed();
    this.#parts.messages.deliver(this.#parts.step);
    const reports = new Reports();
    const queue: Waiting[] = [];
    for (const found of filesOf(sources)) {
      if ('refusal' in found) reports.add(report(found.name, 'refused', undefined, [found.refusal]));
      else queue.push({ file: found, header: peekHeader(found), spooled: undefined });
    }
    queue.push(...this.#leftInSpool());
    queue.sort(inOrder);
    const ahead: Promise<InHand | Lost | undefined>[] = [];
    try {
      await this.#runQueue(queue, ahead, reports);
    } finally {
      // Where one could not be prepared, those prepared beside it come to their end before anybody is told.
      await Promise.allSettled(ahead);
    }
    return reports.summary();
  }

  async #runQueue(queue: Waiting[], ahead: Promise<InHand | Lost | undefined>[], reports: Reports): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      while (queue.length > 0 || ahead.length > 0) {
        const batch = await this.#prepareBatch(queue, ahead, reports);
        const outcomes = this.#applyBatch(batch);
        // What could not go on may do so now that something else has.
        if (outcomes.some(({ outcome }) => outcome === 'imported')) tried.clear();
        for (const [index, outcome] of outcomes.entries()) reports.add(outcome, batch.files[index]);
      }
      const next = this.#parts.standing.next(filesPerBatch).filter((name) => !tried.has(name));
      if (next.length === 0) return;
      for (const name of next) {
        tried.add(name);
        queue.push(this.#inSpool(name));
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
      .map((name) => this.#inSpool(name));
  }

  #inSpool(name: string): Waiting {
    const file = this.#parts.spool.file(name);
    return { file, header: peekHeader(file), spooled: name };
  }

  /**
   * The next files, ready to be applied. As many as there are threads are being prepared ahead meanwhile; how many wait is
   * bounded by what they decompress to, so that memory does not grow with the inbox.
   */
  async #prepareBatch(queue: Waiting[], ahead: Promise<InHand | Lost | undefined>[], reports: Reports): Promise<Batch> {
    const files: InHand[] = [];
    const lost: string[] = [];
    let bytesHeld = 0;
    while (files.length + lost.length < filesPerBatch && bytesHeld < bytesPerBatch) {
      while (ahead.length < this.#parts.preparer.width) {
        const waiting = queue.shift();
        if (waiting === undefined) break;
        const preparing = this.#read(waiting, reports);
        // It may fail while another is waited for; whoever waits for this one is told.
        preparing.catch(() => undefined);
        ahead.push(preparing);
      }
      const next = ahead.shift();
      if (next === undefined) break;
      const found = await next;
      if (found === undefined) continue;
      if ('lost' in found) {
        lost.push(found.lost);
        continue;
      }
      bytesHeld += found.bytes.length + (found.prepared.state === 'opened' ? found.prepared.payload.length : 0);
      files.push(found);
    }
    this.#parts.step('import.prepared');
    return { files, lost };
  }

  async #read(waiting: Waiting, reports: Reports): Promise<InHand | Lost | undefined> {
    const { file, header, spooled } = waiting;
    const read = file.read();
    if (read.ok) {
      const digest = hash('sha256', read.value, 'hex');
      return spooled !== undefined && spooled !== digest
        ? { lost: spooled }
        : this.#prepare(waiting, read.value, digest);
    }
    const [first] = read.refusals;
    if (spooled !== undefined && first?.code === 'hq.sourceMissing') return { lost: spooled };
    // Only what was judged is told with its path: whoever cleans up after an import leaves the rest where it is.
    const path = first?.code === 'changeset.tooLarge' ? (file.path ?? null) : null;
    reports.add({ ...report(file.name, 'refused', header, read.refusals), path });
    return undefined;
  }

  async #prepare({ file, spooled }: Waiting, bytes: Uint8Array, digest: string): Promise<InHand> {
    const header = peekHeader({ name: file.name, path: undefined, read: () => done(bytes) });
    const { signers, preparer, standing, messages } = this.#parts;
    const inHand = { name: file.name, path: file.path, spooled, bytes, hash: digest };
    // The very bytes that were verified and applied before need neither again, and receipts come back on the stick that
    // took them to the branch. What is in the import log stays there, so that it may be asked before the transaction.
    const taken =
      header && (header.origin === 'hq' ? messages.sealed(placeOf(header)) : standing.imported(placeOf(header)));
    if (header !== undefined && taken?.hash === digest) {
      return { ...inHand, prepared: { state: 'known', header } };
    }
    const signer = header && signers.find(header.signer);
    return { ...inHand, prepared: await preparer.prepare(bytes, signer) };
  }

  /** Reports in the order of the batch, files first. */
  #applyBatch({ files, lost }: Batch): FileReport[] {
    if (files.length + lost.length === 0) return [];
    const { store, spool, messages, step, committed } = this.#parts;
    const finished: string[] = [];
    const reports = store.transaction(() => {
      const run = new BatchRun(this.#parts);
      const all = files.map((file) => {
        const outcome = run.take(file);
        // The very bytes that are refused here may be kept there by another process, which could judge them.
        const isTaken = outcome.outcome === 'imported' || outcome.outcome === 'known';
        if (isTaken || (outcome.outcome === 'refused' && file.spooled !== undefined)) finished.push(file.hash);
        step('import.applied');
        return outcome;
      });
      for (const name of lost) {
        const outcome = run.lose(name);
        if (outcome !== undefined) all.push(outcome);
      }
      run.issueReceipts();
      step('import.beforeCommit');
      return all;
    });
    step('import.committed');
    committed();
    messages.deliver(step);
    for (const { prepared } of files) {
      const header = prepared.state === 'refused' ? undefined : prepared.header;
      if (header !== undefined) messages.reissue(header.branchId, hexOf(header.incarnationId));
    }
    for (const name of finished) spool.remove(name);
    step('import.cleared');
    return reports;
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
