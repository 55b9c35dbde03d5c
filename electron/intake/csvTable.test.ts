import { describe, expect, it } from 'vitest';
import { readCsv } from './csvTable.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const codes = (bytes: Uint8Array): string[] => {
  const read = readCsv(bytes, 'x.csv');
  return read.ok ? [] : read.refusals.map((refusal) => refusal.code);
};
const rowsOf = (bytes: Uint8Array, delimiter?: string) => {
  const read = readCsv(bytes, 'x.csv', delimiter);
  if (!read.ok) throw new Error(read.refusals.map((refusal) => refusal.code).join());
  return read.value.rows.map((row) => Object.fromEntries(row.values));
};

describe('a CSV file', () => {
  it('is read in the encodings that offices use', () => {
    const expected = [{ 编号: '1', 名称: '镕记，“北”' }];
    expect(rowsOf(utf8('编号,名称\n1,镕记，“北”\n'))).toEqual(expected);
    expect(rowsOf(utf8('\ufeff编号,名称\r\n1,镕记，“北”\r\n'))).toEqual(expected);
    const sixteen = Buffer.from('\ufeff编号,名称\r\n1,镕记，“北”\r\n', 'utf16le');
    expect(rowsOf(sixteen)).toEqual(expected);
    // GB18030 of 编号,名称 / 1,张三 as Excel for Windows saves it.
    const gb = Buffer.from('b1e0bac52cc3fbb3c60d0a312cd5c5c8fd0d0a', 'hex');
    expect(rowsOf(gb)).toEqual([{ 编号: '1', 名称: '张三' }]);
    // U+20BB7 takes four bytes in GB18030.
    const rare = Buffer.concat([
      Buffer.from('610a', 'hex'),
      Buffer.from('9534823 7'.replace(' ', ''), 'hex'),
      Buffer.from('0a', 'hex'),
    ]);
    expect(rowsOf(rare)).toEqual([{ a: new TextDecoder('gb18030').decode(Buffer.from('95348237', 'hex')) }]);
  });

  it('in no such encoding is refused instead of losing characters', () => {
    expect(codes(Buffer.from('61620a80ff0a', 'hex'))).toEqual(['intake.encoding']);
    expect(codes(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]))).toEqual([
      'intake.encoding',
    ]);
  });

  it('keeps quoted commas, quotes and line breaks', () => {
    expect(rowsOf(utf8('a,b\n"x, ""y""\nz",2\n'))).toEqual([{ a: 'x, "y"\nz', b: '2' }]);
    expect(rowsOf(utf8('a;b\n1;2\n'), ';')).toEqual([{ a: '1', b: '2' }]);
  });

  it('cut short within quotes is refused as a whole, not taken by half', () => {
    expect(codes(utf8('a,b\n1,2\n3,"cut\n4,5\n'))).toEqual(['intake.quoteNotClosed']);
    expect(codes(utf8('a,b\n1,2"x\n'))).toEqual(['intake.strayQuote']);
    expect(codes(utf8('a,b\n"1"x,2\n'))).toEqual(['intake.strayQuote']);
  });

  it('with two columns of one name, none, or nothing at all is refused', () => {
    expect(codes(utf8('a,b,a\n1,2,3\n'))).toEqual(['intake.duplicateColumn']);
    expect(codes(utf8(''))).toEqual(['intake.emptyFile']);
    expect(codes(utf8('\n\n'))).toEqual(['intake.emptyFile']);
    expect(codes(utf8(',,\n1,2,3\n'))).toEqual(['intake.emptyFile']);
  });

  it('with a field of megabytes is refused quickly', () => {
    expect(codes(utf8(`a,b\n1,${'x'.repeat(3 << 20)}\n`))).toEqual(['intake.recordTooLarge']);
    expect(codes(utf8(`${'x'.repeat(3 << 20)}\n`))).toEqual(['intake.recordTooLarge']);
  });

  it('lists rows with too few or too many values, and takes the others', () => {
    const read = readCsv(utf8('a,b\n1\n2,3\n4,5,6\n'), 'x.csv');
    if (!read.ok) throw new Error('refused');
    expect(read.value.rows).toHaveLength(1);
    expect(read.value.problems.map(({ file, line }) => `${file}:${line}`)).toEqual(['x.csv:2', 'x.csv:4']);
    expect(read.value.problems[0]?.zh).toContain('1 个值');
  });
});
