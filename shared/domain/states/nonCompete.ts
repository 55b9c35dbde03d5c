import { type BusinessDate, fromInstant } from '../businessDate.ts';
import { type Finding, legalBars } from '../legal.ts';
import { type DecisionFacts, defineMachine, unless } from './machine.ts';

/** A non-compete obligation: signed, in force, resting during a rehire, given up, over. */
export type NonCompeteState = 'pending' | 'running' | 'suspended' | 'released' | 'ended';

export type NonCompeteEvent = 'start' | 'decline' | 'suspend' | 'resume' | 'release' | 'releaseForArrears' | 'expire';

/** `subjectId` is the person bound. */
export interface NonCompeteProgressFacts extends DecisionFacts {
  readonly employmentEnded: boolean;
  /** Of the terms agreed. */
  readonly legalFindings: readonly Finding[];
  /** The monthly payments are laid down. */
  readonly scheduled: boolean;
  /** The person is employed here again. */
  readonly rehired: boolean;
  /** Last day of the obligation. */
  readonly end: BusinessDate;
  readonly unpaidMonths: number;
  /** From `LegalLimits`: unpaid months after which the employee may have the obligation released. */
  readonly unpaidMonthsToRelease: number;
}

const isOver = (facts: NonCompeteProgressFacts): boolean => fromInstant(facts.now) > facts.end;

export const nonCompeteMachine = defineMachine<NonCompeteState, NonCompeteEvent, NonCompeteProgressFacts>({
  name: 'nonCompete',
  states: {
    pending: { zh: '已约定', en: 'Agreed' },
    running: { zh: '履行中', en: 'In force' },
    suspended: { zh: '中止', en: 'Suspended' },
    released: { zh: '已解除', en: 'Released' },
    ended: { zh: '已届满', en: 'Ended' },
  },
  initial: 'pending',
  settled: ['released', 'ended'],
  transitions: [
    {
      event: 'start',
      from: ['pending'],
      to: 'running',
      words: { zh: '启动', en: 'Start' },
      by: ['hrClerk', 'hrAdmin', 'system'],
      notOwn: true,
      guard: (facts) => [
        ...unless(facts.employmentEnded, {
          code: 'nonCompete.stillEmployed',
          zh: '劳动关系还没有结束。',
          en: 'The employment has not ended.',
          next: { zh: '离职之日起启动。', en: 'It starts on the day of leaving.' },
        }),
        ...unless(facts.scheduled, {
          code: 'nonCompete.noSchedule',
          zh: '还没有按月的补偿支付计划。',
          en: 'There is no monthly payment schedule.',
          next: { zh: '请先生成支付计划。', en: 'Generate the schedule first.' },
        }),
        ...legalBars(facts.legalFindings),
      ],
    },
    {
      event: 'decline',
      from: ['pending'],
      to: 'released',
      words: { zh: '不启动', en: 'Do not start' },
      by: ['hrAdmin'],
      notOwn: true,
      needs: ['reason'],
    },
    {
      event: 'suspend',
      from: ['running'],
      to: 'suspended',
      words: { zh: '中止', en: 'Suspend' },
      by: ['hrClerk', 'hrAdmin', 'system'],
      notOwn: true,
      guard: (facts) =>
        unless(facts.rehired, {
          code: 'nonCompete.notRehired',
          zh: '此人没有再次入职。',
          en: 'The person has not been hired again.',
          next: { zh: '不再需要的，请办理解除。', en: 'If it is no longer needed, release it.' },
        }),
    },
    {
      event: 'resume',
      from: ['suspended'],
      to: 'running',
      words: { zh: '恢复', en: 'Resume' },
      by: ['hrClerk', 'hrAdmin', 'system'],
      notOwn: true,
      guard: (facts) => [
        ...unless(!facts.rehired, {
          code: 'nonCompete.employedAgain',
          zh: '此人仍在职。',
          en: 'The person is employed here.',
          next: { zh: '再次离职后恢复。', en: 'It resumes when the person leaves again.' },
        }),
        ...unless(!isOver(facts), {
          code: 'nonCompete.over',
          zh: `竞业限制已于 ${facts.end} 届满。`,
          en: `The non-compete ended on ${facts.end}.`,
          next: { zh: '请登记届满。', en: 'Record that it has ended.' },
        }),
      ],
    },
    {
      event: 'release',
      from: ['running', 'suspended'],
      to: 'released',
      words: { zh: '解除', en: 'Release' },
      by: ['hrAdmin'],
      notOwn: true,
      needs: ['reason'],
    },
    {
      event: 'releaseForArrears',
      from: ['running'],
      to: 'released',
      words: { zh: '因欠付解除', en: 'Release for arrears' },
      by: ['hrClerk', 'hrAdmin'],
      needs: ['reason'],
      guard: (facts) =>
        unless(facts.unpaidMonths >= facts.unpaidMonthsToRelease, {
          code: 'nonCompete.paidUp',
          zh: `补偿欠付 ${facts.unpaidMonths} 个月，不满 ${facts.unpaidMonthsToRelease} 个月。`,
          en: `Compensation of ${facts.unpaidMonths} months is unpaid, fewer than ${facts.unpaidMonthsToRelease}.`,
          next: { zh: '单位主动解除的，请选“解除”。', en: 'If the employer gives it up, choose “Release”.' },
        }),
    },
    {
      event: 'expire',
      from: ['running', 'suspended'],
      to: 'ended',
      words: { zh: '登记届满', en: 'Record the end' },
      by: ['hrClerk', 'hrAdmin', 'system'],
      guard: (facts) =>
        unless(isOver(facts), {
          code: 'nonCompete.notOver',
          zh: `竞业限制到 ${facts.end} 才届满。`,
          en: `The non-compete lasts until ${facts.end}.`,
          next: { zh: '提前结束请办理解除。', en: 'To end it earlier, release it.' },
        }),
    },
  ],
});
