import { createContext, useContext } from 'react';
import { useMay } from '../access/session.ts';
import type { FeatureManifest } from './manifest.ts';

export const FeaturesContext = createContext<readonly FeatureManifest[]>([]);

/** The features this person may see, in the order of the navigation. */
export function useFeatures(): readonly FeatureManifest[] {
  const may = useMay();
  return useContext(FeaturesContext).filter(
    (feature) => feature.needs === undefined || may(feature.needs) !== undefined,
  );
}
