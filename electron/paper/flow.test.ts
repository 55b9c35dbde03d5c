import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlacedPage, paginate, type Slice } from './flow.ts';

const HEIGHT = 100;

/** A slice that can be found again by its area's name. */
const slice = (name: string, height: number, more: Partial<Slice> = {}): Slice => ({
  height,
  before: 0,
  marks: [],
  areas: [{ name, kind: 'text', x: 0, y: 0, width: 1, height }],
  keepWithNext: false,
  ...more,
});
const names = (pages: readonly PlacedPage[]) => pages.map((page) => page.areas.map((area) => area.name));

describe('pagination', () => {
  it('fills pages from the top and drops the gap above what opens a page', () => {
    const pages = paginate([slice('a', 60), slice('b', 60, { before: 10 })], 0, 5, HEIGHT);
    expect(names(pages)).toEqual([['a'], ['b']]);
    expect(pages[1]?.areas[0]?.y).toBe(5);
  });

  it('moves a heading to the next page with what it heads', () => {
    const pages = paginate(
      [slice('text', 80), slice('heading', 15, { keepWithNext: true }), slice('row', 10)],
      0,
      0,
      HEIGHT,
    );
    expect(names(pages)).toEqual([['text'], ['heading', 'row']]);
  });

  it('repeats the running rows of a table on every page it goes on', () => {
    const running = { slices: [slice('head', 20)] };
    const rows = ['1', '2', '3', '4', '5'].map((name) => slice(name, 30, { running }));
    const pages = paginate([slice('head', 20, { keepWithNext: true }), ...rows], 0, 0, HEIGHT);
    expect(names(pages)).toEqual([
      ['head', '1', '2'],
      ['head', '3', '4'],
      ['head', '5'],
    ]);
  });

  it('places a chain taller than a page slice by slice', () => {
    const chain = Array.from({ length: 7 }, (_, index) => slice(String(index), 30, { keepWithNext: true }));
    expect(names(paginate(chain, 0, 0, HEIGHT)).flat()).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  it('counts the pages of a new part anew', () => {
    const pages = paginate([slice('a', 10), slice('b', 10, { breakBefore: 'part' })], 0, 0, HEIGHT);
    expect(pages.map((page) => page.part)).toEqual([0, 1]);
  });

  it('places every slice once, in order, within the page, whatever they are', () => {
    const any = fc.record({
      height: fc.integer({ min: 0, max: HEIGHT }),
      before: fc.integer({ min: 0, max: 20 }),
      keepWithNext: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (list) => {
        const pages = paginate(
          list.map((each, index) => slice(String(index), each.height, each)),
          0,
          0,
          HEIGHT,
        );
        expect(names(pages).flat()).toEqual(list.map((_, index) => String(index)));
        for (const area of pages.flatMap((page) => page.areas)) {
          expect(area.y + area.height).toBeLessThanOrEqual(HEIGHT + 0.02);
        }
      }),
      { numRuns: 300 },
    );
  });
});
