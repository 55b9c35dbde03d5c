import type { Refusal, Words } from '../refusal.ts';

/**
 * Why a name shows that a rare character was lost on its way: a question mark, a box or the replacement character where
 * an older system could not write it, half a character, or a private-use code that only the old system could show.
 * `thing` is what the text is, for example 姓名. Null when there is no such trace.
 */
export function lostCharacterRefusal(text: string, code: string, field: string, thing: Words): Refusal | null {
  const characters = [...text];
  const at = characters.findIndex((each) => /[?\ufffd\u25a1\u3013]|\p{Cs}|\p{Co}/u.test(each));
  const character = characters[at];
  if (character === undefined) return null;
  const place = { zh: `${thing.zh}第 ${at + 1} 个字`, en: `Character ${at + 1} of the ${thing.en}` };
  if (/\p{Co}/u.test(character)) {
    return {
      kind: 'invalid',
      code: `${code}PrivateCharacter`,
      field,
      zh: `${place.zh}是自造字，换一台电脑就显示不出来。`,
      en: `${place.en} is a private-use character that other computers cannot show.`,
      next: { zh: '请改用该字的标准编码（生僻字输入法可以打出）。', en: 'Use the standard code of the character.' },
    };
  }
  const shown = character === '?' ? '?' : '□';
  return {
    kind: 'invalid',
    code: `${code}LostCharacter`,
    field,
    zh: `${place.zh}显示为“${shown}”，可能是生僻字在别的系统里丢失了。`,
    en: `${place.en} shows as “${shown}”: a rare character was probably lost in another system.`,
    next: {
      zh: '请按原件用生僻字输入法重新录入这个字。',
      en: 'Enter this character again from the original document.',
    },
  };
}
