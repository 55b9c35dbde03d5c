import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '../client/api.ts';
import { queries } from '../client/queries.ts';

/** Who is signed in in this window, or null. Asked again every half minute, so that a freeze is noticed at rest too. */
export const useSession = () =>
  useQuery(api.access.session.queryOptions({ staleTime: 10_000, refetchInterval: 30_000 }));

export type Session = NonNullable<ReturnType<typeof useSession>['data']>;

/** The person signed in. Only below the gate that has made sure of it. */
export function useMe(): Session {
  const { data } = useSession();
  if (!data) throw new Error('useMe is called outside a session');
  return data;
}

/** `may('client.view')`: the scope of a permission, or undefined when the person does not have it. */
export function useMay(): (permission: string) => 'own' | 'branch' | undefined {
  const permissions = useSession().data?.permissions;
  return useCallback((permission) => permissions?.[permission], [permissions]);
}

/** Puts a new session in place; everything read under the one before is forgotten. */
export function beginSession(session: Session | null): void {
  const sessionKey = api.access.session.queryKey();
  const stateKey = api.system.state.queryKey();
  const kept = [sessionKey, stateKey].map((key) => JSON.stringify(key));
  queries.removeQueries({ predicate: (query) => !kept.includes(JSON.stringify(query.queryKey)) });
  queries.setQueryData(sessionKey, session);
}
