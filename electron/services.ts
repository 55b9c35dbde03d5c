import type { AccessService } from './access/service.ts';
import type { AftercareService } from './aftercare/service.ts';
import type { AgreementService } from './agreements/service.ts';
import type { AlarmService } from './alarms/service.ts';
import type { ClientsService } from './clients/service.ts';
import type { EvidenceService } from './evidence/service.ts';
import type { FormService } from './forms/service.ts';
import type { OnboardingService } from './people/onboarding.ts';
import type { PeopleService } from './people/service.ts';
import type { SearchService } from './search/service.ts';
import type { SeparationService } from './separation/service.ts';
import type { SyncService } from './sync/service.ts';
import type { SystemService } from './system/service.ts';

/** What features offer to each other: interfaces only, never their stores. */
export interface Services {
  readonly access: AccessService;
  readonly system: SystemService;
  readonly search: SearchService;
  readonly people: PeopleService;
  readonly onboarding: OnboardingService;
  readonly agreements: AgreementService;
  readonly clients: ClientsService;
  readonly separation: SeparationService;
  readonly forms: FormService;
  readonly aftercare: AftercareService;
  readonly alarms: AlarmService;
  readonly evidence: EvidenceService;
  readonly sync: SyncService;
}
