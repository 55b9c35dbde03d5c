import { SwapOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import type { Words } from '../../shared/domain/refusal.ts';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { client } from '../client/api.ts';
import type { FeatureManifest, SearchHit } from '../shell/manifest.ts';
import { handoverTones } from './states.ts';

const inLanguage = (words: Words): string => (i18next.language === 'en' ? words.en : words.zh);
const isState = (state: string): state is keyof typeof handoverTones => Object.hasOwn(handoverTones, state);

/** Cases by name and number, and the numbers printed on their forms. */
async function find(query: string, signal: AbortSignal): Promise<readonly SearchHit[]> {
  const { hits } = await client.search.everything({ query, kinds: ['case', 'form'] }, { signal });
  return hits.flatMap((hit): SearchHit[] => {
    if (hit.kind === 'case') {
      const status = isState(hit.state)
        ? { tone: handoverTones[hit.state], word: inLanguage(handoverMachine.states[hit.state]) }
        : undefined;
      return [
        {
          id: hit.id,
          to: `/separation/${hit.id}`,
          title: hit.title,
          facts: [hit.detail],
          ...(status ? { status } : {}),
        },
      ];
    }
    return hit.about?.table === 'separationCase'
      ? [{ id: hit.id, to: `/separation/${hit.about.id}?tab=forms`, title: hit.title, facts: [hit.detail] }]
      : [];
  });
}

export const separationFeature: FeatureManifest = {
  id: 'separation',
  needs: 'separation.view',
  area: { order: 5, path: '/separation', label: 'separation.area', icon: SwapOutlined, keywords: 'lizhijiaojie lzjj' },
  routes: [
    { path: 'separation', lazy: async () => ({ Component: (await import('./SeparationPage.tsx')).SeparationPage }) },
    { path: 'separation/new', lazy: async () => ({ Component: (await import('./NewCasePage.tsx')).NewCasePage }) },
    { path: 'separation/scan', lazy: async () => ({ Component: (await import('../forms/ScanPage.tsx')).ScanPage }) },
    { path: 'separation/:id', lazy: async () => ({ Component: (await import('./CasePage.tsx')).CasePage }) },
  ],
  links: { separationCase: (id) => `/separation/${id}` },
  search: { label: 'separation.area', find },
  commands: [
    {
      key: 'separation.new',
      label: 'separation.new.command',
      keywords: 'tijiaolizhi tjlz lizhi lz',
      to: '/separation/new',
      needs: 'separation.submit',
    },
    {
      key: 'forms.scan',
      label: 'forms.scan.title',
      keywords: 'saomiao guidang smj sm',
      to: '/separation/scan',
      needs: 'form.view',
    },
  ],
};
