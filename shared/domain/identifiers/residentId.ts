import { type BusinessDate, businessDate } from '../businessDate.ts';
import { done, type Refusal, type Result, refused, type Words } from '../refusal.ts';
import { mod11CheckCharacter } from './checkCharacter.ts';
import { provinceOf } from './divisions.ts';
import type { IdentityFacts } from './identity.ts';
import { digitLookalike } from './normaliseIdentifier.ts';

const compareWithOriginal: Words = {
  zh: '请对照证件原件。',
  en: 'Compare it with the original document.',
};

const invalid = (code: string, zh: string, en: string, next: Words = compareWithOriginal): Refusal => ({
  kind: 'invalid',
  code,
  field: 'idNumber',
  zh,
  en,
  next,
});

/** Length and characters of an 18-character number: 17 digits and a digit or X. Empty when they are right. */
export function shapeRefusals(number: string, name: Words): readonly Refusal[] {
  const characters = [...number];
  // A final X is right at any length, so that a missing digit is reported as missing.
  const last = characters.length - 1;
  const wrong = characters.findIndex((c, index) => !/[0-9]/.test(c) && !(c === 'X' && index === last));
  if (wrong >= 0 && wrong < 18) {
    const character = characters[wrong] ?? '';
    const digit = digitLookalike(character);
    const allowed: Words = wrong === 17 ? { zh: '数字或 X', en: 'a digit or X' } : { zh: '数字', en: 'a digit' };
    return [
      invalid(
        'employee.idCharacter',
        `${name.zh}第 ${wrong + 1} 位是“${character}”，这里只能是${allowed.zh}${digit ? `，可能是 ${digit}` : ''}。`,
        `Character ${wrong + 1} of the ${name.en} is “${character}”; only ${allowed.en} can stand there${digit ? `, perhaps ${digit}` : ''}.`,
      ),
    ];
  }
  if (characters.length !== 18) {
    return [
      invalid(
        'employee.idLength',
        `${name.zh}有 ${characters.length} 位，应为 18 位。`,
        `The ${name.en} has ${characters.length} characters instead of 18.`,
      ),
    ];
  }
  return [];
}

/** The day of birth in digits 7 to 14, or why it cannot be one. */
export function birthdayIn(number: string, name: Words, today: BusinessDate): BusinessDate | Refusal {
  const digits = number.slice(6, 14);
  const shown = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  const birthday = businessDate(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8)));
  if (birthday === null) {
    return invalid(
      'employee.idBirthday',
      `${name.zh}里的出生日期 ${shown} 不存在（第 7 至 14 位）。`,
      `The ${name.en} contains a date of birth that does not exist: ${shown} (digits 7 to 14).`,
    );
  }
  if (birthday > today) {
    return invalid(
      'employee.idBirthdayInFuture',
      `${name.zh}里的出生日期 ${shown} 晚于今天（第 7 至 14 位）。`,
      `The ${name.en} contains a date of birth after today: ${shown} (digits 7 to 14).`,
    );
  }
  return birthday;
}

/** Why the last character is wrong; null when it is right. It says what it should be: the clerk holds the original. */
export function checkCharacterRefusal(number: string, name: Words): Refusal | null {
  const expected = mod11CheckCharacter(number.slice(0, 17));
  if (number.charAt(17) === expected) return null;
  if (number.endsWith('000')) {
    return invalid(
      'employee.idCheckDigit',
      `${name.zh}校验位不符：最后一位应为 ${expected}。末三位都是 0，可能是表格把号码存成了数字。`,
      `The check digit of the ${name.en} does not match: the last character should be ${expected}. The last three digits are all 0; a spreadsheet may have stored it as a number.`,
    );
  }
  return invalid(
    'employee.idCheckDigit',
    `${name.zh}校验位不符：最后一位应为 ${expected}。`,
    `The check digit of the ${name.en} does not match: the last character should be ${expected}.`,
  );
}

/** Sex by the parity of digit 17 (GB 11643): odd for men, even for women. */
export const sexIn = (number: string): 'male' | 'female' => (Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female');

/** Region and birthday say more about a misread digit than the check character, which changes with every one of them. */
function readEighteen(
  number: string,
  name: Words,
  today: BusinessDate,
  idType: 'residentId' | 'hkMoTwResidence',
  region: Words | Refusal,
): Result<IdentityFacts> {
  const birthday = birthdayIn(number, name, today);
  const refusals: Refusal[] = [];
  if ('code' in region) refusals.push(region);
  if (typeof birthday !== 'string') refusals.push(birthday);
  if (refusals.length === 0) {
    const check = checkCharacterRefusal(number, name);
    if (check) refusals.push(check);
  }
  if (refusals.length > 0 || 'code' in region || typeof birthday !== 'string') return refused(...refusals);
  return done({ idType, number, birthday, sex: sexIn(number), region, needsSecondPerson: false });
}

const residentName: Words = { zh: '身份证号', en: 'identity card number' };
const permitName: Words = { zh: '居住证号', en: 'residence permit number' };
const permitRegions: Readonly<Record<string, Words>> = {
  '810000': { zh: '香港特别行政区', en: 'Hong Kong SAR' },
  '820000': { zh: '澳门特别行政区', en: 'Macao SAR' },
  '830000': { zh: '台湾地区', en: 'Taiwan' },
};

/** Checks a normalised resident identity card number (GB 11643) and reads birthday, sex and province from it. */
export function checkResidentId(number: string, today: BusinessDate): Result<IdentityFacts> {
  if (/^\d{15}$/.test(number)) {
    return refused(
      invalid(
        'employee.idFirstGeneration',
        '15 位身份证号属于第一代身份证，2013-01-01 起已停止使用。',
        'A 15-digit number belongs to the first-generation card, which has been invalid since 2013-01-01.',
        { zh: '请按现行身份证录入 18 位号码。', en: 'Enter the 18 characters of the current card.' },
      ),
    );
  }
  const shape = shapeRefusals(number, residentName);
  if (shape.length > 0) return refused(...shape);
  if (Object.hasOwn(permitRegions, number.slice(0, 6))) {
    return refused(
      invalid(
        'employee.idIsResidencePermit',
        '这是港澳台居民居住证的号码。',
        'This is the number of a residence permit for Hong Kong, Macao or Taiwan residents.',
        { zh: '请把证件类型改为港澳台居民居住证。', en: 'Change the document type to residence permit.' },
      ),
    );
  }
  const prefix = number.slice(0, 2);
  const province = /^8[12]/.test(prefix) ? null : provinceOf(prefix);
  return readEighteen(
    number,
    residentName,
    today,
    'residentId',
    province ??
      invalid(
        'employee.idRegion',
        `身份证号前两位 ${prefix} 不是任何省级行政区的代码。`,
        `The first two digits ${prefix} of the identity card number are not the code of any province.`,
      ),
  );
}

/** Checks a normalised residence permit number of Hong Kong, Macao and Taiwan residents: same scheme, own prefixes. */
export function checkHkMoTwResidence(number: string, today: BusinessDate): Result<IdentityFacts> {
  const shape = shapeRefusals(number, permitName);
  if (shape.length > 0) return refused(...shape);
  const prefix = number.slice(0, 6);
  return readEighteen(
    number,
    permitName,
    today,
    'hkMoTwResidence',
    (Object.hasOwn(permitRegions, prefix) ? permitRegions[prefix] : undefined) ??
      invalid(
        'employee.idPermitRegion',
        `港澳台居民居住证号应以 810000、820000 或 830000 开头，这里是 ${prefix}。`,
        `A residence permit number begins with 810000, 820000 or 830000; this one begins with ${prefix}.`,
        {
          zh: '请对照证件原件，或改选居民身份证。',
          en: 'Compare it with the original, or choose resident identity card.',
        },
      ),
  );
}
