import { addMonths, type BusinessDate } from './businessDate.ts';
import { type CompensationSchedule, compensationSchedule } from './compensationSchedule.ts';
import { type LegalRules, legalRules } from './legal.ts';
import { type Result, refused } from './refusal.ts';

/** What a clerk reads off a non-compete that was signed on paper. */
export interface PaperTerms {
  readonly startDate: BusinessDate;
  readonly termMonths: number;
  /** Fen a month. */
  readonly monthlyCompensation: number;
  /** Day of the month, 1 to 31. */
  readonly payDay: number;
}

/**
 * The schedule that follows from terms on paper. They bind from the day after the employment at the earliest, and
 * whatever the paper says for two years after it at most (劳动合同法 24).
 * @param endedOn last day of the employment
 */
export function scheduleFromPaper(
  terms: PaperTerms,
  endedOn: BusinessDate,
  table: LegalRules = legalRules,
): Result<CompensationSchedule> {
  if (terms.startDate <= endedOn) {
    return refused({
      kind: 'invalid',
      code: 'nonCompete.startsTooEarly',
      field: 'startDate',
      zh: `劳动关系到 ${endedOn} 才结束，竞业限制不能早于次日开始。`,
      en: `The employment lasted until ${endedOn}: a non-compete cannot begin before the day after.`,
      next: { zh: '请填写离职次日或之后的日期。', en: 'Enter the day after it, or a later one.' },
    });
  }
  const schedule = compensationSchedule(terms, table);
  if (!schedule.ok) return schedule;
  const longest = table.limits.nonCompeteMonths;
  const last = addMonths(endedOn, longest);
  if (schedule.value.endDate <= last) return schedule;
  return refused({
    kind: 'invalid',
    code: 'nonCompete.lastsTooLong',
    field: 'termMonths',
    zh: `这样要到 ${schedule.value.endDate} 才届满，超过离职后 ${longest} 个月（${last}）。`,
    en: `It would last until ${schedule.value.endDate}, beyond ${longest} months after leaving (${last}).`,
    next: {
      zh: '请缩短期限：纸面约定更长的，超出部分无效。',
      en: 'Shorten the term: what the paper says beyond it is void.',
    },
  });
}
