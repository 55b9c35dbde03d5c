import { FileProtectOutlined } from '@ant-design/icons';
import { searchIn } from '../search/searchIn.ts';
import type { FeatureManifest } from '../shell/manifest.ts';

export const agreementsFeature: FeatureManifest = {
  id: 'agreements',
  needs: 'agreement.view',
  area: { order: 4, path: '/agreements', label: 'agreements.area', icon: FileProtectOutlined, keywords: 'xieyi xy' },
  routes: [
    { path: 'agreements', lazy: async () => ({ Component: (await import('./AgreementsPage.tsx')).AgreementsPage }) },
    { path: 'agreements/:id', lazy: async () => ({ Component: (await import('./AgreementPage.tsx')).AgreementPage }) },
    {
      path: 'agreements/:id/sign',
      lazy: async () => ({ Component: (await import('./ceremony/SigningPage.tsx')).SigningPage }),
    },
  ],
  links: { agreement: (id) => `/agreements/${id}` },
  search: searchIn('agreement', 'agreements.area'),
};
