import { done, type Refusal, type Result, refused } from '../refusal.ts';
import { tidyText } from './foldText.ts';
import { lostCharacterRefusal } from './lostCharacter.ts';

/** How many characters a person would count: code points, so that a rare character is one and not two. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * A person's name as it is stored, printed and compared: composed (NFC), middle dot U+00B7, no spaces between Chinese
 * characters or around the middle dot, one between Latin words. No character of the name itself is dropped.
 */
export function normalisePersonName(text: string): string {
  return tidyText(text)
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .replace(/(?<=\p{Script=Han}) ?\. ?(?=\p{Script=Han})/gu, '\u00b7')
    .replace(/ ?\u00b7(?:[ \u00b7]*\u00b7)? ?/g, '\u00b7');
}

/** The longest name accepted, in characters; names of several parts are long, whole sentences are a slip of the field. */
const longestName = 50;

/**
 * Checks a person's name and returns it normalised. It refuses what cannot be part of a name, above all the traces of a
 * rare character that an older system lost: `?`, a box, the replacement character, a private-use code.
 */
export function checkPersonName(text: string, field = 'name'): Result<string> {
  const name = normalisePersonName(text);
  const invalid = (code: string, zh: string, en: string, next: Refusal['next']): Result<never> =>
    refused({ kind: 'invalid', code: `employee.${code}`, field, zh, en, next });
  const fromOriginal = { zh: '请按证件原件录入姓名。', en: 'Enter the name from the original document.' };

  if (name === '') return invalid('nameEmpty', '没有填写姓名。', 'The name is empty.', fromOriginal);
  const length = countCharacters(name);
  if (length > longestName) {
    return invalid(
      'nameTooLong',
      `姓名有 ${length} 个字，超过 ${longestName} 个字。`,
      `The name has ${length} characters, more than ${longestName}.`,
      fromOriginal,
    );
  }
  const lost = lostCharacterRefusal(name, 'employee.name', field, { zh: '姓名', en: 'name' });
  if (lost) return refused(lost);
  for (const [index, character] of [...name].entries()) {
    // U+3007 (〇) is a letter-like number and a character of real names.
    if (!/[\p{L}\p{M} \u00b7\u3007.'’-]/u.test(character)) {
      return invalid(
        'nameCharacter',
        `姓名第 ${index + 1} 个字是“${character}”，姓名里不会有这个字符。`,
        `Character ${index + 1} of the name is “${character}”, which no name contains.`,
        fromOriginal,
      );
    }
  }
  if (!/[\p{L}\u3007]/u.test(name)) {
    return invalid('nameEmpty', `“${name}”不是姓名。`, `“${name}” is not a name.`, fromOriginal);
  }
  return done(name);
}
