import { stripVTControlCharacters } from 'node:util';
import type { Refusal, Words } from '../shared/domain/refusal.ts';

/** The language of whoever sits at the terminal: `SHOUKE_LANGUAGE`, else the system's locale (`LANG`, or Windows' own setting). */
export const terminalLanguage = (
  locale = process.env.SHOUKE_LANGUAGE ?? Intl.DateTimeFormat().resolvedOptions().locale,
): 'zh' | 'en' => (locale.startsWith('zh') ? 'zh' : 'en');

const language = terminalLanguage();

/** The text in the terminal's language. */
export const inWords = (words: Words): string => words[language];

/** Prints one line on standard output, in the terminal's language. */
export const say = (words: Words): void => console.log(inWords(words));

/** Prints one line on standard error, in the terminal's language. */
export const warn = (words: Words): void => console.error(inWords(words));

/** A refusal as one line: what happened, then what to do next. */
export const refusalLine = (refusal: Refusal): string => oneLine(`${inWords(refusal)} ${inWords(refusal.next)}`);

/** Any text as one line without control characters, so that a file name cannot rewrite the terminal. */
export const oneLine = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
