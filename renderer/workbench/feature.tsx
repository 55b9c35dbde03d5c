import { CarryOutOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';

export const workbenchFeature: FeatureManifest = {
  id: 'workbench',
  area: { order: 1, path: '/workbench', label: 'workbench.area', icon: CarryOutOutlined, keywords: 'gongzuotai gzt' },
  routes: [
    { path: 'workbench', lazy: async () => ({ Component: (await import('./WorkbenchPage.tsx')).WorkbenchPage }) },
  ],
};
