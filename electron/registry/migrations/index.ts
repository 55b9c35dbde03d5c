import type { Migration } from 'kysely';
import * as m0001 from './0001-floor.ts';
import * as m0002 from './0002-organisation.ts';
import * as m0003 from './0003-people.ts';
import * as m0004 from './0004-access.ts';
import * as m0005 from './0005-clients.ts';
import * as m0006 from './0006-agreements.ts';
import * as m0007 from './0007-separation.ts';
import * as m0008 from './0008-forms.ts';
import * as m0009 from './0009-aftercare.ts';
import * as m0010 from './0010-alarms.ts';
import * as m0011 from './0011-search.ts';
import * as m0012 from './0012-sync.ts';
import * as m0013 from './0013-resting-obligations.ts';
import * as m0014 from './0014-scans-by-eye.ts';

/** Every migration by name, in order. A landed one is never edited; later changes are additive. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-floor': m0001,
  '0002-organisation': m0002,
  '0003-people': m0003,
  '0004-access': m0004,
  '0005-clients': m0005,
  '0006-agreements': m0006,
  '0007-separation': m0007,
  '0008-forms': m0008,
  '0009-aftercare': m0009,
  '0010-alarms': m0010,
  '0011-search': m0011,
  '0012-sync': m0012,
  '0013-resting-obligations': m0013,
  '0014-scans-by-eye': m0014,
};
