import { mergePermissions } from '../domain/permissions.ts';
import { accessPermissions } from './access.ts';
import { agreementPermissions } from './agreements.ts';
import { clientHandoverPermissions, clientPermissions } from './clients.ts';
import { peoplePermissions } from './people.ts';

/** Who may do what, all features together. */
export const permissions = mergePermissions(
  accessPermissions,
  clientPermissions,
  peoplePermissions,
  agreementPermissions,
);

/** What a restricted account (its person is leaving) may still do: work on the handover. */
export const handoverPermissions: readonly string[] = [...clientHandoverPermissions];
