import { api } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import type { SyncState } from './road.ts';

/** Puts the state that an answer brought in place, for the page and the bar at the top; the list of today counts anew. */
export async function syncChanged(state?: SyncState): Promise<void> {
  if (state) queries.setQueryData(api.sync.state.queryKey(), state);
  else await queries.invalidateQueries({ queryKey: api.sync.key() });
  await queries.invalidateQueries({ queryKey: api.workbench.key() });
}
