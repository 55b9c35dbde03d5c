import { accessRoutes } from '../access/routes.ts';
import { aftercareRoutes } from '../aftercare/routes.ts';
import { agreementRoutes } from '../agreements/routes.ts';
import { clientsRoutes } from '../clients/routes.ts';
import { evidenceRoutes } from '../evidence/routes.ts';
import { formRoutes } from '../forms/routes.ts';
import { onboardingRoutes, peopleRoutes } from '../people/routes.ts';
import { searchRoutes } from '../search/routes.ts';
import { separationRoutes } from '../separation/routes.ts';
import { syncRoutes } from '../sync/routes.ts';
import { systemRoutes } from '../system/routes.ts';
import { workbenchRoutes } from '../workbench/routes.ts';
import { os } from './guard.ts';

/** Every procedure of the contract, guarded. The same router answers over MessagePort and over loopback HTTP. */
export const router = os.router({
  system: systemRoutes,
  access: accessRoutes,
  people: peopleRoutes,
  onboarding: onboardingRoutes,
  agreements: agreementRoutes,
  clients: clientsRoutes,
  search: searchRoutes,
  separation: separationRoutes,
  forms: formRoutes,
  evidence: evidenceRoutes,
  workbench: workbenchRoutes,
  aftercare: aftercareRoutes,
  sync: syncRoutes,
});
