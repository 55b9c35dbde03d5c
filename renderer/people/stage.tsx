import type { ReactNode } from 'react';
import { onboardingMachine } from '../../shared/domain/states/onboarding.ts';
import { StatusDot, StatusTag } from '../format/StatusDot.tsx';
import type { Tone } from '../theme/tokens.ts';
import { useWords } from '../words/language.ts';

export type Stage = keyof typeof onboardingMachine.states;

const tones: Readonly<Record<Stage, Tone>> = {
  draft: 'neutral',
  verified: 'active',
  signing: 'due',
  signed: 'active',
  refused: 'overdue',
  cancelled: 'neutral',
  active: 'finished',
  leaving: 'due',
  left: 'neutral',
  corrected: 'neutral',
};

/** Where somebody stands, as dot and word. */
export function StageDot({ stage }: { stage: Stage }) {
  const words = useWords();
  return <StatusDot tone={tones[stage]}>{words(onboardingMachine.states[stage])}</StatusDot>;
}

/** The same for the head of a page. */
export function StageTag({ stage, children }: { stage: Stage; children?: ReactNode }) {
  const words = useWords();
  return <StatusTag tone={tones[stage]}>{children ?? words(onboardingMachine.states[stage])}</StatusTag>;
}

export const accountTones: Readonly<Record<'active' | 'restricted' | 'frozen' | 'closed', Tone>> = {
  active: 'finished',
  restricted: 'due',
  frozen: 'frozen',
  closed: 'neutral',
};
