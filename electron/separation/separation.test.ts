import { PDFDocument } from '@cantoo/pdf-lib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import type { Account, Caller } from '../access/service.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { today } from '../workbench/today.ts';

const system = { id: 'system', name: '系统' };
const day = 86_400_000;
let test: TestBranch;
let leaver: string;
let colleague: string;
let other: string;
let callers: Record<'clerk' | 'manager' | 'admin' | 'leaver' | 'colleague', Caller>;
const clientIds: string[] = [];

const separation = () => test.branch.services.separation;
const png = () => {
  const bytes = new Uint8Array(200);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  bytes.set(new TextEncoder().encode('IEND'), 190);
  return new Blob([bytes]);
};

function callerOf(account: Account): Caller {
  return {
    account,
    actor: { id: account.id, name: account.displayName },
    session: { id: 's', accountId: account.id, windowId: 'w', startedAt: 0, lastSeenAt: 0 },
  };
}

async function refusalsOf(work: () => unknown): Promise<readonly Refusal[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals;
    throw error;
  }
  return [];
}
const codes = async (work: () => unknown) => (await refusalsOf(work)).map((refusal) => refusal.code);

beforeEach(async () => {
  test = await openTestBranch();
  const { write, newId } = test.branch.registry;
  clientIds.length = 0;
  const ids = write.domain(system, { action: 'test.fill', subject: { kind: 'branch', id: 'b' } }, (tx) => {
    const position = tx.insert('position', {
      title: '大客户销售',
      tradeSecretLevel: 1,
      agreementKinds: '[]',
      retired: 0,
    });
    const manager = test.branch.services.people.insertMany(tx, [person('李强', '110101198001010037', position.id)])[0];
    const people = test.branch.services.people.insertMany(tx, [
      { ...person('张伟', '110101199003070038', position.id), managerId: manager?.employeeId ?? null },
      { ...person('王芳', '110101199203070029', position.id), managerId: manager?.employeeId ?? null },
      { ...person('赵磊', '110101199403070019', position.id), managerId: manager?.employeeId ?? null },
    ]);
    const [first, second, third] = people.map((each) => each.employeeId);
    if (!manager || !first || !second || !third) throw new Error('nobody there');
    for (const [index, name] of ['甲物流有限公司', '乙食品有限公司', '丙商贸有限公司'].entries()) {
      const id = newId();
      clientIds.push(id);
      test.branch.services.clients.insertMany(tx, {
        clients: [{ id, name, status: 'active', creditDays: 30, ownerId: first }],
        ownerships: [
          {
            clientId: id,
            employeeId: first,
            role: 'owner',
            share: 100,
            fromDate: '2020-01-01',
            reason: '开发',
            decidedBy: 'system',
            epoch: 1,
          },
        ],
        orders: [
          {
            id: `order-${index}`,
            number: `SO-${index}`,
            clientId: id,
            employeeId: first,
            date: '2026-10-08',
            amount: 120_000_00,
            status: 'open',
            source: 'test',
          },
        ],
        receivables: [
          {
            clientId: id,
            orderId: `order-${index}`,
            dueDate: '2026-11-07',
            amount: 120_000_00,
            balance: 80_000_00,
            disputed: index === 2 ? 1 : 0,
            note: index === 2 ? '客户称少送两托' : null,
          },
        ],
      });
    }
    tx.insert('asset', { kind: '手机', name: '公司手机', serial: 'SN-1', holderId: first, condition: '完好' });
    return { manager: manager.employeeId, first, second, third };
  });
  leaver = ids.first;
  colleague = ids.second;
  other = ids.third;
  callers = {
    clerk: callerOf(test.account('hrClerk')),
    manager: callerOf(test.account('salesManager', { employeeId: ids.manager })),
    admin: callerOf(test.account('hrAdmin')),
    leaver: callerOf(test.account('salesperson', { employeeId: leaver })),
    colleague: callerOf(test.account('salesperson', { employeeId: colleague })),
  };
});
afterEach(() => test.dispose());

const person = (name: string, idNumber: string, positionId: string) => ({
  name,
  idType: 'residentId' as const,
  idNumber,
  phone: '13800138000',
  positionId,
  startDate: '2016-03-01',
  monthlyWage: 12_000_00,
  stage: 'active' as const,
});

const submit = (requestedEnd: string | null = null) =>
  separation().submit(callers.leaver, 'own', {
    employeeId: leaver,
    kind: 'resignation',
    noticeDate: '2026-11-23',
    requestedEnd,
    reason: '个人原因',
    supervisorId: null,
  });
const accountOf = (employeeId: string) =>
  test.branch.registry.reader.prepare('SELECT state FROM account WHERE employeeId = ?').pluck().get(employeeId);

/** Everything up to the settlement: the whole way of an ordinary case. */
async function goThrough(until: 'listed' | 'transferring' | 'underReview' | 'hrReview') {
  let row = submit();
  row = separation().accept(callers.manager, { caseId: row.id, version: row.version });
  if (until === 'listed') return row;
  const items = separation().items(callers.manager, 'branch', row.id);
  separation().assignReceiver(callers.manager, {
    caseId: row.id,
    itemIds: items.map((item) => item.id),
    receiverId: colleague,
  });
  row = separation().beginTransfer(callers.manager, { caseId: row.id, version: row.version });
  if (until === 'transferring') return row;
  for (const letter of separation().letters(callers.clerk, 'branch', row.id)) {
    await test.branch.services.forms.print(callers.clerk, 'confirmationLetter', letter.id);
    const printed = separation()
      .letters(callers.clerk, 'branch', row.id)
      .find((each) => each.id === letter.id);
    await separation().recordLetter(callers.leaver, 'own', {
      letterId: letter.id,
      version: printed?.version ?? 0,
      state: 'signed',
      confirmedBalance: 80_000_00,
      disputed: false,
      signatory: '经理',
      clientAccount: '经展会认识',
      note: null,
      scan: { bytes: png() },
    });
  }
  separation().handOver(callers.leaver, 'own', {
    caseId: row.id,
    itemIds: items.map((item) => item.id),
    evidence: '已当面交接',
  });
  row = separation().submitForReview(callers.leaver, 'own', { caseId: row.id, version: row.version });
  if (until === 'underReview') return row;
  separation().acceptItems(callers.manager, { caseId: row.id, itemIds: items.map((item) => item.id) });
  row = separation().pass(callers.manager, { caseId: row.id, version: row.version });
  return separation().beginHrReview(callers.clerk, { caseId: row.id, version: row.version });
}

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
    expect(await codes(() => submit())).toEqual(['separation.alreadyLeaving']);
    const forOther = {
      employeeId: colleague,
      kind: 'resignation' as const,
      noticeDate: '2026-11-23',
      requestedEnd: null,
      reason: '',
      supervisorId: null,
    };
    expect(await codes(() => separation().submit(callers.leaver, 'own', forOther))).toEqual(['separation.notYours']);
    expect(
      await codes(() => separation().submit(callers.clerk, 'branch', { ...forOther, noticeDate: '2026-12-01' })),
    ).toEqual(['separation.noticeInFuture']);
    expect(
      await codes(() => separation().submit(callers.clerk, 'branch', { ...forOther, requestedEnd: '2026-11-01' })),
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
    expect(await codes(withdraw(false))).toEqual(['legalTrack.withdrawOneSided']);
    expect(withdraw(true)()).toMatchObject({
      handoverState: 'withdrawn',
      legalState: 'withdrawn',
      accountState: 'active',
    });
    expect(test.branch.services.people.isLeavingOrLeft(leaver)).toBe(false);
  });
});

describe('the handover list', () => {
  it('is generated from data when the case is accepted: clients, orders, receivables with their dispute, assets', async () => {
    const row = await goThrough('listed');
    const items = separation().items(callers.manager, 'branch', row.id);
    expect(Object.groupBy(items, (item) => item.kind)).toMatchObject({
      client: { length: 3 },
      order: { length: 3 },
      receivable: { length: 3 },
      asset: { length: 1 },
    });
    expect(row.totals).toMatchObject({
      clients: 3,
      receivable: 240_000_00,
      disputed: 80_000_00,
      openOrders: 3,
      letters: { draft: 3 },
    });
  });

  it('is seen by the leaver and by receivers, not by other salespeople', async () => {
    const row = await goThrough('listed');
    expect(separation().items(callers.leaver, 'own', row.id)).toHaveLength(10);
    expect(await codes(() => separation().items(callers.colleague, 'own', row.id))).toEqual(['separation.notYours']);
  });

  it('nobody accepts their own case', async () => {
    const row = submit();
    const self = callerOf({ ...callers.leaver.account, role: 'salesManager' });
    expect(await codes(() => separation().accept(self, { caseId: row.id, version: row.version }))).toEqual([
      'handover.ownCase',
    ]);
  });

  it('goes on only when every item has a receiver who stays', async () => {
    const row = await goThrough('listed');
    const refusals = await refusalsOf(() =>
      separation().beginTransfer(callers.manager, { caseId: row.id, version: row.version }),
    );
    expect(refusals[0]).toMatchObject({ code: 'handover.noReceiver', zh: '还不能继续：10 项没有接收人。' });
    expect(refusals[0]?.about).toHaveLength(10);
    const items = separation().items(callers.manager, 'branch', row.id);
    const assign = (receiverId: string) => () =>
      separation().assignReceiver(callers.manager, {
        caseId: row.id,
        itemIds: items.map((item) => item.id),
        receiverId,
      });
    expect(await codes(assign(leaver))).toEqual(['separation.notEmployed']);
    separation().submit(callers.clerk, 'branch', {
      employeeId: other,
      kind: 'dismissal',
      noticeDate: '2026-11-23',
      requestedEnd: '2026-11-30',
      reason: '',
      supervisorId: null,
    });
    expect(await codes(assign(other))).toEqual(['handover.receiverLeaving']);
    expect(assign(colleague)().every((item) => item.receiver?.name === '王芳')).toBe(true);
  });

  it("a client's orders and receivables go with the client", async () => {
    const row = await goThrough('listed');
    const items = separation().items(callers.manager, 'branch', row.id);
    const client = items.find((item) => item.kind === 'client');
    const after = separation().assignReceiver(callers.manager, {
      caseId: row.id,
      itemIds: [client?.id ?? ''],
      receiverId: colleague,
    });
    expect(
      after
        .filter((item) => item.receiver !== null)
        .map((item) => item.kind)
        .sort(),
    ).toEqual(['client', 'order', 'receivable']);
  });
});

describe('a receiver', () => {
  /** The colleague receives one client with all that hangs on it; the rest has no receiver. */
  async function withOneClient() {
    const row = await goThrough('listed');
    const items = separation().items(callers.manager, 'branch', row.id);
    const client = items.find((item) => item.kind === 'client');
    separation().assignReceiver(callers.manager, {
      caseId: row.id,
      itemIds: [client?.id ?? ''],
      receiverId: colleague,
    });
    return { row, client };
  }

  it('sees only what they are to receive, and only its totals', async () => {
    const { row, client } = await withOneClient();
    const items = separation().items(callers.colleague, 'own', row.id);
    expect(items.map((item) => item.kind).sort()).toEqual(['client', 'order', 'receivable']);
    expect(items.every((item) => item.clientId === client?.clientId)).toBe(true);
    expect(
      separation()
        .letters(callers.colleague, 'own', row.id)
        .map((letter) => letter.client.id),
    ).toEqual([client?.clientId]);
    const seen = separation().get(callers.colleague, 'own', row.id);
    expect(seen).toMatchObject({
      sight: 'received',
      totals: { clients: 1, items: 3, receivable: 80_000_00, letters: { draft: 1 } },
      handoverChoices: [],
      approvals: [],
      reason: null,
    });
    const { rows } = separation().list(callers.colleague, 'own', { chip: 'all', offset: 0, limit: 10 });
    expect(rows[0]?.totals.clients).toBe(1);
  });

  it('reads neither the other items, nor forms, nor choices, and reports nothing as handed over', async () => {
    const { row } = await withOneClient();
    const other = separation()
      .items(callers.manager, 'branch', row.id)
      .find((item) => item.receiver === null);
    expect(
      await codes(() => separation().item(callers.colleague, 'own', { caseId: row.id, itemId: other?.id ?? '' })),
    ).toEqual(['separation.noSuchItem']);
    expect(await codes(() => test.branch.services.forms.ofCase(callers.colleague, 'own', row.id))).toEqual([
      'separation.notYours',
    ]);
    expect(separation().itemChoices(callers.colleague, 'own', { caseId: row.id, itemIds: [other?.id ?? ''] })).toEqual(
      [],
    );
    const own = separation().items(callers.colleague, 'own', row.id)[0];
    expect(
      await codes(() =>
        separation().handOver(callers.colleague, 'own', {
          caseId: row.id,
          itemIds: [own?.id ?? ''],
          evidence: '已收到',
        }),
      ),
    ).toEqual(['separation.notYours']);
    expect(
      await codes(() =>
        separation().submitForReview(callers.colleague, 'own', { caseId: row.id, version: row.version }),
      ),
    ).toEqual(['separation.notYours']);
  });
});

describe('items', () => {
  it('tell the effect of a batch before it is done: which ones, and why not the others', async () => {
    const row = await goThrough('transferring');
    const items = separation().items(callers.manager, 'branch', row.id);
    const asset = items.find((item) => item.kind === 'asset');
    separation().handOver(callers.leaver, 'own', {
      caseId: row.id,
      itemIds: [asset?.id ?? ''],
      evidence: '已交还手机',
    });
    const choices = separation().itemChoices(callers.manager, 'branch', {
      caseId: row.id,
      itemIds: items.map((item) => item.id),
    });
    const choice = (event: string) => choices.find((each) => each.event === event);
    expect(choice('accept')?.itemIds).toEqual([asset?.id]);
    expect(choice('accept')?.barredBy[0]?.about).toHaveLength(9);
    expect(choice('handOver')?.itemIds).toHaveLength(9);
    expect(choice('assign')?.itemIds).toHaveLength(10);
    // Clients wait for their letter's outcome; everything else may be waived with a reason.
    expect(choice('waive')?.itemIds).toHaveLength(7);
    expect(choice('waive')?.barredBy.map((each) => each.code)).toEqual(['handoverItem.letterOutstanding']);
    expect(
      await codes(() =>
        separation().acceptItems(callers.manager, { caseId: row.id, itemIds: items.map((item) => item.id) }),
      ),
    ).not.toEqual([]);
    expect(
      separation()
        .acceptItems(callers.manager, { caseId: row.id, itemIds: choice('accept')?.itemIds ?? [] })
        .filter((item) => item.state === 'accepted'),
    ).toHaveLength(1);
    const leavers = separation().itemChoices(callers.leaver, 'own', { caseId: row.id, itemIds: [items[0]?.id ?? ''] });
    expect(leavers.map((each) => each.event)).toEqual(['handOver']);
  });

  it('go back several at once as one decision, each with its history', async () => {
    const row = await goThrough('underReview');
    const two = separation()
      .items(callers.manager, 'branch', row.id)
      .slice(0, 2)
      .map((item) => item.id);
    const before = test.branch.registry.write.auditHead.sequence;
    separation().returnItems(callers.manager, { caseId: row.id, itemIds: two, reason: '缺少对账单' });
    expect(test.branch.registry.write.auditHead.sequence).toBe(before + 1);
    expect(separation().get(callers.manager, 'branch', row.id).handoverState).toBe('transferring');
    separation().handOver(callers.leaver, 'own', { caseId: row.id, itemIds: two, evidence: '已补' });
    separation().acceptItems(callers.manager, { caseId: row.id, itemIds: two });
    const { item, history } = separation().item(callers.leaver, 'own', { caseId: row.id, itemId: two[0] ?? '' });
    expect(item).toMatchObject({ state: 'accepted', attempt: 2 });
    expect(history.map(({ verdict, attempt, reason }) => [verdict, attempt, reason])).toEqual([
      ['returned', 1, '缺少对账单'],
      ['accepted', 2, null],
    ]);
  });

  it('go back with a reason and come again under the next number', async () => {
    const row = await goThrough('underReview');
    const [item] = separation().items(callers.manager, 'branch', row.id);
    if (!item) throw new Error('no item');
    expect(
      separation()
        .returnItems(callers.manager, { caseId: row.id, itemIds: [item.id], reason: '缺少对账单' })
        .find((each) => each.id === item.id),
    ).toMatchObject({ state: 'returned', returnReason: '缺少对账单', attempt: 1 });
    const back = separation().get(callers.leaver, 'own', row.id);
    expect(back.handoverState).toBe('transferring');
    expect(
      await codes(() => separation().submitForReview(callers.leaver, 'own', { caseId: row.id, version: back.version })),
    ).toEqual(['handover.notHandedOver']);
    const again = separation().handOver(callers.leaver, 'own', {
      caseId: row.id,
      itemIds: [item.id],
      evidence: '已补对账单',
    });
    expect(again.find((each) => each.id === item.id)).toMatchObject({ state: 'handedOver', attempt: 2 });
  });

  it('of a client pass only with a signed letter; a refusal is waived, never signed', async () => {
    const row = await goThrough('transferring');
    const items = separation().items(callers.manager, 'branch', row.id);
    const client = items.find((item) => item.kind === 'client');
    const letter = separation()
      .letters(callers.manager, 'branch', row.id)
      .find((each) => each.client.id === client?.subjectId);
    if (!client || !letter) throw new Error('nothing there');
    separation().handOver(callers.leaver, 'own', { caseId: row.id, itemIds: [client.id], evidence: '已拜访' });
    const accept = () => separation().acceptItems(callers.manager, { caseId: row.id, itemIds: [client.id] });
    expect(await codes(accept)).toEqual(['handoverItem.noLetter']);
    const answer = {
      letterId: letter.id,
      version: letter.version,
      state: 'refused' as const,
      confirmedBalance: null,
      disputed: false,
      signatory: null,
      clientAccount: null,
      note: '客户不愿签字',
      scan: null,
    };
    expect(await codes(() => separation().recordLetter(callers.leaver, 'own', answer))).toEqual([
      'separation.letterNotPrinted',
    ]);
    await test.branch.services.forms.print(callers.clerk, 'confirmationLetter', letter.id);
    expect(
      await codes(() =>
        separation().recordLetter(callers.leaver, 'own', { ...answer, state: 'signed', version: letter.version + 1 }),
      ),
    ).toEqual(['separation.scanMissing']);
    await separation().recordLetter(callers.leaver, 'own', { ...answer, version: letter.version + 1 });
    expect(await codes(accept)).toEqual(['handoverItem.noLetter']);
    expect(
      await codes(() =>
        separation().waiveItems(callers.manager, { caseId: row.id, itemIds: [client.id], reason: ' ' }),
      ),
    ).toEqual(['decision.reason']);
    expect(
      separation()
        .waiveItems(callers.manager, { caseId: row.id, itemIds: [client.id], reason: '客户拒签，已录音' })
        .find((each) => each.id === client.id),
    ).toMatchObject({ state: 'waived' });
    const [recorded] = separation()
      .letters(callers.manager, 'branch', row.id)
      .filter((each) => each.id === letter.id);
    expect(recorded?.state).toBe('refused');
  });

  it('of another case cannot be decided through this one', async () => {
    const row = await goThrough('transferring');
    expect(
      await codes(() =>
        separation().handOver(callers.leaver, 'own', {
          caseId: row.id,
          itemIds: ['01900000-0000-7000-8000-00000000ffff'],
          evidence: 'x',
        }),
      ),
    ).toEqual(['separation.noSuchItem']);
  });
});

describe('settlement', () => {
  it('moves ownership with its history, open orders and assets, in one transaction', async () => {
    const row = await goThrough('hrReview');
    const events = test.branch.registry.write.auditHead.sequence;
    expect(separation().settle(callers.clerk, { caseId: row.id, version: row.version })).toMatchObject({
      handoverState: 'settled',
      legalState: 'noticed',
      accountState: 'restricted',
    });
    expect(test.branch.registry.write.auditHead.sequence).toBe(events + 1);
    const { reader } = test.branch.registry;
    for (const clientId of clientIds) {
      const history = reader
        .prepare('SELECT employeeId, fromDate, toDate, caseId, epoch FROM ownership WHERE clientId = ? ORDER BY epoch')
        .all(clientId);
      expect(history).toEqual([
        { employeeId: leaver, fromDate: '2020-01-01', toDate: '2026-11-23', caseId: null, epoch: 1 },
        { employeeId: colleague, fromDate: '2026-11-23', toDate: null, caseId: row.id, epoch: 2 },
      ]);
    }
    expect(reader.prepare('SELECT DISTINCT ownerId FROM client').pluck().all()).toEqual([colleague]);
    expect(reader.prepare("SELECT DISTINCT employeeId FROM salesOrder WHERE status = 'open'").pluck().all()).toEqual([
      colleague,
    ]);
    expect(reader.prepare('SELECT holderId FROM asset').pluck().get()).toBe(colleague);
    expect(test.branch.registry.audit.verify()).toMatchObject({ ok: true });
  });

  it('is done once, however often the button is pressed or from how many windows', async () => {
    const row = await goThrough('hrReview');
    const press = () => codes(() => separation().settle(callers.clerk, { caseId: row.id, version: row.version }));
    const answers = await Promise.all([press(), press(), press()]);
    expect(answers.filter((answer) => answer.length === 0)).toHaveLength(1);
    expect(test.branch.registry.reader.prepare('SELECT count(*) FROM ownership').pluck().get()).toBe(6);
  });

  it('stops when a receiver has given notice since', async () => {
    const row = await goThrough('hrReview');
    separation().submit(callers.colleague, 'own', {
      employeeId: colleague,
      kind: 'resignation',
      noticeDate: '2026-11-23',
      requestedEnd: null,
      reason: '',
      supervisorId: null,
    });
    expect(await codes(() => separation().settle(callers.clerk, { caseId: row.id, version: row.version }))).toEqual([
      'handover.receiverLeaving',
    ]);
  });

  it('with open items only by an HR admin who names each of them', async () => {
    const row = await goThrough('transferring');
    const items = separation().items(callers.manager, 'branch', row.id);
    const close = (caller: Caller, openItemIds: string[]) => () =>
      separation().closeWithOpenItems(caller, {
        caseId: row.id,
        version: row.version,
        reason: '员工失联',
        openItemIds,
      });
    expect(
      await codes(
        close(
          callers.clerk,
          items.map((item) => item.id),
        ),
      ),
    ).toEqual(['handover.role']);
    expect(await codes(close(callers.admin, [items[0]?.id ?? '']))).toEqual(['handover.unnamedItems']);
    expect(
      close(
        callers.admin,
        items.map((item) => item.id),
      )(),
    ).toMatchObject({ handoverState: 'closedWithOpenItems' });
    expect(test.branch.registry.reader.prepare('SELECT DISTINCT ownerId FROM client').pluck().all()).toEqual([leaver]);
  });
});

describe('what happens between the list and the settlement', () => {
  it('is not undone by it: what the leaver no longer holds stays where it was put', async () => {
    const row = await goThrough('hrReview');
    const { clients, people } = test.branch.services;
    const { reader, write } = test.branch.registry;
    const asset = reader.prepare('SELECT id FROM asset').pluck().get() as string;
    const act = { action: 'test.decide', subject: { kind: 'branch', id: 'b' } };
    write.domain(callers.manager.actor, act, (tx) => {
      clients.transferOwnership(tx, {
        clientId: clientIds[0] ?? '',
        fromEmployeeId: leaver,
        toEmployeeId: other,
        on: fromInstant(test.clock.now()),
        reason: '客户要求',
        caseId: null,
        decidedBy: callers.manager.account.id,
      });
      tx.update('salesOrder', 'order-0', { employeeId: other });
      people.returnAssets(tx, [asset], { holderId: null });
    });
    const settled = separation().settle(callers.clerk, { caseId: row.id, version: row.version });
    expect(settled.handoverState).toBe('settled');
    const owner = reader.prepare('SELECT ownerId FROM client WHERE id = ?').pluck();
    expect(clientIds.map((id) => owner.get(id))).toEqual([other, colleague, colleague]);
    expect(reader.prepare("SELECT employeeId FROM salesOrder WHERE id = 'order-0'").pluck().get()).toBe(other);
    expect(reader.prepare('SELECT holderId FROM asset').pluck().get()).toBeNull();
  });

  it('goes with its client: an order that came in late is left with nobody who is gone', async () => {
    const row = await goThrough('hrReview');
    const { reader, write } = test.branch.registry;
    const act = { action: 'order.import', subject: { kind: 'branch', id: 'b' } };
    write.domain(system, act, (tx) =>
      tx.insert('salesOrder', {
        id: 'late',
        number: 'SO-late',
        clientId: clientIds[1] ?? '',
        employeeId: leaver,
        date: '2026-11-23',
        amount: 100,
        status: 'open',
        source: 'test',
      }),
    );
    separation().settle(callers.clerk, { caseId: row.id, version: row.version });
    expect(reader.prepare("SELECT employeeId FROM salesOrder WHERE id = 'late'").pluck().get()).toBe(colleague);
  });
});

describe('a signed letter', () => {
  it('on which a client was accepted does not become a refusal behind the reviewer’s back', async () => {
    const row = await goThrough('hrReview');
    const [letter] = separation().letters(callers.clerk, 'branch', row.id);
    const record = (state: 'signed' | 'refused' | 'unreachable') => () =>
      separation().recordLetter(callers.clerk, 'branch', {
        letterId: letter?.id ?? '',
        version: letter?.version ?? 0,
        state,
        confirmedBalance: null,
        disputed: false,
        signatory: null,
        clientAccount: null,
        note: null,
        scan: { bytes: png() },
      });
    expect(await codes(record('refused'))).toEqual(['separation.letterAccepted']);
    expect(await codes(record('unreachable'))).toEqual(['separation.letterAccepted']);
    // A better scan of the same answer is no other answer.
    expect(await codes(record('signed'))).toEqual([]);
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
      await codes(() =>
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
    expect(await codes(agree('2026-11-20', row.version))).toEqual(['separation.endBeforeNotice']);
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
    expect(await codes(transferOn('2026-12-01', agreed.version))).toEqual(['separation.notEndedYet']);
    const ended = separation().end(callers.clerk, { caseId: row.id, version: agreed.version });
    expect(ended.endedOn).toBe('2026-11-30');
    expect(await codes(agree('2026-12-10', ended.version))).toEqual(['separation.endPassed']);
    expect(await codes(transferOn('2026-12-24', ended.version))).toEqual(['separation.transferInFuture']);
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
    expect(await codes(end)).toEqual(['legalTrack.beforeEnd']);
    await expect(test.branch.services.forms.print(callers.clerk, 'leaveCertificate', row.id)).rejects.toThrow(
      'form.notEnded',
    );
    test.clock.pass(31 * day);
    const ended = end();
    expect(ended).toMatchObject({ legalState: 'ended', endedOn: '2026-12-23', handoverState: 'transferring' });
    const printed = await test.branch.services.forms.print(callers.clerk, 'leaveCertificate', row.id);
    expect(printed.form).toMatchObject({ kind: 'leaveCertificate', number: 'SK-SH01-LZZM-20261224-0001-R0' });
    const issued = separation().issueCertificate(callers.clerk, { caseId: row.id, version: ended.version });
    expect(issued.legalState).toBe('certificateIssued');
    expect(accountOf(leaver)).toBe('closed');
  });
});

describe('a stack of letters from the feeder', () => {
  it('is filed page by page: each client keeps only its own', async () => {
    const row = await goThrough('transferring');
    const { forms } = test.branch.services;
    const printed = await forms.printLetters(callers.clerk, row.id);
    const stack = await PDFDocument.create();
    for (const { id } of printed) {
      const { bytes } = await forms.document(callers.clerk, 'branch', id);
      const one = await PDFDocument.load(await bytes.arrayBuffer());
      for (const page of await stack.copyPages(one, one.getPageIndices())) stack.addPage(page);
    }
    const scan = await stack.save();
    const found = await forms.findByScan(callers.clerk, 'branch', scan);
    expect(found.map(({ form }) => form.number)).toEqual(printed.map(({ number }) => number));
    const second = found[1];
    const letters = separation().letters(callers.clerk, 'branch', row.id);
    const letter = letters.find((each) => each.id === second?.form.subjectId);
    const record = (pages: number[]) => () =>
      separation().recordLetter(callers.clerk, 'branch', {
        letterId: letter?.id ?? '',
        version: letter?.version ?? 0,
        state: 'signed',
        confirmedBalance: null,
        disputed: false,
        signatory: null,
        clientAccount: null,
        note: null,
        scan: { bytes: new Blob([new Uint8Array(scan)]), pages },
      });
    expect(await codes(record([99]))).toEqual(['scan.noSuchPages']);
    await record(second?.pages ?? [])();
    const kept = await separation().letterScan(callers.clerk, 'branch', letter?.id ?? '');
    expect(kept.type).toBe('application/pdf');
    const alone = await forms.findByScan(callers.clerk, 'branch', new Uint8Array(await kept.arrayBuffer()));
    expect(alone.map(({ form }) => form.number)).toEqual([second?.form.number]);
    expect(await codes(() => separation().letterScan(callers.colleague, 'own', letter?.id ?? ''))).toEqual([]);
    expect(
      await codes(() =>
        separation().letterScan(callerOf(test.account('salesperson', { employeeId: other })), 'own', letter?.id ?? ''),
      ),
    ).toEqual(['separation.notYours']);
  });
});

describe('forms of a case', () => {
  it('come back signed: their scan is kept with them, and only with them', async () => {
    const row = await goThrough('transferring');
    const { forms } = test.branch.services;
    const { form, bytes } = await forms.print(callers.clerk, 'handoverTable', row.id);
    expect(await codes(() => forms.scan(callers.clerk, 'branch', form.id))).toEqual(['form.noScan']);
    const wrong = { formId: form.id, bytes: new Blob(['x'.repeat(100)]) };
    expect(await codes(() => forms.fileScan(callers.clerk, wrong))).toEqual(['scan.notReadable']);
    expect(await forms.fileScan(callers.clerk, { formId: form.id, bytes })).toMatchObject({ id: form.id, scans: 1 });
    expect((await forms.scan(callers.leaver, 'own', form.id)).type).toBe('application/pdf');
    expect(await codes(() => forms.scan(callers.colleague, 'own', form.id))).toEqual(['separation.notYours']);
  });

  it('are looked at before they are issued: a preview takes no number and leaves nothing behind but its record', async () => {
    const row = await goThrough('transferring');
    const { forms } = test.branch.services;
    const letters = separation().letters(callers.clerk, 'branch', row.id);
    const pages = await forms.preview(
      callers.clerk,
      'confirmationLetter',
      letters.map((letter) => letter.id),
    );
    expect(pages.map(({ number }) => number.slice(-7))).toEqual(['0001-R0', '0002-R0', '0003-R0']);
    expect(forms.ofCase(callers.clerk, 'branch', row.id)).toEqual([]);
    const chosen = letters.slice(1).map((letter) => letter.id);
    const printed = await forms.printLetters(callers.clerk, row.id, chosen);
    expect(printed.map((form) => form.subjectId)).toEqual(chosen);
    expect(await codes(() => forms.printLetters(callers.clerk, row.id, chosen))).toEqual(['form.allPrinted']);
  });

  it('are numbered, kept as printed, reprinted under their own number, and found by their scan', async () => {
    const row = await goThrough('transferring');
    const { forms } = test.branch.services;
    const table = await forms.print(callers.clerk, 'handoverTable', row.id);
    const letters = await forms.printLetters(callers.clerk, row.id);
    expect(letters.map((form) => form.number)).toEqual([
      'SK-SH01-KHQR-20261123-0001-R0',
      'SK-SH01-KHQR-20261123-0002-R0',
      'SK-SH01-KHQR-20261123-0003-R0',
    ]);
    const kept = await forms.document(callers.clerk, 'branch', table.form.id);
    expect(Buffer.from(await kept.bytes.arrayBuffer()).equals(Buffer.from(await table.bytes.arrayBuffer()))).toBe(true);
    const again = await forms.reprint(callers.clerk, table.form.id);
    expect(again.form).toMatchObject({ number: table.form.number.replace('R0', 'R1'), reprint: 1 });
    const found = await forms.findByScan(callers.clerk, 'branch', new Uint8Array(await again.bytes.arrayBuffer()));
    expect(found[0]?.form.caseId).toBe(row.id);
    const prints = await Promise.all([1, 2, 3].map(() => forms.print(callers.clerk, 'workHandover', row.id)));
    expect(new Set(prints.map((print) => print.form.number)).size).toBe(3);
  });
});
