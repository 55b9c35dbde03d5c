import { SafetyOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';
import { termsPath } from './states.ts';

export const aftercareFeature: FeatureManifest = {
  id: 'aftercare',
  needs: 'nonCompete.view',
  area: { order: 6, path: '/aftercare', label: 'aftercare.area', icon: SafetyOutlined, keywords: 'jingyexianzhi jyxz' },
  routes: [
    { path: 'aftercare', lazy: async () => ({ Component: (await import('./AftercarePage.tsx')).AftercarePage }) },
    { path: 'aftercare/terms/:id', lazy: async () => ({ Component: (await import('./TermsPage.tsx')).TermsPage }) },
    { path: 'aftercare/:id', lazy: async () => ({ Component: (await import('./NonCompetePage.tsx')).NonCompetePage }) },
  ],
  links: { nonCompete: (id) => `/aftercare/${id}`, nonCompeteTerms: termsPath },
};
