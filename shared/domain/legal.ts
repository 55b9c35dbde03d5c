import { legalRuleTable } from './legalRuleTable.ts';
import type { Refusal, Words } from './refusal.ts';

/**
 * `error` bars the step, `warning` is shown beside the field, `alarm` becomes a row of the workbench, `info` is said once.
 * The rules are aids: they name their source and claim no legal validity.
 */
export type LegalLevel = 'error' | 'warning' | 'alarm' | 'info';

export interface LegalRule extends Words {
  readonly level: LegalLevel;
  readonly source: Words;
  /** What a person can do about it. */
  readonly next: Words;
}

/** The figures in the rules; what a pushed update or a region may change. Months, days, per cent, multiples. */
export interface LegalLimits {
  readonly nonCompeteMonths: number;
  readonly compensationPercent: number;
  readonly longTermMonths: number;
  readonly longTermCompensationPercent: number;
  readonly penaltyMultiple: number;
  readonly unpaidMonthsToWarn: number;
  readonly unpaidMonthsToRelease: number;
  readonly releaseMonths: number;
  readonly noticeDays: number;
  readonly probationNoticeDays: number;
  readonly transferDays: number;
  readonly retentionMonthsAfterObligation: number;
  readonly retentionMarginMonths: number;
  readonly endedContractMonths: number;
}

export type LegalRuleId = keyof typeof legalRuleTable;

/** The rules as data with a version, so that headquarters can push an update and a region can set its own figures. */
export interface LegalRules {
  readonly version: string;
  readonly limits: LegalLimits;
  /** Own figures by division code prefix, the longest match first: `3302` for one city. */
  readonly regions: Readonly<Record<string, Partial<LegalLimits>>>;
  readonly rules: Readonly<Record<LegalRuleId, LegalRule>>;
}

export const legalRules: LegalRules = {
  version: '2026.1',
  limits: {
    nonCompeteMonths: 24,
    compensationPercent: 30,
    longTermMonths: 12,
    longTermCompensationPercent: 50,
    penaltyMultiple: 5,
    unpaidMonthsToWarn: 1,
    unpaidMonthsToRelease: 3,
    releaseMonths: 3,
    noticeDays: 30,
    probationNoticeDays: 3,
    transferDays: 15,
    retentionMonthsAfterObligation: 12,
    retentionMarginMonths: 6,
    endedContractMonths: 24,
  },
  regions: {},
  rules: legalRuleTable,
};

/** The figures that hold in a place, named by its division code; without a code the general ones. */
export function limitsIn(table: LegalRules, divisionCode = ''): LegalLimits {
  const matches = Object.keys(table.regions)
    .filter((prefix) => divisionCode.startsWith(prefix))
    .sort((a, b) => a.length - b.length);
  return Object.assign({}, table.limits, ...matches.map((prefix) => table.regions[prefix]));
}

/** One rule applied to given facts: a sentence with the figures in it, beside the field it concerns. */
export interface Finding extends Words {
  readonly rule: LegalRuleId;
  readonly level: LegalLevel;
  readonly source: Words;
  readonly next: Words;
  readonly field?: string;
}

/** A finding of a rule; without a sentence of its own it says the rule itself. */
export function finding(
  table: LegalRules,
  rule: LegalRuleId,
  about: { readonly words?: Words; readonly field?: string; readonly level?: LegalLevel } = {},
): Finding {
  const { level, zh, en, source, next } = table.rules[rule];
  return {
    rule,
    level: about.level ?? level,
    zh: about.words?.zh ?? zh,
    en: about.words?.en ?? en,
    source,
    next,
    ...(about.field === undefined ? {} : { field: about.field }),
  };
}

/** The findings that bar a step, as refusals that name their source. */
export function legalBars(findings: readonly Finding[]): readonly Refusal[] {
  return findings
    .filter((each) => each.level === 'error')
    .map((each) => ({
      kind: 'barred',
      code: `legal.${each.rule}`,
      zh: `${each.zh.replace(/。$/, '')}（${each.source.zh}）。`,
      en: `${each.en.replace(/\.$/, '')} (${each.source.en}).`,
      next: each.next,
      ...(each.field === undefined ? {} : { field: each.field }),
    }));
}
