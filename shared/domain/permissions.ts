import type { Words } from './refusal.ts';
import type { AccountState } from './states/account.ts';

/** What a person is in a branch. One account has one role; a wider role does not contain a narrower one by itself. */
export type Role = 'hrClerk' | 'salesperson' | 'salesManager' | 'hrAdmin';

/** How far a permission reaches: rows of one's own, every row of the branch, or none. */
export type Scope = 'own' | 'branch' | 'none';

/**
 * Permission -> role -> scope. Each feature declares its own table; what is not written there is `none`, also for
 * permissions and roles that nobody has heard of.
 */
export type PermissionTable = Readonly<Record<string, Partial<Record<Role, Scope>>>>;

export const roles: readonly Role[] = ['hrClerk', 'salesperson', 'salesManager', 'hrAdmin'];

export const roleWords: Readonly<Record<Role, Words>> = {
  hrClerk: { zh: '人事专员', en: 'HR clerk' },
  salesperson: { zh: '销售', en: 'Salesperson' },
  salesManager: { zh: '销售经理', en: 'Sales manager' },
  hrAdmin: { zh: 'HR管理员', en: 'HR admin' },
};

export const scopeWords: Readonly<Record<Scope, Words>> = {
  own: { zh: '本人', en: 'own' },
  branch: { zh: '本门店', en: 'whole branch' },
  none: { zh: '无', en: 'none' },
};

/** The scope that a role has for a permission, without regard to the state of the account. Unknown names give `none`. */
export function scopeOf(table: PermissionTable, role: Role, permission: string): Scope {
  // Own properties only: a permission called `constructor` must not find one.
  if (!Object.hasOwn(table, permission)) return 'none';
  const scopes = table[permission];
  return scopes && Object.hasOwn(scopes, role) ? (scopes[role] ?? 'none') : 'none';
}

/** What of an account decides its permissions. */
export interface PermissionHolder {
  readonly role: Role;
  readonly state: AccountState;
}

/**
 * The scope that remains once the state of the account is taken into account: a restricted account keeps the permissions
 * that its features mark as part of a handover, and only over what is its own: a manager who leaves has nothing more to do
 * with everybody else's clients. A frozen or closed one keeps nothing.
 */
export function effectiveScope(
  table: PermissionTable,
  handoverPermissions: readonly string[],
  holder: PermissionHolder,
  permission: string,
): Scope {
  switch (holder.state) {
    case 'active':
      return scopeOf(table, holder.role, permission);
    case 'restricted':
      return handoverPermissions.includes(permission) && scopeOf(table, holder.role, permission) !== 'none'
        ? 'own'
        : 'none';
    case 'frozen':
    case 'closed':
      return 'none';
  }
}

/** Everything that an account may do at this moment; permissions without reach are left out. */
export function permissionsOf(
  table: PermissionTable,
  handoverPermissions: readonly string[],
  holder: PermissionHolder,
): Record<string, 'own' | 'branch'> {
  const granted: Record<string, 'own' | 'branch'> = {};
  for (const permission of Object.keys(table)) {
    const scope = effectiveScope(table, handoverPermissions, holder, permission);
    if (scope !== 'none') granted[permission] = scope;
  }
  return granted;
}

/**
 * One table out of those of the features. Two features that declare the same permission are a mistake of the
 * programmer and throw: the later one would otherwise widen or narrow the earlier one in silence.
 */
export function mergePermissions(...tables: readonly PermissionTable[]): PermissionTable {
  const merged: Record<string, Partial<Record<Role, Scope>>> = {};
  for (const table of tables) {
    for (const [permission, scopes] of Object.entries(table)) {
      if (Object.hasOwn(merged, permission)) throw new Error(`permission declared twice: ${permission}`);
      merged[permission] = scopes;
    }
  }
  return merged;
}

/**
 * Whether a scope reaches a row: `branch` reaches rows of the person's branch, `own` only those among them that the
 * person is responsible for.
 */
export function reaches(
  scope: Scope,
  person: { readonly employeeId: string | null; readonly branchId: string },
  row: { readonly branchId: string; readonly responsibleIds: readonly string[] },
): boolean {
  if (scope === 'none' || person.branchId !== row.branchId) return false;
  return scope === 'branch' || (person.employeeId !== null && row.responsibleIds.includes(person.employeeId));
}
