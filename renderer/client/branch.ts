import { useQuery } from '@tanstack/react-query';
import { type BusinessDate, fromInstant, isBusinessDate } from '../../shared/domain/businessDate.ts';
import { api } from './api.ts';

/** Where the application stands: first run, locked, damaged, open. */
export const useSystemState = () =>
  useQuery(api.system.state.queryOptions({ staleTime: 30_000, refetchInterval: 60_000 }));

export type SystemState = NonNullable<ReturnType<typeof useSystemState>['data']>;
type OpenBranch = Extract<SystemState, { phase: 'open' }>;

/** The open branch. Only below the gate that has made sure of it. */
export function useBranch(): OpenBranch['branch'] & { readonly sample: boolean } {
  const state = useSystemState().data;
  if (state?.phase !== 'open') throw new Error('useBranch is called outside an open branch');
  return { ...state.branch, sample: state.sample };
}

/** The branch's business date; the machine's date in Shanghai as long as no branch is open. */
export function useToday(): BusinessDate {
  const state = useSystemState().data;
  return state?.phase === 'open' && isBusinessDate(state.today) ? state.today : fromInstant(Date.now());
}
