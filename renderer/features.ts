import { accessFeature } from './access/feature.tsx';
import { aftercareFeature } from './aftercare/feature.tsx';
import { agreementsFeature } from './agreements/feature.tsx';
import { alarmsFeature } from './alarms/feature.tsx';
import { clientsFeature } from './clients/feature.tsx';
import { peopleFeature } from './people/feature.tsx';
import { separationFeature } from './separation/feature.tsx';
import { settingsFeature } from './settings/feature.tsx';
import type { FeatureManifest } from './shell/manifest.ts';
import { syncFeature } from './sync/feature.tsx';
import { workbenchFeature } from './workbench/feature.tsx';

/** The features of the window. A module of its own is one more line here. */
export const features: readonly FeatureManifest[] = [
  workbenchFeature,
  peopleFeature,
  clientsFeature,
  agreementsFeature,
  separationFeature,
  aftercareFeature,
  alarmsFeature,
  syncFeature,
  settingsFeature,
  accessFeature,
];
