import { ShopOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';

export const clientsFeature: FeatureManifest = {
  id: 'clients',
  area: { order: 3, path: '/clients', label: 'clients.area', icon: ShopOutlined, keywords: 'kehu kh' },
  routes: [{ path: 'clients', lazy: async () => ({ Component: (await import('./ClientsPage.tsx')).ClientsPage }) }],
};
