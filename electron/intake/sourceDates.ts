import { type BusinessDate, businessDate } from '../../shared/domain/businessDate.ts';
import type { DateFormat } from './mapping.ts';

const patterns: Readonly<Record<DateFormat, { readonly pattern: RegExp; readonly order: 'ymd' | 'mdy' | 'dmy' }>> = {
  'YYYY-MM-DD': { pattern: /^(\d{4})-(\d{2})-(\d{2})$/, order: 'ymd' },
  'YYYY/M/D': { pattern: /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/, order: 'ymd' },
  YYYYMMDD: { pattern: /^(\d{4})(\d{2})(\d{2})$/, order: 'ymd' },
  'M/D/YYYY': { pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, order: 'mdy' },
  'D/M/YYYY': { pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, order: 'dmy' },
  'D.M.YYYY': { pattern: /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, order: 'dmy' },
};

/**
 * A day as a source writes it, by the format that its mapping names; a time of day behind it is left away. Null when the
 * text is no such day: the other reading of `3/14/2026` is never tried.
 */
export function readDate(text: string, format: DateFormat): BusinessDate | null {
  const { pattern, order } = patterns[format];
  const found = pattern.exec(text.trim().replace(/[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/, ''));
  if (!found) return null;
  const [first, second, third] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (order === 'ymd') return businessDate(first, second, third);
  return order === 'mdy' ? businessDate(third, first, second) : businessDate(third, second, first);
}
