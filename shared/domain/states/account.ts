import type { Role } from '../permissions.ts';
import { type DecisionFacts, defineMachine, unless } from './machine.ts';
import { lastHrAdminRefusals } from './participants.ts';

/** Normal work, handover screens only, nothing at all, nothing for ever. */
export type AccountState = 'active' | 'restricted' | 'frozen' | 'closed';

export type AccountEvent = 'restrict' | 'lift' | 'freeze' | 'unfreeze' | 'unfreezeRestricted' | 'close';

export interface AccountFacts extends DecisionFacts {
  /** Of the account that changes. */
  readonly role: Role;
  readonly state: AccountState;
  readonly otherActiveHrAdmins: number;
  /** The holder has a separation case that is neither settled nor withdrawn. */
  readonly separationOpen: boolean;
}

const whileLeaving = {
  code: 'account.separationOpen',
  zh: '本人的离职交接还没有办结，账号不能恢复正常。',
  en: 'The separation case is still open: the account cannot return to normal.',
  next: { zh: '可以解冻为受限状态，只保留交接功能。', en: 'It can be unfrozen to restricted, for the handover only.' },
} as const;

const untilConcluded = {
  ...whileLeaving,
  next: { zh: '请先办结离职交接，或撤回离职。', en: 'Conclude the handover first, or withdraw the notice.' },
} as const;

/**
 * The state of an account. Leaving `active` ends every open session at once: that is the service's duty. An unfreeze
 * lapses: {@link effectiveState}. No event opens a closed account; somebody who is hired again gets a new one.
 */
export const accountMachine = defineMachine<AccountState, AccountEvent, AccountFacts>({
  name: 'account',
  states: {
    active: { zh: '正常', en: 'Active' },
    restricted: { zh: '受限', en: 'Restricted' },
    frozen: { zh: '冻结', en: 'Frozen' },
    closed: { zh: '已关闭', en: 'Closed' },
  },
  initial: 'active',
  settled: ['active', 'closed'],
  transitions: [
    {
      event: 'restrict',
      from: ['active'],
      to: 'restricted',
      words: { zh: '限制', en: 'Restrict' },
      by: ['hrAdmin', 'system', 'headquarters'],
      needs: ['reason'],
      guard: lastHrAdminRefusals,
    },
    {
      event: 'lift',
      from: ['restricted'],
      to: 'active',
      words: { zh: '解除限制', en: 'Lift the restriction' },
      by: ['hrAdmin', 'system', 'headquarters'],
      notOwn: true,
      needs: ['reason'],
      guard: (facts) => unless(!facts.separationOpen, untilConcluded),
    },
    {
      event: 'freeze',
      from: ['active', 'restricted'],
      to: 'frozen',
      words: { zh: '冻结', en: 'Freeze' },
      by: ['hrAdmin', 'system', 'headquarters'],
      needs: ['reason'],
      guard: lastHrAdminRefusals,
    },
    {
      event: 'unfreeze',
      from: ['frozen'],
      to: 'active',
      words: { zh: '解冻', en: 'Unfreeze' },
      by: ['hrAdmin'],
      notOwn: true,
      needs: ['reason', 'secondPerson', 'until'],
      secondPersonBy: ['hrAdmin', 'salesManager'],
      guard: (facts) => unless(!facts.separationOpen, whileLeaving),
    },
    {
      event: 'unfreezeRestricted',
      from: ['frozen'],
      to: 'restricted',
      words: { zh: '解冻为受限', en: 'Unfreeze to restricted' },
      by: ['hrAdmin'],
      notOwn: true,
      needs: ['reason', 'secondPerson', 'until'],
      secondPersonBy: ['hrAdmin', 'salesManager'],
    },
    {
      event: 'close',
      from: ['active', 'restricted', 'frozen'],
      to: 'closed',
      words: { zh: '关闭', en: 'Close' },
      by: ['hrAdmin', 'system', 'headquarters'],
      needs: ['reason'],
      guard: lastHrAdminRefusals,
    },
  ],
});

/**
 * The state that counts at an instant: an unfreeze holds until `until` and not a millisecond longer, whether or not
 * somebody was there to freeze again. `until` is null where no limit was set.
 */
export function effectiveState(state: AccountState, until: number | null, now: number): AccountState {
  return until !== null && now >= until && (state === 'active' || state === 'restricted') ? 'frozen' : state;
}
