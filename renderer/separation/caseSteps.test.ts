import { describe, expect, it } from 'vitest';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { caseSteps } from './caseSteps.ts';
import type { CaseDetail } from './states.ts';

const choice = (event: string) => ({ event, to: '', words: { zh: event, en: event }, needs: [], barredBy: [] });
const at = (handoverState: CaseDetail['handoverState'], events: string[] = []) =>
  caseSteps({ handoverState, handoverChoices: events.map(choice) });

describe('the steps of a case', () => {
  it('show one present step in every state that is not over, and none in the others', () => {
    for (const state of Object.keys(handoverMachine.states) as CaseDetail['handoverState'][]) {
      const present = at(state).filter((step) => step.state === 'current' || step.state === 'refused');
      expect(present, state).toHaveLength(handoverMachine.settled.includes(state) ? 0 : 1);
    }
  });

  it('put what leads on at the present step, closing with open items apart', () => {
    const steps = at('underReview', ['pass', 'closeWithOpenItems']);
    expect(steps.flatMap((step) => step.choices.map((each) => `${step.key} ${each.event}`))).toEqual(['review pass']);
  });

  it('say that a notice came back', () => {
    expect(at('returned')[0]?.state).toBe('refused');
    expect(at('settled').every((step) => step.state === 'done')).toBe(true);
    expect(at('withdrawn').every((step) => step.state === 'waiting')).toBe(true);
  });
});
