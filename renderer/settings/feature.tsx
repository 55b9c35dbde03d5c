import { SettingOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';

export const settingsFeature: FeatureManifest = {
  id: 'settings',
  area: { order: 9, path: '/settings', label: 'settings.area', icon: SettingOutlined, keywords: 'shezhi sz' },
  routes: [{ path: 'settings', lazy: async () => ({ Component: (await import('./SettingsPage.tsx')).SettingsPage }) }],
};
