import { describe, expect, it } from 'vitest';
import { namePinyin } from '../../shared/domain/names/pinyin.ts';
import { matches, parseQuery, type SearchDocument } from './words.ts';

const document: SearchDocument = {
  names: [{ text: '邱建波', ...namePinyin('邱建波') }],
  codes: ['LZ-SAMPLE-2026-0003'],
  tails: ['13812345678'],
};
const found = (text: string): boolean => matches(document, parseQuery(text));

describe('a number', () => {
  it('is found whole, from its beginning and by its end', () => {
    for (const text of ['LZ-SAMPLE-2026-0003', 'lzsample2026', '2026-0003', '0003', '5678', '138 1234 5678'])
      expect(found(text), text).toBe(true);
  });

  it('is another one when a later character differs, however much longer it is than what the index holds', () => {
    for (const text of ['LZ-SAMPLE-2026-0004', 'LZ-SAMPLE-2025-0003', 'SAMPLE-2026-0013', '23812345678'])
      expect(found(text), text).toBe(false);
  });
});
