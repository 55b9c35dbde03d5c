import type { Client } from '../../shared/contract/index.ts';

export type SyncState = Awaited<ReturnType<Client['sync']['state']>>;

/** Days without a receipt after which somebody asks; the workbench reminds of unsent changes after as many. */
const patience = 3 * 86_400_000;

/** What a person does next; names a text under `sync.next`. */
export type NextStep = 'keys' | 'join' | 'answer' | 'seal' | 'carry' | 'wait' | 'stuck' | 'clear';

/** A branch that once joined and whose keys do not open here: nothing can be sealed before headquarters renews them. */
export const keysLost = ({ problems }: SyncState) => problems.some(({ code }) => code === 'sync.keysLost');

/**
 * The one thing that moves the changes on. What never left this computer comes before what left it and is not confirmed:
 * only the first can be lost. `now` is UTC milliseconds.
 */
export function nextStep(state: SyncState, now: number): NextStep {
  if (state.enrolment === 'requested') return 'answer';
  if (keysLost(state)) return 'keys';
  if (state.enrolment === 'none') return 'join';
  if (isWaiting(state)) return 'seal';
  if (state.sealed > 0) return 'carry';
  if (state.sent > 0) {
    // A sample branch has nobody to wait for.
    if (state.enrolment === 'sample') return 'clear';
    return state.oldestSentAt !== null && now - state.oldestSentAt > patience ? 'stuck' : 'wait';
  }
  return 'clear';
}

/** Whether there is anything on this computer that is not sealed yet. */
export const isWaiting = ({ waiting }: SyncState) =>
  waiting.transactions + waiting.operations + waiting.events + waiting.attachments > 0;

/** The station the next step starts from. */
export const standsAt = {
  keys: 'here',
  join: 'here',
  answer: 'here',
  seal: 'here',
  carry: 'sealed',
  wait: 'sent',
  stuck: 'sent',
  clear: null,
} as const satisfies Record<NextStep, 'here' | 'sealed' | 'sent' | null>;
