import { useQuery } from '@tanstack/react-query';
import { useMay } from '../access/session.ts';
import { api } from '../client/api.ts';

/** How the sync stands, asked again every minute. */
export function useSyncState() {
  const may = useMay();
  return useQuery(
    api.sync.state.queryOptions({
      staleTime: 10_000,
      refetchInterval: 60_000,
      enabled: may('sync.view') !== undefined,
    }),
  );
}
