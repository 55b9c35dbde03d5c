import type { Tone } from './blocks.ts';
import type { Line } from './typeset.ts';

/** Something drawn at a place; x and y are points from the top left corner of what it belongs to. */
export type Mark =
  | {
      readonly kind: 'line';
      readonly x: number;
      readonly baseline: number;
      readonly line: Line;
      /** Degrees counter-clockwise about the line's origin. */
      readonly turn?: 90 | -90;
    }
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill?: Shade;
      readonly stroke?: Hairline;
    }
  | {
      readonly kind: 'rule';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly stroke: Hairline;
    }
  /** A matrix code: `modules` row by row, 1 for dark. */
  | { readonly kind: 'code'; readonly x: number; readonly y: number; readonly side: number; readonly modules: Matrix };

/** A square of dark and light modules. */
export interface Matrix {
  readonly size: number;
  readonly dark: Uint8Array;
}

/** Grounds, light enough that black text on them survives a photocopy. */
export type Shade = 'label' | 'group' | 'total' | 'highlight' | 'bar';
export interface Hairline {
  readonly width: number;
  readonly tone: Tone | 'grid';
  readonly dash?: number;
}

/** A named rectangle within a slice. */
export interface Area {
  readonly name: string;
  readonly kind: 'signature' | 'text';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Rows that open every page on which a table, or a group of it, goes on. */
export interface Running {
  readonly slices: readonly Slice[];
}

/** A strip of the document that is never cut. */
export interface Slice {
  readonly height: number;
  /** Gap above, dropped at the head of a page. */
  readonly before: number;
  readonly marks: readonly Mark[];
  readonly areas: readonly Area[];
  readonly keepWithNext: boolean;
  /** What is repeated when a page begins with this slice. */
  readonly running?: Running;
  /** Begins a new page, or a part whose pages are counted anew. */
  readonly breakBefore?: 'page' | 'part';
}

export interface PlacedPage {
  /** Counts from 0; pages are numbered within their part. */
  readonly part: number;
  readonly marks: readonly Mark[];
  readonly areas: readonly Area[];
}

function moved(mark: Mark, x: number, y: number): Mark {
  switch (mark.kind) {
    case 'line':
      return { ...mark, x: mark.x + x, baseline: mark.baseline + y };
    case 'rect':
    case 'code':
      return { ...mark, x: mark.x + x, y: mark.y + y };
    case 'rule':
      return { ...mark, x1: mark.x1 + x, x2: mark.x2 + x, y1: mark.y1 + y, y2: mark.y2 + y };
  }
}

/** Slices that belong together, so that a chain of `keepWithNext` ends on one page where it can. */
function chainFrom(slices: readonly Slice[], from: number): number {
  let to = from;
  while (slices[to]?.keepWithNext && to + 1 < slices.length) to += 1;
  return to + 1;
}

/** Height of slices one below the other; the gap above the first counts unless it opens a page. */
function stackHeight(slices: readonly Slice[], opensPage: boolean): number {
  return slices.reduce((total, each, index) => total + each.height + (index === 0 && opensPage ? 0 : each.before), 0);
}

const runningHeight = (slice: Slice | undefined) => (slice?.running ? stackHeight(slice.running.slices, true) : 0);

/**
 * Places slices on pages of the given height. Chains stay together while they fit on one page; a chain taller than a
 * page is placed slice by slice, which always ends because every slice is at most a page high.
 */
export function paginate(slices: readonly Slice[], left: number, top: number, height: number): PlacedPage[] {
  const pages: { part: number; marks: Mark[]; areas: Area[] }[] = [{ part: 0, marks: [], areas: [] }];
  let y = 0;
  let part = 0;

  const put = (slice: Slice, opensPage: boolean) => {
    const page = pages.at(-1);
    if (!page) return;
    if (!opensPage) y += slice.before;
    for (const mark of slice.marks) page.marks.push(moved(mark, left, top + y));
    for (const area of slice.areas) page.areas.push({ ...area, x: area.x + left, y: area.y + top + y });
    y += slice.height;
  };
  const turn = (slice: Slice | undefined) => {
    pages.push({ part, marks: [], areas: [] });
    y = 0;
    for (const [index, each] of (slice?.running?.slices ?? []).entries()) put(each, index === 0);
  };

  let at = 0;
  while (at < slices.length) {
    const first = slices[at];
    if (!first) break;
    if (first.breakBefore && (pages.length > 1 || y > 0)) {
      if (first.breakBefore === 'part') part += 1;
      turn(undefined);
    }
    const end = chainFrom(slices, at);
    const chain = slices.slice(at, end);
    const fitsHere = y + stackHeight(chain, y === 0) <= height + 0.01;
    const fitsPage = runningHeight(first) + stackHeight(chain, true) <= height + 0.01;
    if (!fitsHere && fitsPage && y > 0) turn(first);
    for (const slice of chain) {
      const needed = slice.height + (y === 0 ? 0 : slice.before);
      if (y > 0 && y + needed > height + 0.01) turn(slice);
      put(slice, y === 0);
    }
    at = end;
  }
  return pages;
}
