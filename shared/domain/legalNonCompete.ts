import { type Finding, finding, type LegalRules, legalRules, limitsIn } from './legal.ts';
import { type Fen, formatMoney } from './money.ts';

/** What is agreed in a non-compete, and what is known of the person and the place. */
export interface NonCompeteFacts {
  /** Of the position: 0 none, 1 in contact with trade secrets, 2 senior technical or management. */
  readonly tradeSecretLevel: 0 | 1 | 2;
  /** Whether the log ever shows the person at trade secrets. */
  readonly secretAccessLogged: boolean;
  readonly termMonths: number;
  /** Fen a month; null when none is agreed. */
  readonly monthlyCompensation: Fen | null;
  /** Day of the month, 1 to 31; null when none is agreed. */
  readonly payDay: number | null;
  /** Fen a month over the 12 months before leaving; null while unknown. */
  readonly averageWage12m: Fen | null;
  /** Fen a month; null while unknown. */
  readonly localMinimumWage: Fen | null;
  readonly penalty: Fen | null;
  /** Competing businesses and areas named in the agreement, and those that the person dealt with; null while unknown. */
  readonly scope: readonly string[];
  readonly area: readonly string[];
  readonly knownScope: readonly string[] | null;
  readonly knownArea: readonly string[] | null;
  /** Division code of the place of work, for regional figures. */
  readonly divisionCode?: string;
}

/** Checks the terms of a non-compete; the fields named are those of the agreement. */
export function checkNonCompete(facts: NonCompeteFacts, table: LegalRules = legalRules): readonly Finding[] {
  const limits = limitsIn(table, facts.divisionCode);
  const findings: Finding[] = [];
  const { termMonths, monthlyCompensation: monthly, averageWage12m: wage } = facts;

  if (termMonths > limits.nonCompeteMonths) {
    findings.push(
      finding(table, 'nc-term', {
        field: 'termMonths',
        words: {
          zh: `竞业限制期 ${termMonths} 个月，超过上限 ${limits.nonCompeteMonths} 个月。`,
          en: `The term of ${termMonths} months exceeds the limit of ${limits.nonCompeteMonths}.`,
        },
      }),
    );
  }
  if (facts.tradeSecretLevel === 0) {
    findings.push(
      finding(table, 'nc-person', {
        field: 'positionId',
        words: {
          zh: '该岗位不涉密，也不是高级管理或高级技术岗位，不能约定竞业限制。',
          en: 'The position has no exposure to trade secrets and is not senior: no non-compete can be agreed.',
        },
      }),
    );
  } else if (!facts.secretAccessLogged) {
    findings.push(
      finding(table, 'nc-person', {
        level: 'warning',
        field: 'positionId',
        words: {
          zh: '岗位涉密，但没有该人接触商业秘密的记录，约定可能不生效。',
          en: 'The position is exposed to trade secrets, but nothing on record shows this person at them.',
        },
      }),
    );
  }
  findings.push(...beyond(table, 'scope', facts.scope, facts.knownScope));
  findings.push(...beyond(table, 'area', facts.area, facts.knownArea));

  if (monthly === null || monthly <= 0 || facts.payDay === null) {
    findings.push(
      finding(table, 'nc-schedule', { field: monthly === null || monthly <= 0 ? 'monthlyCompensation' : 'payDay' }),
    );
  }
  // An amount that is missing altogether is said once, by the schedule.
  if (monthly !== null && monthly > 0) {
    const percent = wage === null || wage === 0 ? null : Math.floor((monthly * 100) / wage);
    if (wage !== null && monthly * 100 < wage * limits.compensationPercent) {
      findings.push(below(table, 'nc-floor', monthly, percent, limits.compensationPercent));
    } else if (facts.localMinimumWage !== null && monthly < facts.localMinimumWage) {
      findings.push(
        finding(table, 'nc-floor', {
          field: 'monthlyCompensation',
          words: {
            zh: `月补偿 ${formatMoney(monthly)}，低于当地最低工资 ${formatMoney(facts.localMinimumWage)}。`,
            en: `The monthly ${formatMoney(monthly)} is below the local minimum wage of ${formatMoney(facts.localMinimumWage)}.`,
          },
        }),
      );
    }
    if (
      wage !== null &&
      termMonths > limits.longTermMonths &&
      monthly * 100 < wage * limits.longTermCompensationPercent
    ) {
      findings.push(below(table, 'nc-floor-long', monthly, percent, limits.longTermCompensationPercent));
    }
    const total = monthly * termMonths;
    if (facts.penalty !== null && facts.penalty > total * limits.penaltyMultiple) {
      findings.push(
        finding(table, 'nc-penalty', {
          field: 'penalty',
          words: {
            zh: `违约金 ${formatMoney(facts.penalty)}，超过补偿总额 ${formatMoney(total)} 的 ${limits.penaltyMultiple} 倍。`,
            en: `The penalty of ${formatMoney(facts.penalty)} exceeds ${limits.penaltyMultiple} times the total compensation of ${formatMoney(total)}.`,
          },
        }),
      );
    }
  }
  return findings;
}

function beyond(
  table: LegalRules,
  field: 'scope' | 'area',
  agreed: readonly string[],
  known: readonly string[] | null,
): readonly Finding[] {
  const excess = known === null ? [] : agreed.filter((each) => !known.includes(each));
  if (excess.length === 0) return [];
  const name = field === 'scope' ? { zh: '范围', en: 'scope' } : { zh: '地域', en: 'area' };
  return [
    finding(table, 'nc-scope', {
      field,
      words: {
        zh: `竞业限制的${name.zh}超出该人接触过的业务：${excess.join('、')}。`,
        en: `The ${name.en} of the non-compete goes beyond what the person dealt with: ${excess.join(', ')}.`,
      },
    }),
  ];
}

function below(
  table: LegalRules,
  rule: 'nc-floor' | 'nc-floor-long',
  monthly: Fen,
  percent: number | null,
  floor: number,
): Finding {
  return finding(table, rule, {
    field: 'monthlyCompensation',
    words: {
      zh: `月补偿 ${formatMoney(monthly)}，为离职前 12 个月平均工资的 ${percent ?? 0}%，低于 ${floor}%。`,
      en: `The monthly ${formatMoney(monthly)} is ${percent ?? 0} % of the average wage of the last 12 months, below ${floor} %.`,
    },
  });
}

/** What an early release by the employer brings with it. */
export function checkRelease(
  facts: { readonly monthlyCompensation: Fen },
  table: LegalRules = legalRules,
): readonly Finding[] {
  const months = table.limits.releaseMonths;
  const amount = formatMoney(facts.monthlyCompensation * months);
  return [
    finding(table, 'nc-release', {
      words: {
        zh: `提前解除后，员工可以请求额外支付 ${months} 个月补偿，共 ${amount}。`,
        en: `After an early release the employee may claim ${months} further months, ${amount} in all.`,
      },
    }),
  ];
}
