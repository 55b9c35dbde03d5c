import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { employ } from '../testing/employ.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { hashPassword } from './passwords.ts';
import type { Account, Caller } from './service.ts';

const password = 'correct horse 42';
const system = { id: 'system', name: '系统' };
const hour = 3_600_000;
let test: TestBranch;
let hash: Awaited<ReturnType<typeof hashPassword>>;
beforeEach(async () => {
  test = await openTestBranch();
  hash ??= await hashPassword(password);
});
afterEach(() => test.dispose());

const access = () => test.branch.services.access;
const row = (id: string) =>
  test.branch.registry.reader.prepare('SELECT * FROM account WHERE id = ?').get(id) as Account;
function person(
  loginName: string,
  role: Account['role'],
  more: { employeeId?: string; mustChange?: boolean } = {},
): Account {
  const { employeeId = null, mustChange = false } = more;
  return row(
    access().createHashed(system, { employeeId, displayName: loginName, loginName, role, hash, mustChange }).id,
  );
}
async function code(work: () => unknown): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals[0]?.code;
    throw error;
  }
}
const actor = (account: Account) => ({ id: account.id, name: account.displayName });
const signedIn = async (account: Account, window = account.loginName) => {
  await access().signIn(window, account.loginName, password);
  return access().caller(window);
};
/** Sets the computer's clock on or back: no time passes. */
const setClock = (by: number) => test.clock.set(test.clock.now() + by);
async function failTimes(loginName: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await code(() => access().signIn('w', loginName, 'wrong'));
}
/** Lifts the freeze of an account for so long, as two admins do. */
async function unfreeze(account: Account, ms: number): Promise<void> {
  await access().signIn('admin', 'admin', password);
  await access().unfreeze(access().caller('admin'), {
    ...current(account.id),
    reason: '补交资料',
    until: test.clock.now() + ms,
    secondPerson: { loginName: 'second', password },
  });
}
/** Somebody frozen, and unfrozen for so long. */
async function unfrozen(ms: number): Promise<Account> {
  person('admin', 'hrAdmin');
  person('second', 'hrAdmin');
  const sales = person('sales', 'salesperson');
  access().setState(system, { accountId: sales.id, to: 'frozen', reason: '逾期' });
  await unfreeze(sales, ms);
  return sales;
}
const current = (id: string) => ({ accountId: id, version: row(id).version });

describe('a freeze that two people lifted for a while', () => {
  it('is not made lasting by one of them restricting the account and lifting that again', async () => {
    const admin = person('admin', 'hrAdmin');
    person('second', 'hrAdmin');
    const sales = person('sales', 'salesperson');
    access().setState(system, { accountId: sales.id, to: 'frozen', reason: '逾期' });
    const caller = await signedIn(admin);
    const until = test.clock.now() + hour;
    await access().unfreeze(caller, {
      ...current(sales.id),
      reason: '补交资料',
      until,
      secondPerson: { loginName: 'second', password },
    });
    access().setState(caller.actor, { ...current(sales.id), to: 'restricted', reason: '先限制' });
    access().lift(caller, { ...current(sales.id), reason: '再解除' });
    expect(row(sales.id)).toMatchObject({ state: 'active', stateUntil: until });
    test.clock.pass(hour);
    expect(await code(() => access().signIn('s', 'sales', password))).toBe('access.accountBarred');
  });

  it('is confirmed by nobody whose password somebody else has set', async () => {
    const admin = person('admin', 'hrAdmin');
    const manager = person('manager', 'salesManager');
    const sales = person('sales', 'salesperson');
    access().setState(system, { accountId: sales.id, to: 'frozen', reason: '逾期' });
    await access().resetPassword(actor(admin), manager.id, 'umbrella-and-4-cats');
    const caller = await signedIn(admin);
    const secondPerson = { loginName: 'manager', password: 'umbrella-and-4-cats' };
    const until = test.clock.now() + hour;
    expect(
      await code(() => access().unfreeze(caller, { ...current(sales.id), reason: '急用', until, secondPerson })),
    ).toBe('access.secondPersonPassword');
    expect(await code(() => access().secondPerson(secondPerson))).toBe('access.secondPersonPassword');
    expect(row(sales.id).state).toBe('frozen');
  });

  it('does not make somebody the other HR admin whom the branch falls back on', async () => {
    const admin = person('admin', 'hrAdmin');
    const second = person('second', 'hrAdmin');
    person('manager', 'salesManager');
    access().setState(actor(admin), { accountId: second.id, to: 'frozen', reason: '核查' });
    await access().unfreeze(await signedIn(admin), {
      ...current(second.id),
      reason: '值班',
      until: test.clock.now() + hour,
      secondPerson: { loginName: 'manager', password },
    });
    for (const to of ['restricted', 'frozen', 'closed'] as const) {
      expect(await code(() => access().setState(actor(second), { accountId: admin.id, to, reason: 'x' }))).toBe(
        'account.lastHrAdmin',
      );
    }
  });
});

describe('a frozen account', () => {
  it('writes nothing more, also by a call that began before', async () => {
    person('admin', 'hrAdmin');
    const clerk = person('clerk', 'hrClerk');
    const { registry } = test.branch;
    const create = () =>
      registry.write.domain(actor(clerk), { action: 'position.create', subject: { kind: 'position', id: 'x' } }, (tx) =>
        tx.insert('position', { title: '销售', tradeSecretLevel: 0, agreementKinds: '[]', retired: 0 }),
      );
    create();
    const caller = await signedIn(clerk);
    const slow = access().changePassword(caller, password, 'umbrella-and-4-cats');
    access().setState(system, { accountId: clerk.id, to: 'frozen', reason: '预警' });
    expect(await code(() => slow)).toBe('access.accountBarred');
    expect(await code(create)).toBe('access.signInFirst');
    expect(registry.reader.prepare('SELECT count(*) FROM position').pluck().get()).toBe(1);
  });

  it('is shown nothing more, also by a call that began before', async () => {
    person('admin', 'hrAdmin');
    const clerk = person('clerk', 'hrClerk');
    const { write } = test.branch.registry;
    const look = (by: { id: string; name: string }) =>
      code(() => write.seen(by, { action: 'client.list', subject: { kind: 'list', id: 'clients' } }));
    const looking = look(actor(clerk));
    const others = look(system);
    access().setState(system, { accountId: clerk.id, to: 'frozen', reason: '预警' });
    expect(await looking).toBe('access.signInFirst');
    expect(await others).toBeUndefined();
  });

  it('frozen while it signs in is not signed in', async () => {
    person('admin', 'hrAdmin');
    const sales = person('sales', 'salesperson');
    const signingIn = access().signIn('w', 'sales', password);
    access().setState(system, { accountId: sales.id, to: 'frozen', reason: '预警' });
    expect(await code(() => signingIn)).toBe('access.accountBarred');
    expect(access().view('w')).toBeNull();
  });
});

describe('a decision that takes its time', () => {
  const asking = (account: Account) => ({
    ...current(account.id),
    reason: '急用',
    until: test.clock.now() + hour,
    secondPerson: { loginName: 'second', password },
  });

  it.each([
    ['lost the role', (id: string) => access().setRole(system, { ...current(id), role: 'hrClerk' as const })],
    [
      'was restricted',
      (id: string) => access().setState(system, { ...current(id), to: 'restricted', reason: '提交离职' }),
    ],
  ])('is not taken by somebody who has meanwhile %s', async (_what, change) => {
    const admin = person('admin', 'hrAdmin');
    person('second', 'hrAdmin');
    const sales = person('sales', 'salesperson');
    access().setState(system, { accountId: sales.id, to: 'frozen', reason: '逾期' });
    const caller = await signedIn(admin);
    const resetting = code(() => access().resetPassword(caller.actor, sales.id, 'umbrella-and-4-cats'));
    const lifting = code(() => access().unfreeze(caller, asking(sales)));
    change(admin.id);
    expect(await resetting).toBe('access.signInFirst');
    expect(await lifting).toBe('access.signInFirst');
    expect(row(sales.id).state).toBe('frozen');
  });

  it('is not confirmed by somebody who is leaving', async () => {
    person('admin', 'hrAdmin');
    const manager = person('second', 'salesManager');
    access().setState(system, { accountId: manager.id, to: 'restricted', reason: '提交离职' });
    expect(await code(() => access().secondPerson({ loginName: 'second', password }))).toBe('access.restricted');
  });

  it('is not confirmed by somebody who has meanwhile lost the role', async () => {
    const admin = person('admin', 'hrAdmin');
    const second = person('second', 'salesManager');
    const sales = person('sales', 'salesperson');
    access().setState(system, { accountId: sales.id, to: 'frozen', reason: '逾期' });
    const caller = await signedIn(admin);
    const lifting = code(() => access().unfreeze(caller, asking(sales)));
    access().setRole(system, { ...current(second.id), role: 'salesperson' });
    expect(await lifting).toBe('decision.secondPerson');
  });
});

describe('two admins who act at the same moment', () => {
  const both = async () => {
    const one = await signedIn(person('one', 'hrAdmin'));
    const other = await signedIn(person('other', 'hrAdmin'));
    return { one, other };
  };
  const active = () =>
    access()
      .accounts()
      .filter(({ role, state }) => role === 'hrAdmin' && state === 'active').length;

  it.each(['restricted', 'frozen', 'closed'] as const)('against each other (%s) leave one of them', async (to) => {
    const { one, other } = await both();
    const against = (by: Caller, whom: Caller) =>
      code(async () => access().setState(by.actor, { accountId: whom.account.id, to, reason: '测试' }));
    const answers = await Promise.all([against(one, other), against(other, one)]);
    expect(answers).toEqual([undefined, 'access.signInFirst']);
    expect(active()).toBe(1);
  });

  it('taking the role from each other leave one of them', async () => {
    const { one, other } = await both();
    const against = (by: Caller, whom: Caller) =>
      code(async () => access().setRole(by.actor, { accountId: whom.account.id, version: 1, role: 'hrClerk' }));
    expect(await Promise.all([against(one, other), against(other, one)])).toEqual([undefined, 'access.signInFirst']);
    expect(active()).toBe(1);
  });

  it('one taking the role, the other freezing, leave one of them', async () => {
    const { one, other } = await both();
    access().setRole(one.actor, { accountId: other.account.id, version: 1, role: 'salesManager' });
    expect(
      await code(() => access().setState(other.actor, { accountId: one.account.id, to: 'frozen', reason: '测试' })),
    ).toBe('access.signInFirst');
    expect(active()).toBe(1);
  });
});

describe('two people who sign in at one window at the same moment', () => {
  beforeEach(async () => {
    test.dispose();
    test = await openTestBranch({ sample: true });
  });

  it('leave one of them there, and only that one is told that they are signed in', async () => {
    const one = person('one', 'hrClerk');
    const other = person('other', 'salesperson');
    const answers = await Promise.allSettled([
      access().signInAsSample('w', one.id),
      access().signInAsSample('w', other.id),
    ]);
    const told = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value.account.loginName] : []));
    expect(told).toEqual(['other']);
    expect(access().caller('w').account.loginName).toBe('other');
  });

  it('are not told that they are signed in when a freeze was faster than the log', async () => {
    const sales = person('sales', 'salesperson');
    const signingIn = code(() => access().signInAsSample('w', sales.id));
    // Signed in, and not on record yet: nothing but promises may run in between.
    while (access().view('w') === null) await Promise.resolve();
    access().setState(system, { accountId: sales.id, to: 'frozen', reason: '预警' });
    expect(await signingIn).toBe('access.signInFirst');
  });
});

describe('a password', () => {
  it('is not changed while sign-in pauses, and trying counts for nothing', async () => {
    const clerk = person('clerk', 'hrClerk');
    const caller = await signedIn(clerk);
    await failTimes('clerk', 5);
    for (let time = 0; time < 3; time++) {
      expect(await code(() => access().changePassword(caller, password, 'umbrella-and-4-cats'))).toBe('access.paused');
      expect(await code(() => access().secondPerson({ loginName: 'clerk', password }))).toBe('access.paused');
    }
    test.clock.pass(61_000);
    expect(await code(() => access().changePassword(caller, password, 'umbrella-and-4-cats'))).toBeUndefined();
  });

  it('typed wrongly again and again to change it pauses sign-in too', async () => {
    const caller = await signedIn(person('clerk', 'hrClerk'));
    for (let time = 0; time < 5; time++) {
      await code(() => access().changePassword(caller, 'wrong', 'umbrella-and-4-cats'));
    }
    expect(await code(() => access().signIn('elsewhere', 'clerk', password))).toBe('access.paused');
  });

  it('that is reset while somebody signs in with the old one lets nobody in', async () => {
    const admin = person('admin', 'hrAdmin');
    const sales = person('sales', 'salesperson');
    const newHash = await hashPassword('umbrella-and-4-cats');
    const signingIn = access().signIn('w', 'sales', password);
    test.branch.registry.write.local((tx) => {
      const before = tx.get('credential', sales.id);
      if (before) tx.put('credential', { ...before, ...newHash });
    });
    expect(await code(() => signingIn)).toBe('access.wrongPassword');
    expect(await code(() => access().resetPassword(actor(admin), admin.id, 'umbrella-and-4-cats'))).toBe(
      'access.ownReset',
    );
  });

  it('that the admin resets meanwhile is not undone by a change that had begun before', async () => {
    const admin = person('admin', 'hrAdmin');
    const reset = await hashPassword('given-by-the-admin-7');
    const caller = await signedIn(person('clerk', 'hrClerk'));
    const failures = test.branch.registry.reader.prepare('SELECT failures FROM credential WHERE id = ?').pluck();
    const slow = access().changePassword(caller, password, 'umbrella-and-4-cats');
    // Past the comparison with the old one, before the new one is stored.
    await expect.poll(() => failures.get(caller.account.id), { interval: 5, timeout: 20_000 }).toBe(0);
    test.branch.registry.write.domain(actor(admin), { action: 'x', subject: { kind: 'account', id: 'x' } }, (tx) => {
      const before = tx.get('credential', caller.account.id);
      if (before) tx.put('credential', { ...before, ...reset, mustChange: 1 });
    });
    expect(await code(() => slow)).toBe('access.wrongPassword');
    expect(await code(() => access().signIn('w', 'clerk', 'umbrella-and-4-cats'))).toBe('access.wrongPassword');
    expect((await access().signIn('w', 'clerk', 'given-by-the-admin-7')).mustChangePassword).toBe(true);
  });

  it('that its owner changes ends what is open at other windows, not at this one', async () => {
    const clerk = person('clerk', 'hrClerk');
    const here = await signedIn(clerk, 'here');
    await signedIn(clerk, 'elsewhere');
    await access().changePassword(here, password, 'umbrella-and-4-cats');
    expect(access().view('elsewhere')).toBeNull();
    expect(access().view('here')).not.toBeNull();
  });
});

describe('a login name', () => {
  it('is the same with other letters, widths and blanks: no second chance for guesses, no second account', async () => {
    person('wangfang', 'hrClerk');
    for (const typed of ['wangfang', ' WangFang', 'WANGFANG ', 'ｗａｎｇｆａｎｇ', 'wangfang\u3000']) {
      expect(await code(() => access().signIn('w', typed, 'wrong'))).toBe('access.wrongPassword');
    }
    expect(await code(() => access().signIn('w', 'wangFang', password))).toBe('access.paused');
    const create = (loginName: string) =>
      code(() =>
        access().createHashed(system, {
          employeeId: null,
          displayName: 'x',
          loginName,
          role: 'hrClerk',
          hash,
          mustChange: false,
        }),
      );
    expect(await create(' WANGfang ')).toBe('access.loginNameTaken');
    expect(await create('  ')).toBe('access.loginNameForm');
    expect(await create('wang fang')).toBe('access.loginNameForm');
    expect(await create('wang\u200bfang')).toBe('access.loginNameForm');
    expect(await create(' LiMin ')).toBeUndefined();
    await access().signIn('l', 'limin', password);
  });

  it('that nobody has pauses like one that somebody has', async () => {
    for (let attempt = 0; attempt < 5; attempt++) await code(() => access().signIn('w', 'nobody', 'wrong'));
    expect(await code(() => access().signIn('w', 'Nobody ', 'wrong'))).toBe('access.paused');
    test.clock.pass(61_000);
    expect(await code(() => access().signIn('w', 'nobody', 'wrong'))).toBe('access.wrongPassword');
  });
});

describe('a clock that is set back', () => {
  it('ends sessions instead of letting them outlive their limits', async () => {
    await signedIn(person('clerk', 'hrClerk'), 'w');
    test.clock.pass(-30_000);
    expect(access().view('w')).not.toBeNull();
    test.clock.pass(-hour);
    expect(access().view('w')).toBeNull();
  });

  it('lets no session outlive its limits by being set back a little again and again', async () => {
    await signedIn(person('clerk', 'hrClerk'), 'w');
    for (let minute = 0; minute <= 15; minute++) {
      test.clock.pass(60_000);
      test.clock.pass(-50_000);
    }
    expect(access().view('w')).toBeNull();
  });

  it('does not leave the only admin locked out for the time by which it was wrong', async () => {
    person('admin', 'hrAdmin');
    setClock(365 * 24 * hour);
    await failTimes('admin', 5);
    setClock(-365 * 24 * hour);
    test.clock.pass(61_000);
    expect(await code(() => access().signIn('w', 'admin', password))).toBeUndefined();
  });

  it('lengthens no unfreeze while the program runs', async () => {
    const sales = await unfrozen(hour);
    test.clock.pass(hour - 60_000);
    setClock(-6 * hour);
    expect(await code(() => access().signIn('s', 'sales', password))).toBeUndefined();
    test.clock.pass(60_000);
    expect(await code(() => access().caller('s'))).toBe('access.signInFirst');
    expect(access().freezeExpired()).toBe(1);
    expect(row(sales.id).state).toBe('frozen');
  });

  it('lengthens no unfreeze by ending the program and starting it again', async () => {
    const sales = await unfrozen(hour);
    test.clock.pass(hour - 60_000);
    await access().signIn('s', 'sales', password);
    setClock(-6 * hour);
    await test.reopen();
    expect(await code(() => access().signIn('s', 'sales', password))).toBeUndefined();
    // What the log has seen since the unfreeze: one minute before its end.
    test.clock.pass(60_000);
    expect(await code(() => access().caller('s'))).toBe('access.signInFirst');
    expect(access().freezeExpired()).toBe(1);
    expect(row(sales.id).state).toBe('frozen');
  });

  it('to the right time again bars no new unfreeze', async () => {
    setClock(365 * 24 * hour);
    person('clerk', 'hrClerk');
    setClock(-365 * 24 * hour);
    await unfrozen(hour);
    expect(await code(() => access().signIn('s', 'sales', password))).toBeUndefined();
    await test.reopen();
    expect(await code(() => access().signIn('s', 'sales', password))).toBeUndefined();
  });
});

describe('a clock that is set forward', () => {
  it('ends no pause of sign-in, under no name', async () => {
    person('wang', 'hrClerk');
    for (const name of ['wang', 'nobody']) {
      await failTimes(name, 5);
      setClock(24 * hour);
      expect(await code(() => access().signIn('w', name, password)), name).toBe('access.paused');
    }
    test.clock.pass(61_000);
    expect(await code(() => access().signIn('w', 'wang', password))).toBeUndefined();
  });

  it('ends no pause by ending the program and starting it again: the pause begins anew with it', async () => {
    person('wang', 'hrClerk');
    await failTimes('wang', 5);
    setClock(24 * hour);
    await test.reopen();
    expect(await code(() => access().signIn('w', 'wang', password))).toBe('access.paused');
    test.clock.pass(61_000);
    expect(await code(() => access().signIn('w', 'wang', password))).toBeUndefined();
  });

  it('does not make a pause that has run out begin anew at the next start', async () => {
    person('wang', 'hrClerk');
    await failTimes('wang', 5);
    expect(access().endServedPauses()).toBe(0);
    test.clock.pass(61_000);
    expect(access().endServedPauses()).toBe(1);
    await test.reopen();
    expect(await code(() => access().signIn('w', 'wang', 'wrong'))).toBe('access.wrongPassword');
    // The failures before still count: the next pause is the longer one.
    test.clock.pass(61_000);
    expect(await code(() => access().signIn('w', 'wang', password))).toBe('access.paused');
  });

  it('ends an unfreeze, which two people can grant again', async () => {
    const sales = await unfrozen(hour);
    setClock(24 * hour);
    expect(await code(() => access().signIn('s', 'sales', password))).toBe('access.accountBarred');
    expect(access().freezeExpired()).toBe(1);
    setClock(-24 * hour);
    expect(row(sales.id).state).toBe('frozen');
    await unfreeze(sales, hour);
    expect(await code(() => access().signIn('s', 'sales', password))).toBeUndefined();
  });
});

describe('an account', () => {
  it('is not opened for somebody who is leaving or has left: that would undo the restriction', async () => {
    const admin = person('admin', 'hrAdmin');
    for (const stage of ['leaving', 'left', 'draft'] as const) {
      const employeeId = employ(test, '张伟', { stage });
      const given = { employeeId, displayName: '张伟', loginName: `zhang-${stage}`, role: 'salesperson' as const };
      expect(await code(() => access().createHashed(actor(admin), { ...given, hash, mustChange: true })), stage).toBe(
        'access.notAtWork',
      );
    }
  });

  it('does not get another role from its own holder', async () => {
    const admin = person('admin', 'hrAdmin');
    person('second', 'hrAdmin');
    expect(await code(() => access().setRole(actor(admin), { ...current(admin.id), role: 'salesManager' }))).toBe(
      'access.ownRole',
    );
  });

  it('that was restricted before a notice stays so when the notice is withdrawn', () => {
    person('admin', 'hrAdmin');
    const employeeId = employ(test, '张伟');
    const sales = person('zhangwei', 'salesperson', { employeeId });
    const act = { action: 'x', subject: { kind: 'employee', id: employeeId } };
    access().setState(system, { accountId: sales.id, to: 'restricted', reason: '核查异常导出' });
    test.branch.registry.write.domain(system, act, (tx) => access().liftIn(tx, employeeId, '撤回离职'));
    expect(row(sales.id).state).toBe('restricted');
  });

  it('that another signs in over ends, and that is on record', async () => {
    const clerk = person('clerk', 'hrClerk');
    const admin = person('admin', 'hrAdmin');
    await signedIn(clerk, 'w');
    await signedIn(admin, 'w');
    expect(access().caller('w').account.id).toBe(admin.id);
    expect(
      test.branch.registry.audit.about('account', clerk.id).map(({ action, actor: by }) => [action, by === clerk.id]),
    ).toContainEqual(['session.end', true]);
  });
});
