import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import type { Sqlite3 } from './openDatabase.ts';

/**
 * The keys under which audit details are sealed, one per subject, read once and kept: as key objects, with which sealing a
 * detail takes a quarter of the time that it takes with the bytes.
 */
export class SubjectKeys {
  readonly #read: Statement;
  readonly #known = new Map<string, KeyObject>();

  constructor(db: Sqlite3) {
    this.#read = db.prepare('SELECT key FROM subjectKey WHERE id = ?').pluck();
  }

  /** Undefined when the subject has no key yet. A destroyed key is answered with an error: nothing more may be said of it. */
  of(subject: string): KeyObject | undefined {
    const known = this.#known.get(subject);
    if (known !== undefined) return known;
    const stored = this.#read.get(subject) as Uint8Array | null | undefined;
    if (stored === undefined) return undefined;
    if (stored === null) throw new Error(`the key of ${subject} was destroyed`);
    const key = createSecretKey(stored);
    this.#known.set(subject, key);
    return key;
  }

  /** @returns the bytes to be stored, and what seals with them. */
  create(subject: string): { bytes: Uint8Array; key: KeyObject } {
    const bytes = randomBytes(32);
    const key = createSecretKey(bytes);
    this.#known.set(subject, key);
    return { bytes, key };
  }

  /** After a rolled-back unit of work: keys made in it were never stored. */
  forget(): void {
    this.#known.clear();
  }
}
