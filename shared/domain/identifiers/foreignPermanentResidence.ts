import { ageOn, type BusinessDate, businessDate } from '../businessDate.ts';
import { done, type Refusal, type Result, refused, type Words } from '../refusal.ts';
import { icaoCheckDigit } from './checkCharacter.ts';
import { provinceOf } from './divisions.ts';
import type { IdentityFacts } from './identity.ts';
import { birthdayIn, checkCharacterRefusal, sexIn, shapeRefusals } from './residentId.ts';

const name: Words = { zh: '永久居留身份证号', en: 'permanent resident number' };

const invalid = (code: string, zh: string, en: string): Refusal => ({
  kind: 'invalid',
  code,
  field: 'idNumber',
  zh,
  en,
  next: { zh: '请对照证件原件。', en: 'Compare it with the original document.' },
});

/**
 * Checks a normalised number of the 外国人永久居留身份证. Since 2023-12-01 it has 18 characters: 9, two digits of the
 * province of application, three of the nationality (ISO 3166-1 numeric), birthday, sequence, MOD 11-2. Cards issued
 * before stay valid with 15: nationality in three letters, four digits of the place, birthday in six, sequence, check.
 */
export function checkForeignPermanentResidence(number: string, today: BusinessDate): Result<IdentityFacts> {
  if (/^[A-Z]{3}/.test(number)) return readFifteen(number, today);
  const shape = shapeRefusals(number, name);
  if (shape.length > 0) return refused(...shape);
  if (!number.startsWith('9')) {
    return refused(
      invalid(
        'employee.idNotForeign',
        `18 位永久居留身份证号以 9 开头，这里是 ${number.charAt(0)}。`,
        `An 18-character permanent resident number begins with 9; this one begins with ${number.charAt(0)}.`,
      ),
    );
  }
  const region = provinceOf(number.slice(1, 3));
  const birthday = birthdayIn(number, name, today);
  const refusals: Refusal[] = region ? [] : [placeRefusal(number.slice(1, 3))];
  if (typeof birthday !== 'string') refusals.push(birthday);
  const check = refusals.length === 0 ? checkCharacterRefusal(number, name) : null;
  if (check) refusals.push(check);
  if (refusals.length > 0 || typeof birthday !== 'string') return refused(...refusals);
  return done({
    idType: 'foreignPermanentResidence',
    number,
    birthday,
    sex: sexIn(number),
    region,
    needsSecondPerson: false,
  });
}

const placeRefusal = (prefix: string): Refusal =>
  invalid(
    'employee.idRegion',
    `永久居留身份证号里的受理地代码 ${prefix} 不是任何省级行政区的代码。`,
    `The place of application ${prefix} in the permanent resident number is not the code of any province.`,
  );

function readFifteen(number: string, today: BusinessDate): Result<IdentityFacts> {
  if (!/^[A-Z]{3}\d{12}$/.test(number)) {
    return refused(
      invalid(
        'employee.idLength',
        '旧版永久居留身份证号应为 3 个字母加 12 位数字，共 15 位。',
        'A permanent resident number of the older card has 3 letters and 12 digits.',
      ),
    );
  }
  const region = provinceOf(number.slice(3, 5));
  const candidates = ['19', '20']
    .map((century) =>
      businessDate(Number(century + number.slice(7, 9)), Number(number.slice(9, 11)), Number(number.slice(11, 13))),
    )
    .filter((day): day is BusinessDate => day !== null && day <= today);
  const refusals: Refusal[] = region ? [] : [placeRefusal(number.slice(3, 5))];
  if (candidates.length === 0) {
    refusals.push(
      invalid(
        'employee.idBirthday',
        `${name.zh}里的出生日期 ${number.slice(7, 13)} 不存在（第 8 至 13 位）。`,
        `The ${name.en} contains a date of birth that does not exist: ${number.slice(7, 13)} (digits 8 to 13).`,
      ),
    );
  }
  if (refusals.length > 0) return refused(...refusals);
  // Two digits of the year leave the century open; it is only read where one of the two is a possible working life.
  const plausible = candidates.filter((day) => ageOn(day, today) <= 100);
  return done({
    idType: 'foreignPermanentResidence',
    number,
    birthday: plausible.length === 1 ? (plausible[0] ?? null) : null,
    sex: null,
    region,
    // The scheme of the older card was never published in full: a mismatch is a reason to look again, not to refuse.
    needsSecondPerson: icaoCheckDigit(number.slice(0, 14)) !== number.charAt(14),
  });
}
