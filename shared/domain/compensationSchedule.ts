import { addDays, addMonths, type BusinessDate, dayOfLaterMonth, daysBetween } from './businessDate.ts';
import { type Finding, finding, type LegalRules, legalRules } from './legal.ts';
import { type Fen, formatMoney, isFen } from './money.ts';
import { done, type Refusal, type Result, refused } from './refusal.ts';

/** One month of a non-compete: which days it covers, when its compensation is due. */
export interface CompensationMonth {
  /** Calendar month in which it is due, `YYYY-MM`; no two months of a schedule share one. */
  readonly month: string;
  readonly from: BusinessDate;
  /** Last day covered. */
  readonly to: BusinessDate;
  readonly dueDate: BusinessDate;
  readonly amount: Fen;
}

export interface CompensationSchedule {
  readonly startDate: BusinessDate;
  /** Last day of the obligation. */
  readonly endDate: BusinessDate;
  readonly months: readonly CompensationMonth[];
  readonly total: Fen;
}

const invalid = (code: string, field: string, zh: string, en: string, next: Refusal['next']): Refusal => ({
  kind: 'invalid',
  code: `nonCompete.${code}`,
  field,
  zh,
  en,
  next,
});

/**
 * The monthly payments of a non-compete (劳动合同法 23): month n is due on the pay day of the n-th calendar month after the
 * start, on its last day where the month is shorter (31 becomes 28 February). Whole months, 24 at most.
 */
export function compensationSchedule(
  facts: {
    readonly startDate: BusinessDate;
    readonly termMonths: number;
    /** Fen a month. */
    readonly monthlyCompensation: Fen;
    /** Day of the month, 1 to 31. */
    readonly payDay: number;
  },
  table: LegalRules = legalRules,
): Result<CompensationSchedule> {
  const { startDate, termMonths, monthlyCompensation: amount, payDay } = facts;
  const longest = table.limits.nonCompeteMonths;
  const refusals: Refusal[] = [];
  if (!Number.isInteger(termMonths) || termMonths < 1 || termMonths > longest) {
    refusals.push(
      invalid(
        'term',
        'termMonths',
        `竞业限制期应为 1 至 ${longest} 个整月。`,
        `The term must be 1 to ${longest} whole months.`,
        { zh: '请改正期限。', en: 'Correct the term.' },
      ),
    );
  }
  if (!isFen(amount) || amount <= 0) {
    refusals.push(
      invalid(
        'compensation',
        'monthlyCompensation',
        '每月补偿金额应大于 0。',
        'The monthly compensation must be more than 0.',
        { zh: '请填写每月补偿金额。', en: 'Enter the monthly compensation.' },
      ),
    );
  }
  if (!Number.isInteger(payDay) || payDay < 1 || payDay > 31) {
    refusals.push(
      invalid('payDay', 'payDay', '支付日应为 1 至 31。', 'The pay day must be 1 to 31.', {
        zh: '请填写每月的支付日。',
        en: 'Enter the pay day of the month.',
      }),
    );
  }
  if (refusals.length > 0) return refused(...refusals);

  const months = Array.from({ length: termMonths }, (_, index): CompensationMonth => {
    const dueDate = dayOfLaterMonth(startDate, index + 1, payDay);
    return {
      month: dueDate.slice(0, 7),
      // Counted from the start each time: 31 January is followed by 28 February and then by 31 March.
      from: addMonths(startDate, index),
      to: addDays(addMonths(startDate, index + 1), -1),
      dueDate,
      amount,
    };
  });
  return done({
    startDate,
    endDate: addDays(addMonths(startDate, termMonths), -1),
    months,
    total: amount * termMonths,
  });
}

/** What was paid for a month, by all its payments together. */
export interface PaidMonth {
  readonly month: string;
  readonly dueDate: BusinessDate;
  readonly amount: Fen;
  /** Fen paid up to now; 0 or null when nothing was. */
  readonly paidAmount: Fen | null;
}

/** The months whose pay day has passed without full payment, the oldest first; a part payment leaves the month unpaid. */
export function unpaidMonths(months: readonly PaidMonth[], today: BusinessDate): readonly PaidMonth[] {
  return months
    .filter((each) => each.dueDate < today && (each.paidAmount ?? 0) < each.amount)
    .sort((a, b) => (a.dueDate < b.dueDate ? -1 : 1));
}

/**
 * What unpaid months mean in law: a warning from the first, an alarm from the third, when the employee may have the
 * obligation released (劳动争议司法解释(一) 38).
 */
export function checkPayments(
  months: readonly PaidMonth[],
  today: BusinessDate,
  table: LegalRules = legalRules,
): readonly Finding[] {
  const unpaid = unpaidMonths(months, today);
  const oldest = unpaid[0];
  if (!oldest || unpaid.length < table.limits.unpaidMonthsToWarn) return [];
  const owed = formatMoney(unpaid.reduce((sum, each) => sum + each.amount - (each.paidAmount ?? 0), 0));
  const late = daysBetween(oldest.dueDate, today);
  const count = unpaid.length;
  const several = count === 1 ? '1 month' : `${count} months`;
  if (count < table.limits.unpaidMonthsToRelease) {
    return [
      finding(table, 'nc-unpaid', {
        level: 'warning',
        words: {
          zh: `竞业限制补偿 ${count} 个月未付，共 ${owed}，最早一笔逾期 ${late} 天。满 ${table.limits.unpaidMonthsToRelease} 个月，员工可以请求解除。`,
          en: `Non-compete compensation of ${several} is unpaid, ${owed} in all, the oldest ${late === 1 ? '1 day' : `${late} days`} overdue. From ${table.limits.unpaidMonthsToRelease} months on the employee may have the obligation released.`,
        },
      }),
    ];
  }
  return [
    finding(table, 'nc-unpaid', {
      words: {
        zh: `竞业限制补偿已 ${count} 个月未付，共 ${owed}。员工现在可以请求解除竞业限制。`,
        en: `Non-compete compensation has been unpaid for ${several}, ${owed} in all. The employee may now have the obligation released.`,
      },
    }),
  ];
}
