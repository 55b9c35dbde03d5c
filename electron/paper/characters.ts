/**
 * How Chinese punctuation behaves at the ends of lines and beside other punctuation.
 * Source: GB/T 15834-2011 (用法 5.1: marks that may not begin or end a line), W3C "Requirements for Chinese Text Layout".
 */

/** May not begin a line: closing marks, stops, and signs that belong to the number before them. */
const NOT_AT_START = new Set('、。，．：；！？）》〉」』】〕〗〙］｝”’·・…—～％‰℃°′″,.:;!?)]}%‐–々✓');
/** May not end a line: opening marks and signs that belong to the number after them. */
const NOT_AT_END = new Set('（《〈「『【〔〖〘［｛“‘¥￥$＄£€#＃№([{');
/** Ink in the left half of a full-width cell: the right half may be taken away. */
const LEFT_INK = new Set('、。，．：；！？）》〉」』】〕〗〙］｝”’');
/** Colons, semicolons, exclamation and question marks sit in the middle in some fonts and are never trimmed. */
const CENTRED = new Set('：；！？');
/** Ink in the right half: the left half may be taken away. */
const RIGHT_INK = new Set('（《〈「『【〔〖〘［｛“‘');
/** Pairs that are one mark: —— and ……. */
const TWINS = new Set('—…');

export const mayNotBegin = (character: string) => NOT_AT_START.has(character);
export const mayNotEnd = (character: string) => NOT_AT_END.has(character);
export const trimsRight = (character: string) => LEFT_INK.has(character) && !CENTRED.has(character);
export const trimsLeft = (character: string) => RIGHT_INK.has(character);
const isMark = (character: string) => LEFT_INK.has(character) || RIGHT_INK.has(character);

/** Pairs such as —— and …… are one mark and are never pulled apart. */
export const isTwin = (left: string, right: string) => TWINS.has(left) && left === right;

export const isSpace = (character: string) => character === ' ' || character === '\u3000' || character === '\u00a0';

/** Written without gaps between its words: ideographs, kana, full-width forms and CJK punctuation. */
function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xffef) ||
    (code >= 0x20000 && code <= 0x3ffff) ||
    (code >= 0x2460 && code <= 0x26ff) ||
    isMark(character) ||
    TWINS.has(character)
  );
}

/** Whether a line may end after `left` and the next begin with `right`. */
export function mayBreakBetween(left: string, right: string): boolean {
  if (right === ' ' || right === '\u00a0' || left === '\u00a0') return false;
  if (left === ' ' || left === '\u3000') return true;
  if (isTwin(left, right)) return false;
  if (mayNotBegin(right) || mayNotEnd(left)) return false;
  return isWide(left) || isWide(right);
}

/** Whether the blank half of `left` is taken away because another mark follows: ）。 and ）（ and ，“ take one and a half cells. */
export const closesUpBefore = (left: string, right: string) => trimsRight(left) && isMark(right);
/** Whether the blank half of `right` is taken away because an opening mark precedes: （《. */
export const closesUpAfter = (left: string, right: string) => RIGHT_INK.has(left) && trimsLeft(right);

const COMBINING = /\P{M}\p{M}+/gu;
/** Controls, zero-width and direction characters: they have no ink, and direction overrides could disguise a text. */
const INKLESS = /(?!\n)[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text as it is set: line ends unified, tabs as spaces, inkless characters removed, accents composed. Compatibility
 * ideographs are left alone: normalisation would change the character in a person's name.
 */
export function settable(text: string): string {
  return (
    text
      .replace(/\r\n?|\u2028|\u2029|\u0085/g, '\n')
      .replaceAll('\t', '    ')
      .replace(INKLESS, '')
      .replace(COMBINING, (cluster) => cluster.normalize('NFC'))
      // A box to tick never ends a line: it stays with its first word.
      .replace(/[☐☑] /g, (box) => box.replace(' ', '\u00a0'))
      .replaceAll('☐', '□')
      .toWellFormed()
  );
}
