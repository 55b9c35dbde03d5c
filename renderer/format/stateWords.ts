import type { Words } from '../../shared/domain/refusal.ts';
import { accountMachine } from '../../shared/domain/states/account.ts';
import { agreementMachine } from '../../shared/domain/states/agreementStatus.ts';
import { clientMachine } from '../../shared/domain/states/clientStatus.ts';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { legalTrackMachine } from '../../shared/domain/states/legalTrack.ts';
import { onboardingMachine } from '../../shared/domain/states/onboarding.ts';
import type { Tone } from '../theme/tokens.ts';

interface StateTable {
  readonly words: Readonly<Record<string, Words>>;
  readonly tones: Readonly<Record<string, Tone>>;
}

/** What a state is called (by its machine) and what colour its dot has. */
const tables = {
  account: {
    words: accountMachine.states,
    tones: { active: 'finished', restricted: 'due', frozen: 'frozen', closed: 'neutral' },
  },
  client: {
    words: clientMachine.states,
    tones: { prospect: 'active', active: 'finished', dormant: 'due', lost: 'overdue', retired: 'neutral' },
  },
  employment: {
    words: onboardingMachine.states,
    tones: {
      verified: 'active',
      signing: 'due',
      signed: 'active',
      refused: 'overdue',
      active: 'finished',
      leaving: 'due',
    },
  },
  agreement: {
    words: agreementMachine.states,
    tones: { presented: 'due', signedByEmployee: 'active', completed: 'finished', refused: 'overdue' },
  },
  handover: {
    words: handoverMachine.states,
    tones: {
      submitted: 'due',
      returned: 'overdue',
      accepted: 'active',
      listed: 'active',
      transferring: 'active',
      underReview: 'due',
      passed: 'active',
      hrReview: 'due',
      settled: 'finished',
    },
  },
  legal: {
    words: legalTrackMachine.states,
    tones: { noticed: 'active', ended: 'due', certificateIssued: 'finished' },
  },
} as const satisfies Readonly<Record<string, StateTable>>;

/** Word and tone of a state as it comes in data; one that this version does not know stands as it is. */
export function stateOf(machine: keyof typeof tables, state: string): { readonly words: Words; readonly tone: Tone } {
  const { words, tones }: StateTable = tables[machine];
  return {
    words: (Object.hasOwn(words, state) ? words[state] : undefined) ?? { zh: state, en: state },
    tone: (Object.hasOwn(tones, state) ? tones[state] : undefined) ?? 'neutral',
  };
}
