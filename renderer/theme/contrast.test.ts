import { describe, expect, it } from 'vitest';
import { contrast } from './contrast.ts';
import { type Palette, palettes } from './tokens.ts';

const grounds = ['page', 'surface', 'sunken', 'raised', 'hover', 'primaryTint'] as const;
const inks = ['text', 'textSoft', 'textMeta', 'primary', 'overdue'] as const;
const tinted = [
  ['due', 'dueTint'],
  ['overdue', 'overdueTint'],
  ['frozen', 'frozenTint'],
  ['finished', 'finishedTint'],
  ['text', 'dueTint'],
  ['text', 'overdueTint'],
  ['text', 'frozenTint'],
  ['text', 'finishedTint'],
  ['textSoft', 'dueTint'],
  ['textSoft', 'overdueTint'],
  ['textSoft', 'frozenTint'],
] as const;
const states = ['due', 'frozen', 'finished'] as const;

describe('contrast', () => {
  it('knows black on white and a colour on itself', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
    expect(contrast('#0E5A54', '#0E5A54')).toBe(1);
    expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.54, 2);
  });

  for (const name of ['light', 'dark'] as const) {
    const palette: Palette = palettes[name];
    const pair = (ink: keyof Palette, ground: keyof Palette, least: number) =>
      it(`${name}: ${ink} on ${ground} reaches ${least}:1`, () => {
        expect(contrast(palette[ink], palette[ground])).toBeGreaterThanOrEqual(least);
      });
    for (const ink of inks) for (const ground of grounds) pair(ink, ground, 4.5);
    for (const ink of states) for (const ground of ['surface', 'page', 'raised'] as const) pair(ink, ground, 4.5);
    for (const [ink, ground] of tinted) pair(ink, ground, 4.5);
    for (const ground of ['primary', 'primaryHover', 'primaryActive'] as const) pair('onPrimary', ground, 4.5);
    for (const ground of ['page', 'surface', 'sunken', 'raised'] as const) {
      pair('focus', ground, 3);
      pair('edge', ground, 3);
    }
  }
});
