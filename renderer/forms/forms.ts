import { api, type client } from '../client/api.ts';
import { queries } from '../client/queries.ts';

export type FormRow = Awaited<ReturnType<typeof client.forms.ofCase>>[number];
export type FormKind = FormRow['kind'];

/** After a form was issued or a scan filed: what cases, letters and lists show of it is read again. */
export async function formsChanged(): Promise<void> {
  await Promise.all(
    [api.forms.ofCase.key(), api.separation.key(), api.aftercare.key(), api.workbench.key()].map((queryKey) =>
      queries.invalidateQueries({ queryKey }),
    ),
  );
}
