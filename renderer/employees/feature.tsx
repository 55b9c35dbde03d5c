import { TeamOutlined } from '@ant-design/icons';
import type { FeatureManifest } from '../shell/manifest.ts';

export const employeesFeature: FeatureManifest = {
  id: 'employees',
  area: { order: 2, path: '/employees', label: 'employees.area', icon: TeamOutlined, keywords: 'yuangong yg' },
  routes: [
    { path: 'employees', lazy: async () => ({ Component: (await import('./EmployeesPage.tsx')).EmployeesPage }) },
  ],
};
