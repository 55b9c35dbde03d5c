import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import { callerOf } from '../testing/callerOf.ts';
import { employ } from '../testing/employ.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';

const system = { id: 'system', name: '系统' };
const day = 86_400_000;
let test: TestBranch;
beforeEach(async () => {
  test = await openTestBranch();
});
afterEach(() => test.dispose());

const alarms = () => test.branch.services.alarms;
const write = (body: Parameters<typeof test.branch.registry.write.domain>[2]) =>
  test.branch.registry.write.domain(system, { action: 'test.fill', subject: { kind: 'branch', id: 'b' } }, body);
async function code(work: () => unknown): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals[0]?.code;
    throw error;
  }
}

function overdueCase(employeeId: string, due = '2026-11-20'): string {
  const id = test.branch.registry.newId();
  write((tx) => {
    tx.insert('separationCase', {
      id,
      number: 'SH01-LZ-2026-0001',
      employmentId: tx.one<{ id: string }>('SELECT id FROM employment WHERE employeeId = ?', employeeId)?.id ?? '',
      employeeId,
      kind: 'resignation',
      noticeDate: '2026-10-20',
      statutoryEnd: due,
      legalState: 'noticed',
      handoverState: 'transferring',
      handoverDue: due,
    });
    for (const [kind, amount, state] of [
      ['client', 0, 'open'],
      ['client', 0, 'accepted'],
      ['receivable', 1_234_500, 'handedOver'],
    ] as const) {
      tx.insert('handoverItem', {
        caseId: id,
        kind,
        subjectId: 'x',
        title: `项目 ${kind}`,
        snapshot: '{}',
        amount,
        state,
        attempt: 1,
      });
    }
  });
  return id;
}

/** Somebody who left on 1 July with clients that stopped, went on, or never ordered. */
function leaverWithClients(): string {
  const leaver = employ(test, '张伟', { stage: 'left' });
  const successor = employ(test, '王芳');
  const { newId } = test.branch.registry;
  write((tx) => {
    const ids = Array.from({ length: 3 }, () => newId());
    const [stopped, busy] = ids as [string, string];
    const order = (clientId: string, date: string, amount: number) => ({
      number: newId(),
      clientId,
      employeeId: leaver,
      date,
      amount,
      status: 'settled' as const,
      source: 'test',
    });
    test.branch.services.clients.insertMany(tx, {
      clients: ids.map((id, index) => ({
        id,
        name: `客户${'甲乙丙'[index]}`,
        status: 'active' as const,
        creditDays: 30,
        ownerId: successor,
      })),
      ownerships: ids.map((clientId) => ({
        clientId,
        employeeId: leaver,
        role: 'owner' as const,
        share: 100,
        fromDate: '2020-01-01',
        toDate: '2026-07-01',
        reason: '开发',
        decidedBy: 'system',
        epoch: 1,
      })),
      orders: [
        order(stopped, '2025-09-10', 300_000),
        order(stopped, '2025-10-10', 300_000),
        order(stopped, '2026-06-10', 400_000),
        order(busy, '2026-11-10', 900_000),
      ],
      receivables: [],
    });
  });
  return leaver;
}

describe('the rules', () => {
  it('raise one alarm for one matter and freeze whoever is late', () => {
    const leaver = employ(test, '张伟');
    const sales = test.account('salesperson', { employeeId: leaver });
    test.branch.services.access.setState(system, { accountId: sales.id, to: 'restricted', reason: '提交离职' });
    overdueCase(leaver);
    expect(alarms().evaluate()).toBe(1);
    expect(alarms().evaluate()).toBe(0);
    const [alarm, ...others] = alarms().list('open');
    expect(others).toEqual([]);
    expect(alarm?.sentence).toEqual({
      zh: '张伟的离职交接（SH01-LZ-2026-0001）逾期 3 天，还有 1 家客户、应收 ¥12,345.00 没有交接完。',
      en: 'The handover of 张伟 (SH01-LZ-2026-0001) is 3 days overdue: 1 client and receivables of ¥12,345.00 are not handed over.',
    });
    expect(test.branch.services.access.accounts().find(({ id }) => id === sales.id)).toMatchObject({
      state: 'frozen',
      stateBy: '系统',
    });
    test.clock.pass(day);
    expect(alarms().evaluate()).toBe(0);
    expect(alarms().list('open')[0]?.sentence.zh).toContain('逾期 4 天');
  });

  it('are over by themselves once the matter is put right, and come again when it comes again', () => {
    const caseId = overdueCase(employ(test, '张伟'));
    alarms().evaluate();
    const state = (handoverState: 'settled' | 'transferring') =>
      write((tx) => tx.update('separationCase', caseId, { handoverState }));
    expect(alarms().followUp()).toBe(0);
    state('settled');
    expect(alarms().followUp()).toBe(0);
    expect(alarms().list('open')).toEqual([]);
    expect(alarms().list('confirmed')).toMatchObject([
      { dispositionBy: '系统', dispositionNote: '交接已办结，或限期已改' },
    ]);
    state('transferring');
    expect(alarms().followUp()).toBe(1);
    expect(alarms().followUp()).toBe(0);
    expect(alarms().list('all')).toHaveLength(2);
  });

  it('leave the account of a leaver open for as long as two people have unfrozen it', () => {
    const leaver = employ(test, '张伟');
    const sales = test.account('salesperson', { employeeId: leaver });
    const { access } = test.branch.services;
    access.setState(system, { accountId: sales.id, to: 'restricted', reason: '提交离职' });
    overdueCase(leaver);
    alarms().evaluate();
    const state = () => access.accounts().find(({ id }) => id === sales.id)?.state;
    expect(state()).toBe('frozen');
    write((tx) => tx.update('account', sales.id, { state: 'restricted', stateUntil: test.clock.now() + 3 * day }));
    test.clock.pass(day);
    alarms().evaluate();
    expect(alarms().list('open')[0]?.sentence.zh).toContain('逾期 4 天');
    expect(state()).toBe('restricted');
    test.clock.pass(2 * day);
    expect(state()).toBe('frozen');
  });

  it('show what lies behind a sentence: figures, months, clients', async () => {
    const leaver = leaverWithClients();
    expect(alarms().evaluate()).toBe(1);
    const [alarm] = alarms().list('open');
    expect(alarm?.sentence.zh).toBe('张伟负责过的 3 家客户中，1 家自 6 月起停止下单，往年同期月均 ¥2,000.00。');
    const manager = test.account('salesManager');
    const detail = await alarms().detail(callerOf(manager), alarm?.id ?? '');
    expect(detail.rows).toEqual([
      {
        target: { table: 'client', id: expect.any(String) },
        title: '客户甲',
        detail: { zh: '王芳', en: '王芳' },
        date: '2026-06-10',
        amount: 600_000,
      },
    ]);
    expect(detail.course?.months.at(0)).toBe('2025-12');
    expect(detail.course?.months.at(-1)).toBe('2026-11');
    expect(detail.course?.amounts).toEqual([0, 0, 0, 0, 0, 0, 400_000, 0, 0, 0, 0, 0]);
    expect(detail.course?.yearBefore).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 300_000, 300_000, 0]);
    expect(detail.about).toEqual([{ table: 'employee', id: leaver, label: '张伟' }]);
    expect(detail.barredBy).toEqual([]);
    const seen = test.branch.registry.audit.about('alarm', alarm?.id ?? '');
    expect(seen.map(({ action, actor }) => [action, actor])).toEqual([['alarm.view', manager.id]]);
  });
});

describe('a judgement', () => {
  const judge = (account: Database['account'], alarmId: string, version: number) =>
    code(() => alarms().dispose(callerOf(account), { alarmId, version, state: 'dismissed', note: '已与客户核实' }));

  it('is never one’s own, comes once, and not from a stale page', async () => {
    const leaver = employ(test, '李强');
    overdueCase(leaver);
    alarms().evaluate();
    const { id = '', version = 0 } = alarms().list('open')[0] ?? {};
    const own = test.account('salesManager', { employeeId: leaver });
    expect(await judge(own, id, version)).toBe('alarm.own');
    expect((await alarms().detail(callerOf(own), id)).barredBy.map((each) => each.code)).toEqual(['alarm.own']);
    const admin = test.account('hrAdmin');
    expect(await judge(admin, id, version + 1)).toBe('row.changedMeanwhile');
    expect(await judge(admin, test.branch.registry.newId(), 1)).toBe('alarm.notFound');
    expect(await judge(admin, id, version)).toBeUndefined();
    expect(await judge(admin, id, version + 1)).toBe('alarm.disposed');
    expect(alarms().list('open')).toEqual([]);
    expect(alarms().list('dismissed')[0]).toMatchObject({
      dispositionBy: admin.displayName,
      dispositionNote: '已与客户核实',
    });
  });

  it('holds for another day of the same, and not when it has become clearly worse', async () => {
    overdueCase(employ(test, '李强'));
    alarms().evaluate();
    const { id = '', version = 0 } = alarms().list('open')[0] ?? {};
    expect(await judge(test.account('hrAdmin'), id, version)).toBeUndefined();
    for (let days = 1; days < 10; days++) {
      test.clock.pass(day);
      expect(alarms().evaluate(), `after ${days} days`).toBe(0);
    }
    test.clock.pass(day);
    expect(alarms().evaluate()).toBe(1);
    expect(alarms().list('all')).toHaveLength(2);
  });

  it('shows an alarm of a rule that this version does not know as it was written', async () => {
    write((tx) =>
      tx.insert('alarm', {
        rule: 'bulkExport',
        subjectTable: 'account',
        subjectId: 'x',
        score: 80,
        amount: 0,
        figures: '{"rows":812}',
        sentence: '一次导出 812 家客户。',
        raisedAt: tx.now,
        state: 'open',
      }),
    );
    const [alarm] = alarms().list('open');
    expect(alarm?.sentence).toEqual({ zh: '一次导出 812 家客户。', en: '一次导出 812 家客户。' });
    const detail = await alarms().detail(callerOf(test.account('hrAdmin')), alarm?.id ?? '');
    expect(detail).toMatchObject({ facts: [], rows: [], course: null });
  });
});
