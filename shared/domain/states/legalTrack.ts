import { type BusinessDate, fromInstant } from '../businessDate.ts';
import { dateWords } from '../dateWords.ts';
import { type DecisionFacts, defineMachine, unless } from './machine.ts';

/** The legal side of a separation. */
export type LegalTrackState = 'noticed' | 'ended' | 'certificateIssued' | 'withdrawn';

export type LegalTrackEvent = 'end' | 'issueCertificate' | 'withdraw';

/**
 * What the legal track depends on: the calendar and, for a withdrawal, both sides. Handover, accounts, money owed and the
 * person who acts are not among it, so that none of them can ever stand in its way (劳动合同法 37, 50).
 */
export interface LegalTrackFacts extends DecisionFacts {
  /** The day on which the employment ends. */
  readonly end: BusinessDate;
  readonly employeeAgreesToWithdraw: boolean;
  readonly employerAgreesToWithdraw: boolean;
}

export const legalTrackMachine = defineMachine<LegalTrackState, LegalTrackEvent, LegalTrackFacts>({
  name: 'legalTrack',
  states: {
    noticed: { zh: '已通知', en: 'Noticed' },
    ended: { zh: '劳动关系已结束', en: 'Ended' },
    certificateIssued: { zh: '已出具离职证明', en: 'Certificate issued' },
    withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  },
  initial: 'noticed',
  settled: ['certificateIssued', 'withdrawn'],
  transitions: [
    {
      event: 'end',
      from: ['noticed'],
      to: 'ended',
      words: { zh: '结束劳动关系', en: 'End the employment' },
      // The calendar is no bar but the rule itself: an employment does not end before its last day.
      guard: (facts) =>
        unless(fromInstant(facts.now) >= facts.end, {
          code: 'legalTrack.beforeEnd',
          zh: `劳动关系到 ${dateWords(facts.end).zh} 才结束。`,
          en: `The employment ends on ${dateWords(facts.end).en}, not before.`,
          next: { zh: '协商一致提前的，请改结束日期。', en: 'If both sides agree on an earlier day, change the date.' },
        }),
    },
    {
      event: 'issueCertificate',
      from: ['ended'],
      to: 'certificateIssued',
      words: { zh: '出具离职证明', en: 'Issue the certificate' },
    },
    {
      event: 'withdraw',
      from: ['noticed'],
      to: 'withdrawn',
      words: { zh: '撤回离职', en: 'Withdraw' },
      needs: ['reason'],
      guard: (facts) => [
        ...unless(fromInstant(facts.now) < facts.end, {
          code: 'legalTrack.withdrawTooLate',
          zh: `劳动关系已于 ${facts.end} 结束，不能再撤回。`,
          en: `The employment ended on ${facts.end}; it is too late to withdraw.`,
          next: { zh: '继续任职请办理再次入职。', en: 'To continue, hire the person again.' },
        }),
        ...unless(facts.employeeAgreesToWithdraw && facts.employerAgreesToWithdraw, {
          code: 'legalTrack.withdrawOneSided',
          zh: '撤回离职需要双方同意。',
          en: 'Both sides must agree to a withdrawal.',
          next: { zh: '请登记员工和公司双方的书面同意。', en: 'Record the written consent of both sides.' },
        }),
      ],
    },
  ],
});
