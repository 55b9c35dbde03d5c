import { TeamOutlined } from '@ant-design/icons';
import { searchIn } from '../search/searchIn.ts';
import type { FeatureManifest } from '../shell/manifest.ts';

export const peopleFeature: FeatureManifest = {
  id: 'people',
  needs: 'employee.view',
  area: { order: 2, path: '/people', label: 'people.area', icon: TeamOutlined, keywords: 'yuangong yg' },
  routes: [
    { path: 'people', lazy: async () => ({ Component: (await import('./PeoplePage.tsx')).PeoplePage }) },
    { path: 'people/:id', lazy: async () => ({ Component: (await import('./PersonPage.tsx')).PersonPage }) },
    {
      path: 'onboarding/new',
      lazy: async () => ({ Component: (await import('./onboarding/OnboardingPage.tsx')).NewOnboardingPage }),
    },
    {
      path: 'onboarding/:employmentId',
      lazy: async () => ({ Component: (await import('./onboarding/OnboardingPage.tsx')).OnboardingPage }),
    },
  ],
  links: {
    employee: (id) => `/people/${id}`,
    employment: (id) => `/onboarding/${id}`,
  },
  search: searchIn('employee', 'people.area'),
  commands: [
    {
      key: 'people.new',
      label: 'people.new',
      keywords: 'xinyuangong ruzhi xygrz rz',
      to: '/onboarding/new',
      needs: 'employee.onboard',
    },
  ],
};
