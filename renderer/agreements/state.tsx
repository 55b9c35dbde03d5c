import { agreementMachine } from '../../shared/domain/states/agreementStatus.ts';
import { StatusDot, StatusTag } from '../format/StatusDot.tsx';
import type { Tone } from '../theme/tokens.ts';
import { useWords } from '../words/language.ts';

export type AgreementState = keyof typeof agreementMachine.states;

const tones: Readonly<Record<AgreementState, Tone>> = {
  draft: 'neutral',
  presented: 'due',
  signedByEmployee: 'active',
  completed: 'finished',
  refused: 'overdue',
  superseded: 'neutral',
};
const isState = (state: string): state is AgreementState => Object.hasOwn(tones, state);

/** Where an agreement stands, as dot and word. */
export function AgreementDot({ state }: { state: string }) {
  const words = useWords();
  if (!isState(state)) return <span>{state}</span>;
  return <StatusDot tone={tones[state]}>{words(agreementMachine.states[state])}</StatusDot>;
}

/** The same for the head of a page. */
export function AgreementTag({ state }: { state: AgreementState }) {
  const words = useWords();
  return <StatusTag tone={tones[state]}>{words(agreementMachine.states[state])}</StatusTag>;
}
