import { searchKey } from '../../shared/domain/names/foldText.ts';
import type { PinyinKeys } from '../../shared/domain/names/pinyin.ts';

/** What of an object a search looks at. */
export interface SearchDocument {
  /** Names of it, by any of which it is found, the first being its own. */
  readonly names: readonly ({ readonly text: string } & PinyinKeys)[];
  /** Numbers of the branch's own: found by their end, or from their beginning. */
  readonly codes: readonly string[];
  /** Phone numbers and credit codes: found by their end, or whole. */
  readonly tails: readonly string[];
}

/** One stretch of what was typed. All parts of a query must be found. */
export interface QueryPart {
  readonly text: string;
  /** Latin letters and digits only: may be pinyin, initials, a code or a phone number. */
  readonly latin: boolean;
}

// Marks that a word of the index begins with. None of them can be in a name: searchKey drops punctuation.
const start = '§';
const initialsMark = '¶';
const syllables = '±';
const spelling = '¬';
const codeHead = '†';
const codeTail = '‡';

/** Pinyin is indexed from every syllable on, in words of so many letters; longer queries are compared afterwards. */
const spellingLength = 7;
const codeLength = 10;
const gramLength = 3;
const mostParts = 6;
/** Two digits match one number in a hundred and help nobody; all codes of a branch begin alike. */
const shortestTail = 3;
const shortestHead = 5;

/** Splits what was typed into parts: at spaces, and between Latin and other scripts. Empty when nothing is left of it. */
export function parseQuery(text: string): readonly QueryPart[] {
  // A number typed in groups is one number.
  const joined = /^[\d\s+()-]+$/.test(text) ? text.replace(/\D/g, '') : text;
  return joined
    .split(/\s+/)
    .flatMap((chunk) => searchKey(chunk).match(/[a-z0-9]+|[^a-z0-9]+/g) ?? [])
    .slice(0, mostParts)
    .map((part) => ({ text: part, latin: /^[a-z0-9]/.test(part) }));
}

/** The words under which the full-text index finds a document. */
export function wordsOf(document: SearchDocument): string {
  const words = new Set<string>();
  for (const name of document.names) {
    const characters = [...searchKey(name.text)];
    addGrams(words, '', characters);
    const initials = [...name.initials];
    addGrams(words, initialsMark, initials);
    for (let length = 1; length <= gramLength; length++) {
      words.add(start + characters.slice(0, length).join(''));
      words.add(start + initials.slice(0, length).join(''));
    }
    for (let length = 2; length <= 4; length++) words.add(start + name.pinyin.slice(0, length));
    for (const at of syllableStarts(name)) {
      for (let length = 2; length <= 4; length++) words.add(syllables + name.pinyin.slice(at, at + length));
      words.add(spelling + name.pinyin.slice(at, at + spellingLength));
    }
  }
  for (const code of document.codes) {
    const key = searchKey(code);
    words.add(codeHead + key.slice(0, codeLength));
    words.add(codeTail + reversed(key));
  }
  for (const phone of document.tails) words.add(codeTail + reversed(searchKey(phone)));
  for (const mark of [start, initialsMark, syllables, spelling, codeHead, codeTail]) words.delete(mark);
  return [...words].join(' ');
}

/** The question to the full-text index, and the one for those that begin with what was typed. */
export function expressionsOf(parts: readonly QueryPart[]): { readonly any: string; readonly beginning: string } {
  const any = parts.map((part) => `(${expressionOf(part)})`).join(' AND ');
  const first = parts[0];
  if (first === undefined) return { any: '""', beginning: '""' };
  const characters = [...first.text];
  const heads = [quoted(start + characters.slice(0, gramLength).join(''))];
  if (first.latin) heads.push(quoted(start + characters.slice(0, 4).join('')));
  return { any, beginning: `(${heads.join(' OR ')}) AND ${any}` };
}

function expressionOf({ text, latin }: QueryPart): string {
  const either = [grams('', text)];
  if (latin) {
    either.push(grams(initialsMark, text), spelled(text));
    if (isHead(text)) either.push(`${quoted(codeHead + text.slice(0, codeLength))}*`);
    if (isTail(text)) either.push(`${quoted(codeTail + reversed(text))}*`);
  }
  return either.join(' OR ');
}

function spelled(text: string): string {
  if (text.length === 1) return quoted(initialsMark + text);
  if (text.length <= 4) return quoted(syllables + text);
  // Up to the length that is indexed by its beginnings; from there on the word itself.
  return text.length < spellingLength
    ? `${quoted(spelling + text)}*`
    : quoted(spelling + text.slice(0, spellingLength));
}

/** Whether the index may answer more than what matches, so that each document has to be compared. */
export const needsComparing = (parts: readonly QueryPart[]): boolean =>
  parts.some(({ text }) => [...text].length > gramLength);

/** Whether a document has everything that was typed: the definition that the index stands for. */
export function matches(document: SearchDocument, parts: readonly QueryPart[]): boolean {
  return parts.every((part) => matchesPart(document, part));
}

function matchesPart(document: SearchDocument, { text, latin }: QueryPart): boolean {
  for (const name of document.names) {
    if (searchKey(name.text).includes(text)) return true;
    if (!latin) continue;
    if (name.initials.includes(text)) return true;
    if (text.length > 1 && syllableStarts(name).some((at) => name.pinyin.startsWith(text, at))) return true;
  }
  if (!latin) return false;
  // The index holds so many characters of a number; what was typed is compared to its last.
  return (
    (isHead(text) && document.codes.some((code) => searchKey(code).startsWith(text))) ||
    (isTail(text) && [...document.codes, ...document.tails].some((code) => searchKey(code).endsWith(text)))
  );
}

const isHead = (text: string): boolean => text.length >= shortestHead && /\d/.test(text);
const isTail = (text: string): boolean => text.length >= shortestTail && /\d/.test(text);

/** How well a name fits what was typed; less is better. */
export function distance(name: SearchDocument['names'][number], parts: readonly QueryPart[]): number {
  const whole = parts.map((part) => part.text).join('');
  const key = searchKey(name.text);
  if (key === whole) return 0;
  if (key.startsWith(whole)) return 1;
  if (name.initials === whole || name.pinyin === whole) return 2;
  if (name.initials.startsWith(whole) || name.pinyin.startsWith(whole)) return 3;
  if (key.includes(whole)) return 4;
  return farthest;
}
export const farthest = 5;

/**
 * Where syllables of a name's pinyin may begin. The stored pinyin has no borders; the initials say with which letter each
 * syllable begins. A place that is only possibly a border is kept: one more way to be found.
 */
export function syllableStarts({ pinyin, initials }: PinyinKeys): readonly number[] {
  const found = new Set([0]);
  let ends: readonly number[] = [0];
  for (const initial of [...initials].slice(1)) {
    const next = new Set<number>();
    for (const end of ends) {
      for (let length = 1; length <= longestSyllable; length++) {
        if (pinyin.startsWith(initial, end + length)) next.add(end + length);
      }
    }
    // A Latin word is one syllable of any length.
    if (next.size === 0) {
      const at = pinyin.indexOf(initial, Math.min(...ends) + 1);
      if (at < 0) break;
      next.add(at);
    }
    for (const at of next) found.add(at);
    ends = [...next];
  }
  return [...found];
}
/** `zhuang`, `chuang`, `shuang`. */
const longestSyllable = 6;

function addGrams(words: Set<string>, mark: string, characters: readonly string[]): void {
  for (let at = 0; at < characters.length; at++) {
    for (let length = 1; length <= gramLength && at + length <= characters.length; length++) {
      words.add(mark + characters.slice(at, at + length).join(''));
    }
  }
}

function grams(mark: string, text: string): string {
  const characters = [...text];
  if (characters.length <= gramLength) return quoted(mark + text);
  const pieces = new Set<string>();
  for (let at = 0; at + gramLength <= characters.length; at++) {
    pieces.add(quoted(mark + characters.slice(at, at + gramLength).join('')));
  }
  return `(${[...pieces].join(' AND ')})`;
}

/** The last characters first, so that a tail is a beginning. */
const reversed = (text: string): string => [...text].reverse().slice(0, codeLength).join('');
const quoted = (word: string): string => `"${word}"`;
