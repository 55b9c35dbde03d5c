import { accessRoutes } from '../access/routes.ts';
import { aftercareRoutes } from '../aftercare/routes.ts';
import { clientsRoutes } from '../clients/routes.ts';
import { formRoutes } from '../forms/routes.ts';
import { searchRoutes } from '../search/routes.ts';
import { separationRoutes } from '../separation/routes.ts';
import { systemRoutes } from '../system/routes.ts';
import { workbenchRoutes } from '../workbench/routes.ts';
import { os } from './guard.ts';

/** Every procedure of the contract, guarded. The same router answers over MessagePort and over loopback HTTP. */
export const router = os.router({
  system: systemRoutes,
  access: accessRoutes,
  clients: clientsRoutes,
  search: searchRoutes,
  separation: separationRoutes,
  forms: formRoutes,
  workbench: workbenchRoutes,
  aftercare: aftercareRoutes,
});
