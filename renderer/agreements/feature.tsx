import { FileProtectOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';

export const agreementsFeature: FeatureManifest = {
  id: 'agreements',
  area: { order: 4, path: '/agreements', label: 'agreements.area', icon: FileProtectOutlined, keywords: 'xieyi xy' },
  routes: [
    { path: 'agreements', lazy: async () => ({ Component: (await import('./AgreementsPage.tsx')).AgreementsPage }) },
  ],
};
