import { CloudSyncOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';
import { SyncBar } from './SyncBar.tsx';
import './sync.css';

export const syncFeature: FeatureManifest = {
  id: 'sync',
  needs: 'sync.view',
  area: { order: 8, path: '/sync', label: 'sync.area', icon: CloudSyncOutlined, keywords: 'tongbu tb' },
  routes: [{ path: 'sync', lazy: async () => ({ Component: (await import('./SyncPage.tsx')).SyncPage }) }],
  links: { changeSet: () => '/sync' },
  bar: SyncBar,
};
