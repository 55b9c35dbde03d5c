import { describe, expect, it } from 'vitest';
import { employmentRefusals, missingOfPerson, type PersonEntry, personRefusals } from './employeeChecks.ts';

const today = '2026-11-23';
const person: PersonEntry = {
  name: '张伟',
  idType: 'residentId',
  idNumber: '34052419800101001X',
  idValidTo: null,
  phone: '13800138000',
  birthday: '1980-01-01',
  sex: 'male',
};
const codes = (refusals: readonly { code: string }[]) => refusals.map((each) => each.code);

describe('what was entered of a person', () => {
  it('passes when it is right, and names what is not there yet', () => {
    expect(personRefusals(person, today)).toEqual([]);
    expect(missingOfPerson(person)).toEqual([]);
    const empty = { ...person, name: ' ', idNumber: '', phone: null, birthday: null, sex: null };
    expect(missingOfPerson(empty).map((each) => each.field)).toEqual(['name', 'idNumber', 'phone', 'birthday', 'sex']);
    // What is not there is not wrong as well.
    expect(personRefusals(empty, today)).toEqual([]);
  });

  it.each([
    [{ idValidTo: '2026-11-22' }, 'employee.idExpired'],
    [{ idType: 'passport', idNumber: 'E1234567', birthday: '2010-11-24' }, 'employee.underage'],
    [{ idType: 'passport', idNumber: 'E1234567', birthday: '2027-01-01' }, 'employee.underage'],
  ] as const)('%o is refused as %s', (change, code) => {
    expect(codes(personRefusals({ ...person, ...change }, today))).toEqual([code]);
  });

  it('takes somebody on the day they turn 16 and whose document ends today', () => {
    const young = { ...person, idType: 'passport' as const, idNumber: 'E1234567', birthday: '2010-11-23' };
    expect(personRefusals({ ...young, idValidTo: today }, today)).toEqual([]);
  });
});

describe('the dates of an employment', () => {
  const check = (contractEnd: string | null, probationEnd: string | null) =>
    codes(employmentRefusals({ positionId: 'p', startDate: '2026-01-01', contractEnd, probationEnd }));

  // 劳动合同法 19. The last day belongs to the contract.
  it.each([
    ['2026-03-30', '2026-01-15', false],
    ['2026-03-31', '2026-02-01', true],
    ['2026-03-31', '2026-02-02', false],
    ['2026-12-30', '2026-02-02', false],
    ['2026-12-31', '2026-03-01', true],
    ['2026-12-31', '2026-03-02', false],
    ['2028-12-30', '2026-03-02', false],
    ['2028-12-31', '2026-07-01', true],
    ['2028-12-31', '2026-07-02', false],
    [null, '2026-07-01', true],
    [null, '2026-07-02', false],
    ['2026-03-30', null, true],
  ])('contract to %s, probation to %s: %s', (contractEnd, probationEnd, allowed) => {
    expect(check(contractEnd, probationEnd)).toEqual(allowed ? [] : ['employment.probationTooLong']);
  });

  it('do not run backwards', () => {
    expect(check('2026-01-01', null)).toEqual(['employment.contractEndsBeforeStart']);
    expect(check(null, '2025-12-31')).toEqual(['employment.probationBeforeStart']);
  });
});
