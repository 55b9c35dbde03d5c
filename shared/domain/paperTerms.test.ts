import { expect, it } from 'vitest';
import { storedDate } from './businessDate.ts';
import { type PaperTerms, scheduleFromPaper } from './paperTerms.ts';

const endedOn = storedDate('2026-11-23');
const given = (terms: Partial<PaperTerms> = {}) =>
  scheduleFromPaper(
    { startDate: storedDate('2026-11-24'), termMonths: 24, monthlyCompensation: 500_000, payDay: 15, ...terms },
    endedOn,
  );
const codes = (terms: Partial<PaperTerms>) => {
  const schedule = given(terms);
  return schedule.ok ? [] : schedule.refusals.map(({ code }) => code);
};

it('lays down what is on paper, month by month', () => {
  const schedule = given();
  expect(schedule.ok && [schedule.value.months.length, schedule.value.endDate, schedule.value.total]).toEqual([
    24,
    '2028-11-23',
    12_000_000,
  ]);
});

it('refuses what the law does not allow, whatever the paper says', () => {
  expect(codes({ startDate: endedOn })).toEqual(['nonCompete.startsTooEarly']);
  expect(codes({ termMonths: 25 })).toEqual(['nonCompete.term']);
  expect(codes({ startDate: storedDate('2026-12-01') })).toEqual(['nonCompete.lastsTooLong']);
  expect(codes({ startDate: storedDate('2026-12-01'), termMonths: 23 })).toEqual([]);
  expect(codes({ monthlyCompensation: 0, payDay: 32 })).toEqual(['nonCompete.compensation', 'nonCompete.payDay']);
});
