import { domainTable, integer, integerOrNull, localTable, text, textOrNull } from './table.ts';

/** A person's right to use the application. Credentials lie apart and never leave the branch. */
export const account = domainTable(
  1,
  'account',
  {
    employeeId: textOrNull(10),
    loginName: text(11),
    displayName: text(12),
    role: text<'hrClerk' | 'salesperson' | 'salesManager' | 'hrAdmin'>(13),
    state: text<'active' | 'restricted' | 'frozen' | 'closed'>(14),
    stateReason: textOrNull(15),
    /** UTC milliseconds until which an unfreeze holds. */
    stateUntil: integerOrNull(16),
    stateBy: textOrNull(17),
    stateAt: integerOrNull(18),
  },
  { subject: { kind: 'employee', column: 'employeeId' } },
);

/**
 * Sign-in secret of an account: scrypt hash and lockout counters. `lockedUntil` names a pause that has not run out, by the
 * clock of its beginning, and is 0 without one; how long it lasts is counted by the running program.
 */
export const credential = localTable(2, 'credential', {
  scheme: text(10),
  salt: text(11),
  hash: text(12),
  mustChange: integer<0 | 1>(13),
  failures: integer(14),
  lockedUntil: integer(15),
  changedAt: integer(16),
});

/** What somebody typed and has not yet saved; deleted when the form is saved. */
export const draft = localTable(3, 'draft', {
  accountId: text(10),
  form: text(11),
  body: text(12),
  savedAt: integer(13),
});

export const accessTables = { account, credential, draft };
