import { done, type Refusal, type Result, refused, type Words } from '../refusal.ts';
import { mod31CheckCharacter, usccAlphabet } from './checkCharacter.ts';
import { provinceOf } from './divisions.ts';
import { digitLookalike, normaliseIdentifier } from './normaliseIdentifier.ts';

/** What a unified social credit code itself tells. */
export interface UsccFacts {
  /** The code in the form in which it is stored and compared. */
  readonly code: string;
  /** Who registered the body; null for a department that the standard did not name at first. */
  readonly registrar: Words | null;
  /** Null for bodies registered with a central department (100000). */
  readonly region: Words | null;
}

const registrars: Readonly<Record<string, Words>> = {
  '1': { zh: '机构编制', en: 'staffing authority' },
  '5': { zh: '民政', en: 'civil affairs' },
  '9': { zh: '市场监督管理', en: 'market regulation' },
};

const invalid = (code: string, zh: string, en: string): Refusal => ({
  kind: 'invalid',
  code,
  field: 'uscc',
  zh,
  en,
  next: { zh: '请对照营业执照。', en: 'Compare it with the business licence.' },
});

/**
 * Checks a unified social credit code (GB 32100-2015): 18 characters of an alphabet without I, O, S, V, Z, the last one
 * by MOD 31. Spaces, full-width and lower-case letters are accepted. Refusals name the field `uscc`.
 */
export function checkUscc(text: string): Result<UsccFacts> {
  const code = normaliseIdentifier(text);
  const characters = [...code];
  const wrong = characters.findIndex((c) => !usccAlphabet.includes(c));
  if (wrong >= 0 && wrong < 18) {
    const character = characters[wrong] ?? '';
    const digit = digitLookalike(character);
    return refused(
      invalid(
        'client.usccCharacter',
        `统一社会信用代码第 ${wrong + 1} 位是“${character}”，代码里不会有这个字符${digit ? `，可能是 ${digit}` : ''}。`,
        `Character ${wrong + 1} of the unified social credit code is “${character}”, which no code contains${digit ? `; perhaps ${digit}` : ''}.`,
      ),
    );
  }
  if (characters.length !== 18) {
    return refused(
      invalid(
        'client.usccLength',
        characters.length === 0
          ? '没有填写统一社会信用代码。'
          : `统一社会信用代码有 ${characters.length} 位，应为 18 位。${characters.length === 15 ? '15 位是旧的营业执照注册号。' : ''}`,
        characters.length === 0
          ? 'The unified social credit code is empty.'
          : `The unified social credit code has ${characters.length} characters instead of 18.${characters.length === 15 ? ' Fifteen is the length of the old registration number.' : ''}`,
      ),
    );
  }
  const expected = mod31CheckCharacter(code.slice(0, 17));
  if (code.charAt(17) !== expected) {
    return refused(
      invalid(
        'client.usccCheck',
        `统一社会信用代码校验位不符：最后一位应为 ${expected}。`,
        `The check character of the unified social credit code does not match: the last character should be ${expected}.`,
      ),
    );
  }
  const registrar = code.charAt(0);
  return done({
    code,
    registrar: (Object.hasOwn(registrars, registrar) ? registrars[registrar] : undefined) ?? null,
    region: provinceOf(code.slice(2, 4)),
  });
}
