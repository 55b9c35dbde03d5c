import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mentions } from './mentions.ts';

const row = (label: string, id = label) => ({ table: 'client', id, label });

describe('the rows that a sentence names', () => {
  it('are found where they stand; the others are left over', () => {
    const [consent, secrecy, other] = [row('告知同意书'), row('保密协议'), row('竞业限制')];
    expect(mentions('还有 2 份没有完成：告知同意书、保密协议。', [consent, secrecy, other])).toEqual({
      pieces: ['还有 2 份没有完成：', consent, '、', secrecy, '。'],
      others: [other],
    });
  });

  it('are the longer of two at one place, each found once', () => {
    const [short, long] = [row('SO-1'), row('SO-12')];
    expect(mentions('SO-12，SO-1，SO-1', [short, long])).toEqual({ pieces: [long, '，', short, '，SO-1'], others: [] });
  });

  it('with one name for two rows are both there', () => {
    const [first, second] = [row('张伟', '1'), row('张伟', '2')];
    expect(mentions('已有张伟。', [first, second])).toEqual({ pieces: ['已有', first, '。'], others: [second] });
  });

  it('leave the sentence as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 3 })),
        (text, labels) => {
          const about = labels.map((label, index) => row(label, String(index)));
          const { pieces, others } = mentions(text, about);
          expect(pieces.map((piece) => (typeof piece === 'string' ? piece : piece.label)).join('')).toBe(text);
          expect(others.length + pieces.filter((piece) => typeof piece !== 'string').length).toBe(about.length);
        },
      ),
    );
  });
});
