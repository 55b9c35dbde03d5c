import type { ContractRouterClient } from '@orpc/contract';
import { accessContract } from './access.ts';
import { aftercareContract } from './aftercare.ts';
import { clientsContract } from './clients.ts';
import { formContract } from './forms.ts';
import { searchContract } from './search.ts';
import { separationContract } from './separation.ts';
import { systemContract } from './system.ts';
import { workbenchContract } from './workbench.ts';

/** The one contract of a branch: the same over MessagePort in the desktop window and over loopback HTTP. */
export const contract = {
  system: systemContract,
  access: accessContract,
  clients: clientsContract,
  search: searchContract,
  separation: separationContract,
  forms: formContract,
  workbench: workbenchContract,
  aftercare: aftercareContract,
};

export type Contract = typeof contract;
export type Client = ContractRouterClient<Contract>;
