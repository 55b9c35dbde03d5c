import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantText, pieces, wholeYuan } from './text.ts';

describe('wholeYuan', () => {
  it('leaves the fen away, rounded', () => {
    expect(wholeYuan(8_600_049)).toBe('¥86,000');
    expect(wholeYuan(8_600_050)).toBe('¥86,001');
    expect(wholeYuan(-150)).toBe('-¥2');
    expect(wholeYuan(-30)).toBe('¥0');
  });
});

describe('instants', () => {
  it('are shown in Shanghai, whatever the machine', () => {
    expect(instantText(Date.UTC(2026, 10, 22, 18, 5))).toBe('2026-11-23 02:05');
  });
});

describe('pieces', () => {
  it('marks every occurrence, ignoring case and width', () => {
    expect(pieces('ＡＢ物流ab', 'ab')).toEqual([
      { text: 'ＡＢ', hit: true },
      { text: '物流', hit: false },
      { text: 'ab', hit: true },
    ]);
  });

  it('keeps characters of extension B whole', () => {
    expect(pieces('𠮷野𠮷', '𠮷')).toEqual([
      { text: '𠮷', hit: true },
      { text: '野', hit: false },
      { text: '𠮷', hit: true },
    ]);
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme', maxLength: 3 }),
        (text, match) =>
          pieces(text, match)
            .map((piece) => piece.text)
            .join('') === text,
      ),
    );
  });
});
