import type { CaseDetail } from './states.ts';

export const stepKeys = ['submit', 'accept', 'receivers', 'transfer', 'review', 'hrReview', 'settle'] as const;
export type StepKey = (typeof stepKeys)[number];

export interface CaseStep {
  readonly key: StepKey;
  readonly state: 'done' | 'current' | 'waiting' | 'refused';
  /** What leads on from here, barred or not. */
  readonly choices: CaseDetail['handoverChoices'];
}

/** The step at which a handover stands; past the last one when it is settled. */
const stepOf: Readonly<Record<CaseDetail['handoverState'], number>> = {
  draft: 0,
  returned: 0,
  submitted: 1,
  accepted: 2,
  listed: 2,
  transferring: 3,
  underReview: 4,
  passed: 5,
  hrReview: 6,
  settled: 7,
  closedWithOpenItems: 7,
  withdrawn: 0,
};

/** The road of a handover, with what can be done at the present step. Closing with open items stands apart. */
export function caseSteps(row: Pick<CaseDetail, 'handoverState' | 'handoverChoices'>): readonly CaseStep[] {
  const at = stepOf[row.handoverState];
  const over = row.handoverState === 'withdrawn';
  return stepKeys.map((key, index) => ({
    key,
    state:
      index < at ? 'done' : index > at || over ? 'waiting' : row.handoverState === 'returned' ? 'refused' : 'current',
    choices: index === at && !over ? row.handoverChoices.filter((choice) => choice.event !== 'closeWithOpenItems') : [],
  }));
}
