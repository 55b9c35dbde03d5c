import { mergePermissions } from '../domain/permissions.ts';
import { accessPermissions } from './access.ts';
import { aftercarePermissions } from './aftercare.ts';
import { agreementPermissions } from './agreements.ts';
import { clientHandoverPermissions, clientPermissions } from './clients.ts';
import { evidencePermissions } from './evidence.ts';
import { formHandoverPermissions, formPermissions } from './forms.ts';
import { peoplePermissions } from './people.ts';
import { separationHandoverPermissions, separationPermissions } from './separation.ts';
import { syncPermissions } from './sync.ts';
import { systemPermissions } from './system.ts';
import { workbenchPermissions } from './workbench.ts';

/** Who may do what, all features together. */
export const permissions = mergePermissions(
  accessPermissions,
  clientPermissions,
  peoplePermissions,
  agreementPermissions,
  separationPermissions,
  formPermissions,
  evidencePermissions,
  aftercarePermissions,
  syncPermissions,
  systemPermissions,
  workbenchPermissions,
);

/** What a restricted account (its person is leaving) may still do: work on the handover. */
export const handoverPermissions: readonly string[] = [
  ...clientHandoverPermissions,
  ...separationHandoverPermissions,
  ...formHandoverPermissions,
];
