import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkIdentity } from './identity.ts';
import { checkUscc } from './uscc.ts';

/** Numbers that nobody here made up, with verdicts from elsewhere; they are no part of the project. */
const folder = join(process.env.SHOUKE_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data'), 'cn-ids');

const rows = (file: string): string[][] =>
  readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

if (existsSync(folder)) {
  describe('public numbers', () => {
    it.each(rows('resident-id-numbers.csv'))('resident number %s is %s %s', (number, expected) => {
      expect(checkIdentity('residentId', number ?? '', '2026-01-01').ok).toBe(expected?.startsWith('valid') ?? false);
    });

    it.each(rows('unified-social-credit-codes.csv'))('credit code %s is %s %s', (code, expected) => {
      expect(checkUscc(code ?? '').ok).toBe(expected?.startsWith('valid') ?? false);
    });
  });
} else {
  describe.skip(`PUBLIC NUMBERS NOT TRIED: ${folder} is not here`, () => {
    it('set SHOUKE_SHARED_DATA to the folder that holds cn-ids', () => expect(existsSync(folder)).toBe(true));
  });
}
