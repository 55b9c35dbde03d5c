import { AlertOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';

export const alarmsFeature: FeatureManifest = {
  id: 'alarms',
  area: { order: 7, path: '/alarms', label: 'alarms.area', icon: AlertOutlined, keywords: 'yujing yj' },
  routes: [{ path: 'alarms', lazy: async () => ({ Component: (await import('./AlarmsPage.tsx')).AlarmsPage }) }],
};
