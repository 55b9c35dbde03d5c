import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moved, pageSize, pagesFor } from './pages.ts';

describe('pagesFor', () => {
  it('covers exactly the rows in view', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(80), fc.integer({ min: 1, max: 200_000 }), (first, height, total) => {
        const start = Math.min(first, total - 1);
        const end = Math.min(start + height, total - 1);
        const pages = pagesFor(start, end, total);
        expect(pages.at(0)).toBe(Math.floor(start / pageSize));
        expect(pages.at(-1)).toBe(Math.floor(end / pageSize));
        expect(pages).toEqual([...new Set(pages)]);
      }),
    );
  });

  it('asks for nothing when there is nothing', () => {
    expect(pagesFor(0, 30, 0)).toEqual([]);
    expect(pagesFor(0, -1, 10)).toEqual([]);
  });
});

describe('moved', () => {
  it('stays inside the list', () => {
    expect(moved('ArrowUp', 0, 5, 10)).toBe(0);
    expect(moved('PageDown', 2, 5, 10)).toBe(4);
    expect(moved('End', -1, 5, 10)).toBe(4);
    expect(moved('ArrowDown', -1, 5, 10)).toBe(0);
  });

  it('leaves other keys and empty lists alone', () => {
    expect(moved('x', 0, 5, 10)).toBeUndefined();
    expect(moved('ArrowDown', 0, 0, 10)).toBeUndefined();
  });
});
