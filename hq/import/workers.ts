import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { hpkeRecipient } from '../../shared/pki/hpke.ts';
import { type KnownSigner, type Prepared, prepareFile } from './prepare.ts';

export interface WorkerStart {
  /** PKCS#8 of headquarters' encryption keys: the present one and those before it. */
  readonly encryptionKeys: readonly Uint8Array[];
  readonly sample: boolean;
}

export interface WorkerJob {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly signer:
    | {
        readonly fingerprint: Uint8Array;
        /** SubjectPublicKeyInfo. */
        readonly publicKey: Uint8Array;
        readonly branchId: string | null;
        readonly revokedFromSequence: number | null;
      }
    | undefined;
}

export interface WorkerAnswer {
  readonly id: number;
  readonly prepared: Prepared;
}

/** Does the cryptography of files: in worker threads, or in this one where there are none. */
export interface Preparer {
  /** How many files can usefully be under way at once. */
  readonly width: number;
  prepare(bytes: Uint8Array, signer: KnownSigner | undefined): Promise<Prepared>;
  close(): Promise<void>;
}

/** Without threads: on one core they only cost. */
export function prepareHere(encryptionKeys: readonly KeyObject[], sample: boolean): Preparer {
  const ours = encryptionKeys.map(hpkeRecipient);
  return {
    width: 1,
    prepare: async (bytes, signer) => prepareFile(bytes, signer, ours, sample),
    close: async () => undefined,
  };
}

interface Task {
  readonly bytes: Uint8Array;
  readonly signer: KnownSigner | undefined;
  readonly done: (prepared: Promise<Prepared>) => void;
}

/**
 * Worker threads that take files in turn. They start with the first file and end with {@link Preparer.close}. A thread
 * that dies takes no file with it: what was under way is done in this thread, and the next file starts new ones.
 */
export class PreparerPool implements Preparer {
  readonly #start: WorkerStart;
  readonly #size: number;
  readonly #here: Preparer;
  readonly #waiting = new Map<number, Task>();
  readonly width: number;
  #workers: Worker[] = [];
  #next = 0;

  constructor(encryptionKeys: readonly KeyObject[], sample: boolean, size: number) {
    const exported = encryptionKeys.map((key) => new Uint8Array(key.export({ type: 'pkcs8', format: 'der' })));
    this.#start = { encryptionKeys: exported, sample };
    this.#size = size;
    this.#here = prepareHere(encryptionKeys, sample);
    // One being worked on and one waiting for each thread.
    this.width = 2 * size;
  }

  prepare(bytes: Uint8Array, signer: KnownSigner | undefined): Promise<Prepared> {
    if (this.#workers.length === 0) this.#workers = Array.from({ length: this.#size }, () => this.#startWorker());
    const id = this.#next++;
    const job: WorkerJob = {
      id,
      bytes,
      signer: signer && {
        fingerprint: signer.fingerprint,
        publicKey: new Uint8Array(signer.publicKey.export({ type: 'spki', format: 'der' })),
        branchId: signer.branchId,
        revokedFromSequence: signer.revokedFromSequence ?? null,
      },
    };
    return new Promise((done) => {
      this.#waiting.set(id, { bytes, signer, done });
      const worker = this.#workers[id % this.#size];
      // Only while a file is being worked on do the threads keep the process alive.
      worker?.ref();
      worker?.postMessage(job);
    });
  }

  async close(): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #startWorker(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#start });
    worker.on('message', ({ id, prepared }: WorkerAnswer) => {
      this.#waiting.get(id)?.done(Promise.resolve(prepared));
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) for (const each of this.#workers) each.unref();
    });
    // Not every thread that ends has thrown; that it threw is followed by its end.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#workers.includes(worker)) this.#goOnHere();
    });
    worker.unref();
    return worker;
  }

  #goOnHere(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { bytes, signer, done } of waiting) done(this.#here.prepare(bytes, signer));
    void this.close();
  }
}
