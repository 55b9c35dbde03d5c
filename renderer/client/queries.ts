import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import type { Refusal, RefusalKind } from '../../shared/domain/refusal.ts';
import { isRefused, refusalsOf } from './refusals.ts';

type Listener = () => void;
const sessionEnded = new Set<Listener>();

/** Calls back when any answer says that the session is over: signed out elsewhere, frozen, idle. */
export function onSessionEnd(listener: Listener): () => void {
  sessionEnded.add(listener);
  return () => sessionEnded.delete(listener);
}

const notice = (error: unknown) => {
  if (isRefused(error, 'unauthenticated')) for (const listener of sessionEnded) listener();
};

/** One cache for the window. Refusals are answers and are not tried again; a lost connection is, twice. */
export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: notice }),
  mutationCache: new MutationCache({ onError: notice }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 120_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && refusalsOf(error).some((refusal) => refusal.code === 'window.lost'),
      retryDelay: (count) => 300 * 2 ** count,
      // The program is on this machine: whether there is internet does not matter.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

const decidedElsewhere: readonly RefusalKind[] = ['barred', 'conflict', 'notFound'];

/**
 * After a decision was refused: if that was because of how things stand now, the page still shows how they stood. It is
 * read again, so that the person sees what somebody else has decided meanwhile.
 */
export function showPresent(refusals: readonly Refusal[]): void {
  if (refusals.some(({ kind }) => decidedElsewhere.includes(kind))) void queries.invalidateQueries();
}
