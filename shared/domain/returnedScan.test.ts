import { describe, expect, it } from 'vitest';
import type { Refusal } from './refusal.ts';
import { judgeReturn, type PrintedForm, type ReadScan, strangePages } from './returnedScan.ts';

const number = 'SK-TJ01-KHQR-20261123-0001-R0';
const letter: PrintedForm = { number, hash: '0123456789abcdef', pageCount: 2 };
const reprint: PrintedForm = { ...letter, number: number.replace('R0', 'R1') };
const printedLater: PrintedForm = { number: 'SK-TJ01-KHQR-20261125-0001-R0', hash: 'aaaaaaaaaaaaaaaa', pageCount: 2 };
const expected = [letter, reprint, printedLater];

const why = (code: string): Refusal => ({
  kind: 'invalid',
  code,
  zh: code,
  en: code,
  next: { zh: code, en: code },
});
/** A scan page by page: the form and its page, or why its code was not read. */
function scan(...pages: (readonly [PrintedForm, number] | string)[]): ReadScan {
  return {
    forms: pages.flatMap((each, index) =>
      typeof each === 'string' ? [] : [{ ...each[0], pages: [index + 1], sheets: [each[1]] }],
    ),
    unread: pages.flatMap((each, index) =>
      typeof each === 'string' ? [{ page: index + 1, refusal: why(`scan.${each}`) }] : [],
    ),
  };
}
const outcome = (read: ReadScan, byEye = false) => {
  const judged = judgeReturn(read, expected, byEye);
  return judged.ok ? judged.value.byEye : judged.refusals.map(({ code }) => code);
};

describe('a scan is kept as what came back of a form', () => {
  it('when each page is there, in any order, twice or with an annex', () => {
    expect(outcome(scan([letter, 1], [letter, 2]))).toEqual([]);
    expect(outcome(scan([letter, 2], [letter, 1], [letter, 1], 'noCode'))).toEqual([]);
  });

  it('when a lost page was reprinted: it says the same', () => {
    expect(outcome(scan([letter, 1], [reprint, 2]))).toEqual([]);
  });

  it('not when a page is missing, which nobody can vouch for', () => {
    for (const byEye of [false, true]) {
      expect(outcome(scan([letter, 1]), byEye)).toEqual(['scan.pagesMissing']);
      expect(outcome(scan([letter, 1], [letter, 1]), byEye)).toEqual(['scan.pagesMissing']);
      expect(outcome(scan('noCode'), byEye)).toEqual(['scan.pagesMissing']);
    }
    const judged = judgeReturn(scan([letter, 1]), expected, false);
    expect(judged.ok ? '' : judged.refusals[0]?.zh).toContain('共 2 页，扫描件缺第 2 页');
  });

  it('not when a page is of another form, or of another print of the same', () => {
    const other: PrintedForm = { ...letter, number: 'SK-TJ01-LZJJ-20261123-0001-R0' };
    expect(outcome(scan([letter, 1], [letter, 2], [other, 1]), true)).toEqual(['scan.pageOfAnotherForm']);
    expect(outcome(scan([letter, 1], [printedLater, 2]), true)).toEqual(['scan.pageOfAnotherForm']);
  });

  it('not when a code was altered, is of a later version, or says other content than is on file', () => {
    expect(outcome(scan([letter, 1], 'brokenCode'), true)).toEqual(['scan.brokenCode']);
    expect(outcome(scan([letter, 1], 'newerCode'), true)).toEqual(['scan.newerCode']);
    expect(outcome(scan([{ ...letter, hash: 'ffffffffffffffff' }, 1]), true)).toEqual(['form.otherContent']);
  });

  it('by eye only when somebody says so, and then with the pages that were compared', () => {
    expect(outcome(scan([letter, 1], 'noCode'))).toEqual(['scan.codeUnread']);
    expect(outcome(scan([letter, 1], 'foreignCode'), true)).toEqual([2]);
    expect(outcome(scan('noCode', 'noCode'))).toEqual(['scan.codeUnread']);
    expect(outcome(scan('noCode', 'noCode'), true)).toEqual([1, 2]);
  });
});

it('says nothing against a paper without codes beside a refusal; a page of another form is not kept even there', () => {
  expect(strangePages(scan('noCode', [letter, 1]), expected)).toEqual([]);
  expect(strangePages(scan([{ ...letter, number: 'x' }, 1]), expected).map(({ code }) => code)).toEqual([
    'scan.pageOfAnotherForm',
  ]);
});
