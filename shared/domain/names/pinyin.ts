import { pinyin } from 'pinyin-pro';
import { searchKey, tidyText } from './foldText.ts';

/** How a name is found by typing on a Latin keyboard. */
export interface PinyinKeys {
  /** Syllables without tones, run together: `zhangwei`; ü is `v`, as input methods have it: `lvbu`. */
  readonly pinyin: string;
  /** First letters of the syllables: `zw`. */
  readonly initials: string;
}

/**
 * Pinyin of a person's name, read with the rules for surnames (单 shan, 曾 zeng, 尉迟 yuchi). A rare character without a
 * known reading stays itself in both keys, so that the name can still be found by it and is never shorter than it is.
 */
export function namePinyin(name: string): PinyinKeys {
  return keysOf(name, 'head');
}

/** Pinyin of any other text: companies, positions, places. */
export function textPinyin(text: string): PinyinKeys {
  return keysOf(text, 'off');
}

function keysOf(text: string, surname: 'head' | 'off'): PinyinKeys {
  let all = '';
  let initials = '';
  let insideWord = false;
  for (const each of pinyin(tidyText(text), { type: 'all', toneType: 'none', v: true, surname })) {
    const syllable = each.isZh ? each.pinyin.replace(/^([ln])ve$/, '$1ue') : searchKey(each.origin);
    all += syllable;
    // A Latin word counts with its first letter, a number with all its digits, every Chinese character for itself.
    const latin = /^[a-z]+$/.test(syllable) && !each.isZh;
    if (!latin || !insideWord) initials += each.isZh || latin ? firstCharacter(syllable) : syllable;
    insideWord = latin;
  }
  return { pinyin: all, initials };
}

const firstCharacter = (text: string): string => [...text][0] ?? '';
