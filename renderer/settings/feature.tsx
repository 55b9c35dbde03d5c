import { SettingOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';

const page = async () => ({ Component: (await import('./SettingsPage.tsx')).SettingsPage });

export const settingsFeature: FeatureManifest = {
  id: 'settings',
  area: { order: 9, path: '/settings', label: 'settings.area', icon: SettingOutlined, keywords: 'shezhi sz' },
  routes: [
    { path: 'settings', lazy: page },
    { path: 'settings/:section', lazy: page },
    {
      path: 'settings/accounts/new',
      lazy: async () => ({ Component: (await import('./NewAccountPage.tsx')).NewAccountPage }),
    },
    {
      path: 'settings/accounts/:id',
      lazy: async () => ({ Component: (await import('./AccountPage.tsx')).AccountPage }),
    },
  ],
  links: { account: (id) => `/settings/accounts/${id}` },
  commands: [
    {
      key: 'settings.account',
      label: 'settings.accounts.new',
      keywords: 'kaitongzhanghao ktzh zhanghao zh',
      to: '/settings/accounts/new',
      needs: 'account.create',
    },
    {
      key: 'settings.audit',
      label: 'settings.audit.run',
      keywords: 'heyanshenji hysj shenji sj',
      to: '/settings/audit',
      needs: 'audit.view',
    },
    {
      key: 'settings.backups',
      label: 'settings.backups.take',
      keywords: 'beifen bf lijibeifen ljbf',
      to: '/settings/backups',
      needs: 'backup.take',
    },
  ],
};
