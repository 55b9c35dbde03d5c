import type { ContractRouterClient } from '@orpc/contract';
import { accessContract } from './access.ts';
import { aftercareContract } from './aftercare.ts';
import { agreementsContract } from './agreements.ts';
import { clientsContract } from './clients.ts';
import { evidenceContract } from './evidence.ts';
import { formContract } from './forms.ts';
import { onboardingContract, peopleContract } from './people.ts';
import { searchContract } from './search.ts';
import { separationContract } from './separation.ts';
import { syncContract } from './sync.ts';
import { systemContract } from './system.ts';
import { workbenchContract } from './workbench.ts';

/** The one contract of a branch: the same over MessagePort in the desktop window and over loopback HTTP. */
export const contract = {
  system: systemContract,
  access: accessContract,
  people: peopleContract,
  onboarding: onboardingContract,
  agreements: agreementsContract,
  clients: clientsContract,
  search: searchContract,
  separation: separationContract,
  forms: formContract,
  evidence: evidenceContract,
  workbench: workbenchContract,
  aftercare: aftercareContract,
  sync: syncContract,
};

export type Contract = typeof contract;
export type Client = ContractRouterClient<Contract>;
