import { access } from './access.ts';
import { aftercare } from './aftercare.ts';
import { agreements } from './agreements.ts';
import { alarms } from './alarms.ts';
import { clients } from './clients.ts';
import { employees } from './employees.ts';
import { parts } from './parts.ts';
import { separation } from './separation.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { sync } from './sync.ts';
import { workbench } from './workbench.ts';

/** One file per feature; a key reads `feature.where.what`. */
export const zhCN = {
  access,
  aftercare,
  agreements,
  alarms,
  clients,
  employees,
  parts,
  separation,
  settings,
  shell,
  sync,
  workbench,
} as const;
