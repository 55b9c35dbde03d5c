import type { Client } from '../../shared/contract/index.ts';
import { client } from '../client/api.ts';
import type { SearchHit, SearchSource, TextKey } from '../shell/manifest.ts';

type Answer = Awaited<ReturnType<Client['search']['everything']>>;
type Hit = Answer['hits'][number];

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

/** Where objects of a kind open; what has no page of its own opens with what it belongs to. */
const pages: Readonly<Record<Hit['kind'], (hit: Hit) => string | undefined>> = {
  client: ({ id }) => `/clients/${id}`,
  employee: ({ id }) => `/people/${id}`,
  agreement: ({ id }) => `/agreements/${id}`,
  case: ({ id }) => `/separation/${id}`,
  form: ({ about }) => (about?.table === 'separationCase' ? `/separation/${about.id}` : undefined),
};

/** The palette's source for one kind of object: Chinese, pinyin, initials, numbers and phone tails. */
export const searchIn = (kind: Hit['kind'], label: TextKey): SearchSource => ({
  label,
  find: async (text) => {
    const { hits } = await everything(text);
    return hits.flatMap((hit): SearchHit[] => {
      const to = hit.kind === kind ? pages[kind](hit) : undefined;
      return to === undefined ? [] : [{ id: hit.id, to, title: hit.title, facts: hit.detail ? [hit.detail] : [] }];
    });
  },
});
