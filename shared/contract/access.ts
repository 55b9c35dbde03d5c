import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { id, instant, line, procedure, refusalSchema, stepChoice, timelineEntry } from './base.ts';

export const role = z.enum(['hrClerk', 'salesperson', 'salesManager', 'hrAdmin']);
export const accountState = z.enum(['active', 'restricted', 'frozen', 'closed']);

export const accessPermissions = {
  'account.view': { hrAdmin: 'branch', hrClerk: 'branch' },
  'account.create': { hrAdmin: 'branch', hrClerk: 'branch' },
  'account.setState': { hrAdmin: 'branch' },
  'account.setRole': { hrAdmin: 'branch' },
  'account.resetPassword': { hrAdmin: 'branch' },
  'audit.view': { hrAdmin: 'branch' },
} satisfies PermissionTable;

/** Who is signed in, and what this person may do: permission -> scope. */
export const sessionSchema = z.object({
  account: z.object({
    id,
    employeeId: z.string().nullable(),
    displayName: z.string(),
    loginName: z.string(),
    role,
    state: accountState,
  }),
  permissions: z.record(z.string(), z.enum(['own', 'branch'])),
  mustChangePassword: z.boolean(),
  startedAt: instant,
  /** Milliseconds without input after which the session locks. */
  idleLimit: z.int(),
});

export const accountRow = z.object({
  id,
  version: z.int(),
  employeeId: z.string().nullable(),
  loginName: z.string(),
  displayName: z.string(),
  role,
  state: accountState,
  stateReason: z.string().nullable(),
  stateBy: z.string().nullable(),
  stateAt: instant.nullable(),
  stateUntil: instant.nullable(),
  lastSignInAt: instant.nullable(),
});

export const accessContract = {
  /** The people a sign-in page lists: in a sample branch one per role, else nobody (names are personal data). */
  samplePeople: procedure('open').output(
    z.array(z.object({ accountId: id, displayName: z.string(), role, position: z.string() })),
  ),
  signIn: procedure('open')
    .input(z.object({ loginName: line(60).min(1), password: z.string().min(1).max(200) }))
    .output(sessionSchema),
  /** One click in a sample branch; refused everywhere else. */
  signInAsSample: procedure('open')
    .input(z.object({ accountId: id }))
    .output(sessionSchema),
  session: procedure('open').output(sessionSchema.nullable()),
  /** Why this window's session ended without its person's doing, and what the account may do now; null otherwise. */
  sessionEnding: procedure('open').output(
    z.object({ why: z.enum(['idle', 'state', 'role', 'password']), state: accountState }).nullable(),
  ),
  /** Locks the screen: the session needs the password again (in a sample branch: one click). */
  lock: procedure('signedIn').output(z.object({ locked: z.boolean() })),
  signOut: procedure('signedIn').output(z.object({ signedOut: z.boolean() })),
  changePassword: procedure('signedIn')
    .input(z.object({ current: z.string().min(1).max(200), next: z.string().min(10).max(200) }))
    .output(z.object({ changed: z.boolean() })),
  accounts: procedure('account.view').output(z.array(accountRow)),
  /** One account: what can be done with it now, and everything that happened to it, refused sign-ins included. */
  account: procedure('account.view')
    .input(z.object({ accountId: id }))
    .output(z.object({ account: accountRow, choices: z.array(stepChoice), timeline: z.array(timelineEntry) })),
  /** Who works here and has no account: the people one can be opened for. */
  withoutAccount: procedure('account.create').output(
    z.array(
      z.object({
        employeeId: id,
        name: z.string(),
        employeeNo: z.string(),
        position: z.string(),
        /** A login name that is free: the pinyin of the name. */
        loginName: z.string(),
      }),
    ),
  ),
  createAccount: procedure('account.create')
    .input(z.object({ employeeId: id, loginName: line(60).min(2), role, password: z.string().min(10).max(200) }))
    .output(accountRow),
  /** Restrict, freeze or close. Ends open sessions at once. */
  setState: procedure('account.setState')
    .input(
      z.object({
        accountId: id,
        version: z.int(),
        to: z.enum(['restricted', 'frozen', 'closed']),
        reason: line(200).min(2),
      }),
    )
    .output(accountRow),
  /** Lifts a restriction once its case is concluded. Never one's own. */
  lift: procedure('account.setState')
    .input(z.object({ accountId: id, version: z.int(), reason: line(200).min(2) }))
    .output(accountRow),
  /** To restricted while the holder's separation is open, else to normal. Needs a second person (who signs here with their own password), a reason and an expiry. */
  unfreeze: procedure('account.setState')
    .input(
      z.object({
        accountId: id,
        version: z.int(),
        reason: line(200).min(2),
        until: instant,
        secondPerson: z.object({ loginName: line(60), password: z.string().min(1).max(200) }),
      }),
    )
    .output(accountRow),
  setRole: procedure('account.setRole')
    .input(z.object({ accountId: id, version: z.int(), role }))
    .output(accountRow),
  resetPassword: procedure('account.resetPassword')
    .input(z.object({ accountId: id, password: z.string().min(10).max(200) }))
    .output(z.object({ reset: z.boolean() })),
  /** Checks the whole audit chain; says which event is the first that does not fit. */
  verifyAudit: procedure('audit.view').output(
    z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), events: z.int(), head: z.string() }),
      z.object({
        ok: z.literal(false),
        sequence: z.int(),
        why: z.string(),
        refusal: refusalSchema,
        /** That event as it reads now; null when it is missing. */
        event: z
          .object({
            at: instant,
            actor: z.string(),
            action: z.string(),
            subjectKind: z.string(),
            subjectId: z.string(),
          })
          .nullable(),
      }),
    ]),
  ),
};
