import type { BusinessDate } from '../businessDate.ts';
import type { Result, Words } from '../refusal.ts';
import { done, refused } from '../refusal.ts';
import { checkForeignPermanentResidence } from './foreignPermanentResidence.ts';
import { normaliseIdentifier } from './normaliseIdentifier.ts';
import { checkHkMoTwResidence, checkResidentId } from './residentId.ts';

/** The identity documents that a person may be registered with. */
export type IdType = 'residentId' | 'hkMoTwResidence' | 'foreignPermanentResidence' | 'passport';

export const idTypes: readonly IdType[] = ['residentId', 'hkMoTwResidence', 'foreignPermanentResidence', 'passport'];

export const idTypeWords: Readonly<Record<IdType, Words>> = {
  residentId: { zh: '居民身份证', en: 'Resident identity card' },
  hkMoTwResidence: { zh: '港澳台居民居住证', en: 'Residence permit for Hong Kong, Macao and Taiwan residents' },
  foreignPermanentResidence: { zh: '外国人永久居留身份证', en: 'Foreign permanent resident ID card' },
  passport: { zh: '护照', en: 'Passport' },
};

/** What a document number itself tells. */
export interface IdentityFacts {
  readonly idType: IdType;
  /** The number in the form in which it is stored and compared. */
  readonly number: string;
  /** Null where the number does not say, or does not say without doubt. */
  readonly birthday: BusinessDate | null;
  readonly sex: 'male' | 'female' | null;
  /** Province-level division of the first registration. */
  readonly region: Words | null;
  /** Nothing in the number proves that it was read correctly: a second person compares it with the document. */
  readonly needsSecondPerson: boolean;
}

/**
 * Checks the number of an identity document and reads what it says: GB 11643 for the resident card, the same scheme for
 * the residence permit (810000, 820000, 830000) and the permanent resident card since December 2023, 15 characters for
 * the one before. Refusals name the field `idNumber` and say which character is wrong and what should stand there.
 */
export function checkIdentity(idType: IdType, text: string, today: BusinessDate): Result<IdentityFacts> {
  const number = normaliseIdentifier(text);
  if (number === '') {
    return refused({
      kind: 'invalid',
      code: 'employee.idEmpty',
      field: 'idNumber',
      zh: '没有填写证件号码。',
      en: 'The document number is empty.',
      next: { zh: '请按证件原件录入。', en: 'Enter it from the original document.' },
    });
  }
  // A spreadsheet that stores an 18-digit number as a number keeps 15 digits of it.
  if (/^\d(\.\d+)?E\+?\d+$/.test(number)) {
    return refused({
      kind: 'invalid',
      code: 'employee.idStoredAsNumber',
      field: 'idNumber',
      zh: '证件号码被表格存成了数字，末几位已经丢失。',
      en: 'The spreadsheet stored the document number as a number; its last digits are lost.',
      next: {
        zh: '请把该列设为文本格式，再按证件原件重新录入。',
        en: 'Format the column as text and enter the number again from the original.',
      },
    });
  }
  switch (idType) {
    case 'residentId':
      return checkResidentId(number, today);
    case 'hkMoTwResidence':
      return checkHkMoTwResidence(number, today);
    case 'foreignPermanentResidence':
      return checkForeignPermanentResidence(number, today);
    case 'passport':
      return checkPassport(number);
  }
}

function checkPassport(number: string): Result<IdentityFacts> {
  if (!/^(?=.*\d)[A-Z0-9]{5,15}$/.test(number)) {
    return refused({
      kind: 'invalid',
      code: 'employee.passportFormat',
      field: 'idNumber',
      zh: '护照号码应为 5 至 15 位字母和数字，至少有一位数字。',
      en: 'A passport number has 5 to 15 letters and digits, at least one of them a digit.',
      next: { zh: '请对照护照资料页。', en: 'Compare it with the data page of the passport.' },
    });
  }
  return done({ idType: 'passport', number, birthday: null, sex: null, region: null, needsSecondPerson: true });
}

/** The kind of document that a number looks like, for a field that accepts any; null when it is too short to say. */
export function guessIdType(text: string): IdType | null {
  const number = normaliseIdentifier(text);
  if (/^(81|82|83)0000\d{11}[\dX]$/.test(number)) return 'hkMoTwResidence';
  if (/^9\d{16}[\dX]$/.test(number) || /^[A-Z]{3}\d{12}$/.test(number)) return 'foreignPermanentResidence';
  if (/^\d{17}[\dX]$/.test(number) || /^\d{15}$/.test(number)) return 'residentId';
  return /^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{5,15}$/.test(number) ? 'passport' : null;
}
