import { afterEach, beforeEach } from 'vitest';
import type { Caller } from '../access/service.ts';
import { callerOf } from '../testing/callerOf.ts';
import { insertClientsOf } from '../testing/clientsOf.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';

export const system = { id: 'system', name: '系统' };
export const day = 86_400_000;
export let test: TestBranch;
export let leaver: string;
export let colleague: string;
export let other: string;
export let callers: Record<'clerk' | 'manager' | 'admin' | 'leaver' | 'colleague', Caller>;
export const clientIds: string[] = [];

export const separation = () => test.branch.services.separation;

/** Before each test of a file: 张伟 with three clients and what they order and owe, his manager, two colleagues. All invented. */
export function eachWithLeaver(): void {
  beforeEach(async () => {
    test = await openTestBranch();
    const { write } = test.branch.registry;
    clientIds.length = 0;
    const ids = write.domain(system, { action: 'test.fill', subject: { kind: 'branch', id: 'b' } }, (tx) => {
      const position = tx.insert('position', {
        title: '大客户销售',
        tradeSecretLevel: 1,
        agreementKinds: '[]',
        retired: 0,
      });
      const manager = test.branch.services.people.insertMany(tx, [
        person('李强', '110101198001010037', position.id),
      ])[0];
      const people = test.branch.services.people.insertMany(tx, [
        { ...person('张伟', '110101199003070038', position.id), managerId: manager?.employeeId ?? null },
        { ...person('王芳', '110101199203070029', position.id), managerId: manager?.employeeId ?? null },
        { ...person('赵磊', '110101199403070019', position.id), managerId: manager?.employeeId ?? null },
      ]);
      const [first, second, third] = people.map((each) => each.employeeId);
      if (!manager || !first || !second || !third) throw new Error('nobody there');
      const names = ['甲物流有限公司', '乙食品有限公司', '丙商贸有限公司'];
      const invented = names.map((name, index) => ({
        name,
        order: { number: `SO-${index}`, date: '2026-10-08', amount: 120_000_00 },
        dueDate: '2026-11-07',
        balance: 80_000_00,
        dispute: index === 2 ? '客户称少送两托' : undefined,
      }));
      clientIds.push(...insertClientsOf(test.branch, tx, first, invented));
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
}

export const person = (name: string, idNumber: string, positionId: string) => ({
  name,
  idType: 'residentId' as const,
  idNumber,
  phone: '13800138000',
  positionId,
  startDate: '2016-03-01',
  monthlyWage: 12_000_00,
  stage: 'active' as const,
});

export const submit = (requestedEnd: string | null = null) =>
  separation().submit(callers.leaver, 'own', {
    employeeId: leaver,
    kind: 'resignation',
    noticeDate: '2026-11-23',
    requestedEnd,
    reason: '个人原因',
    supervisorId: null,
  });
export const accountOf = (employeeId: string) =>
  test.branch.registry.reader.prepare('SELECT state FROM account WHERE employeeId = ?').pluck().get(employeeId);

/** An answer to a letter that says nothing but how it was answered. */
export const bareAnswer = {
  confirmedBalance: null,
  disputed: false,
  signatory: null,
  clientAccount: null,
  note: null,
} as const;

/** Everything up to the settlement: the whole way of an ordinary case. */
export async function goThrough(until: 'listed' | 'transferring' | 'underReview' | 'hrReview') {
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
    const paper = await test.branch.services.forms.print(callers.clerk, 'branch', 'confirmationLetter', letter.id);
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
      scan: { bytes: paper.bytes },
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
