import { certificateMissing } from './certificateMissing.ts';
import { compensationUnpaid } from './compensationUnpaid.ts';
import { handoverOverdue } from './handoverOverdue.ts';
import { leaverClientsSilent } from './leaverClientsSilent.ts';
import type { AlarmRule } from './rule.ts';

/** Every rule; a new one is one more line. */
export const alarmRules: readonly AlarmRule[] = [
  handoverOverdue,
  leaverClientsSilent,
  compensationUnpaid,
  certificateMissing,
];
