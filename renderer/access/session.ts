import { useQuery } from '@tanstack/react-query';
import { createContext, useCallback, useContext } from 'react';
import { api } from '../client/api.ts';
import { queries } from '../client/queries.ts';

/** Who is signed in in this window, or null. Asked again every half minute, so that a freeze is noticed at rest too. */
export const useSession = () =>
  useQuery(api.access.session.queryOptions({ staleTime: 10_000, refetchInterval: 30_000 }));

export type Session = NonNullable<ReturnType<typeof useSession>['data']>;

/**
 * The session that the gate let in. A page that draws itself again in the moment between the end of a session and the
 * gate's closing still has the one it was drawn under.
 */
export const MeContext = createContext<Session | undefined>(undefined);

/** The person signed in. Only below the gate that has made sure of it. */
export function useMe(): Session {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe is called outside a session');
  return me;
}

/** `may('client.view')`: the scope of a permission, or undefined when the person does not have it. */
export function useMay(): (permission: string) => 'own' | 'branch' | undefined {
  const permissions = useContext(MeContext)?.permissions;
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
