import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharedData } from '../testing/sharedData.ts';
import { verifyPdf } from './verifyPdf.ts';

const folder = sharedData('signed-pdf');

interface Expected {
  readonly file: string;
  readonly signature: number;
  readonly check: string;
  readonly covers: string;
  readonly expectation: string;
  readonly source: string;
}

/** The table's own words; fields with commas are quoted in it. */
function readExpected(path: string): Expected[] {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const cells = [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((each) => each[2] ?? each[1] ?? '');
    const [file = '', signature = '', , check = '', covers = '', , , , expectation = '', source = ''] = cells;
    return { file, signature: Number(signature), check, covers, expectation, source };
  });
}

/**
 * What the words of the table mean for a report. The samples' own authority is not trusted here, and most of its certificates
 * have expired, so integrity, coverage and changes are judged, not trust.
 */
function judge(expected: Expected, report: ReturnType<typeof verifyPdf>): void {
  const own = report.signatures[expected.signature - 1];
  const codes = [...report.findings, ...(own?.findings ?? [])]
    .filter((each) => each.level === 'error')
    .map((each) => each.code);
  const structural = codes.filter((code) => !code.startsWith('trust.') && !code.startsWith('signature.'));
  const words = expected.expectation;
  if (words.startsWith('digest mismatch')) {
    expect(own?.intact).toBe(false);
    expect(codes).toContain('cms.digestMismatch');
  } else if (words.includes('must be REJECTED')) {
    expect(codes).toContain('cms.encapsulated');
    expect(report.verdict).toBe('invalid');
  } else if (words.includes('SuspiciousModification') || words.includes('NOT allowed')) {
    expect(own?.intact).toBe(true);
    expect(report.verdict).toBe('invalid');
    if (!own?.coversWholeFile) expect(structural).toEqual(['change.forbidden']);
  } else if (words.includes('one segment')) expect(codes).toContain('byteRange.single');
  else if (words.includes('NONSTANDARD_COVERAGE')) {
    expect(own?.intact).toBe(true);
    expect(codes).toContain('byteRange.uncovered');
  } else {
    expect(words).toMatch(/valid|FORM_FILLING|passes/);
    expect(own?.intact).toBe(true);
    expect(structural).toEqual([]);
  }
}

describe.skipIf(folder === undefined)(
  `signed files of others${folder ? '' : ' [SKIPPED: ../shared/data/signed-pdf is not here]'}`,
  () => {
    const table = folder === undefined ? [] : readExpected(join(folder, 'EXPECTED.csv'));
    const asserted = table.filter((each) => each.source !== 'none');
    test('the table is complete: every line with a source is asserted', () => {
      expect(asserted.length).toBeGreaterThan(15);
      expect(table.every((each) => each.file.endsWith('.pdf') && each.signature >= 1)).toBe(true);
    });
    test.each(asserted.map((each) => [`${each.file} #${each.signature}: ${each.expectation}`, each] as const))(
      '%s',
      (_, each) => {
        const report = verifyPdf(readFileSync(join(folder ?? '', each.file)), { roots: [] });
        expect(report.signatures.length).toBe(table.filter((other) => other.file === each.file).length);
        judge(each, report);
        if (each.covers === 'whole') expect(report.signatures[each.signature - 1]?.coversWholeFile).toBe(true);
      },
    );
  },
);
