import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  effectiveScope,
  mergePermissions,
  type PermissionTable,
  permissionsOf,
  reaches,
  roles,
  scopeOf,
} from './permissions.ts';

const table: PermissionTable = {
  'client.view': { salesperson: 'own', salesManager: 'branch', hrClerk: 'branch', hrAdmin: 'branch' },
  'client.export': { salesManager: 'branch', hrAdmin: 'none' },
  'handover.submit': { salesperson: 'own' },
};
const handover = ['handover.submit', 'client.view'];

describe('permission tables', () => {
  it('give what is written and nothing else', () => {
    expect(scopeOf(table, 'salesperson', 'client.view')).toBe('own');
    expect(scopeOf(table, 'salesperson', 'client.export')).toBe('none');
    expect(scopeOf(table, 'hrAdmin', 'client.export')).toBe('none');
  });

  it('give none for every name that is not in them, inherited ones included', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '']) {
      for (const role of roles) expect(scopeOf(table, role, name)).toBe('none');
    }
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...roles), (name, role) => {
        fc.pre(!Object.hasOwn(table, name));
        expect(scopeOf(table, role, name)).toBe('none');
      }),
    );
  });

  it('give none for a role that does not exist, as it may arrive from an old registry', () => {
    expect(scopeOf(table, 'constructor' as 'hrAdmin', 'client.view')).toBe('none');
  });

  it('do not merge when two features declare one permission', () => {
    expect(() => mergePermissions(table, { 'client.view': { hrClerk: 'own' } })).toThrow('client.view');
    expect(mergePermissions(table, { 'form.print': { hrClerk: 'branch' } })).toHaveProperty(['form.print']);
  });
});

describe('the state of the account', () => {
  it('leaves a restricted account the handover permissions only, over what is its own, whatever its role', () => {
    const holder = { role: 'salesManager', state: 'restricted' } as const;
    expect(permissionsOf(table, handover, { ...holder, state: 'active' })).toMatchObject({ 'client.view': 'branch' });
    expect(permissionsOf(table, handover, holder)).toEqual({ 'client.view': 'own' });
    expect(permissionsOf(table, handover, { ...holder, role: 'salesperson' })).toEqual({
      'client.view': 'own',
      'handover.submit': 'own',
    });
  });

  it('leaves a frozen or closed account nothing, and never widens', () => {
    fc.assert(
      fc.property(fc.constantFrom(...roles), fc.constantFrom(...Object.keys(table)), (role, permission) => {
        expect(effectiveScope(table, handover, { role, state: 'frozen' }, permission)).toBe('none');
        expect(effectiveScope(table, handover, { role, state: 'closed' }, permission)).toBe('none');
        const restricted = effectiveScope(table, handover, { role, state: 'restricted' }, permission);
        expect(restricted === 'none' || scopeOf(table, role, permission) !== 'none').toBe(true);
        expect(restricted).not.toBe('branch');
      }),
    );
  });
});

describe('reach over rows', () => {
  const row = { branchId: 'b1', responsibleIds: ['e1', 'e2'] };
  it('stays within the branch', () => {
    expect(reaches('branch', { employeeId: 'e9', branchId: 'b1' }, row)).toBe(true);
    expect(reaches('branch', { employeeId: 'e1', branchId: 'b2' }, row)).toBe(false);
  });
  it('of own rows needs to be responsible for them', () => {
    expect(reaches('own', { employeeId: 'e2', branchId: 'b1' }, row)).toBe(true);
    expect(reaches('own', { employeeId: 'e9', branchId: 'b1' }, row)).toBe(false);
    expect(reaches('own', { employeeId: null, branchId: 'b1' }, row)).toBe(false);
    expect(reaches('none', { employeeId: 'e1', branchId: 'b1' }, row)).toBe(false);
  });
});
