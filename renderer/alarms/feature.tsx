import { AlertOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';
import { AlarmBadge } from './AlarmBadge.tsx';

export const alarmsFeature: FeatureManifest = {
  id: 'alarms',
  needs: 'alarm.view',
  area: {
    order: 7,
    path: '/alarms',
    label: 'alarms.area',
    icon: AlertOutlined,
    keywords: 'yujing yj',
    badge: AlarmBadge,
  },
  routes: [
    { path: 'alarms', lazy: async () => ({ Component: (await import('./AlarmsPage.tsx')).AlarmsPage }) },
    { path: 'alarms/:id', lazy: async () => ({ Component: (await import('./AlarmsPage.tsx')).AlarmsPage }) },
  ],
  links: { alarm: (id) => `/alarms/${id}` },
};
