import { done, type Result, refused } from './refusal.ts';

/**
 * A day of business in Asia/Shanghai, `YYYY-MM-DD`, from 1900-01-01 to 2999-12-31. The functions below trust their
 * argument to be one: text from outside goes through {@link parseBusinessDate} or {@link isBusinessDate} first, and an
 * impossible day that comes past them is a bug and throws.
 */
export type BusinessDate = `${number}-${number}-${number}`;

const msPerDay = 86_400_000;
/** China has one zone and, since 1992, no summer time; the product records no instant before that. */
const shanghaiOffset = 8 * 3_600_000;
const firstYear = 1900;
const lastYear = 2999;

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const isDay = (year: number, month: number, day: number): boolean =>
  year >= firstYear && year <= lastYear && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);

/** Puts a day together from its parts; null when there is no such day. Months count from 1. */
export function businessDate(year: number, month: number, day: number): BusinessDate | null {
  if (![year, month, day].every(Number.isInteger) || !isDay(year, month, day)) return null;
  return format(year, month, day);
}

function format(year: number, month: number, day: number): BusinessDate {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}` as BusinessDate;
}

/** Whether a text is exactly a business date: shape, calendar and range. */
export function isBusinessDate(text: string): text is BusinessDate {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    isDay(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)))
  );
}

/** A date as the registry holds it, where nothing but a business date is ever written: anything else is a bug and throws. */
export function storedDate(text: string): BusinessDate {
  if (!isBusinessDate(text)) throw new RangeError(`not a business date: ${text}`);
  return text;
}

function parts(date: BusinessDate): { year: number; month: number; day: number } {
  storedDate(date);
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

/** Days since 1970-01-01, for arithmetic. */
function serial(date: BusinessDate): number {
  const { year, month, day } = parts(date);
  return Date.UTC(year, month - 1, day) / msPerDay;
}

function fromSerial(days: number): BusinessDate {
  const at = new Date(days * msPerDay);
  return format(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
}

/**
 * Reads a day as people and exports write it: `2026-11-23`, `2026/11/3`, `2026.11.23`, `2026年11月23日`, `20261123`,
 * full-width digits too, with a time of day behind it if there is one. Year first only: `11/23/2026` and `03-04-2026`
 * read differently in different countries, and a guess here would be wrong in silence.
 */
export function parseBusinessDate(text: string, field?: string): Result<BusinessDate> {
  const at = field === undefined ? {} : { field };
  const tidy = text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000\ufeff]+/g, ' ')
    .trim();
  const found =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/.exec(tidy) ??
    /^(\d{4})( ?年 ?)(\d{1,2}) ?月 ?(\d{1,2}) ?日$/.exec(tidy) ??
    /^(\d{4})()(\d{2})(\d{2})$/.exec(tidy);
  if (!found) {
    return refused({
      kind: 'invalid',
      code: 'date.format',
      ...at,
      zh: tidy === '' ? '没有填写日期。' : `看不懂日期“${clip(tidy)}”。`,
      en: tidy === '' ? 'The date is empty.' : `Cannot read the date “${clip(tidy)}”.`,
      next: { zh: '请按 年-月-日 填写，例如 2026-11-23。', en: 'Write it as year-month-day, for example 2026-11-23.' },
    });
  }
  const [year, month, day] = [Number(found[1]), Number(found[3]), Number(found[4])];
  const date = businessDate(year, month, day);
  if (date) return done(date);
  return refused({
    kind: 'invalid',
    code: 'date.noSuchDay',
    ...at,
    zh:
      year < firstYear || year > lastYear
        ? `年份 ${year} 超出范围（${firstYear} 至 ${lastYear}）。`
        : `${year} 年 ${month} 月没有 ${day} 日。`,
    en:
      year < firstYear || year > lastYear
        ? `The year ${year} is out of range (${firstYear} to ${lastYear}).`
        : `There is no day ${year}-${month}-${day}.`,
    next: { zh: '请对照原件改正日期。', en: 'Correct the date against the original.' },
  });
}

const clip = (text: string): string => {
  const characters = [...text];
  return characters.length > 20 ? `${characters.slice(0, 20).join('')}…` : text;
};

/** The day in Asia/Shanghai that an instant (UTC milliseconds) falls on. */
export function fromInstant(ms: number): BusinessDate {
  return fromSerial(Math.floor((ms + shanghaiOffset) / msPerDay));
}

/** UTC milliseconds at which a day begins in Asia/Shanghai. */
export function startOfDay(date: BusinessDate): number {
  return serial(date) * msPerDay - shanghaiOffset;
}

/** A day so many days later (earlier when negative); fractions are cut off. */
export function addDays(date: BusinessDate, days: number): BusinessDate {
  return fromSerial(serial(date) + Math.trunc(days));
}

/**
 * The same day of the month so many months later, or that month's last day when it is shorter: 01-31 plus one month is
 * 02-28. Sequences are counted from their first day, not from one another, so that 01-31, 02-28 is followed by 03-31.
 */
export function addMonths(date: BusinessDate, months: number): BusinessDate {
  const { year, month, day } = parts(date);
  const index = year * 12 + (month - 1) + Math.trunc(months);
  return onDayOfMonth(index, day);
}

/** Day `day` (1 to 31) of the month `months` after that of `date`, or that month's last day when it is shorter. */
export function dayOfLaterMonth(date: BusinessDate, months: number, day: number): BusinessDate {
  const { year, month } = parts(date);
  return onDayOfMonth(year * 12 + (month - 1) + Math.trunc(months), day);
}

function onDayOfMonth(index: number, day: number): BusinessDate {
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return format(year, month, Math.min(day, daysInMonth(year, month)));
}

/** Days from the first to the second; negative when the second comes first. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return serial(to) - serial(from);
}

/** Whole months from the first to the second, not counting a month that has only begun; both days of `addMonths`. */
export function monthsBetween(from: BusinessDate, to: BusinessDate): number {
  const [a, b] = [parts(from), parts(to)];
  let months = (b.year - a.year) * 12 + (b.month - a.month);
  while (addMonths(from, months) > to) months -= 1;
  return months;
}

/** Day of the week, 1 for Monday to 7 for Sunday (ISO 8601). */
export function weekday(date: BusinessDate): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  // 1970-01-01 was a Thursday.
  const day = ((((serial(date) + 3) % 7) + 7) % 7) + 1;
  return day as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/** Age in completed years on a day. Somebody born on 02-29 is a year older on 02-28 of a common year. */
export function ageOn(birthday: BusinessDate, day: BusinessDate): number {
  return Math.floor(monthsBetween(birthday, day) / 12);
}
