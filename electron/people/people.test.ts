import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../access/service.ts';
import { codeOf } from '../agreements/testing/signingBranch.ts';
import { callerOf } from '../testing/callerOf.ts';
import { employ } from '../testing/employ.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';

let test: TestBranch;
let clerk: { caller: Caller; scope: 'branch' };
let salesperson: { caller: Caller; scope: 'own' };
let zhang: string;

const listInput = {
  query: '',
  chip: 'all' as const,
  sort: 'name' as const,
  descending: false,
  offset: 0,
  limit: 100,
};

beforeAll(async () => {
  test = await openTestBranch();
  zhang = employ(test, '张伟', { phone: '13912345678' });
  employ(test, '欧阳娜娜', { stage: 'leaving' });
  employ(test, '𠮷田𤧣');
  employ(test, '已离', { stage: 'left' });
  employ(test, '录错', { stage: 'cancelled' });
  clerk = { caller: callerOf(test.account('hrClerk')), scope: 'branch' };
  salesperson = { caller: callerOf(test.account('salesperson', { employeeId: zhang })), scope: 'own' };
});
afterAll(() => test.dispose());

const people = () => test.branch.services.people;

describe('the list of people', () => {
  it('counts what each chip would show and keeps given-up onboardings apart', async () => {
    const { counts, rows, total } = await people().list(clerk, listInput);
    expect(counts).toEqual({ all: 4, onboarding: 0, active: 2, leaving: 1, left: 1, cancelled: 1 });
    expect(total).toBe(4);
    expect(rows.map((row) => row.name)).toEqual(['欧阳娜娜', '已离', '张伟', '𠮷田𤧣']);
    expect(rows.find((row) => row.name === '张伟')?.phone).toBe('139****5678');
  });

  it.each([
    ['张', ['张伟']],
    ['zhangw', ['张伟']],
    ['zw', ['张伟']],
    ['oynn', ['欧阳娜娜']],
    ['𤧣', ['𠮷田𤧣']],
    ['5678', ['张伟']],
    ['张 销售', ['张伟']],
    ['%', []],
    ['_', []],
    ["' OR 1=1 --", []],
    ['不存在', []],
  ])('finds %s', async (query, names) => {
    const { rows } = await people().list(clerk, { ...listInput, query });
    expect(rows.map((row) => row.name)).toEqual(names);
  });

  it('shows a salesperson themselves and nobody else, and both looks are on record', async () => {
    const { rows, counts } = await people().list(salesperson, listInput);
    expect(rows.map((row) => row.name)).toEqual(['张伟']);
    expect(counts.all).toBe(1);
    const other = employ(test, '别人');
    expect(await codeOf(() => people().get(salesperson, other))).toBe('employee.notFound');
    expect(await codeOf(() => people().clients(salesperson, { employeeId: other, offset: 0, limit: 10 }))).toBe(
      'employee.notFound',
    );
    expect(await codeOf(() => people().timeline(salesperson, other, 10))).toBe('employee.notFound');
    const looks = test.branch.registry.audit.about('list', 'employees');
    expect(looks.at(0)?.actor).toBe(salesperson.caller.actor.id);
  });
});

describe('a person', () => {
  it('is shown masked; in full only as a call of its own, with its reason on record', async () => {
    const view = await people().get(clerk, zhang);
    expect(view.phone).toBe('139****5678');
    expect(view.idNumber).toMatch(/^T\d\*+\d\d$/);
    const full = await people().viewIdentity(clerk, { employeeId: zhang, why: '寄送社保材料' });
    expect(full.phone).toBe('13912345678');
    const [entry] = people().timeline(clerk, zhang, 1);
    expect(entry).toMatchObject({ action: 'employee.viewIdentity', why: '寄送社保材料' });
    const told = JSON.stringify(people().timeline(clerk, zhang, 50));
    expect(told).not.toContain('13912345678');
  });

  it('has its separation on the page and in the timeline', async () => {
    const leaver = employ(test, '请辞');
    expect((await people().get(clerk, leaver)).separation).toBeNull();
    const { id } = test.branch.services.separation.submit(clerk.caller, 'branch', {
      ...{ employeeId: leaver, kind: 'resignation', noticeDate: '2026-11-23', requestedEnd: null },
      ...{ reason: '个人原因', supervisorId: null },
    });
    expect((await people().get(clerk, leaver)).separation).toMatchObject({ id, handoverState: 'submitted' });
    expect(people().timeline(clerk, leaver, 50)).toContainEqual(
      expect.objectContaining({ action: 'separation.submit', actor: clerk.caller.actor.name }),
    );
  });

  it('is changed on the version seen, with what changed in the timeline', async () => {
    const { version } = await people().get(clerk, zhang);
    people().edit(clerk, { employeeId: zhang, version, phone: '139 1111 2222' });
    expect((await people().get(clerk, zhang)).phone).toBe('139****2222');
    expect(await codeOf(() => people().edit(clerk, { employeeId: zhang, version, phone: null }))).toBe(
      'row.changedMeanwhile',
    );
    const next = (await people().get(clerk, zhang)).version;
    expect(await codeOf(() => people().edit(clerk, { employeeId: zhang, version: next, phone: '12' }))).not.toBe(
      'done',
    );
    const entry = people()
      .timeline(clerk, zhang, 50)
      .find((each) => each.action === 'employee.edit');
    expect(entry?.changes).toEqual([{ table: 'employee', column: 'phone', value: '139****2222' }]);
  });
});

describe('positions', () => {
  const position = () => people().positions;
  const input = { title: '客户经理', tradeSecretLevel: 1 as const, agreementKinds: ['nonDisclosure' as const] };

  it('have one name each, are retired and not deleted, and carry a non-compete only with trade secrets', async () => {
    const { actor } = clerk.caller;
    const made = position().create(actor, input);
    expect(await codeOf(() => position().create(actor, { ...input, title: ' 客户经理 ' }))).toBe('position.titleTaken');
    const compete = { ...input, title: '司机', tradeSecretLevel: 0 as const, agreementKinds: ['nonCompete' as const] };
    expect(await codeOf(() => position().create(actor, compete))).toBe('position.nonCompeteWithoutSecrets');
    const { id, version } = made;
    expect(position().retire(actor, { id, version, retired: true }).retired).toBe(true);
    expect(
      position()
        .list(false)
        .some((each) => each.id === id),
    ).toBe(false);
    expect(await codeOf(() => position().update(actor, { id, version, ...input }))).toBe('row.changedMeanwhile');
    const used = position()
      .list(false)
      .find((each) => each.people > 0);
    expect(
      await codeOf(() => position().retire(actor, { id: used?.id ?? '', version: used?.version ?? 1, retired: true })),
    ).toBe('position.inUse');
  });
});

describe('assets', () => {
  it('are handed out to people who work here, and come back', async () => {
    const { assets } = people();
    const { actor } = clerk.caller;
    const phone = assets.register(actor, { kind: '手机', name: '华为 P70', serial: 'SN-1', holderId: zhang });
    expect(phone).toMatchObject({ holderName: '张伟', since: '2026-11-23' });
    expect(await codeOf(() => assets.register(actor, { kind: '手机', name: '另一台', serial: 'SN-1' }))).toBe(
      'asset.serialTaken',
    );
    const gone = employ(test, '走了', { stage: 'left' });
    const hand = (holderId: string | null) => () =>
      assets.hand(actor, { id: phone.id, version: phone.version, holderId, condition: '完好' });
    expect(await codeOf(hand(gone))).toBe('asset.holderNotEmployed');
    expect(await codeOf(hand(null))).toBe('done');
    expect(await codeOf(hand(zhang))).toBe('row.changedMeanwhile');
    expect(assets.list(salesperson, { query: '', offset: 0, limit: 10 }).total).toBe(0);
    expect(assets.list(clerk, { query: '华为', offset: 0, limit: 10 }).total).toBe(1);
  });
});

describe('filling a branch in one go', () => {
  it('numbers people in order and derives what their documents say', () => {
    const positionId = people().positions.list(false)[0]?.id ?? '';
    const ids = test.branch.registry.write.domain(
      clerk.caller.actor,
      { action: 'test.fill', subject: { kind: 'branch', id: 'b' } },
      (tx) =>
        people().insertMany(
          tx,
          ['11010519491231002X', '34052419800101001X'].map((idNumber, index) => ({
            name: `样例${index}`,
            idType: 'residentId',
            idNumber,
            phone: null,
            positionId,
            startDate: '2024-03-01',
            stage: 'active',
          })),
        ),
    );
    const rows = ids.map(({ employeeId }) =>
      test.branch.registry.reader
        .prepare(
          'SELECT p.birthday, p.sex, m.employeeNo FROM employee p JOIN employment m ON m.employeeId = p.id WHERE p.id = ?',
        )
        .get(employeeId),
    ) as { birthday: string; sex: string; employeeNo: string }[];
    expect(rows.map((row) => row.birthday)).toEqual(['1949-12-31', '1980-01-01']);
    const [first, second] = rows.map((row) => Number(row.employeeNo.slice(-4)));
    expect(second).toBe((first ?? 0) + 1);
  });
});
