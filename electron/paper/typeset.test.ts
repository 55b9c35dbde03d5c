import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Text } from './blocks.ts';
import { mayBreakBetween, mayNotBegin, mayNotEnd, settable } from './characters.ts';
import { fontsFor } from './fonts.ts';
import { createTypesetter, type Line, type Typesetter } from './typeset.ts';

const style = { size: 10 };
const textOf = (line: Line) => line.runs.map((run) => run.characters.join('')).join('');

let type: Typesetter;
beforeAll(async () => {
  type = createTypesetter(await fontsFor([0x20bb7]));
});
const set = (text: Text, width: number, align: 'left' | 'justify' = 'justify') =>
  type.lines(text, style, width, align).map(textOf);

describe('line breaking', () => {
  it('keeps closing marks off the start of a line and opening marks off its end', () => {
    expect(set('一二三四五，六七八九', 50)).toEqual(['一二三四', '五，六七八', '九']);
    // Half of the comma is blank and may hang over.
    expect(set('一二三四五，六七八九', 55)).toEqual(['一二三四五，', '六七八九']);
    expect(set('一二三四（五六）七', 50)).toEqual(['一二三四', '（五六）七']);
    expect(set('一二三四五六——七', 70)).toEqual(['一二三四五', '六——七']);
  });

  it('never breaks inside a number, a date or a word, unless it is longer than the line', () => {
    expect(set('应收余额¥12,345.60元', 58)).toEqual(['应收余额', '¥12,345.60', '元']);
    expect(set('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 40).join('')).toBe('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  });

  it('drops a wide gap between two parts where a line ends, but not a place to write in', () => {
    expect(set('订单一二　三四五六', 40, 'left')).toEqual(['订单一二', '三四五六']);
    const blank: Text = ['订单一二', { text: '　　　', underline: true }];
    expect(set(blank, 40, 'left')).toEqual(['订单一二', '　　　']);
  });

  it('keeps a box to tick with its first word', () => {
    expect(set('一二三四 ☐ 乙方', 60, 'left')).toEqual(['一二三四', '□\u00a0乙方']);
  });

  it('closes up punctuation that stands together', () => {
    expect(type.width('（甲）、（乙）', style)).toBeLessThan(type.width('（甲', style) + 60);
    expect(type.width('》、《', style)).toBe(20);
  });

  it('holds these rules for any text: nothing lost, nothing too wide, no forbidden mark at an edge', () => {
    const character = fc.constantFrom(...'中文字符，。、（）《》“”—…1234.%¥abcXYZ 𠮷');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 120 }), fc.integer({ min: 80, max: 300 }), (characters, width) => {
        const text = characters.join('');
        const lines = type.lines(text, style, width, 'justify');
        expect(lines.map(textOf).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        lines.forEach((line, index) => {
          const own = textOf(line);
          // Spaces at the end of a line hang over it, unseen.
          expect(line.width - (own.endsWith(' ') ? 10 : 0)).toBeLessThanOrEqual(width + 0.01);
          const previous = lines[index - 1];
          if (previous && mayNotBegin(own.charAt(0))) expect(isBound(textOf(previous))).toBe(true);
          if (index < lines.length - 1 && mayNotEnd(own.trimEnd().slice(-1))) expect(isBound(own)).toBe(true);
        });
      }),
      { numRuns: 300, examples: [[[...'（中中中中中中中a'], 81]] },
    );
  });

  it('stretches justified lines to the full width and leaves the last one ragged', () => {
    const lines = type.lines('中文排版需要两端对齐，并且最后一行保持自然宽度，不作拉伸。', style, 123, 'justify');
    for (const line of lines.slice(0, -1)) expect(line.width).toBeCloseTo(123, 1);
    expect(lines.at(-1)?.width).toBeLessThan(123);
  });

  it('honours line feeds and underlines what is filled in', () => {
    const lines = type.lines(['甲：', { text: '张伟', underline: true }, '\n乙方'], style, 200, 'left');
    expect(lines.map(textOf)).toEqual(['甲：张伟', '乙方']);
    expect(lines[0]?.strokes).toEqual([{ x: 20, width: 20, size: 10 }]);
  });

  it('prints the code point of what no font has, and reports it', async () => {
    const fresh = createTypesetter(await fontsFor([]));
    const [line] = fresh.lines('名字😀', style, 500, 'left');
    expect(line && textOf(line)).toBe('名字〔U+1F600〕');
    expect([...fresh.missing]).toEqual(['😀']);
  });
});

/** A line with nowhere to break, because each of its characters is bound to the next: only then is a rule given up. */
function isBound(line: string): boolean {
  const characters = [...line];
  return characters.every((each, index) => {
    const next = characters[index + 1];
    return next === undefined || !mayBreakBetween(each, next);
  });
}

describe('text before it is set', () => {
  it('loses controls, zero-width and direction characters, which have no ink', () => {
    expect(settable('张\u200b伟\u202e\u0007\ufeff')).toBe('张伟');
    expect(settable('a\tb\r\nc')).toBe('a    b\nc');
  });
  it('composes accents but leaves compatibility ideographs, which are other characters in names', () => {
    expect(settable('Jose\u0301')).toBe('José');
    expect(settable('\uf929')).toBe('\uf929');
  });
  it('replaces half a character by a mark that shows', () => {
    expect(settable('a\ud842')).toBe('a\ufffd');
  });
});
