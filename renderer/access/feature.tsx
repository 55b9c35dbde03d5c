import type { FeatureManifest } from '../shell/manifest.ts';

export const accessFeature: FeatureManifest = {
  id: 'access',
  routes: [
    { path: 'password', lazy: async () => ({ Component: (await import('./PasswordPage.tsx')).ChangePasswordPage }) },
  ],
  commands: [{ key: 'password', label: 'shell.person.password', keywords: 'xiugaimima xgmm', to: '/password' }],
};
