import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from '../shared/storage/durableFile.ts';
import type { Store } from './store/store.ts';

const marker = z.object({ hqIncarnation: z.string(), treeSize: z.int().min(0) });

/**
 * How far the store has grown, kept beside it: a marker ahead of the store, or none, says that the store came from a backup.
 * Then headquarters takes a new incarnation, by which every branch knows to send again what is missing.
 */
export class StoreMarker {
  readonly #file: string;
  readonly #store: Store;
  readonly #treeSize: () => number;

  constructor(hqFolder: string, store: Store, treeSize: () => number) {
    this.#file = join(hqFolder, 'marker.json');
    this.#store = store;
    this.#treeSize = treeSize;
  }

  /** The incarnation of the store, hex; a new one for a new or a restored store. */
  incarnation(): string {
    return this.#store.transaction(() => {
      const known = this.#store.sqlite.prepare("SELECT value FROM setting WHERE name = 'hqIncarnation'").pluck().get();
      const seen = this.#read();
      // Without a marker nobody knows: then numbers that branches may have seen already are not given out again.
      const isRestored = seen?.hqIncarnation !== known || (seen?.treeSize ?? 0) > this.#treeSize();
      if (typeof known === 'string' && !isRestored) return known;
      const next = randomBytes(16).toString('hex');
      // First the marker: what ends in between differs again at the next start, and takes yet another.
      this.#write({ hqIncarnation: next, treeSize: this.#treeSize() });
      this.#store.sqlite
        .prepare(
          `INSERT INTO setting (name, value) VALUES ('hqIncarnation', ?)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        )
        .run(next);
      return next;
    });
  }

  /** Called after a commit, before anything of it leaves the house. */
  mark(hqIncarnation: string): void {
    if (this.#isMarked(hqIncarnation)) return;
    // With the store to oneself: another process that has imported more must not be written over.
    this.#store.transaction(() => {
      if (!this.#isMarked(hqIncarnation)) this.#write({ hqIncarnation, treeSize: this.#treeSize() });
    });
  }

  #isMarked(hqIncarnation: string): boolean {
    const seen = this.#read();
    return seen?.hqIncarnation === hqIncarnation && seen.treeSize >= this.#treeSize();
  }

  #read(): z.infer<typeof marker> | undefined {
    try {
      return marker.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return undefined;
    }
  }

  #write(next: z.infer<typeof marker>): void {
    writeDurably(this.#file, `${JSON.stringify(next)}\n`);
  }
}
