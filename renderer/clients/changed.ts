import { api } from '../client/api.ts';
import { queries } from '../client/queries.ts';

/** After something about clients was written: every list, count and page of them is read again. */
export const clientsChanged = (): Promise<void> => queries.invalidateQueries({ queryKey: api.clients.key() });
