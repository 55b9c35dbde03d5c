import fc from 'fast-check';

/**
 * Any text at all, for property tests: every code point including halves of surrogate pairs, mixed with the characters
 * that people and exports really bring along.
 */
export const anyText = (maxLength = 30): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
        fc.constantFrom(
          ...'张·.、，。（）() \u3000-+¥￥0123456789０１年月日万亿元AaXxÉİßﬀ①〇ガ𠮷\u0301\u3099\u{E0100}\ufeff\u200b\ufffd?',
        ),
      ),
      { maxLength },
    )
    .map((characters) => characters.join(''));
