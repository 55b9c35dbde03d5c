/** Check characters of the identifiers in use. Each function trusts its argument to have the right characters. */

/** The check character of 17 digits by MOD 11-2 (GB 11643, ISO 7064): `0` to `9` or `X`. */
export function mod11CheckCharacter(digits: string): string {
  let product = 0;
  for (const digit of digits) product = ((product + Number(digit)) * 2) % 11;
  return '10X98765432'.charAt(product);
}

/** The 31 characters of a unified social credit code, in the order of their values (GB 32100): no I, O, S, V, Z. */
export const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** The check character of the first 17 characters of a unified social credit code (GB 32100): weights 3^i mod 31. */
export function mod31CheckCharacter(code: string): string {
  let weight = 1;
  let sum = 0;
  for (const character of code) {
    sum += usccAlphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return usccAlphabet.charAt((31 - (sum % 31)) % 31);
}

/** The check digit of a machine-readable number (ICAO 9303 part 3): weights 7, 3, 1; letters from A = 10. */
export function icaoCheckDigit(code: string): string {
  const weights = [7, 3, 1];
  let sum = 0;
  for (const [index, character] of [...code].entries()) {
    sum += Number.parseInt(character, 36) * (weights[index % 3] ?? 0);
  }
  return String(sum % 10);
}
