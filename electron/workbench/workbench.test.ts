import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, type BusinessDate } from '../../shared/domain/businessDate.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Account } from '../access/service.ts';
import { callerOf } from '../testing/callerOf.ts';
import { employ } from '../testing/employ.ts';
import { leaveUnderNonCompete } from '../testing/leaveUnderNonCompete.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { today } from './today.ts';

const now = '2026-11-23' as BusinessDate;
const system = { id: 'system', name: '系统' };
let test: TestBranch;
beforeEach(async () => {
  test = await openTestBranch();
});
afterEach(() => test.dispose());

const seenBy = (account: Account) => today({ branch: test.branch, caller: callerOf(account), scope: 'branch' });
const lines = (account: Account) =>
  seenBy(account).tasks.map(({ when, kind, who, title }) => `${when} ${kind} ${who} ${title.zh}`);

function openCase(
  employeeId: string,
  state: Database['separationCase']['handoverState'],
  options: {
    due?: string;
    end?: string;
    legal?: Database['separationCase']['legalState'];
    items?: Database['handoverItem']['state'][];
    receiver?: string;
    transferredOn?: string;
  } = {},
): string {
  return test.branch.registry.write.domain(
    system,
    { action: 'separation.open', subject: { kind: 'employee', id: employeeId } },
    (tx) => {
      const row = tx.insert('separationCase', {
        number: `SH01-LZ-${employeeId.slice(-4)}`,
        employmentId: tx.one<{ id: string }>('SELECT id FROM employment WHERE employeeId = ?', employeeId)?.id ?? '',
        employeeId,
        kind: 'resignation',
        noticeDate: '2026-11-01',
        statutoryEnd: options.end ?? '2026-12-31',
        legalState: options.legal ?? 'noticed',
        handoverState: state,
        handoverDue: options.due ?? '2026-12-31',
        transferredOn: options.transferredOn ?? null,
      });
      for (const [index, itemState] of (options.items ?? []).entries()) {
        tx.insert('handoverItem', {
          caseId: row.id,
          kind: index === 0 ? 'receivable' : 'client',
          subjectId: 'x',
          title: `第 ${index} 项`,
          snapshot: '{}',
          amount: index === 0 ? 8_600_000 : 0,
          receiverId: options.receiver ?? null,
          state: itemState,
          attempt: 1,
        });
      }
      return row.id;
    },
  );
}

describe("today's list", () => {
  it('puts each step before whoever has to decide it, and nobody’s own case before them', () => {
    const [leaver, managing] = [employ(test, '张伟'), employ(test, '李强')];
    const clerk = test.account('hrClerk');
    const admin = test.account('hrAdmin');
    const manager = test.account('salesManager', { employeeId: managing });
    const sales = test.account('salesperson', { employeeId: leaver });
    const stranger = test.account('salesperson', { employeeId: employ(test, '王芳') });
    openCase(leaver, 'submitted');
    openCase(managing, 'submitted');
    expect(lines(manager)).toEqual(['today review 张伟 受理离职申请']);
    // A manager who leaves is decided by the HR admin.
    expect(lines(admin)).toContain('today review 李强 受理离职申请');
    for (const other of [clerk, sales, stranger]) expect(lines(other)).toEqual([]);
  });

  it('shows the leaver what is left to hand over, the manager what waits for a verdict, HR what is late', () => {
    const leaver = employ(test, '张伟');
    const clerk = test.account('hrClerk');
    const manager = test.account('salesManager');
    const sales = test.account('salesperson', { employeeId: leaver });
    openCase(leaver, 'transferring', { due: '2026-11-20', items: ['open', 'returned', 'open'] });
    expect(lines(sales)).toEqual(['overdue handOver 张伟 移交 3 项']);
    expect(lines(clerk)).toEqual(['overdue handOver 张伟 催办，3 项未移交']);
    const other = employ(test, '王芳');
    openCase(other, 'transferring', { items: ['handedOver', 'handedOver'] });
    expect(lines(manager)).toEqual(['overdue handOver 张伟 催办，3 项未移交', 'today review 王芳 审核 2 项移交']);
    expect(seenBy(manager).tasks[0]).toMatchObject({ amount: 8_600_000, clients: 2, due: '2026-11-20' });
  });

  it('says what the leaver answers for while there is no handover list', () => {
    const leaver = employ(test, '张伟');
    const manager = test.account('salesManager');
    test.branch.registry.write.domain(
      { id: 'system', name: '系统' },
      { action: 'test.fill', subject: { kind: 'branch', id: 'b' } },
      (tx) => {
        const [client, order] = [test.branch.registry.newId(), test.branch.registry.newId()];
        test.branch.services.clients.insertMany(tx, {
          clients: [{ id: client, name: '甲食品', status: 'active', creditDays: 30, ownerId: leaver }],
          ownerships: [],
          orders: [
            {
              ...{ id: order, number: 'N1', clientId: client, employeeId: leaver, date: '2026-11-01' },
              ...{ amount: 9_000, status: 'open', source: 'test' },
            },
          ],
          receivables: [
            { clientId: client, orderId: order, dueDate: '2026-12-01', amount: 9_000, balance: 7_000, disputed: 0 },
          ],
        });
      },
    );
    openCase(leaver, 'submitted');
    expect(seenBy(manager).tasks[0]).toMatchObject({ kind: 'review', amount: 7_000, clients: 1 });
    expect(seenBy(manager).cases[0]).toMatchObject({ items: 0, amount: 7_000, clients: 1 });
  });

  it('keeps the legal dates apart from the handover, settled or not', () => {
    const clerk = test.account('hrClerk');
    openCase(employ(test, '甲'), 'settled', { end: '2026-11-10', legal: 'ended' });
    openCase(employ(test, '乙'), 'transferring', { end: '2026-11-25' });
    openCase(employ(test, '丙'), 'transferring', { end: '2026-12-25' });
    openCase(employ(test, '丁'), 'settled', { end: '2026-11-12', legal: 'certificateIssued' });
    openCase(employ(test, '戊'), 'settled', {
      end: '2026-11-12',
      legal: 'certificateIssued',
      transferredOn: '2026-11-13',
    });
    expect(lines(clerk)).toEqual([
      'overdue certificate 甲 出具离职证明',
      'thisWeek certificate 乙 结束劳动关系',
      'thisWeek transfer 丁 转移档案和社保',
    ]);
    expect(lines(test.account('salesManager'))).toEqual([]);
  });

  it('puts a non-compete that lies there on paper before HR until its terms are entered', () => {
    const leaver = employ(test, '陈婷', { stage: 'left' });
    const act = { action: 'test.end', subject: { kind: 'employee', id: leaver } };
    const agreementId = test.branch.registry.write.domain(system, act, (tx) => {
      const leaving = leaveUnderNonCompete(tx, leaver, {});
      expect(test.branch.services.aftercare.startObligation(tx, leaving)).toBeUndefined();
      return tx.one<{ id: string }>('SELECT id FROM agreement WHERE employeeId = ?', leaver)?.id ?? '';
    });
    const clerk = test.account('hrClerk');
    const line = 'today payment 陈婷 录入纸面竞业限制的条款';
    expect(lines(clerk)).toContain(line);
    expect(seenBy(clerk).tasks.find(({ key }) => key.startsWith('paperTerms/'))?.target).toEqual({
      table: 'nonCompeteTerms',
      id: agreementId,
    });
    expect(lines(test.account('salesManager'))).not.toContain(line);
    test.branch.services.aftercare.enterTerms(callerOf(clerk), {
      agreementId,
      startDate: '2026-11-24',
      termMonths: 6,
      monthlyCompensation: 6_000_00,
      payDay: 15,
      scope: '同城货运代理业务',
      area: '上海市',
    });
    expect(lines(clerk)).not.toContain(line);
  });

  it('lists promises of one’s own within a week, with what the client owes', () => {
    const mine = employ(test, '张伟');
    const { write, newId } = test.branch.registry;
    write.domain(system, { action: 'test.fill', subject: { kind: 'branch', id: 'b' } }, (tx) => {
      const client = { id: newId(), name: '甲物流有限公司', status: 'active' as const, creditDays: 30, ownerId: mine };
      test.branch.services.clients.insertMany(tx, {
        clients: [client],
        ownerships: [],
        orders: [],
        receivables: [{ clientId: client.id, dueDate: now, amount: 500_000, balance: 300_000, disputed: 0 }],
      });
      for (const [days, done] of [
        [-2, null],
        [0, null],
        [7, null],
        [8, null],
        [-5, 1],
      ] as const) {
        tx.insert('followUp', {
          clientId: client.id,
          employeeId: mine,
          date: '2026-11-01',
          kind: 'call',
          note: '电话',
          promisedDate: addDays(now, days),
          promise: `承诺 ${days}`,
          doneAt: done,
        });
      }
    });
    const sales = test.account('salesperson', { employeeId: mine });
    expect(lines(sales)).toEqual([
      'overdue followUp 甲物流有限公司 承诺 -2',
      'today followUp 甲物流有限公司 承诺 0',
      'thisWeek followUp 甲物流有限公司 承诺 7',
    ]);
    expect(seenBy(sales).tasks[0]).toMatchObject({ amount: 300_000, target: { table: 'client' } });
    expect(lines(test.account('salesperson', { employeeId: employ(test, '王芳') }))).toEqual([]);
  });

  it('leaves far starts and finished onboardings out', () => {
    const clerk = test.account('hrClerk');
    const stage = (name: string, to: Database['employment']['stage'], startDate: string) => {
      const id = employ(test, name, { stage: to });
      test.branch.registry.write.domain(system, { action: 'test.move', subject: { kind: 'employee', id } }, (tx) => {
        const row = tx.one<{ id: string }>('SELECT id FROM employment WHERE employeeId = ?', id);
        tx.update('employment', row?.id ?? '', { startDate });
      });
    };
    stage('甲', 'draft', '2026-11-23');
    stage('乙', 'signing', '2026-11-20');
    stage('丙', 'signed', '2026-12-30');
    stage('丁', 'active', '2026-11-23');
    expect(lines(clerk)).toEqual(['overdue sign 乙 签署 0 份协议', 'today verify 甲 核验身份证件']);
  });

  it('a restricted leaver sees the own handover and nothing else of the branch', () => {
    const leaver = employ(test, '张伟');
    const sales = test.account('salesperson', { employeeId: leaver });
    openCase(leaver, 'transferring', { items: ['open'] });
    openCase(employ(test, '王芳'), 'submitted');
    test.branch.services.access.setState(system, { accountId: sales.id, to: 'restricted', reason: '提交离职' });
    const seen = seenBy({ ...sales, state: 'restricted' });
    expect(seen.tasks.map(({ kind }) => kind)).toEqual(['handOver']);
    expect(seen.cases.map(({ name }) => name)).toEqual(['张伟']);
    expect(seen).toMatchObject({ alarms: [], agreementsToSign: [], clientsAtRisk: [] });
  });

  it('shows a case to whoever receives from it', () => {
    const receiver = employ(test, '王芳');
    openCase(employ(test, '张伟'), 'transferring', { items: ['open', 'accepted'], receiver });
    const [row] = seenBy(test.account('salesperson', { employeeId: receiver })).cases;
    expect(row).toMatchObject({ name: '张伟', done: 1, items: 2, amount: 8_600_000 });
  });
});

describe('clients at risk', () => {
  it('are those that were worth most and have been silent for three months, month by month', () => {
    const mine = employ(test, '张伟');
    const { write, newId } = test.branch.registry;
    const order = (clientId: string, date: string, amount: number, status: 'settled' | 'cancelled' = 'settled') => ({
      number: newId(),
      clientId,
      employeeId: mine,
      date,
      amount,
      status,
      source: 'test',
    });
    write.domain(system, { action: 'test.fill', subject: { kind: 'branch', id: 'b' } }, (tx) => {
      const ids = Array.from({ length: 5 }, () => newId());
      const [small, large, busy, gone, retired] = ids as [string, string, string, string, string];
      test.branch.services.clients.insertMany(tx, {
        clients: ids.map((id, index) => ({
          id,
          name: `客户${'甲乙丙丁戊'[index]}`,
          status: id === retired ? ('retired' as const) : ('active' as const),
          creditDays: 30,
          ownerId: id === large ? mine : null,
        })),
        ownerships: [],
        orders: [
          order(small, '2026-07-01', 100),
          order(large, '2026-08-01', 5000),
          order(large, '2026-08-15', 700),
          order(large, '2026-11-01', 9000, 'cancelled'),
          order(busy, '2026-11-20', 9999),
          order(gone, '2025-10-01', 9999),
          order(retired, '2026-08-01', 9999),
        ],
        receivables: [],
      });
    });
    test.branch.services.clients.passDay();
    const admin = seenBy(test.account('hrAdmin')).clientsAtRisk;
    expect(admin.map(({ name }) => name)).toEqual(['客户乙', '客户甲']);
    expect(admin[0]).toMatchObject({ owner: '张伟', lastOrder: '2026-08-15' });
    expect(admin[0]?.months).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 5700, 0, 0, 0]);
    const own = seenBy(test.account('salesperson', { employeeId: mine })).clientsAtRisk;
    expect(own.map(({ name }) => name)).toEqual(['客户乙']);
    expect(seenBy(test.account('salesperson', { employeeId: employ(test, '王芳') })).clientsAtRisk).toEqual([]);
  });
});
