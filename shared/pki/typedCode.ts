import { randomInt } from 'node:crypto';

/** Crockford's alphabet: no I, L, O, U. */
export const codeAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code that nobody guesses, 5 bits a character, to be printed. */
export const randomCode = (length: number): string =>
  Array.from({ length }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');

/** As it is printed: in groups of five. */
export const inGroups = (code: string): string => (code.match(/.{5}/g) ?? []).join('-');

/** What a person typed from paper, in any case and width, with any spaces and dashes, O for 0, I and L for 1. */
export const readCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
