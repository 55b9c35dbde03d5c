import i18next from 'i18next';
import type { Client } from '../../shared/contract/index.ts';
import { client } from '../client/api.ts';
import { stateOf } from '../format/stateWords.ts';
import type { SearchHit, SearchSource, TextKey } from '../shell/manifest.ts';

type Answer = Awaited<ReturnType<Client['search']['everything']>>;
type Hit = Answer['hits'][number];
type Kind = Hit['kind'];

let asked: { text: string; answer: Promise<Answer> } | undefined;

/** One question to the branch program for all the sources of the palette that ask about the same text. */
function everything(text: string): Promise<Answer> {
  if (asked?.text !== text) {
    const answer = client.search.everything({ query: text });
    asked = { text, answer };
    const forget = () => {
      if (asked?.answer === answer) asked = undefined;
    };
    answer.then(() => setTimeout(forget, 1000), forget);
  }
  return asked.answer;
}

/** Where rows of a table have their page. */
const pages: Readonly<Record<string, (id: string) => string>> = {
  client: (id) => `/clients/${id}`,
  employee: (id) => `/people/${id}`,
  agreement: (id) => `/agreements/${id}`,
  separationCase: (id) => `/separation/${id}`,
  nonCompete: (id) => `/aftercare/${id}`,
};
const tableOf: Readonly<Record<Kind, string>> = {
  client: 'client',
  employee: 'employee',
  agreement: 'agreement',
  case: 'separationCase',
  form: 'form',
};
/** The lists that show every result of a text. */
const lists: Readonly<Partial<Record<Kind, string>>> = { client: '/clients', employee: '/people' };

/** The page of a hit; what has none of its own opens with what it belongs to. */
function pageOf({ kind, id, about }: Hit): string | undefined {
  const own = pages[tableOf[kind]]?.(id);
  if (own !== undefined || about === null) return own;
  return about.table === 'separationCase' ? `/separation/${about.id}?tab=forms` : pages[about.table]?.(about.id);
}

const machines = { client: 'client', employee: 'employment', agreement: 'agreement', case: 'handover' } as const;

function statusOf({ kind, state }: Hit): Pick<SearchHit, 'status'> {
  if (kind === 'form' || state === '') return {};
  const { words, tone } = stateOf(machines[kind], state);
  return { status: { tone, word: i18next.language === 'en' ? words.en : words.zh } };
}

/** The palette's source for kinds of objects: Chinese, pinyin, initials, numbers and phone tails. */
export const searchIn = (kinds: Kind | readonly Kind[], label: TextKey): SearchSource => ({
  label,
  find: async (text) => {
    const wanted: readonly Kind[] = typeof kinds === 'string' ? [kinds] : kinds;
    const { hits, more } = await everything(text);
    const found = hits.flatMap((hit): SearchHit[] => {
      const to = wanted.includes(hit.kind) ? pageOf(hit) : undefined;
      if (to === undefined) return [];
      return [{ id: hit.id, to, title: hit.title, facts: hit.detail ? [hit.detail] : [], ...statusOf(hit) }];
    });
    const rest = wanted.flatMap((kind): SearchHit[] => {
      const list = more.includes(kind) ? lists[kind] : undefined;
      if (list === undefined) return [];
      return [
        {
          id: `all-${kind}`,
          to: `${list}?q=${encodeURIComponent(text)}`,
          title: i18next.t('shell.search.all', { text }),
        },
      ];
    });
    return [...found, ...rest];
  },
});
