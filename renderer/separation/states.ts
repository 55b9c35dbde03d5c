import type { Client } from '../../shared/contract/index.ts';
import type { Tone } from '../theme/tokens.ts';

export type CaseRow = Awaited<ReturnType<Client['separation']['list']>>['rows'][number];
export type CaseDetail = Awaited<ReturnType<Client['separation']['get']>>;
export type Item = Awaited<ReturnType<Client['separation']['items']>>[number];
export type Letter = Awaited<ReturnType<Client['separation']['letters']>>[number];
export type ItemChoice = Awaited<ReturnType<Client['separation']['itemChoices']>>[number];

type HandoverState = CaseRow['handoverState'];

export const handoverTones: Readonly<Record<HandoverState, Tone>> = {
  draft: 'neutral',
  submitted: 'due',
  accepted: 'active',
  returned: 'overdue',
  listed: 'due',
  transferring: 'active',
  underReview: 'due',
  passed: 'active',
  hrReview: 'due',
  settled: 'finished',
  closedWithOpenItems: 'overdue',
  withdrawn: 'neutral',
};

export const legalTones: Readonly<Record<CaseRow['legalState'], Tone>> = {
  noticed: 'due',
  ended: 'active',
  certificateIssued: 'finished',
  withdrawn: 'neutral',
};

export const itemTones: Readonly<Record<Item['state'], Tone>> = {
  open: 'neutral',
  handedOver: 'active',
  returned: 'overdue',
  accepted: 'finished',
  waived: 'neutral',
};

export const letterTones: Readonly<Record<Letter['state'], Tone>> = {
  draft: 'neutral',
  printed: 'active',
  signed: 'finished',
  refused: 'overdue',
  unreachable: 'due',
};

/** Whether nothing is left to do in a case. */
export const isOver = (state: HandoverState): boolean =>
  state === 'settled' || state === 'closedWithOpenItems' || state === 'withdrawn';
