import { randomBytes } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import type { Sqlite3 } from './openDatabase.ts';

/** The keys under which audit details are sealed, one per subject, read once and kept. */
export class SubjectKeys {
  readonly #read: Statement;
  readonly #known = new Map<string, Uint8Array>();

  constructor(db: Sqlite3) {
    this.#read = db.prepare('SELECT key FROM subjectKey WHERE id = ?').pluck();
  }

  /** Undefined when the subject has no key yet. A destroyed key is answered with an error: nothing more may be said of it. */
  of(subject: string): Uint8Array | undefined {
    const known = this.#known.get(subject);
    if (known !== undefined) return known;
    const stored = this.#read.get(subject) as Uint8Array | null | undefined;
    if (stored === undefined) return undefined;
    if (stored === null) throw new Error(`the key of ${subject} was destroyed`);
    this.#known.set(subject, stored);
    return stored;
  }

  create(subject: string): Uint8Array {
    const key = randomBytes(32);
    this.#known.set(subject, key);
    return key;
  }

  /** After a rolled-back unit of work: keys made in it were never stored. */
  forget(): void {
    this.#known.clear();
  }
}
