import type * as z from 'zod';
import { handoverPermissions, permissions } from '../../shared/contract/permissions.ts';
import type { searchHit } from '../../shared/contract/search.ts';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { effectiveScope } from '../../shared/domain/permissions.ts';
import type { Caller } from '../access/service.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { type SearchKind, searchKinds, sources } from './documents.ts';
import { hitsOf } from './hits.ts';
import { numbersOf, searchProjection } from './projection.ts';
import { distance, expressionsOf, farthest, matches, needsComparing, parseQuery, type QueryPart } from './words.ts';

export type SearchHit = z.infer<typeof searchHit>;

/** Which permission lets a person see objects of a kind. */
const permissionFor: Readonly<Record<SearchKind, string>> = {
  client: 'client.view',
  employee: 'employee.view',
  agreement: 'agreement.view',
  case: 'separation.view',
  form: 'form.view',
};

/** As many matches are weighed against each other; beyond that the query says too little. Those that begin with it come first. */
const weighed = 60;

/** Finds objects by any text. */
export class SearchService {
  readonly #context: FeatureContext;

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  /**
   * Ids of the objects of a kind that match, best first. Empty for a query of which nothing is left (blanks, dots).
   * @param options.limit how many at most.
   * @param options.ownOf only what is this employee's own.
   */
  find(kind: SearchKind, query: string, options: { limit: number; ownOf?: string | null | undefined }): string[] {
    const parts = parseQuery(query);
    if (parts.length === 0) return [];
    const { limit, ownOf } = options;
    if (ownOf === null) return [];
    return ownOf === undefined ? this.#inBranch(kind, parts, limit) : this.#amongOwn(kind, parts, limit, ownOf);
  }

  /** What a signed-in person finds everywhere, within what they may see. */
  async everything(
    caller: Caller,
    input: { query: string; kinds?: readonly SearchKind[] | undefined; limit: number },
  ): Promise<{ hits: SearchHit[]; more: SearchKind[] }> {
    const { account } = caller;
    const hits: SearchHit[] = [];
    const more: SearchKind[] = [];
    for (const kind of searchKinds) {
      if (input.kinds && !input.kinds.includes(kind)) continue;
      const scope = effectiveScope(permissions, handoverPermissions, account, permissionFor[kind]);
      if (scope === 'none') continue;
      const ids = this.find(kind, input.query, {
        limit: input.limit + 1,
        ownOf: scope === 'own' ? account.employeeId : undefined,
      });
      if (ids.length > input.limit) more.push(kind);
      hits.push(...hitsOf(this.#context.registry.reader, kind, ids.slice(0, input.limit)));
    }
    if (hits.length > 0) {
      await this.#context.registry.write.seen(caller.actor, {
        action: 'search.everything',
        subject: { kind: 'list', id: 'search' },
        why: input.query,
      });
    }
    return { hits, more };
  }

  #inBranch(kind: SearchKind, parts: readonly QueryPart[], limit: number): string[] {
    const db = this.#context.registry.reader;
    const { any, beginning } = expressionsOf(parts);
    const ask = db.prepare(
      `SELECT e.id FROM searchIndex i CROSS JOIN searchEntry e ON e.number = i.rowid
       WHERE i.searchIndex MATCH ? AND i.rowid BETWEEN ? AND ?`,
    );
    const compare = needsComparing(parts);
    const found = new Set<string>();
    const wanted = Math.max(limit, weighed);
    for (const expression of [beginning, any]) {
      for (const batch of batches(ask.pluck().iterate(expression, ...numbersOf(kind)) as IterableIterator<string>)) {
        const fits = compare ? sources[kind].load(db, batch) : undefined;
        for (const id of batch) {
          const document = fits?.get(id);
          if (fits === undefined || (document && matches(document, parts))) found.add(id);
        }
        if (found.size >= wanted) break;
      }
      if (found.size >= wanted) break;
    }
    const candidates = [...found].slice(0, wanted);
    // A long list is ordered by its columns; only what fits on a palette is worth weighing.
    return limit > weighed ? candidates : this.#ranked(kind, candidates, parts).slice(0, limit);
  }

  /** What is one's own is little: compared one by one, exactly. */
  #amongOwn(kind: SearchKind, parts: readonly QueryPart[], limit: number, employeeId: string): string[] {
    const db = this.#context.registry.reader;
    const own = sources[kind].own(db, employeeId, fromInstant(this.#context.clock.now()));
    const fitting = [...sources[kind].load(db, own)].filter(([, document]) => matches(document, parts));
    return this.#ranked(
      kind,
      fitting.map(([id]) => id),
      parts,
    ).slice(0, limit);
  }

  #ranked(kind: SearchKind, ids: readonly string[], parts: readonly QueryPart[]): string[] {
    const names = sources[kind].names(this.#context.registry.reader, ids);
    return ids
      .map((id, place) => {
        const name = names.get(id);
        return { id, place, distance: name ? distance(name, parts) : farthest };
      })
      .sort((a, b) => a.distance - b.distance || a.place - b.place)
      .map(({ id }) => id);
  }
}

const batchSize = 30;

/** Ids in batches; ends the reading when the caller stops. */
function* batches(ids: IterableIterator<string>): Generator<string[]> {
  let batch: string[] = [];
  for (const id of ids) {
    batch.push(id);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export const searchFeature = {
  name: 'search',
  projections: [searchProjection],
  create: (context: FeatureContext) => ({ search: new SearchService(context) }),
} satisfies Feature<{ search: SearchService }>;
