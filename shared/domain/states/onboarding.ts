import { type Finding, legalBars } from '../legal.ts';
import type { Refusal } from '../refusal.ts';
import { type DecisionFacts, defineMachine, unless } from './machine.ts';

/** The stage of an employment, from the first entry to the end. */
export type EmploymentStage =
  | 'draft'
  | 'verified'
  | 'signing'
  | 'signed'
  | 'refused'
  | 'cancelled'
  | 'active'
  | 'leaving'
  | 'left'
  | 'corrected';

export type OnboardingEvent =
  | 'verify'
  | 'startSigning'
  | 'completeSigning'
  | 'refuseSigning'
  | 'resumeSigning'
  | 'cancel'
  | 'activate'
  | 'giveNotice'
  | 'withdrawNotice'
  | 'end'
  | 'correct';

type About = NonNullable<Refusal['about']>;

export interface OnboardingFacts extends DecisionFacts {
  /** What is wrong with identity document and name; empty when both passed their checks. */
  readonly identityRefusals: readonly Refusal[];
  /** The number has no check digit and nobody has compared it with the document yet. */
  readonly identityReviewPending: boolean;
  /** Other employees with the same identity document. */
  readonly duplicates: About;
  /** Employments of this person in the branch that have not ended. */
  readonly activeEmployments: About;
  /** Non-compete obligations of this person that are neither suspended, released nor over. */
  readonly unresolvedNonCompetes: About;
  /** Template fields without a value, as `agreement title: field`. */
  readonly missingFields: readonly string[];
  /** Of the agreements to be signed. */
  readonly legalFindings: readonly Finding[];
  /** Mandatory agreements that are not completed. */
  readonly unsigned: About;
  readonly accountCreated: boolean;
}

const labels = (about: About): string => about.map((each) => each.label).join('、');
const labelsEn = (about: About): string => about.map((each) => each.label).join(', ');

const none = (about: About, refusal: Omit<Refusal, 'kind' | 'about'>): readonly Refusal[] =>
  unless(about.length === 0, { ...refusal, about });

function verificationBars(facts: OnboardingFacts): readonly Refusal[] {
  const { duplicates, activeEmployments, unresolvedNonCompetes } = facts;
  return [
    ...facts.identityRefusals,
    ...unless(!facts.identityReviewPending, {
      code: 'onboarding.identityReview',
      field: 'idNumber',
      zh: '这种证件号码没有校验位，需要第二个人核对原件。',
      en: 'This document number has no check digit: a second person must compare it with the original.',
      next: { zh: '请另一位同事核对证件并确认。', en: 'Have another colleague compare the document and confirm.' },
    }),
    ...none(duplicates, {
      code: 'onboarding.duplicateIdentity',
      field: 'idNumber',
      zh: `已有相同证件号码的员工：${labels(duplicates)}。`,
      en: `There is already an employee with this document number: ${labelsEn(duplicates)}.`,
      next: {
        zh: '请打开该员工办理再次入职，或更正证件号码。',
        en: 'Open that employee to rehire, or correct the number.',
      },
    }),
    ...none(activeEmployments, {
      code: 'onboarding.activeEmployment',
      zh: `此人在本门店还有未结束的任职：${labels(activeEmployments)}。`,
      en: `This person still has an employment in the branch: ${labelsEn(activeEmployments)}.`,
      next: { zh: '请先办结原任职。', en: 'End that employment first.' },
    }),
    ...none(unresolvedNonCompetes, {
      code: 'onboarding.nonCompete',
      zh: `此人的竞业限制尚未处理：${labels(unresolvedNonCompetes)}。`,
      en: `A non-compete of this person is unresolved: ${labelsEn(unresolvedNonCompetes)}.`,
      next: { zh: '再次入职的，请先中止竞业限制。', en: 'For a rehire, suspend the non-compete first.' },
    }),
  ];
}

/**
 * The stage of an employment. Signed documents are never edited: a correction closes this record as `corrected`, with a
 * second person, and a new onboarding supersedes it.
 */
export const onboardingMachine = defineMachine<EmploymentStage, OnboardingEvent, OnboardingFacts>({
  name: 'onboarding',
  states: {
    draft: { zh: '草稿', en: 'Draft' },
    verified: { zh: '已核验', en: 'Verified' },
    signing: { zh: '签署中', en: 'Signing' },
    signed: { zh: '已签署', en: 'Signed' },
    refused: { zh: '拒签', en: 'Refused' },
    cancelled: { zh: '已取消', en: 'Cancelled' },
    active: { zh: '在职', en: 'Active' },
    leaving: { zh: '离职办理中', en: 'Leaving' },
    left: { zh: '已离职', en: 'Left' },
    corrected: { zh: '已更正', en: 'Corrected' },
  },
  initial: 'draft',
  settled: ['cancelled', 'active', 'left', 'corrected'],
  transitions: [
    {
      event: 'verify',
      from: ['draft'],
      to: 'verified',
      words: { zh: '核验', en: 'Verify' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      guard: verificationBars,
    },
    {
      event: 'startSigning',
      from: ['verified'],
      to: 'signing',
      words: { zh: '开始签署', en: 'Start signing' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      guard: (facts) => [
        ...unless(facts.missingFields.length === 0, {
          code: 'onboarding.missingFields',
          zh: `协议还缺 ${facts.missingFields.length} 项内容：${facts.missingFields.join('、')}。`,
          en: `The agreements lack ${facts.missingFields.length} values: ${facts.missingFields.join(', ')}.`,
          next: { zh: '请补齐后再开始签署。', en: 'Fill them in before signing.' },
        }),
        ...legalBars(facts.legalFindings),
      ],
    },
    {
      event: 'completeSigning',
      from: ['signing'],
      to: 'signed',
      words: { zh: '完成签署', en: 'Complete signing' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      guard: (facts) =>
        none(facts.unsigned, {
          code: 'onboarding.unsigned',
          zh: `还有 ${facts.unsigned.length} 份必签协议没有完成：${labels(facts.unsigned)}。`,
          en: `Mandatory agreements are not completed: ${labelsEn(facts.unsigned)}.`,
          next: { zh: '请完成签署和公司用印，或登记拒签。', en: 'Complete them, or record the refusal.' },
        }),
    },
    {
      event: 'refuseSigning',
      from: ['signing'],
      to: 'refused',
      words: { zh: '登记拒签', en: 'Record the refusal' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      needs: ['reason', 'witness'],
    },
    {
      event: 'resumeSigning',
      from: ['refused'],
      to: 'signing',
      words: { zh: '重新签署', en: 'Resume signing' },
      by: ['hrAdmin'],
      notOwn: true,
    },
    {
      event: 'cancel',
      from: ['draft', 'verified', 'refused'],
      to: 'cancelled',
      words: { zh: '取消入职', en: 'Cancel' },
      by: ['hrAdmin'],
      notOwn: true,
      needs: ['reason'],
    },
    {
      event: 'activate',
      from: ['signed'],
      to: 'active',
      words: { zh: '办理入职', en: 'Activate' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      guard: (facts) =>
        unless(facts.accountCreated, {
          code: 'onboarding.noAccount',
          zh: '还没有为此人开通账号。',
          en: 'This person has no account yet.',
          next: { zh: '请先开通账号。', en: 'Create the account first.' },
        }),
    },
    // The legal track decides these three; nothing here may stand in its way.
    { event: 'giveNotice', from: ['active'], to: 'leaving', words: { zh: '发起离职', en: 'Give notice' } },
    { event: 'withdrawNotice', from: ['leaving'], to: 'active', words: { zh: '撤回离职', en: 'Withdraw the notice' } },
    { event: 'end', from: ['leaving'], to: 'left', words: { zh: '结束任职', en: 'End the employment' } },
    {
      event: 'correct',
      from: ['draft', 'verified', 'signing', 'signed', 'refused', 'cancelled', 'active', 'leaving', 'left'],
      to: 'corrected',
      words: { zh: '更正', en: 'Correct' },
      by: ['hrAdmin'],
      notOwn: true,
      needs: ['reason', 'secondPerson'],
      secondPersonBy: ['hrAdmin', 'hrClerk', 'salesManager'],
    },
  ],
});
