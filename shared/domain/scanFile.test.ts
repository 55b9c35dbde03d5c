import { expect, it } from 'vitest';
import { largestScan, scanFileRefusals } from './scanFile.ts';

const codes = (size: number) => scanFileRefusals({ name: '签回.pdf', size }).map(({ code }) => code);

it('takes a scan up to the limit and names one that is empty or too large', () => {
  expect(codes(1)).toEqual([]);
  expect(codes(largestScan)).toEqual([]);
  expect(codes(largestScan + 1)).toEqual(['scanFile.tooLarge']);
  expect(codes(0)).toEqual(['scanFile.empty']);
  expect(scanFileRefusals({ name: '签回.pdf', size: 0 })[0]?.zh).toContain('签回.pdf');
});
