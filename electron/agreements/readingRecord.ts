import type * as z from 'zod';
import { readingRecord } from '../../shared/contract/agreements.ts';
import { sha256Hex } from '../../shared/contract/base.ts';
import { type Reading, timePerPage } from './reading.ts';
import type { Agreement } from './store.ts';

export type ReadingRecord = z.infer<typeof readingRecord>;

/** The record as it is stored: with the document that bears it on its last page, which is the one to be signed. */
const stored = readingRecord.extend({ toSign: sha256Hex });

/** What is kept of a reading: what was shown, for how long, what was acknowledged when, and who led through it. */
export function recordOf(
  reading: Reading,
  given: { identity: ReadingRecord['identity']; witness: string | null; finishedAt: number },
): ReadingRecord {
  return {
    presentedAt: reading.presentedAt,
    finishedAt: given.finishedAt,
    documentHash: reading.documentHash,
    pages: timePerPage(reading),
    clauses: reading.clauses.map(({ id, title }) => ({ id, title, at: reading.acknowledged.get(id) ?? 0 })),
    identity: given.identity,
    witness: given.witness,
  };
}

/** The record of the last reading of an agreement; undefined before there is one. */
export const signedRecord = (agreement: Pick<Agreement, 'readingRecord'>): z.infer<typeof stored> | undefined =>
  agreement.readingRecord === null ? undefined : stored.parse(JSON.parse(agreement.readingRecord));

/** A record in the form in which it is stored. */
export const storedRecord = (record: ReadingRecord, toSign: string): string => JSON.stringify({ ...record, toSign });
