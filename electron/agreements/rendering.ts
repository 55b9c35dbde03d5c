import * as z from 'zod';
import { RefusalError } from '../../shared/domain/refusal.ts';
import * as refusals from './refusals.ts';
import type { Agreement } from './store.ts';

/** What a document was set from besides its values: the same bytes can be made again, with the reading on its last page. */
const rendering = z.object({
  createdAt: z.int(),
  pages: z.int(),
  clauses: z.array(z.object({ id: z.string(), title: z.string(), text: z.string(), page: z.int() })),
  annexes: z.record(z.string(), z.array(z.record(z.string(), z.string()))),
});
export type Rendering = z.infer<typeof rendering>;

/** How an agreement is laid out: pages, highlighted clauses. @throws RefusalError `agreement.noDocument`. */
export function renderingOf(agreement: Pick<Agreement, 'rendering'>): Rendering {
  if (agreement.rendering === null) throw new RefusalError(refusals.noDocument);
  return rendering.parse(JSON.parse(agreement.rendering));
}
