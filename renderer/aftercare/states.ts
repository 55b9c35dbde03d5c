import type { Client } from '../../shared/contract/index.ts';
import { api } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import type { Tone } from '../theme/tokens.ts';

export type NonCompeteRow = Awaited<ReturnType<Client['aftercare']['nonCompetes']>>['rows'][number];
export type NonCompete = Awaited<ReturnType<Client['aftercare']['get']>>;
export type AwaitedTerms = Awaited<ReturnType<Client['aftercare']['awaitingTerms']>>[number];
export type Payment = NonCompete['payments'][number];
export type Standing = Payment['standing'];
export type Check = NonCompete['checks'][number];

export const stateTones: Readonly<Record<NonCompeteRow['state'], Tone>> = {
  pending: 'due',
  running: 'active',
  suspended: 'frozen',
  released: 'neutral',
  ended: 'neutral',
};

export const standingTones: Readonly<Record<Standing, Tone>> = {
  paid: 'finished',
  part: 'overdue',
  unpaid: 'overdue',
  today: 'due',
  later: 'neutral',
  resting: 'frozen',
};

export const findingTones: Readonly<Record<Check['finding'], Tone>> = {
  clear: 'finished',
  suspicious: 'due',
  violation: 'overdue',
  unknown: 'neutral',
};

/** Where the terms of a non-compete on paper are entered. */
export const termsPath = (agreementId: string): string => `/aftercare/terms/${agreementId}`;

/** After something was recorded: whatever shows the obligation is read again. */
export async function aftercareChanged(): Promise<void> {
  await Promise.all(
    [api.aftercare.key(), api.workbench.key()].map((queryKey) => queries.invalidateQueries({ queryKey })),
  );
}
