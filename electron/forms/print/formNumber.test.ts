import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormKind } from '../../../shared/schema/forms.ts';
import { FORM_KINDS, formatFormNumber, labelStem, parseFormNumber, parseLabel } from './formNumber.ts';

const kinds = Object.keys(FORM_KINDS) as FormKind[];
const numberParts = fc.record({
  kind: fc.constantFrom(...kinds),
  branchCode: fc.stringMatching(/^[A-Z0-9]{2,12}$/),
  date: fc.constantFrom('2026-11-23' as const, '2024-02-29' as const, '2030-01-01' as const),
  serial: fc.integer({ min: 1, max: 999_999 }),
  reprint: fc.integer({ min: 0, max: 999 }),
});

describe('form numbers', () => {
  it('are written as printed on the form', () => {
    const parts = { kind: 'handoverTable', branchCode: 'TJ01', date: '2026-11-23', serial: 1, reprint: 0 } as const;
    expect(formatFormNumber(parts)).toEqual({ ok: true, value: 'SK-TJ01-LZJJ-20261123-0001-R0' });
  });

  it('read back into what they were made of', () => {
    fc.assert(
      fc.property(numberParts, (parts) => {
        const number = formatFormNumber(parts);
        expect(number.ok && parseFormNumber(number.value)).toEqual({ ok: true, value: parts });
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    'SK-TJ01-LZJJ-20261123-0001',
    'sk-tj01-lzjj-20261123-0001-r0',
    'SK-TJ01-XXXX-20261123-0001-R0',
    'SK-TJ01-LZJJ-20260231-0001-R0',
    'SK-TJ01-LZJJ-20261123-0000-R0',
    'SK-TJ01-LZJJ-20261123-0001-R0 ',
    'SK-天津-LZJJ-20261123-0001-R0',
    '',
  ])('refuse %j and say what a number looks like', (text) => {
    const read = parseFormNumber(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.refusals[0]?.next.zh).toContain('SK-TJ01-LZJJ-20261123-0001-R0');
  });

  it('are not made from parts that cannot be read back', () => {
    const parts = { kind: 'visitRecord', branchCode: 'TJ01', date: '2026-11-23', serial: 1, reprint: 0 } as const;
    expect(formatFormNumber({ ...parts, serial: 0 }).ok).toBe(false);
    expect(formatFormNumber({ ...parts, branchCode: 'tj-01' }).ok).toBe(false);
    expect(formatFormNumber({ ...parts, reprint: -1 }).ok).toBe(false);
  });

  it('give every kind a code of its own', () => {
    expect(new Set(kinds.map((kind) => FORM_KINDS[kind].code)).size).toBe(kinds.length);
  });
});

describe('the text of a QR code', () => {
  const label = {
    kind: 'visitRecord',
    number: 'SK-TJ01-BFJL-20261123-0001-R2',
    hash: '0123456789abcdef',
    page: 2,
  } as const;
  const good = 'SHOUKE1|BFJL|SK-TJ01-BFJL-20261123-0001-R2|0123456789abcdef|2';

  it('carries kind, number, hash and page, and reads back', () => {
    expect(`${labelStem(label)}2`).toBe(good);
    expect(parseLabel(good)).toEqual(label);
  });

  it.each([
    ['https://example.com/pay', 'foreign'],
    ['', 'foreign'],
    ['SHOUKEx|a|b|c', 'foreign'],
    ['SHOUKE|a|b|c', 'foreign'],
    [good.replace('SHOUKE1', 'SHOUKE2'), 'newer'],
    [good.replace('|BFJL|', '|LZJJ|'), 'broken'],
    [good.slice(0, -1), 'broken'],
    [good.slice(0, -2), 'broken'],
    [`${good.slice(0, -1)}0`, 'broken'],
    [good.replace('def|', 'de|'), 'broken'],
    [`${good}|more`, 'broken'],
    ['SHOUKE1', 'broken'],
  ] as const)('%s is %s', (text, reason) => {
    expect(parseLabel(text)).toBe(reason);
  });

  it('is answered for whatever text there is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['foreign', 'newer', 'broken']).toContain(parseLabel(text));
        expect(parseLabel(`SHOUKE1|${text}`)).toBe('broken');
      }),
    );
  });
});
