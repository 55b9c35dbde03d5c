import { api } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import type { CaseDetail, Item } from './states.ts';

/** After a decision about a case: everything that shows something of it is read again. */
export async function caseChanged(): Promise<void> {
  await Promise.all(
    [
      api.separation.key(),
      api.forms.ofCase.key(),
      api.aftercare.key(),
      api.workbench.key(),
      api.clients.key(),
      api.people.key(),
    ].map((queryKey) => queries.invalidateQueries({ queryKey })),
  );
}

/** Puts what a decision answered on the screen at once, then reads the rest again. */
export async function itemsDecided(caseId: string, items: Item[]): Promise<void> {
  queries.setQueryData(api.separation.items.queryKey({ input: { caseId } }), items);
  await caseChanged();
}
export async function caseDecided(detail: CaseDetail): Promise<void> {
  queries.setQueryData(api.separation.get.queryKey({ input: { caseId: detail.id } }), detail);
  await caseChanged();
}
