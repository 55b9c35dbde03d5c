import { describe, expect, it } from 'vitest';
import { fontsFor } from './fonts.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Assigned unified ideographs, Unicode 14. */
const BLOCKS: readonly (readonly [string, number, number])[] = [
  ['Basic Multilingual Plane', 0x4e00, 0x9ffc],
  ['extension A', 0x3400, 0x4dbf],
  ['extension B', 0x20000, 0x2a6dd],
  ['extension C', 0x2a700, 0x2b738],
  ['extension D', 0x2b740, 0x2b81d],
  ['extension E', 0x2b820, 0x2cea1],
  ['extension F', 0x2ceb0, 0x2ebe0],
];

describe('the bundled fonts', () => {
  it.each(BLOCKS)('have every ideograph of %s', async (_, from, to) => {
    const wanted = range(from, to);
    const fonts = await fontsFor(wanted);
    const missing = wanted.filter((each) => !fonts.glyph(each, 'regular'));
    expect(missing.map((each) => each.toString(16))).toEqual([]);
  });

  it('draw rare characters from the fallback, and say how much to thicken them beside bold text', async () => {
    const rare = 0x20bb7;
    const fonts = await fontsFor([rare, 0x5f20]);
    expect(fonts.glyph(0x5f20, 'bold')).toMatchObject({ face: { key: 'bold' }, thicken: 0, advance: 1 });
    expect(fonts.glyph(rare, 'regular')).toMatchObject({ face: { key: 'rareA' }, thicken: 0, advance: 1 });
    expect(fonts.glyph(rare, 'bold')?.thicken).toBeGreaterThan(0);
  });

  it('give all digits one width, so that figures stand below one another', async () => {
    const fonts = await fontsFor([]);
    for (const weight of ['regular', 'bold'] as const) {
      const widths = [...'0123456789'].map((each) => fonts.glyph(each.charCodeAt(0), weight)?.advance);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('answer null for what none of them has', async () => {
    const fonts = await fontsFor([0x1f600, 0xd55c]);
    expect(fonts.glyph(0x1f600, 'regular')).toBeNull();
    expect(fonts.glyph(0xd55c, 'bold')).toBeNull();
  });
});
