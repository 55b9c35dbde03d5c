import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import type { Account, Caller } from '../access/service.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';

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

describe('items', () => {
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

describe('forms of a case', () => {
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
