import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { setterPeriod } from './independence.ts';
import { hashPassword } from './passwords.ts';
import type { Account } from './service.ts';

const password = 'correct horse 42';
const system = { id: 'system', name: '系统' };
let test: TestBranch;
let hash: Awaited<ReturnType<typeof hashPassword>>;
beforeAll(async () => {
  hash = await hashPassword(password);
});
beforeEach(async () => {
  test = await openTestBranch();
});
afterEach(() => test.dispose());

const access = () => test.branch.services.access;
const row = (id: string) =>
  test.branch.registry.reader.prepare('SELECT * FROM account WHERE id = ?').get(id) as Account;
const actor = (account: Account) => ({ id: account.id, name: account.displayName });
/** An account whose holder has a password of their own, whoever opened it. */
function person(loginName: string, role: Account['role'], openedBy = system): Account {
  const given = { employeeId: null, displayName: loginName, loginName, role, hash, mustChange: false };
  return row(access().createHashed(openedBy, given).id);
}
/** A reset whose password has been changed since, by whoever held it. */
async function reset(by: Account, account: Account): Promise<void> {
  await access().resetPassword(actor(by), account.id, 'given-for-a-moment-7');
  await access().signIn('changing', account.loginName, 'given-for-a-moment-7');
  await access().changePassword(access().caller('changing'), 'given-for-a-moment-7', password);
}
/** Two people try to lift the freeze of somebody. */
async function unfreezing(first: Account, second: Account): Promise<string | undefined> {
  const frozen = person(`frozen-${test.branch.registry.newId()}`, 'salesperson');
  access().setState(system, { accountId: frozen.id, to: 'frozen', reason: '逾期' });
  await access().signIn(first.loginName, first.loginName, password);
  try {
    await access().unfreeze(access().caller(first.loginName), {
      accountId: frozen.id,
      version: row(frozen.id).version,
      reason: '补交资料',
      until: test.clock.now() + 3_600_000,
      secondPerson: { loginName: second.loginName, password },
    });
    return undefined;
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals[0]?.code;
    throw error;
  }
}
const dependent = 'access.secondPersonDependent';

describe('two people who decide together', () => {
  let admin: Account;
  let manager: Account;
  beforeEach(() => {
    admin = person('admin', 'hrAdmin');
    manager = person('manager', 'salesManager');
  });

  it('are two where neither has set the password of the other', async () => {
    expect(await unfreezing(admin, manager)).toBeUndefined();
  });

  it('are not two while one may be sitting at the account that they have opened', async () => {
    const opened = person('opened', 'hrAdmin', actor(admin));
    expect(await unfreezing(admin, opened)).toBe(dependent);
    expect(await unfreezing(opened, admin)).toBe(dependent);
    expect(await unfreezing(opened, manager)).toBeUndefined();
  });

  it('are not two after a reset, though the password was changed since; a day later they are again', async () => {
    await reset(admin, manager);
    expect(await unfreezing(admin, manager)).toBe(dependent);
    test.clock.pass(setterPeriod - 1000);
    expect(await unfreezing(admin, manager)).toBe(dependent);
    test.clock.pass(1000);
    expect(await unfreezing(admin, manager)).toBeUndefined();
  });

  it('are not two through an account between them, nor where a third has opened both', async () => {
    const between = person('between', 'hrAdmin', actor(admin));
    await reset(between, manager);
    expect(await unfreezing(admin, manager)).toBe(dependent);
    const one = person('one', 'hrAdmin', actor(admin));
    const other = person('other', 'salesManager', actor(admin));
    expect(await unfreezing(one, other)).toBe(dependent);
  });

  it('are told until when', async () => {
    const until = test.clock.now() + setterPeriod;
    const opened = person('opened', 'hrAdmin', actor(admin));
    test.branch.registry.write.domain(actor(admin), { action: 'x', subject: { kind: 'account', id: 'x' } }, (tx) => {
      try {
        access().refuseDependent(tx, opened.id);
        expect.unreachable();
      } catch (error) {
        if (!(error instanceof RefusalError)) throw error;
        // 2026-11-24, 09:00 in Shanghai.
        expect(until).toBe(Date.UTC(2026, 10, 24, 1));
        expect(error.refusals[0]?.next.zh).toContain('2026年11月24日 09:00');
        expect(error.refusals[0]?.field).toBe('secondPerson');
      }
    });
  });
});
