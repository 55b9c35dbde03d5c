import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { id, procedure, sha256Hex } from './base.ts';

export const evidencePermissions = {
  /** Takes the evidence of a case out of the branch. */
  'evidence.export': { hrAdmin: 'branch' },
} satisfies PermissionTable;

export const evidenceContract = {
  /** Everything that proves a case, as a ZIP that a stranger verifies with `sha256sum` and `openssl`. */
  bundle: procedure('evidence.export')
    .input(z.object({ caseId: id }))
    .output(z.object({ file: z.file(), files: z.int(), manifestHash: sha256Hex })),
};
