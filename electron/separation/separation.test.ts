import { describe, expect, it } from 'vitest';
import { callerOf } from '../testing/callerOf.ts';
import { codesOf } from '../testing/refusalsOf.ts';
import { today } from '../workbench/today.ts';
import {
  accountOf,
  callers,
  colleague,
  day,
  eachWithLeaver,
  goThrough,
  leaver,
  person,
  separation,
  submit,
  system,
  test,
} from './leaverWithClients.ts';

eachWithLeaver();

describe('a resignation', () => {
  it('restricts the account at once, ends its sessions, and dates itself by law', () => {
    const row = submit();
    expect(row).toMatchObject({
      handoverState: 'submitted',
      legalState: 'noticed',
      statutoryEnd: '2026-12-23',
      handoverDue: '2026-12-20',
      transferDue: '2027-01-07',
      accountState: 'restricted',
      number: 'LZ-SH01-2026-0001',
    });
    expect(test.branch.services.people.isLeavingOrLeft(leaver)).toBe(true);
    expect(row.waiting?.who).toBe('李强');
  });

  it('is refused twice, for others, for the future, and before its own notice', async () => {
    submit();
    expect(await codesOf(() => submit())).toEqual(['separation.alreadyLeaving']);
    const forOther = {
      employeeId: colleague,
      kind: 'resignation' as const,
      noticeDate: '2026-11-23',
      requestedEnd: null,
      reason: '',
      supervisorId: null,
    };
    expect(await codesOf(() => separation().submit(callers.leaver, 'own', forOther))).toEqual(['separation.notYours']);
    expect(
      await codesOf(() => separation().submit(callers.clerk, 'branch', { ...forOther, noticeDate: '2026-12-01' })),
    ).toEqual(['separation.noticeInFuture']);
    expect(
      await codesOf(() => separation().submit(callers.clerk, 'branch', { ...forOther, requestedEnd: '2026-11-01' })),
    ).toEqual(['separation.endBeforeNotice']);
  });

  it('is withdrawn only by both sides, and everything is as before', async () => {
    const row = submit();
    const withdraw = (employeeAgrees: boolean) => () =>
      separation().withdraw(callers.clerk, {
        caseId: row.id,
        version: row.version,
        reason: '双方协商',
        employeeAgrees,
        employerAgrees: true,
      });
    expect(await codesOf(withdraw(false))).toEqual(['legalTrack.withdrawOneSided']);
    expect(withdraw(true)()).toMatchObject({
      handoverState: 'withdrawn',
      legalState: 'withdrawn',
      accountState: 'active',
    });
    expect(test.branch.services.people.isLeavingOrLeft(leaver)).toBe(false);
  });
});

describe('the lanes of a case', () => {
  it('carry what happened on its day and what is due, and the account as the log has it', async () => {
    const row = await goThrough('transferring');
    test.clock.pass(2 * day);
    const account = test.branch.registry.reader
      .prepare('SELECT id FROM account WHERE employeeId = ?')
      .pluck()
      .get(leaver);
    test.branch.services.access.setState(callers.admin.actor, {
      accountId: String(account),
      to: 'frozen',
      reason: '交接逾期',
    });
    expect(row.waiting).toMatchObject({ role: null, employeeIds: [leaver] });
    test.clock.pass(26 * day);
    const seen = separation().get(callers.clerk, 'branch', row.id);
    expect(seen.waiting).toMatchObject({ role: 'hrClerk', employeeIds: [] });
    const marks = Object.fromEntries(
      seen.milestones.map(({ track, key, on, state }) => [`${track} ${key}`, [on, state]]),
    );
    expect(marks).toEqual({
      'legal notice': ['2026-11-23', 'done'],
      'legal end': ['2026-12-23', 'due'],
      'legal certificate': ['2026-12-23', 'due'],
      'legal transfer': ['2027-01-07', 'due'],
      'handover submitted': ['2026-11-23', 'done'],
      'handover accepted': ['2026-11-23', 'done'],
      'handover settled': ['2026-12-20', 'overdue'],
    });
    expect(seen.accountSpans.map(({ state, from, to, why }) => [state, from, to, why])).toEqual([
      ['active', '2026-11-23', '2026-11-23', ''],
      ['restricted', '2026-11-23', '2026-11-25', '提交离职'],
      ['frozen', '2026-11-25', null, '交接逾期'],
    ]);
  });

  it('move with an agreed last day, which is never before the notice nor after the end', async () => {
    const row = await goThrough('listed');
    const agree = (end: string, version: number) => () =>
      separation().agreeEnd(callers.clerk, { caseId: row.id, version, end, reason: '双方协商提前' });
    expect(await codesOf(agree('2026-11-20', row.version))).toEqual(['separation.endBeforeNotice']);
    const agreed = agree('2026-11-30', row.version)();
    expect(agreed).toMatchObject({
      end: '2026-11-30',
      statutoryEnd: '2026-12-23',
      handoverDue: '2026-11-27',
      transferDue: '2026-12-15',
    });
    test.clock.pass(8 * day);
    const transferOn = (transferredOn: string, version: number) => () =>
      separation().recordTransfer(callers.clerk, { caseId: row.id, version, transferredOn });
    expect(await codesOf(transferOn('2026-12-01', agreed.version))).toEqual(['separation.notEndedYet']);
    const ended = separation().end(callers.clerk, { caseId: row.id, version: agreed.version });
    expect(ended.endedOn).toBe('2026-11-30');
    expect(await codesOf(agree('2026-12-10', ended.version))).toEqual(['separation.endPassed']);
    expect(await codesOf(transferOn('2026-12-24', ended.version))).toEqual(['separation.transferInFuture']);
    expect(transferOn('2026-12-01', ended.version)().milestones.find((mark) => mark.key === 'transfer')).toMatchObject({
      on: '2026-12-01',
      state: 'done',
    });
  });

  it('offer a withdrawal without bars: the consent of both is asked for when it is done', async () => {
    const row = submit();
    expect(row.legalChoices.find((choice) => choice.event === 'withdraw')?.barredBy).toEqual([]);
    expect(row.handoverChoices.map((choice) => choice.event)).toEqual(['accept', 'sendBack']);
  });
});

describe('the list of cases', () => {
  it('is searched by name, initials and number', () => {
    submit();
    const found = (text: string) =>
      separation().list(callers.clerk, 'branch', { chip: 'all', text, offset: 0, limit: 10 }).total;
    expect(['张伟', 'zw', '2026-0001', '没有这个人'].map(found)).toEqual([1, 1, 1, 0]);
  });
});

describe('the legal track', () => {
  it('is never barred by the handover: it ends on its day, the certificate follows, the account closes when settled', async () => {
    const row = await goThrough('transferring');
    const end = () => separation().end(callers.clerk, { caseId: row.id, version: row.version });
    expect(await codesOf(end)).toEqual(['legalTrack.beforeEnd']);
    await expect(test.branch.services.forms.print(callers.clerk, 'branch', 'leaveCertificate', row.id)).rejects.toThrow(
      'form.notEnded',
    );
    test.clock.pass(31 * day);
    const ended = end();
    expect(ended).toMatchObject({ legalState: 'ended', endedOn: '2026-12-23', handoverState: 'transferring' });
    const printed = await test.branch.services.forms.print(callers.clerk, 'branch', 'leaveCertificate', row.id);
    expect(printed.form).toMatchObject({ kind: 'leaveCertificate', number: 'SK-SH01-LZZM-20261224-0001-R0' });
    const issued = separation().issueCertificate(callers.clerk, { caseId: row.id, version: ended.version });
    expect(issued.legalState).toBe('certificateIssued');
    expect(accountOf(leaver)).toBe('closed');
  });
});

describe('the last HR admin', () => {
  it('leaves when the employment ends: nothing bars that, and today’s list says whose account is still open', async () => {
    const { access, people } = test.branch.services;
    const position = test.branch.registry.reader.prepare('SELECT id FROM position').pluck().get() as string;
    const chief = test.branch.registry.write.domain(
      system,
      { action: 'test.fill', subject: { kind: 'branch', id: 'b' } },
      (tx) => people.insertMany(tx, [person('陆静', '110101198807070028', position)])[0]?.employeeId ?? '',
    );
    const last = test.account('hrAdmin', { employeeId: chief });
    access.setState(system, { accountId: callers.admin.account.id, to: 'closed', reason: '只留一位' });
    const row = separation().submit(callers.clerk, 'branch', {
      employeeId: chief,
      kind: 'resignation',
      noticeDate: '2026-11-23',
      requestedEnd: null,
      reason: '退休',
      supervisorId: null,
    });
    expect(accountOf(chief)).toBe('active');
    expect(
      await codesOf(() =>
        separation().setManager(callerOf(last), { caseId: row.id, version: row.version, managerId: colleague }),
      ),
    ).toEqual(['separation.ownManager']);
    test.clock.pass(31 * day);
    expect(separation().end(callers.clerk, { caseId: row.id, version: row.version }).legalState).toBe('ended');
    expect(accountOf(chief)).toBe('active');
    const tasks = () =>
      today({ branch: test.branch, caller: callers.clerk, scope: 'branch' }).tasks.filter(
        ({ target }) => target.table === 'account',
      );
    expect(tasks()).toMatchObject([{ who: last.displayName, when: 'overdue', target: { id: last.id } }]);
    test.account('hrAdmin', { loginName: 'successor' });
    access.setState(system, { accountId: last.id, to: 'closed', reason: '已有接任' });
    expect(tasks()).toEqual([]);
  });
});
