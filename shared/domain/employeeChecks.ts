import { addDays, addMonths, ageOn, type BusinessDate, isBusinessDate } from './businessDate.ts';
import { checkIdentity, type IdentityFacts, type IdType } from './identifiers/identity.ts';
import { checkPersonName } from './names/personName.ts';
import { checkPhone } from './names/phone.ts';
import type { Refusal, Words } from './refusal.ts';

/** What a clerk has entered of a person so far. */
export interface PersonEntry {
  readonly name: string;
  readonly idType: IdType;
  readonly idNumber: string;
  readonly idValidTo: string | null;
  readonly phone: string | null;
  readonly birthday: string | null;
  readonly sex: 'male' | 'female' | null;
}

/** What a clerk has entered of the employment so far. */
export interface EmploymentEntry {
  readonly positionId: string;
  readonly startDate: string;
  readonly probationEnd: string | null;
  readonly contractEnd: string | null;
}

/** A field without a value that the next step needs. */
export interface MissingField extends Words {
  readonly field: string;
}

const lacks = (field: string, zh: string, en: string): MissingField => ({ field, zh, en });

/** What is still to be entered of a person before identity can be verified. */
export function missingOfPerson(entry: PersonEntry): readonly MissingField[] {
  return [
    ...(entry.name.trim() === '' ? [lacks('name', '姓名', 'Name')] : []),
    ...(entry.idNumber.trim() === '' ? [lacks('idNumber', '证件号码', 'Document number')] : []),
    ...(entry.phone ? [] : [lacks('phone', '手机号码', 'Phone')]),
    ...(entry.birthday ? [] : [lacks('birthday', '出生日期', 'Birthday')]),
    ...(entry.sex ? [] : [lacks('sex', '性别', 'Sex')]),
  ];
}

/** Everything that is wrong with what was entered of a person; empty fields are left to {@link missingOfPerson}. */
export function personRefusals(entry: PersonEntry, today: BusinessDate): readonly Refusal[] {
  const refusals: Refusal[] = [];
  let facts: IdentityFacts | undefined;
  if (entry.name.trim() !== '') {
    const name = checkPersonName(entry.name);
    if (!name.ok) refusals.push(...name.refusals);
  }
  if (entry.idNumber.trim() !== '') {
    const identity = checkIdentity(entry.idType, entry.idNumber, today);
    if (identity.ok) facts = identity.value;
    else refusals.push(...identity.refusals);
  }
  if (entry.phone) {
    const phone = checkPhone(entry.phone);
    if (!phone.ok) refusals.push(...phone.refusals);
  }
  if (entry.idValidTo && entry.idValidTo < today) {
    refusals.push({
      kind: 'invalid',
      code: 'employee.idExpired',
      field: 'idValidTo',
      zh: `证件已于 ${entry.idValidTo} 过期。`,
      en: `The document expired on ${entry.idValidTo}.`,
      next: { zh: '请出示换领后的证件。', en: 'Ask for the renewed document.' },
    });
  }
  const birthday = facts?.birthday ?? entry.birthday;
  if (birthday && isBusinessDate(birthday)) refusals.push(...ageRefusals(birthday, today));
  return refusals;
}

/** 劳动法 15: nobody under 16 may be employed. */
function ageRefusals(birthday: BusinessDate, today: BusinessDate): readonly Refusal[] {
  if (birthday <= today && ageOn(birthday, today) >= 16) return [];
  return [
    {
      kind: 'invalid',
      code: 'employee.underage',
      field: 'birthday',
      zh: '此人未满 16 周岁，不得招用（劳动法 15）。',
      en: 'This person is under 16 and may not be employed (Labour Law 15).',
      next: { zh: '请核对证件原件上的出生日期。', en: 'Compare the birthday with the original document.' },
    },
  ];
}

/** Everything that is wrong with the dates of an employment. */
export function employmentRefusals(entry: EmploymentEntry): readonly Refusal[] {
  const { startDate, probationEnd, contractEnd } = entry;
  const refusals: Refusal[] = [];
  const refuse = (code: string, field: string, said: Words, next: Words) =>
    refusals.push({ kind: 'invalid', code: `employment.${code}`, field, ...said, next });
  if (!isBusinessDate(startDate)) return refusals;
  if (contractEnd !== null && contractEnd <= startDate) {
    refuse(
      'contractEndsBeforeStart',
      'contractEnd',
      { zh: '合同终止日应晚于入职日期。', en: 'The contract must end after the first day.' },
      { zh: '请改正日期；无固定期限的留空。', en: 'Correct the date; leave it empty for an open-ended contract.' },
    );
  }
  if (probationEnd === null) return refusals;
  if (probationEnd < startDate) {
    refuse(
      'probationBeforeStart',
      'probationEnd',
      { zh: '试用期截止日早于入职日期。', en: 'Probation ends before the first day.' },
      { zh: '请改正日期；没有试用期的留空。', en: 'Correct the date; leave it empty without probation.' },
    );
    return refusals;
  }
  const months = longestProbation(startDate, contractEnd);
  const latest = addMonths(startDate, months);
  if (probationEnd > latest) {
    refuse(
      'probationTooLong',
      'probationEnd',
      months === 0
        ? {
            zh: '合同不满三个月的，不得约定试用期（劳动合同法 19）。',
            en: 'A contract of under three months may have no probation (Labour Contract Law 19).',
          }
        : {
            zh: `按合同期限，试用期最长 ${months} 个月，至 ${latest}（劳动合同法 19）。`,
            en: `For this contract, probation lasts ${months} month(s) at most, until ${latest} (Labour Contract Law 19).`,
          },
      { zh: '请缩短试用期或改正合同终止日。', en: 'Shorten probation or correct the end of the contract.' },
    );
  }
  return refusals;
}

/** 劳动合同法 19, months: none under three months, then 1, 2 and, from three years or open-ended, 6. */
function longestProbation(start: BusinessDate, end: string | null): 0 | 1 | 2 | 6 {
  if (end === null || !isBusinessDate(end)) return 6;
  // The last day belongs to the contract: 2026-01-01 to 2026-12-31 is one year.
  const reaches = (months: number): boolean => end >= addDays(addMonths(start, months), -1);
  if (!reaches(3)) return 0;
  if (!reaches(12)) return 1;
  return reaches(36) ? 6 : 2;
}
