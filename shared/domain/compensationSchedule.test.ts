import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, isBusinessDate } from './businessDate.ts';
import {
  type CompensationSchedule,
  checkPayments,
  compensationSchedule,
  type PaidMonth,
  unpaidMonths,
} from './compensationSchedule.ts';

const facts = { startDate: '2026-12-24', termMonths: 12, monthlyCompensation: 500_000, payDay: 31 } as const;
const make = (changes: Partial<Parameters<typeof compensationSchedule>[0]> = {}): CompensationSchedule => {
  const result = compensationSchedule({ ...facts, ...changes });
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
};
const codes = (changes: Partial<Parameters<typeof compensationSchedule>[0]>): (string | undefined)[] => {
  const result = compensationSchedule({ ...facts, ...changes });
  return result.ok ? [] : result.refusals.map((each) => each.field);
};

describe('the payments of a non-compete', () => {
  it('fall on the pay day, or on the last day of a shorter month', () => {
    const schedule = make();
    expect(schedule.months.slice(0, 4).map((each) => each.dueDate)).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
    ]);
    expect(schedule.months[0]).toEqual({
      month: '2027-01',
      from: '2026-12-24',
      to: '2027-01-23',
      dueDate: '2027-01-31',
      amount: 500_000,
    });
    expect(schedule).toMatchObject({ endDate: '2027-12-23', total: 6_000_000 });
  });

  it('cover every day of the term once, also from the end of a month', () => {
    expect(make({ startDate: '2027-01-31', termMonths: 3 }).months.map((each) => `${each.from} ${each.to}`)).toEqual([
      '2027-01-31 2027-02-27',
      '2027-02-28 2027-03-30',
      '2027-03-31 2027-04-29',
    ]);
    fc.assert(
      fc.property(
        fc.nat(20_000),
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        (day, termMonths, payDay, monthlyCompensation) => {
          const startDate = addDays('2020-01-01', day);
          const { months, endDate, total } = make({ startDate, termMonths, payDay, monthlyCompensation });
          expect(months).toHaveLength(termMonths);
          expect(new Set(months.map((each) => each.month)).size).toBe(termMonths);
          expect(total).toBe(months.reduce((sum, each) => sum + each.amount, 0));
          let next = startDate;
          for (const each of months) {
            expect(each.from).toBe(next);
            expect(each.to >= each.from).toBe(true);
            expect(each.dueDate > startDate).toBe(true);
            expect(isBusinessDate(each.dueDate)).toBe(true);
            next = addDays(each.to, 1);
          }
          expect(addDays(endDate, 1)).toBe(next);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are refused where the law or the calendar does not bear them', () => {
    expect(codes({ termMonths: 25 })).toEqual(['termMonths']);
    expect(codes({ termMonths: 0 })).toEqual(['termMonths']);
    expect(codes({ termMonths: 1.5, monthlyCompensation: 0, payDay: 32 })).toEqual([
      'termMonths',
      'monthlyCompensation',
      'payDay',
    ]);
    expect(codes({ monthlyCompensation: Number.NaN })).toEqual(['monthlyCompensation']);
    expect(codes({ payDay: Number.NaN })).toEqual(['payDay']);
  });
});

describe('unpaid months', () => {
  const months = (...paid: (number | null)[]): PaidMonth[] =>
    make({ payDay: 15 })
      .months.slice(0, paid.length)
      .map((each, index) => ({ ...each, paidAmount: paid[index] ?? null }));

  it('begin on the day after the pay day and end with full payment', () => {
    expect(unpaidMonths(months(null), '2027-01-15')).toEqual([]);
    expect(unpaidMonths(months(null), '2027-01-16')).toHaveLength(1);
    expect(unpaidMonths(months(499_999), '2027-01-16')).toHaveLength(1);
    expect(unpaidMonths(months(500_000), '2027-01-16')).toEqual([]);
  });

  it('warn from the first and are an alarm from the third', () => {
    expect(checkPayments(months(500_000, 500_000), '2027-06-01')).toEqual([]);
    expect(checkPayments(months(null), '2027-01-25')[0]).toMatchObject({
      rule: 'nc-unpaid',
      level: 'warning',
      zh: '竞业限制补偿 1 个月未付，共 ¥5,000.00，最早一笔逾期 10 天。满 3 个月，员工可以请求解除。',
    });
    expect(checkPayments(months(null, 200_000), '2027-03-01')[0]).toMatchObject({ level: 'warning' });
    expect(checkPayments(months(null, 200_000, null), '2027-04-01')[0]).toMatchObject({
      level: 'alarm',
      zh: '竞业限制补偿已 3 个月未付，共 ¥13,000.00。员工现在可以请求解除竞业限制。',
      source: { zh: '劳动争议司法解释(一) 38' },
    });
  });

  it('are counted the same in whatever order the rows come', () => {
    const rows = months(null, 500_000, null, 1);
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: 4 }), (shuffled) => {
        expect(unpaidMonths(shuffled, '2027-12-01')).toEqual(unpaidMonths(rows, '2027-12-01'));
      }),
    );
  });
});
