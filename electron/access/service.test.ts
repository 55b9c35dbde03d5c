import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { employ } from '../testing/employ.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { hashPassword } from './passwords.ts';
import type { Account } from './service.ts';
import { idleLimit } from './sessions.ts';

const password = 'correct horse 42';
const system = { id: 'system', name: '系统' };
let test: TestBranch;
let hash: Awaited<ReturnType<typeof hashPassword>>;
beforeEach(async () => {
  test = await openTestBranch();
  hash ??= await hashPassword(password);
});
afterEach(() => test.dispose());

function person(loginName: string, role: Account['role']): Account {
  const view = test.branch.services.access.createHashed(system, {
    employeeId: null,
    displayName: loginName,
    loginName,
    role,
    hash,
    mustChange: false,
  });
  return test.branch.registry.reader.prepare('SELECT * FROM account WHERE id = ?').get(view.id) as Account;
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
const access = () => test.branch.services.access;
const version = (id: string) =>
  access()
    .accounts()
    .find((row) => row.id === id)?.version ?? 0;

describe('signing in', () => {
  it('answers an unknown name and a wrong password with the same words', async () => {
    person('wang', 'hrClerk');
    expect(await code(() => access().signIn('w', 'wang', 'wrong'))).toBe('access.wrongPassword');
    expect(await code(() => access().signIn('w', 'nobody', 'wrong'))).toBe('access.wrongPassword');
  });

  it('pauses after five failures, longer each time, and lets the right password in only after the pause', async () => {
    person('wang', 'hrClerk');
    for (let attempt = 0; attempt < 5; attempt++) await code(() => access().signIn('w', 'wang', 'wrong'));
    expect(await code(() => access().signIn('w', 'wang', password))).toBe('access.paused');
    test.clock.pass(61_000);
    expect(await code(() => access().signIn('w', 'wang', 'wrong'))).toBe('access.wrongPassword');
    test.clock.pass(61_000);
    expect(await code(() => access().signIn('w', 'wang', password))).toBe('access.paused');
    test.clock.pass(61_000);
    expect(await code(() => access().signIn('w', 'wang', password))).toBeUndefined();
  });

  it('counts guesses sent side by side like guesses one after the other', async () => {
    person('wang', 'hrClerk');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => code(() => access().signIn('w', 'wang', 'wrong'))),
    );
    expect(answers.filter((answer) => answer === 'access.paused').length).toBe(3);
  });

  it('one window cannot use the session of another', async () => {
    person('wang', 'hrClerk');
    await access().signIn('window-1', 'wang', password);
    expect(access().caller('window-1').account.loginName).toBe('wang');
    expect(await code(() => access().caller('window-2'))).toBe('access.signInFirst');
  });

  it('locks after 15 minutes without a call; looking at the session does not keep it alive', async () => {
    person('wang', 'hrClerk');
    await access().signIn('w', 'wang', password);
    test.clock.pass(idleLimit - 1000);
    expect(access().view('w')).not.toBeNull();
    test.clock.pass(2000);
    expect(await code(() => access().caller('w'))).toBe('access.signInFirst');
  });

  it('by one click works in sample branches only', async () => {
    const account = person('wang', 'hrClerk');
    expect(await code(() => access().signInAsSample('w', account.id))).toBe('access.notSample');
    expect(access().samplePeople()).toEqual([]);
  });
});

describe('freezing', () => {
  it('ends open sessions at once, in every window, and says who, when and why at the next sign-in', async () => {
    const admin = person('admin', 'hrAdmin');
    const sales = person('sales', 'salesperson');
    await access().signIn('w1', 'sales', password);
    await access().signIn('w2', 'sales', password);
    access().setState({ id: admin.id, name: 'admin' }, { accountId: sales.id, to: 'frozen', reason: '离职交接逾期' });
    expect(await code(() => access().caller('w1'))).toBe('access.signInFirst');
    expect(access().view('w2')).toBeNull();
    try {
      await access().signIn('w1', 'sales', password);
      expect.unreachable();
    } catch (error) {
      expect(error instanceof RefusalError && error.refusals[0]?.zh).toMatch(
        /^该账号已于 .* 冻结（admin，离职交接逾期）。$/,
      );
    }
  });

  it('restricting ends what was open, but the person can sign in again to work on the handover', async () => {
    const sales = person('sales', 'salesperson');
    await access().signIn('w', 'sales', password);
    access().setState(system, { accountId: sales.id, to: 'restricted', reason: '提交离职' });
    expect(await code(() => access().caller('w'))).toBe('access.signInFirst');
    await access().signIn('w', 'sales', password);
    const { account } = access().caller('w');
    expect(await code(() => access().scope(account, 'account.view'))).toBe('access.restricted');
    // Another account's change must not end this session.
    person('other', 'hrClerk');
    expect(await code(() => access().caller('w'))).toBeUndefined();
  });

  it('tells a window why its session is over until somebody signs in there', async () => {
    const admin = person('admin', 'hrAdmin');
    const sales = person('sales', 'salesperson');
    const actor = { id: admin.id, name: 'admin' };
    expect(access().endingAt('w')).toBeNull();
    await access().signIn('w', 'sales', password);
    expect(access().endingAt('w')).toBeNull();
    access().setState(actor, { accountId: sales.id, to: 'restricted', reason: '提交离职' });
    expect(access().endingAt('w')).toEqual({ why: 'state', state: 'restricted' });
    expect(access().endingAt('another')).toBeNull();

    await access().signIn('w', 'sales', password);
    expect(access().endingAt('w')).toBeNull();
    await access().resetPassword(actor, sales.id, 'another horse 43');
    expect(access().endingAt('w')).toEqual({ why: 'password', state: 'restricted' });

    await access().signIn('w', 'admin', password);
    test.clock.pass(idleLimit + 1000);
    expect(access().endingAt('w')).toEqual({ why: 'idle', state: 'active' });

    await access().signIn('w', 'admin', password);
    await access().signOut(access().caller('w'));
    expect(access().endingAt('w')).toBeNull();
  });

  it('never takes the last active HR admin: not by freezing, closing, restricting or another role', async () => {
    const admin = person('admin', 'hrAdmin');
    const actor = { id: admin.id, name: 'admin' };
    for (const to of ['restricted', 'frozen', 'closed'] as const) {
      expect(await code(() => access().setState(actor, { accountId: admin.id, to, reason: 'x' }))).toBe(
        'account.lastHrAdmin',
      );
    }
    expect(await code(() => access().setRole(actor, { accountId: admin.id, version: 1, role: 'hrClerk' }))).toBe(
      'account.lastHrAdmin',
    );
    person('second', 'hrAdmin');
    expect(
      await code(() => access().setState(actor, { accountId: admin.id, to: 'frozen', reason: 'x' })),
    ).toBeUndefined();
  });

  it('is lifted only with a second entitled person, a reason and an expiry, after which it returns', async () => {
    person('admin', 'hrAdmin');
    person('second', 'hrAdmin');
    person('clerk', 'hrClerk');
    const sales = person('sales', 'salesperson');
    access().setState(system, { accountId: sales.id, to: 'frozen', reason: '逾期' });
    await access().signIn('w', 'admin', password);
    const caller = access().caller('w');
    const unfreeze = (loginName: string, given = password, until = test.clock.now() + 3_600_000) =>
      code(() =>
        access().unfreeze(caller, {
          accountId: sales.id,
          version: version(sales.id),
          reason: '补交资料',
          until,
          secondPerson: { loginName, password: given },
        }),
      );
    expect(await unfreeze('admin')).toBe('decision.secondPerson');
    expect(await unfreeze('clerk')).toBe('decision.secondPerson');
    expect(await unfreeze('second', 'wrong')).toBe('access.wrongPassword');
    expect(await unfreeze('second', password, test.clock.now() - 1)).toBe('decision.until');
    expect(await unfreeze('second')).toBeUndefined();
    await access().signIn('s', 'sales', password);
    test.clock.pass(3_600_001);
    expect(access().freezeExpired()).toBe(1);
    expect(await code(() => access().signIn('s', 'sales', password))).toBe('access.accountBarred');
  });
});

describe('the states of an account', () => {
  const admin = () => ({ id: person('admin', 'hrAdmin').id, name: 'admin' });
  const move = (actor: { id: string; name: string }, accountId: string, to: 'restricted' | 'frozen' | 'closed') =>
    code(() => access().setState(actor, { accountId, to, reason: '测试' }));

  it('no freeze is undone by restricting, and nothing opens a closed account again', async () => {
    const actor = admin();
    const sales = person('sales', 'salesperson');
    expect(await move(actor, sales.id, 'frozen')).toBeUndefined();
    expect(await move(actor, sales.id, 'restricted')).toBe('account.notFromHere');
    expect(await move(actor, sales.id, 'closed')).toBeUndefined();
    for (const to of ['restricted', 'frozen', 'closed'] as const) {
      expect(await move(actor, sales.id, to)).toBe('account.notFromHere');
    }
    await access().signIn('w', 'admin', password);
    const caller = access().caller('w');
    expect(
      await code(() => access().lift(caller, { accountId: sales.id, version: version(sales.id), reason: '回来了' })),
    ).toBe('account.notFromHere');
  });

  it('only an HR admin decides, and nobody lifts their own restriction', async () => {
    const actor = admin();
    const second = person('second', 'hrAdmin');
    const clerk = person('clerk', 'hrClerk');
    expect(await move({ id: clerk.id, name: 'clerk' }, clerk.id, 'frozen')).toBe('account.role');
    expect(await move(actor, second.id, 'restricted')).toBeUndefined();
    await access().signIn('w', 'second', password);
    const lift = (window: string) =>
      code(() =>
        access().lift(access().caller(window), { accountId: second.id, version: version(second.id), reason: '办结' }),
      );
    expect(await lift('w')).toBe('account.ownCase');
    await access().signIn('a', 'admin', password);
    expect(await lift('a')).toBeUndefined();
  });

  it('each restriction ends what was open, the second one too', async () => {
    const actor = admin();
    const sales = person('sales', 'salesperson');
    await access().signIn('a', 'admin', password);
    for (let time = 0; time < 2; time++) {
      await access().signIn('s', 'sales', password);
      expect(await move(actor, sales.id, 'restricted')).toBeUndefined();
      expect(access().view('s')).toBeNull();
      access().lift(access().caller('a'), { accountId: sales.id, version: version(sales.id), reason: '办结' });
    }
  });

  it('somebody who is leaving is unfrozen to restricted, also by a manager as second person', async () => {
    person('admin', 'hrAdmin');
    person('manager', 'salesManager');
    const employeeId = employ(test, '张伟');
    const sales = test.account('salesperson', { loginName: 'leaver', employeeId });
    const { registry } = test.branch;
    registry.write.domain(
      system,
      { action: 'separation.open', subject: { kind: 'employee', id: employeeId } },
      (tx) => {
        tx.insert('separationCase', {
          number: 'SH01-LZ-1',
          employmentId: tx.one<{ id: string }>('SELECT id FROM employment')?.id ?? '',
          employeeId,
          kind: 'resignation',
          noticeDate: '2026-11-01',
          statutoryEnd: '2026-12-01',
          legalState: 'noticed',
          handoverState: 'transferring',
          handoverDue: '2026-12-01',
        });
        access().restrictLeaver(tx, sales.id);
      },
    );
    access().setState(system, { accountId: sales.id, to: 'frozen', reason: '逾期' });
    await access().signIn('w', 'admin', password);
    const caller = access().caller('w');
    expect(
      access()
        .account(caller, sales.id)
        .choices.map(({ event }) => event),
    ).toEqual(['unfreezeRestricted', 'close']);
    const view = await access().unfreeze(caller, {
      accountId: sales.id,
      version: version(sales.id),
      reason: '补交资料',
      until: test.clock.now() + 60_000,
      secondPerson: { loginName: 'manager', password },
    });
    expect(view.state).toBe('restricted');
    expect(
      await code(() => access().lift(caller, { accountId: sales.id, version: view.version, reason: '办结' })),
    ).toBe('account.separationOpen');
    // Not a millisecond longer than it was granted for, whether or not the job has run.
    test.clock.pass(60_000);
    expect(
      access()
        .accounts()
        .find((row) => row.id === sales.id)?.state,
    ).toBe('frozen');
    expect(access().freezeExpired()).toBe(1);
  });
});

describe('what is refused at sign-in', () => {
  const refusals = () => {
    const { audit } = test.branch.registry;
    test.branch.registry.write.flush();
    return [...audit.records(0)]
      .filter(({ action }) => action === 'session.refused')
      .map((record) => ({
        actor: record.actor,
        subject: `${record.subjectKind}:${record.subjectId}`,
        why: audit.opened(record.sequence)[0]?.values.why,
      }));
  };

  it('is in the log with its reason, never with what was typed, and a pause only once', async () => {
    const wang = person('wang', 'hrClerk');
    await code(() => access().signIn('w', 'correct horse 42', 'x'));
    for (let attempt = 0; attempt < 9; attempt++) await code(() => access().signIn('w', 'wang', 'wrong'));
    const { identity } = test.branch;
    expect(refusals()).toEqual([
      { actor: 'system', subject: `branch:${identity.id}`, why: '没有这个登录名' },
      ...Array.from({ length: 5 }, () => ({ actor: 'system', subject: `account:${wang.id}`, why: '密码不对' })),
      { actor: 'system', subject: `account:${wang.id}`, why: '密码连续输错，暂停登录' },
    ]);
    expect(test.branch.registry.audit.verify().ok).toBe(true);
  });

  it('says that the account is frozen, and stands in the account’s own timeline', async () => {
    person('admin', 'hrAdmin');
    const sales = person('sales', 'salesperson');
    access().setState(system, { accountId: sales.id, to: 'frozen', reason: '逾期' });
    expect(await code(() => access().signIn('w', 'sales', password))).toBe('access.accountBarred');
    await access().signIn('w', 'admin', password);
    const { timeline } = access().account(access().caller('w'), sales.id);
    expect(timeline[0]).toMatchObject({ action: 'session.refused', actor: '系统', why: '账号已冻结' });
  });
});

describe('accounts', () => {
  it('of those who approve are opened by an HR admin only', async () => {
    const clerk = person('clerk', 'hrClerk');
    const admin = person('admin', 'hrAdmin');
    const open = (by: Account, role: Account['role']) =>
      code(() =>
        access().createHashed(
          { id: by.id, name: by.displayName },
          { employeeId: null, displayName: 'x', loginName: `by-${by.loginName}-${role}`, role, hash, mustChange: true },
        ),
      );
    expect(await open(clerk, 'hrAdmin')).toBe('access.roleByAdmin');
    expect(await open(clerk, 'salesManager')).toBe('access.roleByAdmin');
    expect(await open(clerk, 'salesperson')).toBeUndefined();
    expect(await open(admin, 'hrAdmin')).toBeUndefined();
  });

  it('can be opened for people who work here and have none, under a login name that is free', () => {
    employ(test, '王芳');
    employ(test, '李敏', { stage: 'left' });
    person('wangfang', 'hrClerk');
    test.account('salesperson', { employeeId: employ(test, '张伟') });
    expect(access().withoutAccount()).toMatchObject([{ name: '王芳', position: '销售', loginName: 'wangfang2' }]);
  });

  it('refuses a login name or an employee twice, and guessable passwords', async () => {
    person('wang', 'hrClerk');
    const base = { employeeId: null, displayName: 'x', role: 'hrClerk' as const };
    expect(await code(() => access().create(system, { ...base, loginName: 'wang', password }))).toBe(
      'access.loginNameTaken',
    );
    for (const weak of ['1234567890', 'aaaaaaaaaaaa', 'password123', 'xx-zhangwei-xx']) {
      expect(await code(() => access().create(system, { ...base, loginName: 'zhangwei', password: weak })), weak).toBe(
        'access.guessablePassword',
      );
    }
  });

  it('a stale page changes nothing', async () => {
    person('admin', 'hrAdmin');
    const sales = person('sales', 'salesperson');
    access().setRole(system, { accountId: sales.id, version: 1, role: 'salesManager' });
    expect(await code(() => access().setRole(system, { accountId: sales.id, version: 1, role: 'hrClerk' }))).toBe(
      'row.changedMeanwhile',
    );
  });

  it('secrets are in no operation and no audit detail', () => {
    person('wang', 'hrClerk');
    const { reader, audit } = test.branch.registry;
    const operations = Buffer.concat(reader.prepare('SELECT columns FROM operation').pluck().all() as Buffer[]);
    expect(operations.includes(hash.hash)).toBe(false);
    const opened = [...audit.records(0)].flatMap(({ sequence }) => audit.opened(sequence));
    expect(JSON.stringify(opened)).not.toContain(hash.hash);
    expect(JSON.stringify(opened)).toContain('wang');
  });
});
