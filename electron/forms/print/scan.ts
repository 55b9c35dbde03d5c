import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type Result, refused } from '../../../shared/domain/refusal.ts';
import type { OnPage, Scan } from './scanReader.ts';
import { damagedFile, tooSlow } from './scanRefusals.ts';

export { formsOn, type OnPage, SCAN_LIMITS, type Scan, type ScannedForm, type UnreadPage } from './scanReader.ts';

type Message = { readonly read: number; readonly pages: number } | { readonly result: Result<Scan> };

/** Longest time without a page, in ms: a slow PC takes half a second for a page that is tried three times. */
const MOST_SILENCE = 20_000;
/** The thread is ended after this long without work, ms: memory that a decoder once took comes back only so. */
const IDLE = 30_000;

/** The worker lies beside this file as TypeScript; in the built bundle as JavaScript beside it, or above it when it is in a chunk. */
function workerFile(): URL {
  const candidates = ['./scanWorker.ts', './scanWorker.js', '../scanWorker.js'];
  const found = candidates.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  if (!found) throw new Error('scanWorker is missing from the installation');
  return found;
}

let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;

function start(): Worker {
  clearTimeout(idle);
  thread ??= new Worker(workerFile());
  return thread;
}

function stop(worker: Worker): void {
  if (thread === worker) thread = undefined;
  void worker.terminate();
}

function rest(worker: Worker): void {
  worker.unref();
  idle = setTimeout(() => stop(worker), IDLE);
  idle.unref();
}

async function readInThread(bytes: Uint8Array, onPage: OnPage, silence: number): Promise<Result<Scan>> {
  const worker = start();
  worker.ref();
  worker.postMessage(bytes);
  for (;;) {
    const patience = AbortSignal.timeout(silence);
    try {
      const [message]: Message[] = await once(worker, 'message', { signal: patience });
      if (message && 'result' in message) {
        rest(worker);
        return message.result;
      }
      if (message) onPage(message.read, message.pages);
    } catch {
      // Silent for too long, or the thread died of the file (memory): either way it is replaced.
      stop(worker);
      return refused(patience.aborted ? tooSlow() : damagedFile());
    }
  }
}

let busy: Promise<unknown> = Promise.resolve();

/**
 * Finds the forms on a scan or photograph: PDF, PNG or JPEG, at any angle, from about 100 dpi. Nothing is stored. Scans are read
 * one after the other in a thread of their own, so that a batch takes the memory of one and the application keeps answering.
 * @param options.onPage progress, for a PDF
 * @param options.silence ms without progress after which reading is given up; default 20 s
 * @returns what is on each page, or a refusal that says what to do with the file; {@link formsOn} says why there is no form
 */
export function readScan(
  bytes: Uint8Array,
  options: { readonly onPage?: OnPage; readonly silence?: number } = {},
): Promise<Result<Scan>> {
  const reading = busy.then(() =>
    readInThread(bytes, options.onPage ?? (() => undefined), options.silence ?? MOST_SILENCE),
  );
  busy = reading.catch(() => undefined);
  return reading;
}
