import { describe, expect, it } from 'vitest';
import { leadsTo } from './paletteMatch.ts';

describe('leadsTo', () => {
  const handover = (typed: string) => leadsTo(typed, ['离职交接', 'Separation'], 'lizhijiaojie lzjj');
  it('takes Chinese, English, pinyin, initials and full-width letters', () => {
    for (const typed of ['离职', '交接', 'sepa', 'lizhi', 'lzj', 'ＬＺ', '']) expect(handover(typed), typed).toBe(true);
  });
  it('does not take the middle of a pinyin, or other words', () => {
    for (const typed of ['jiaojie', 'kh', '客户']) expect(handover(typed), typed).toBe(false);
  });
});
