import type { client } from '../client/api.ts';

/** A form that the host has found on a scan. */
export type FoundOnScan = Awaited<ReturnType<typeof client.forms.findByScan>>[number];

/** How a scan stands to what it is given for, as far as its codes say: the host decides when it is filed. */
export type ScanMatch = 'same' | 'other' | 'missing' | 'unread';

export interface ReturnedScan {
  readonly match: ScanMatch;
  /** Pages to file, the others being other people's; all of them where one could not be told from its code. */
  readonly pages: readonly number[] | undefined;
  /** Pages of the form that no code shows. */
  readonly missing: readonly number[];
}

/** What of a scan belongs to one object's form: prints and reprints of it count as one. */
export function returnedOf(found: readonly FoundOnScan[], subjectId: string): ReturnedScan {
  const own = found.filter((each) => each.form.subjectId === subjectId);
  const [first] = own;
  if (first === undefined) return { match: 'other', pages: undefined, missing: [] };
  const pages = [...new Set(own.flatMap((each) => each.pages))].sort((a, b) => a - b);
  const { missing, unread } = first;
  if (missing.length === 0) return { match: 'same', pages, missing };
  // In a stack nobody can tell whose the unread page is.
  const alone = own.length === found.length && unread.length >= missing.length;
  return alone ? { match: 'unread', pages: undefined, missing } : { match: 'missing', pages, missing };
}
