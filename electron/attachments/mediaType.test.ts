import { expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { largestScan } from '../../shared/domain/scanFile.ts';
import { scanTypeOf } from './mediaType.ts';

const code = (bytes: Uint8Array): string | undefined => {
  try {
    return scanTypeOf(bytes);
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals[0]?.code;
    throw error;
  }
};
const pdf = (text: string) => Buffer.from(`%PDF-1.7\n${text}`);

it('tells what a file is by its bytes', () => {
  expect(code(pdf(`${'x'.repeat(100)}\n%%EOF\n`))).toBe('application/pdf');
});

it('says what is wrong with a file: empty, no paper at all, cut short, too large', () => {
  expect(code(Buffer.alloc(0))).toBe('scan.empty');
  expect(code(Buffer.from('只是一段文字'))).toBe('scan.notReadable');
  expect(code(Buffer.from('只是一段文字'.repeat(50)))).toBe('scan.notReadable');
  expect(code(pdf('x'.repeat(100)))).toBe('scan.cutShort');
  expect(code(pdf('x'.repeat(5000)))).toBe('scan.cutShort');
  expect(code(pdf('%%EOF'))).toBe('scan.cutShort');
  expect(code(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))).toBe('scan.cutShort');
  expect(code(Buffer.alloc(largestScan + 1))).toBe('scan.tooLarge');
});
