import { access } from './access.ts';
import { actions } from './actions.ts';
import { aftercare } from './aftercare.ts';
import { agreements } from './agreements.ts';
import { alarms } from './alarms.ts';
import { clients } from './clients.ts';
import { forms } from './forms.ts';
import { onboarding } from './onboarding.ts';
import { parts } from './parts.ts';
import { people } from './people.ts';
import { separation } from './separation.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { sync } from './sync.ts';
import { workbench } from './workbench.ts';

/** One file per feature; a key reads `feature.where.what`. */
export const zhCN = {
  access,
  actions,
  aftercare,
  agreements,
  alarms,
  clients,
  forms,
  people,
  onboarding,
  parts,
  separation,
  settings,
  shell,
  sync,
  workbench,
} as const;
