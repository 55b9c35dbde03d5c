import { ShopOutlined } from '@ant-design/icons';
import { searchIn } from '../search/searchIn.ts';
import type { FeatureManifest } from '../shell/manifest.ts';

export const clientsFeature: FeatureManifest = {
  id: 'clients',
  needs: 'client.view',
  area: { order: 3, path: '/clients', label: 'clients.area', icon: ShopOutlined, keywords: 'kehu kh' },
  routes: [
    { path: 'clients', lazy: async () => ({ Component: (await import('./ClientsPage.tsx')).ClientsPage }) },
    { path: 'clients/new', lazy: async () => ({ Component: (await import('./ClientFormPage.tsx')).NewClientPage }) },
    { path: 'clients/:id', lazy: async () => ({ Component: (await import('./ClientPage.tsx')).ClientPage }) },
    {
      path: 'clients/:id/edit',
      lazy: async () => ({ Component: (await import('./ClientFormPage.tsx')).EditClientPage }),
    },
  ],
  links: { client: (id) => `/clients/${id}` },
  search: searchIn('client', 'clients.area'),
  commands: [
    {
      key: 'clients.new',
      label: 'clients.new',
      keywords: 'xinkehu xinjiankehu xkh xjkh',
      to: '/clients/new',
      needs: 'client.create',
    },
  ],
};
