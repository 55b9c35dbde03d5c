import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { instant, line, procedure } from './base.ts';

export const systemPermissions = {
  'branch.edit': { hrAdmin: 'branch' },
  'backup.view': { hrAdmin: 'branch', hrClerk: 'branch' },
  'backup.take': { hrAdmin: 'branch', hrClerk: 'branch' },
  'backup.recoveryCode': { hrAdmin: 'branch' },
} satisfies PermissionTable;

/** What of the branch is printed on letters and forms. */
const branchFields = {
  name: line(60).min(2),
  companyName: line(60).min(2),
  companyUscc: line(40).nullable(),
  city: line(40).nullable(),
  address: line(120).nullable(),
  phone: line(40).nullable(),
  email: line(80).nullable(),
  bankName: line(80).nullable(),
  bankAccount: line(60).nullable(),
};
export const branchProfile = z.object({ version: z.int(), code: z.string(), sample: z.boolean(), ...branchFields });

export const backupRow = z.object({
  name: z.string(),
  takenAt: instant,
  /** How far the audit chain reaches in it. */
  auditSequence: z.int(),
  bytes: z.int(),
});

/** Where the application stands before anybody signs in. */
export const systemState = z.discriminatedUnion('phase', [
  /** Nothing in the data folder yet: the guided first run. */
  z.object({ phase: z.literal('firstRun') }),
  /** The registry is there but its key is not: a passphrase is needed. Without a key file nothing opens it. */
  z.object({
    phase: z.literal('locked'),
    wraps: z.array(z.enum(['passphrase', 'safeStorage', 'recoveryCode'])),
    keyFile: z.enum(['whole', 'damaged', 'missing']),
  }),
  /** The registry cannot be read; `backup` is the latest verified one. */
  z.object({
    phase: z.literal('damaged'),
    detail: z.string(),
    backup: z.object({ name: z.string(), takenAt: instant, auditSequence: z.int() }).nullable(),
  }),
  /** Written by a newer version: nothing was touched. */
  z.object({ phase: z.literal('fromFuture'), detail: z.string() }),
  z.object({
    phase: z.literal('open'),
    sample: z.boolean(),
    branch: z.object({ id: z.string(), code: z.string(), name: z.string(), companyName: z.string() }),
    /** Business date of the branch's clock. */
    today: z.string(),
  }),
]);

/** Protects the whole registry. */
const passphrase = z.string().min(12).max(200);

export const systemContract = {
  state: procedure('open').output(systemState),
  /**
   * By the passphrase; or by a recovery code, the printed one or, also without a key file, one that headquarters gave. That
   * also sets a new passphrase and binds the data to this computer anew: signing keys made before are lost with the old one.
   */
  unlock: procedure('open')
    .input(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('passphrase'), secret: z.string().min(1).max(200) }),
        z.object({ kind: z.literal('recoveryCode'), secret: z.string().min(1).max(200), newPassphrase: passphrase }),
      ]),
    )
    .output(systemState),
  /** First run: a branch with sample data. */
  createSample: procedure('open').output(systemState),
  /** First run: a branch of its own, with its first HR admin. Answers the recovery code, once. */
  createBranch: procedure('open')
    .input(
      z.object({
        code: z.string().regex(/^[A-Z0-9]{2,12}$/),
        name: line(60).min(2),
        companyName: line(60).min(2),
        city: line(40).optional(),
        passphrase,
        admin: z.object({ name: line(40).min(1), loginName: line(40).min(2), password: z.string().min(10).max(200) }),
      }),
    )
    .output(z.object({ recoveryCode: z.string() })),
  /** Puts the latest verified backup in place of a damaged registry. The damaged file is kept beside it. */
  restoreLatestBackup: procedure('open').output(systemState),
  branch: procedure('session').output(branchProfile),
  updateBranch: procedure('branch.edit')
    .input(z.object({ version: z.int(), ...branchFields }))
    .output(branchProfile),
  /** Verified copies on this computer, newest first, and the folder in which they lie. */
  backups: procedure('backup.view').output(z.object({ folder: z.string(), backups: z.array(backupRow) })),
  /** Copies the registry now, opens the copy again and checks it. */
  takeBackup: procedure('backup.take').output(backupRow),
  /** Makes a new printed code in place of the old one, which opens nothing any more. */
  renewRecoveryCode: procedure('backup.recoveryCode').output(z.object({ recoveryCode: z.string() })),
  about: procedure('session').output(
    z.object({ version: z.string(), node: z.string(), sqlite: z.string(), cipher: z.string(), schema: z.int() }),
  ),
  drafts: {
    save: procedure('session')
      .input(z.object({ form: line(120).min(1), body: z.string().max(200_000) }))
      .output(z.object({ savedAt: instant })),
    load: procedure('session')
      .input(z.object({ form: line(120).min(1) }))
      .output(z.object({ body: z.string(), savedAt: instant }).nullable()),
    discard: procedure('session')
      .input(z.object({ form: line(120).min(1) }))
      .output(z.object({ discarded: z.boolean() })),
  },
};
