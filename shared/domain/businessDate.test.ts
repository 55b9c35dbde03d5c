import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './anyText.ts';
import {
  addDays,
  addMonths,
  ageOn,
  type BusinessDate,
  businessDate,
  dayOfLaterMonth,
  daysBetween,
  fromInstant,
  isBusinessDate,
  monthsBetween,
  parseBusinessDate,
  startOfDay,
  storedDate,
  weekday,
} from './businessDate.ts';
import { dateOnDocument, dateWords, relativeDay, relativeDue } from './dateWords.ts';

const anyDate = fc.integer({ min: 0, max: 365 * 250 }).map((days) => addDays('1950-01-01', days));

describe('business dates', () => {
  it('are days of the calendar, nothing else', () => {
    for (const good of ['2026-11-23', '2024-02-29', '2000-02-29', '1900-01-01'])
      expect(isBusinessDate(good)).toBe(true);
    const bad = ['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '0000-01-01'];
    for (const each of [...bad, '1899-12-31', '2026-11-23 ', '２０２６-11-23', ''])
      expect(isBusinessDate(each)).toBe(false);
    expect(businessDate(2026, 2, 29)).toBeNull();
    expect(businessDate(2026, 2.5, 1)).toBeNull();
    expect(businessDate(Number.NaN, 2, 1)).toBeNull();
  });

  it('change at midnight in Shanghai, not at midnight in Greenwich', () => {
    expect(fromInstant(Date.UTC(2026, 10, 23, 15, 59, 59, 999))).toBe('2026-11-23');
    expect(fromInstant(Date.UTC(2026, 10, 23, 16, 0, 0, 0))).toBe('2026-11-24');
    expect(startOfDay('2026-11-24')).toBe(Date.UTC(2026, 10, 23, 16));
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 86_399_999 }), (date, ms) => {
        expect(fromInstant(startOfDay(date) + ms)).toBe(date);
      }),
    );
  });

  it('agree with the zone database of this machine', () => {
    const zone = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2120, 0, 1) }), (ms) => {
        expect(fromInstant(ms)).toBe(zone.format(ms));
      }),
      { numRuns: 200 },
    );
  });

  it('add and subtract days without loss', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -20_000, max: 20_000 }), (date, n) => {
        fc.pre(addDays(date, n) >= '1900-01-01');
        expect(daysBetween(date, addDays(date, n))).toBe(n);
        expect(addDays(addDays(date, n), -n)).toBe(date);
        expect(weekday(addDays(date, 7))).toBe(weekday(date));
      }),
    );
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  });

  it('add months within the month, clamped to its last day', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2026-01-31', 2)).toBe('2026-03-31');
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addMonths('2024-02-29', 12)).toBe('2025-02-28');
    expect(addMonths('2026-11-15', 14)).toBe('2028-01-15');
    expect(dayOfLaterMonth('2026-11-20', 3, 31)).toBe('2027-02-28');
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -480, max: 480 }), (date, n) => {
        const later = addMonths(date, n);
        const index = (d: BusinessDate): number => Number(d.slice(0, 4)) * 12 + Number(d.slice(5, 7));
        expect(isBusinessDate(later)).toBe(true);
        expect(index(later) - index(date)).toBe(n);
        expect(Number(later.slice(8))).toBeLessThanOrEqual(Number(date.slice(8)));
        if (Number(date.slice(8)) <= 28) expect(addMonths(later, -n)).toBe(date);
      }),
    );
  });

  it('count whole months and years', () => {
    expect(monthsBetween('2026-01-31', '2026-02-28')).toBe(1);
    expect(monthsBetween('2026-01-31', '2026-02-27')).toBe(0);
    expect(monthsBetween('2026-11-23', '2026-08-24')).toBe(-3);
    expect(ageOn('1990-11-24', '2026-11-23')).toBe(35);
    expect(ageOn('1990-11-24', '2026-11-24')).toBe(36);
    fc.assert(
      fc.property(anyDate, anyDate, (a, b) => {
        const months = monthsBetween(a, b);
        expect(addMonths(a, months) <= b).toBe(true);
        expect(addMonths(a, months + 1) > b).toBe(true);
      }),
    );
  });

  it('sort as text in the order of time', () => {
    fc.assert(
      fc.property(anyDate, anyDate, (a, b) => {
        expect(a < b).toBe(daysBetween(a, b) > 0);
      }),
    );
  });

  it('throw on an impossible day, which only a bug can bring in', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError);
    expect(() => storedDate('2026/02/03')).toThrow('2026/02/03');
    expect(storedDate('2026-02-03')).toBe('2026-02-03');
  });
});

describe('reading dates', () => {
  const read = (text: string): string => {
    const result = parseBusinessDate(text, 'startDate');
    return result.ok ? result.value : `${result.refusals[0]?.code}@${result.refusals[0]?.field}`;
  };

  it('takes the forms in which clerks and exports write them', () => {
    for (const text of [
      '2026-11-23',
      '2026/11/23',
      '2026.11.23',
      ' 2026年11月23日 ',
      '20261123',
      '２０２６－１１－２３',
    ])
      expect(read(text)).toBe('2026-11-23');
    expect(read('2026/3/4')).toBe('2026-03-04');
    expect(read('2026-11-23 08:41:07')).toBe('2026-11-23');
    expect(read('2026-11-23T00:00:00.000')).toBe('2026-11-23');
  });

  it('refuses what reads differently in different countries', () => {
    for (const text of ['11/23/2026', '03-04-2026', '26-11-23', '2026-11/23', '45984', 'yesterday', '', '2026-11-23Z'])
      expect(read(text)).toBe('date.format@startDate');
  });

  it('refuses days that do not exist and says which', () => {
    const result = parseBusinessDate('2026-02-29');
    expect(result).toMatchObject({ ok: false, refusals: [{ code: 'date.noSuchDay', zh: '2026 年 2 月没有 29 日。' }] });
    expect(read('1066-10-14')).toBe('date.noSuchDay@startDate');
  });

  it('answers something for any text at all, and what it accepts is a date', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const result = parseBusinessDate(text);
        if (result.ok) expect(isBusinessDate(result.value)).toBe(true);
        else expect(result.refusals.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('words for dates', () => {
  it('name the weekday', () => {
    expect(dateWords('2026-11-23')).toEqual({ zh: '2026-11-23 周一', en: '2026-11-23 Mon' });
    expect(dateWords('1969-12-28').zh).toBe('1969-12-28 周日');
    expect(dateOnDocument('2026-01-05')).toBe('2026年1月5日');
  });

  it('say how near a day is', () => {
    const at = (date: BusinessDate): string => relativeDay(date, '2026-11-23').zh;
    expect([at('2026-11-26'), at('2026-11-24'), at('2026-11-23'), at('2026-11-22'), at('2026-11-21')]).toEqual([
      '3 天后',
      '明天',
      '今天',
      '昨天',
      '2 天前',
    ]);
    expect(relativeDay('2026-11-26', '2026-11-23').en).toBe('in 3 days');
  });

  it('call a missed due date overdue', () => {
    expect(relativeDue('2026-11-21', '2026-11-23')).toEqual({ zh: '逾期 2 天', en: '2 days overdue' });
    expect(relativeDue('2026-11-22', '2026-11-23')).toEqual({ zh: '逾期 1 天', en: '1 day overdue' });
    expect(relativeDue('2026-11-26', '2026-11-23').zh).toBe('3 天后');
  });
});
