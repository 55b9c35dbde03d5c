import { accessFeature } from './access/service.ts';
import { aftercareFeature } from './aftercare/service.ts';
import { agreementsFeature } from './agreements/service.ts';
import { alarmFeature } from './alarms/service.ts';
import { clientsFeature } from './clients/service.ts';
import { evidenceFeature } from './evidence/service.ts';
import { formFeature } from './forms/service.ts';
import { peopleFeature } from './people/service.ts';
import { searchFeature } from './search/service.ts';
import { separationFeature } from './separation/service.ts';
import { syncFeature } from './sync/service.ts';
import { systemFeature } from './system/service.ts';

/** The features of a branch, in the order in which they are created. */
export const features = [
  accessFeature,
  systemFeature,
  searchFeature,
  peopleFeature,
  agreementsFeature,
  clientsFeature,
  separationFeature,
  formFeature,
  aftercareFeature,
  alarmFeature,
  evidenceFeature,
  syncFeature,
] as const;
