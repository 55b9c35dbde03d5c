import type { AccessService } from './access/service.ts';
import type { AftercareService } from './aftercare/service.ts';

import type { AlarmService } from './alarms/service.ts';

import type { ClientsService } from './clients/service.ts';
import type { SearchService } from './search/service.ts';

/** What features offer to each other: interfaces only, never their stores. */
export interface Services {
  readonly access: AccessService;
  readonly clients: ClientsService;
  readonly search: SearchService;
  readonly alarms: AlarmService;
  readonly aftercare: AftercareService;
}
