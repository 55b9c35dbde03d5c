import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../anyText.ts';
import { namePinyin, textPinyin } from './pinyin.ts';

describe('pinyin of names', () => {
  it('reads surnames as surnames', () => {
    expect(namePinyin('张伟')).toEqual({ pinyin: 'zhangwei', initials: 'zw' });
    expect(namePinyin('单雄信')).toEqual({ pinyin: 'shanxiongxin', initials: 'sxx' });
    expect(namePinyin('曾国藩').pinyin).toBe('zengguofan');
    expect(namePinyin('仇英').pinyin).toBe('qiuying');
    expect(namePinyin('解缙').pinyin).toBe('xiejin');
    expect(namePinyin('尉迟恭')).toEqual({ pinyin: 'yuchigong', initials: 'ycg' });
    expect(namePinyin('欧阳锋').initials).toBe('oyf');
  });

  it('writes ü as v and üe as ue, as they are typed', () => {
    expect(namePinyin('吕布').pinyin).toBe('lvbu');
    expect(textPinyin('战略').pinyin).toBe('zhanlue');
  });

  it('reads companies as words, with their digits and Latin words', () => {
    expect(textPinyin('重庆银行')).toEqual({ pinyin: 'chongqingyinhang', initials: 'cqyh' });
    expect(textPinyin('ABC物流3号')).toEqual({ pinyin: 'abcwuliu3hao', initials: 'awl3h' });
    expect(textPinyin('Around the Horn')).toEqual({ pinyin: 'aroundthehorn', initials: 'ath' });
    expect(textPinyin('Café Müller')).toEqual({ pinyin: 'cafemuller', initials: 'cm' });
  });

  it('keeps rare characters that have no known reading', () => {
    expect(namePinyin('张𤧣')).toEqual({ pinyin: 'zhang𤧣', initials: 'z𤧣' });
    expect(namePinyin('𠮷野')).toEqual({ pinyin: '𠮷ye', initials: '𠮷y' });
    expect(namePinyin('王〇').pinyin).toBe('wangling');
  });

  it('passes over middle dots and spaces', () => {
    expect(namePinyin('阿卜杜拉·买买提')).toEqual({ pinyin: 'abudulamaimaiti', initials: 'abdlmmt' });
  });

  it('gives every Chinese character its initial, whatever the name', () => {
    const character = fc.oneof(
      fc.integer({ min: 0x4e00, max: 0x9fa5 }),
      fc.integer({ min: 0x20000, max: 0x2a6df }),
      fc.integer({ min: 0x3400, max: 0x4db5 }),
    );
    fc.assert(
      fc.property(fc.array(character, { minLength: 1, maxLength: 6 }), (codes) => {
        const name = codes.map((code) => String.fromCodePoint(code)).join('');
        const keys = namePinyin(name);
        expect([...keys.initials]).toHaveLength(codes.length);
        expect([...keys.pinyin].length).toBeGreaterThanOrEqual(codes.length);
        expect(keys.pinyin).not.toMatch(/[\s·]/);
      }),
      { numRuns: 200 },
    );
  });

  it('answers something for any text at all', () => {
    fc.assert(
      fc.property(anyText(30), (text) => {
        expect(typeof namePinyin(text).pinyin).toBe('string');
      }),
    );
  });
});
