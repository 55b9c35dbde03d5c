import { SwapOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';

export const separationFeature: FeatureManifest = {
  id: 'separation',
  area: { order: 5, path: '/separation', label: 'separation.area', icon: SwapOutlined, keywords: 'lizhijiaojie lzjj' },
  routes: [
    { path: 'separation', lazy: async () => ({ Component: (await import('./SeparationPage.tsx')).SeparationPage }) },
  ],
};
