import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handoverList } from '../../shared/domain/handoverList.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Caller } from '../access/service.ts';
import { callerOf } from '../testing/callerOf.ts';
import { employ } from '../testing/employ.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import type { ClientsService } from './service.ts';

let test: TestBranch;
let clients: ClientsService;
let manager: Caller;
let wang: Caller;
let li: Caller;
let wangId: string;
let liId: string;

beforeEach(async () => {
  test = await openTestBranch();
  clients = test.branch.services.clients;
  manager = callerOf(test.account('salesManager'));
  wangId = employ(test, '王芳');
  liId = employ(test, '李敏');
  wang = callerOf(test.account('salesperson', { employeeId: wangId }));
  li = callerOf(test.account('salesperson', { employeeId: liId }));
});
afterEach(() => test.dispose());

const today = '2026-11-23';
const newClient = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  creditDays: 30,
  contacts: [],
  notDuplicates: [],
  ...more,
});
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals.map((each) => each.code).join(' ');
    throw error;
  }
  return 'done';
};
const codeOfAsync = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => (error instanceof RefusalError ? (error.refusals[0]?.code ?? '') : String(error)),
  );

describe('a new client', () => {
  it('belongs to the salesperson who creates it, from that day, with normalised names', () => {
    const client = clients.create(
      wang,
      'own',
      newClient(' 上海 顺达(华东)物流 有限公司 ', { uscc: '91350100m000100y43' }),
    );
    expect(client).toMatchObject({
      name: '上海顺达（华东）物流有限公司',
      uscc: '91350100M000100Y43',
      status: 'prospect',
      owner: { id: wangId, name: '王芳' },
      may: { edit: true, addOrder: true, assign: false, recordPayment: false },
    });
    expect(test.branch.services.search.find('client', 'sdhd', { limit: 5 })).toEqual([client.id]);
  });

  it('of a name that is there already is refused, saying who is responsible, until it is called another one', async () => {
    const first = clients.create(wang, 'own', newClient('上海顺达物流有限公司'));
    const twin = newClient('上海 顺达物流有限责任公司');
    let refused: RefusalError | undefined;
    try {
      clients.create(li, 'own', twin);
    } catch (error) {
      refused = error as RefusalError;
    }
    expect(refused?.refusals[0]).toMatchObject({
      code: 'client.duplicate',
      zh: '已有同名客户“上海顺达物流有限公司”，由王芳负责。',
      field: 'name',
    });
    expect(await clients.findDuplicates(li, 'own', { name: '上海顺达物流有限公司' })).toMatchObject([
      { id: first.id, by: 'name', mine: false, owner: '王芳' },
    ]);
    expect(codeOf(() => clients.create(li, 'own', { ...twin, notDuplicates: [first.id] }))).toBe('done');
  });

  it('with the credit code of another is always refused, and the other’s name is masked', async () => {
    const first = clients.create(wang, 'own', newClient('上海顺达物流有限公司', { uscc: '91350100M000100Y43' }));
    const other = newClient('完全不同的公司', { uscc: '91350100M000100Y43', notDuplicates: [first.id] });
    expect(codeOf(() => clients.create(li, 'own', other))).toBe('client.duplicate');
    const [found] = await clients.findDuplicates(li, 'own', other);
    expect(found).toMatchObject({ by: 'uscc', name: '上海***公司', mine: false });
    expect((await clients.findDuplicates(manager, 'branch', other))[0]?.name).toBe('上海顺达物流有限公司');
    expect(test.branch.registry.audit.about('client', first.id).map((event) => event.action)).toEqual([
      'client.findDuplicate',
      'client.create',
    ]);
  });

  it.each([
    ['a wrong credit code', { uscc: '91350100M000100Y4Z' }, /^client\.uscc/],
    ['a name of dots', { name: '。。' }, /^client\.nameEmpty$/],
    ['half a place', { latitude: 31.2 }, /^client\.coordinatesIncomplete$/],
    [
      'a contact nobody can call',
      { contacts: [{ name: '张三', phone: '123', isSignatory: false }] },
      /^(contact|phone|employee)\./,
    ],
    ['a contact whose name lost a character', { contacts: [{ name: '张?', isSignatory: false }] }, /nameLostCharacter/],
    ['an owner who is somebody else', { ownerId: 'someone' }, /^client\.ownerNotYours$/],
  ])('with %s is refused and leaves nothing', (_what, more, code) => {
    expect(codeOf(() => clients.create(wang, 'own', { ...newClient('甲公司有限公司'), ...more }))).toMatch(code);
    expect(clients.chipCounts(manager, 'branch').all).toBe(0);
  });

  it('cannot be given to somebody who is leaving', () => {
    const leaver = employ(test, '赵离', { stage: 'leaving' });
    const given = newClient('甲公司有限公司', { ownerId: leaver });
    expect(codeOf(() => clients.create(manager, 'branch', given))).toBe('handover.receiverLeaving');
  });
});

describe('what belongs to others', () => {
  it('is not there for a salesperson, in any procedure', async () => {
    const client = clients.create(
      wang,
      'own',
      newClient('甲公司有限公司', { contacts: [{ name: '张三', phone: '13812345678', isSignatory: true }] }),
    );
    const { order, receivable } = clients.addOrder(wang, 'own', { clientId: client.id, date: today, amount: 1000 });
    const [contact] = await clients.contacts(wang, 'own', client.id);
    expect(contact?.phone).toBe('138****5678');
    const of = { clientId: client.id };
    const page = { offset: 0, limit: 10 };
    for (const attempt of [
      clients.get(li, 'own', client.id),
      clients.ownershipHistory(li, 'own', client.id),
      clients.orders(li, 'own', { ...of, ...page }),
      clients.ordersByMonth(li, 'own', { ...of, months: 12 }),
      clients.receivables(li, 'own', client.id),
      clients.followUps(li, 'own', { ...of, ...page }),
      clients.contacts(li, 'own', client.id),
      clients.revealContact(li, 'own', contact?.id ?? ''),
      clients.timeline(li, 'own', client.id),
    ]) {
      expect(await codeOfAsync(attempt)).toBe('client.notFound');
    }
    for (const attempt of [
      () => clients.update(li, 'own', { ...newClient('乙'), ...of, version: 1, status: 'active' }),
      () => clients.addContact(li, 'own', { ...of, name: '李四', isSignatory: false }),
      () => clients.addFollowUp(li, 'own', { ...of, date: today, kind: 'call', note: '试探' }),
      () => clients.addOrder(li, 'own', { ...of, date: today, amount: 5 }),
      () => clients.closeOrder(li, 'own', { orderId: order.id, version: 1, to: 'cancelled', reason: '试探' }),
      () =>
        clients.disputeReceivable(li, 'own', { receivableId: receivable.id, version: 1, disputed: true, note: '试探' }),
      () => clients.retireContact(li, 'own', { contactId: contact?.id ?? '', version: 1 }),
    ]) {
      expect(codeOf(attempt)).toBe('client.notFound');
    }
    const list = await clients.list(li, 'own', {
      ...{ query: '', chip: 'all' as const, descending: false, offset: 0, limit: 100 },
    });
    expect(list).toEqual({ rows: [], total: 0, capped: false });
  });

  it('is closed to a person who is leaving, but for the handover', () => {
    const account = { ...wang.account, state: 'restricted' as const };
    const { access } = test.branch.services;
    for (const permission of ['order.create', 'client.create', 'client.edit', 'client.viewContacts']) {
      expect(
        codeOf(() => access.scope(account, permission)),
        permission,
      ).toBe('access.restricted');
    }
    expect(access.scope(account, 'client.view')).toBe('own');
    expect(access.scope(account, 'client.followUp')).toBe('own');
  });

  it('opens to a helper only as long as the share holds', async () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    test.branch.registry.write.domain(
      manager.actor,
      { action: 'client.share', subject: { kind: 'client', id: client.id } },
      (tx) =>
        tx.insert('ownership', {
          ...{ clientId: client.id, employeeId: liId, role: 'helper', share: 0, decidedBy: 'm', epoch: 1 },
          fromDate: '2026-11-01',
          toDate: '2026-11-23',
          reason: '协作',
        }),
    );
    expect(await codeOfAsync(clients.get(li, 'own', client.id))).toBe('client.notFound');
    test.clock.set(Date.UTC(2026, 10, 22, 1));
    expect(await codeOfAsync(clients.get(li, 'own', client.id))).toBe('done');
  });
});

describe('an order', () => {
  it('gets a number of the branch and becomes a receivable after the credit days', () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    const first = clients.addOrder(wang, 'own', { clientId: client.id, date: '2026-11-20', amount: 123_400 });
    const second = clients.addOrder(manager, 'branch', { clientId: client.id, date: '2026-11-20', amount: 100 });
    expect(first.order).toMatchObject({ number: 'SH01-DD-202611-000001', status: 'open', employee: { name: '王芳' } });
    expect(second.order).toMatchObject({ number: 'SH01-DD-202611-000002', employee: { name: '王芳' } });
    expect(first.receivable).toMatchObject({ dueDate: '2026-12-20', balance: 123_400, overdueDays: 0 });
  });

  it('is recorded once, not in the future, not for another person, not for a retired client', () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    const order = { clientId: client.id, date: today, amount: 100, number: 'PO-1' };
    expect(codeOf(() => clients.addOrder(wang, 'own', order))).toBe('done');
    expect(codeOf(() => clients.addOrder(wang, 'own', order))).toBe('order.numberTaken');
    expect(codeOf(() => clients.addOrder(wang, 'own', { ...order, number: 'PO-2', date: '2026-11-24' }))).toBe(
      'client.dateInFuture',
    );
    expect(codeOf(() => clients.addOrder(wang, 'own', { ...order, number: 'PO-2', employeeId: liId }))).toBe(
      'order.notYours',
    );
    const left = employ(test, '旧人', { stage: 'left' });
    expect(codeOf(() => clients.addOrder(manager, 'branch', { ...order, number: 'PO-2', employeeId: left }))).toBe(
      'order.takerGone',
    );
    const retire = { ...newClient('甲公司有限公司'), clientId: client.id, version: 2, status: 'retired' as const };
    expect(codeOf(() => clients.update(wang, 'own', retire))).toBe('client.retireNotYours');
    const { version } = clients.update(manager, 'branch', {
      ...newClient('甲公司有限公司'),
      clientId: client.id,
      version: 2,
      status: 'retired',
    });
    expect(version).toBe(3);
    expect(codeOf(() => clients.addOrder(wang, 'own', { ...order, number: 'PO-2' }))).toBe('client.retired');
  });

  it('is paid in parts, and settled when it is delivered and paid', () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    const { order, receivable } = clients.addOrder(wang, 'own', { clientId: client.id, date: today, amount: 1000 });
    const pay = (amount: number, version: number) =>
      clients.recordPayment(manager, 'branch', { receivableId: receivable.id, version, date: today, amount });
    expect(pay(400, 1).balance).toBe(600);
    expect(codeOf(() => pay(400, 1))).toBe('row.changedMeanwhile');
    expect(codeOf(() => pay(601, 2))).toBe('payment.tooMuch');
    expect(
      codeOf(() =>
        clients.closeOrder(wang, 'own', { orderId: order.id, version: 1, to: 'cancelled', reason: '不要了' }),
      ),
    ).toBe('order.paid');
    expect(clients.closeOrder(wang, 'own', { orderId: order.id, version: 1, to: 'delivered' }).status).toBe(
      'delivered',
    );
    expect(pay(600, 2).balance).toBe(0);
    expect(codeOf(() => pay(1, 3))).toBe('receivable.nothingOwed');
    const row = test.branch.registry.reader.prepare('SELECT status FROM salesOrder WHERE id = ?').pluck().get(order.id);
    expect(row).toBe('settled');
  });

  it('that is cancelled owes nothing any more and counts nowhere', async () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    const { order } = clients.addOrder(wang, 'own', { clientId: client.id, date: today, amount: 1000 });
    expect(codeOf(() => clients.closeOrder(wang, 'own', { orderId: order.id, version: 1, to: 'cancelled' }))).toBe(
      'order.cancelReason',
    );
    clients.closeOrder(wang, 'own', { orderId: order.id, version: 1, to: 'cancelled', reason: '客户撤单' });
    const { stake } = await clients.get(wang, 'own', client.id);
    expect(stake).toMatchObject({ balance: 0, openOrders: 0, amount12m: 0, lastOrderDate: null });
    expect(clients.chipCounts(wang, 'own')).toMatchObject({ all: 1, owing: 0, openOrders: 0 });
  });
});

describe('ownership', () => {
  it('moves with its history, for several clients at once or for none of them', async () => {
    const [a, b] = ['甲公司有限公司', '乙公司有限公司'].map((name) => clients.create(wang, 'own', newClient(name)));
    if (!a || !b) throw new Error('two clients');
    test.clock.pass(86_400_000);
    const move = (bVersion: number) =>
      clients.assignOwner(manager, {
        clients: [
          { clientId: a.id, version: a.version },
          { clientId: b.id, version: bVersion },
        ],
        toEmployeeId: liId,
        on: '2026-11-24',
        reason: '区域调整',
      });
    expect(codeOf(() => move(b.version + 1))).toBe('row.changedMeanwhile');
    expect((await clients.get(manager, 'branch', a.id)).owner?.name).toBe('王芳');
    expect(move(b.version)).toEqual({ moved: 2 });
    expect(await clients.ownershipHistory(li, 'own', a.id)).toMatchObject([
      { employee: { name: '王芳' }, from: today, to: '2026-11-24', endReason: '区域调整', epoch: 1 },
      {
        employee: { name: '李敏' },
        from: '2026-11-24',
        to: null,
        reason: '区域调整',
        epoch: 2,
        decidedBy: manager.account.displayName,
      },
    ]);
    expect(await codeOfAsync(clients.get(wang, 'own', a.id))).toBe('client.notFound');
    expect((await clients.timeline(manager, 'branch', b.id)).map((entry) => entry.action)).toContain('client.assign');
    // Sent twice: the second finds it done.
    expect(codeOf(() => move(b.version))).toBe('client.alreadyOwner');
  });

  it('goes only to somebody who is employed, stays, and whose account is not frozen', () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    const to = (toEmployeeId: string) => () =>
      clients.assignOwner(manager, {
        clients: [{ clientId: client.id, version: client.version }],
        toEmployeeId,
        on: today,
        reason: '调整',
      });
    expect(codeOf(to(employ(test, '旧人', { stage: 'left' })))).toBe('handover.receiverNotEmployed');
    expect(codeOf(to(employ(test, '离人', { stage: 'leaving' })))).toBe('handover.receiverLeaving');
    expect(codeOf(to(test.branch.registry.newId()))).toBe('client.noSuchEmployee');
    expect(codeOf(to(wangId))).toBe('client.alreadyOwner');
    const admin = callerOf(test.account('hrAdmin'));
    test.branch.services.access.setState(admin.actor, { accountId: li.account.id, to: 'frozen', reason: '预警' });
    expect(codeOf(to(liId))).toBe('handover.receiverFrozen');
  });

  it('of a leaver ends alone when a case transfers it; a second transfer is refused', () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    const move = () =>
      test.branch.registry.write.domain(
        manager.actor,
        { action: 'separation.settle', subject: { kind: 'separationCase', id: 'case' } },
        (tx) =>
          clients.transferOwnership(tx, {
            ...{ clientId: client.id, fromEmployeeId: wangId, toEmployeeId: liId, on: today, reason: '离职交接' },
            caseId: null,
            decidedBy: manager.account.id,
          }),
      );
    move();
    expect(codeOf(move)).toBe('ownership.notHeld');
    expect(clients.chipCounts(li, 'own').all).toBe(1);
  });
});

describe('a request for a client of somebody else', () => {
  it('is put before the manager, once, until it is decided', async () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    const other = callerOf(test.account('salesperson', { employeeId: employ(test, '周舟') }));
    clients.requestTransfer(other, { clientId: client.id, reason: '老客户' });
    for (const reason of ['客户搬到我的片区', '客户已搬到我的片区']) {
      expect(clients.requestTransfer(li, { clientId: client.id, reason })).toEqual({ requested: true });
    }
    const seen = async () => (await clients.get(manager, 'branch', client.id)).transferRequests;
    expect(await seen()).toEqual([
      `${other.account.displayName}申请转交：老客户`,
      `${li.account.displayName}申请转交：客户已搬到我的片区`,
    ]);
    expect((await clients.get(wang, 'own', client.id)).transferRequests).toEqual([]);
    clients.assignOwner(manager, {
      clients: [{ clientId: client.id, version: client.version }],
      toEmployeeId: liId,
      on: today,
      reason: '同意',
    });
    expect(await seen()).toEqual([]);
    expect(codeOf(() => clients.requestTransfer(li, { clientId: wangId, reason: '没有' }))).toBe('client.notFound');
  });
});

describe('a follow-up', () => {
  it('carries a promise with its day, and is done once', () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    const add = (more: object) =>
      clients.addFollowUp(wang, 'own', { clientId: client.id, date: today, kind: 'visit', note: '看货', ...more });
    expect(codeOf(() => add({ promise: '报价' }))).toBe('followUp.promiseIncomplete');
    expect(codeOf(() => add({ promise: '报价', promisedDate: '2026-11-01' }))).toBe('followUp.promisePast');
    const row = add({ promise: '报价', promisedDate: '2026-11-30' });
    const done = clients.completeFollowUp(wang, 'own', { followUpId: row.id, version: 1 });
    expect(done.doneAt).toBe(test.clock.now());
    expect(codeOf(() => clients.completeFollowUp(wang, 'own', { followUpId: row.id, version: 1 }))).toBe(
      'row.changedMeanwhile',
    );
  });
});

describe('the book of a leaver', () => {
  it('is what a handover list is generated from', () => {
    const client = clients.create(wang, 'own', newClient('甲公司有限公司'));
    const others = clients.create(li, 'own', newClient('乙公司有限公司'));
    clients.addOrder(wang, 'own', { clientId: client.id, date: '2025-01-10', amount: 500 });
    clients.addOrder(wang, 'own', { clientId: client.id, date: today, amount: 700 });
    clients.addOrder(manager, 'branch', { clientId: others.id, date: today, amount: 90, employeeId: wangId });
    clients.addFollowUp(wang, 'own', {
      clientId: client.id,
      date: today,
      kind: 'call',
      note: '电话',
      promise: '报价',
      promisedDate: '2026-12-01',
    });
    const list = handoverList({ ...clients.bookOf(wangId), assets: [], dataCarriers: [] }, wangId, today);
    expect(list.totals).toMatchObject({
      clients: 1,
      openOrders: 3,
      openOrderAmount: 1290,
      receivables: 2,
      receivable: 1200,
      followUps: 1,
    });
    expect(clients.stakeOf(wangId)).toEqual({
      clients: 1,
      openOrders: 2,
      openOrderAmount: 1200,
      receivable: 1200,
      turnover12m: 700,
    });
  });
});

describe('looking', () => {
  it('is recorded once for the parts of a page, again later, and for each number revealed', async () => {
    const client = clients.create(
      wang,
      'own',
      newClient('甲公司有限公司', { contacts: [{ name: '张三', phone: '13812345678', isSignatory: true }] }),
    );
    const actions = () =>
      test.branch.registry.audit
        .about('client', client.id)
        .map((event) => event.action)
        .reverse();
    await Promise.all([
      clients.get(wang, 'own', client.id),
      clients.contacts(wang, 'own', client.id),
      clients.receivables(wang, 'own', client.id),
    ]);
    expect(actions()).toEqual(['client.create', 'client.view']);
    test.clock.pass(11 * 60_000);
    const [contact] = await clients.contacts(wang, 'own', client.id);
    for (const _ of [1, 2])
      expect(await clients.revealContact(wang, 'own', contact?.id ?? '')).toEqual({ phone: '13812345678' });
    expect(actions()).toEqual([
      'client.create',
      'client.view',
      'client.view',
      'client.revealContact',
      'client.revealContact',
    ]);
    const timeline = await clients.timeline(manager, 'branch', client.id);
    expect(JSON.stringify(timeline)).not.toContain('13812345678');
  });
});
