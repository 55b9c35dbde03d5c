import * as z from 'zod';
import { instant, line, procedure } from './base.ts';

/** Where the application stands before anybody signs in. */
export const systemState = z.discriminatedUnion('phase', [
  /** Nothing in the data folder yet: the guided first run. */
  z.object({ phase: z.literal('firstRun') }),
  /** The registry is there but its key is not: a passphrase is needed. */
  z.object({ phase: z.literal('locked'), wraps: z.array(z.enum(['passphrase', 'safeStorage', 'recoveryCode'])) }),
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

export const systemContract = {
  state: procedure('open').output(systemState),
  unlock: procedure('open')
    .input(z.object({ secret: z.string().min(1).max(200), kind: z.enum(['passphrase', 'recoveryCode']) }))
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
        passphrase: z.string().min(12).max(200),
        admin: z.object({ name: line(40).min(1), loginName: line(40).min(2), password: z.string().min(10).max(200) }),
      }),
    )
    .output(z.object({ recoveryCode: z.string() })),
  /** Puts the latest verified backup in place of a damaged registry. The damaged file is kept beside it. */
  restoreLatestBackup: procedure('open').output(systemState),
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
