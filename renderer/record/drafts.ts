import { client } from '../client/api.ts';

export interface Draft<V> {
  readonly values: V;
  /** UTC milliseconds. */
  readonly savedAt: number;
}

/**
 * What was typed and not yet saved, kept in the encrypted registry under the person who typed it: it survives a
 * closed window, a crash and a power cut, and no browser storage holds it.
 */
export const drafts = {
  async load(form: string): Promise<Draft<unknown> | undefined> {
    const found = await client.system.drafts.load({ form });
    if (!found) return undefined;
    try {
      return { values: JSON.parse(found.body), savedAt: found.savedAt };
    } catch {
      return undefined;
    }
  },
  async save(form: string, values: unknown): Promise<number> {
    const { savedAt } = await client.system.drafts.save({ form, body: JSON.stringify(values) });
    return savedAt;
  },
  async discard(form: string): Promise<void> {
    await client.system.drafts.discard({ form });
  },
};
