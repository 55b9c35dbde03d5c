import { accessFeature } from './access/service.ts';
import { aftercareFeature } from './aftercare/service.ts';
import { alarmFeature } from './alarms/service.ts';

/** The features of a branch, in the order in which they are created. */
export const features = [accessFeature, aftercareFeature, alarmFeature] as const;
