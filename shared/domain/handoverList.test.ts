import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HandoverSource, handoverItemLabel, handoverList, handoverTotals, itemsToAdd } from './handoverList.ts';
import type { Ownership } from './ownership.ts';

const asOf = '2026-11-23';
const span = (clientId: string, employeeId: string, changes: Partial<Ownership> = {}): Ownership => ({
  id: `${clientId}-${employeeId}`,
  clientId,
  employeeId,
  role: 'owner',
  share: 100,
  fromDate: '2020-01-01',
  toDate: null,
  reason: '首次分配',
  caseId: null,
  decidedBy: 'm1',
  endReason: null,
  epoch: 1,
  ...changes,
});
const order = (
  id: string,
  changes: Partial<HandoverSource['orders'][number]> = {},
): HandoverSource['orders'][number] => ({
  id,
  number: `SO-${id}`,
  clientId: 'c1',
  employeeId: 'zhang',
  date: '2026-10-01',
  amount: 100_000,
  status: 'open',
  title: null,
  ...changes,
});
const receivable = (
  id: string,
  changes: Partial<HandoverSource['receivables'][number]> = {},
): HandoverSource['receivables'][number] => ({
  id,
  clientId: 'c1',
  orderId: null,
  dueDate: '2026-12-01',
  amount: 50_000,
  balance: 50_000,
  disputed: 0,
  note: null,
  ...changes,
});
const followUp = (id: string, changes: Partial<HandoverSource['followUps'][number]> = {}) => ({
  id,
  clientId: 'c1',
  employeeId: 'zhang',
  promisedDate: '2026-11-30',
  promise: '送样品',
  doneAt: null,
  ...changes,
});
const empty: HandoverSource = {
  clients: [
    { id: 'c1', name: '上海顺达物流有限公司', uscc: '91350100M000100Y43' },
    { id: 'c2', name: '北京远航商贸有限公司', uscc: null },
  ],
  ownerships: [],
  orders: [],
  receivables: [],
  followUps: [],
  assets: [],
  dataCarriers: [],
};
const list = (changes: Partial<HandoverSource>) => handoverList({ ...empty, ...changes }, 'zhang', asOf);
const shown = (changes: Partial<HandoverSource>): string[] =>
  list(changes).items.map((item) => `${item.kind} ${item.subjectId}`);

describe('the handover list', () => {
  it('is empty for somebody who holds nothing, and that is a list too', () => {
    expect(list({ ownerships: [span('c1', 'wang')], orders: [order('1', { employeeId: 'wang' })] })).toMatchObject({
      items: [],
      totals: { items: 0, clients: 0, receivable: 0 },
    });
  });

  it('has every client of which the leaver holds a share today, with the figures as of today', () => {
    const { items } = list({
      ownerships: [
        span('c1', 'zhang', { role: 'helper', share: 30 }),
        span('c1', 'li', { share: 70 }),
        span('c2', 'zhang', { toDate: asOf }),
        span('c2', 'wang', { fromDate: asOf }),
      ],
      orders: [
        order('1', { employeeId: 'li' }),
        order('2', { date: '2025-11-23', status: 'settled' }),
        order('3', { date: '2026-11-01', status: 'cancelled', amount: 900 }),
        order('4', { date: '2025-11-24', status: 'settled', amount: 7 }),
      ],
      receivables: [
        receivable('r1', { dueDate: '2026-11-01' }),
        receivable('r2', { disputed: 1, note: '运费差额', balance: 20_000 }),
        receivable('r3', { balance: 0 }),
      ],
    });
    expect(items).toEqual([
      {
        kind: 'client',
        subjectId: 'c1',
        clientId: 'c1',
        title: '上海顺达物流有限公司',
        amount: 0,
        snapshot: {
          kind: 'client',
          name: '上海顺达物流有限公司',
          uscc: '91350100M000100Y43',
          role: 'helper',
          share: 30,
          receivable: 70_000,
          disputed: 20_000,
          overdue: 50_000,
          openOrders: 1,
          openOrderAmount: 100_000,
          last12Months: 100_007,
          lastOrderOn: '2026-10-01',
        },
      },
    ]);
  });

  it('has the open orders of the leaver, also at clients of others, and no delivered one twice', () => {
    expect(
      shown({
        ownerships: [span('c1', 'wang')],
        orders: [
          order('1'),
          order('2', { status: 'delivered' }),
          order('3', { status: 'delivered' }),
          order('4', { status: 'settled' }),
          order('5', { employeeId: 'wang' }),
        ],
        receivables: [receivable('r1', { orderId: '3' })],
      }),
    ).toEqual(['order 1', 'order 2']);
  });

  it('has the receivables that are the leaver’s to collect, disputed ones with their dispute', () => {
    const { items, totals } = list({
      ownerships: [span('c1', 'zhang'), span('c2', 'wang')],
      orders: [order('9', { clientId: 'c3', status: 'settled' })],
      receivables: [
        receivable('r1', { dueDate: '2026-11-20', disputed: 1, note: '客户称少到 3 件' }),
        receivable('r2', { clientId: 'c2' }),
        receivable('r3', { clientId: 'c3', orderId: '9', balance: 1 }),
        receivable('r4', { clientId: 'c4' }),
      ],
    });
    expect(items.filter((item) => item.kind === 'receivable').map((item) => item.subjectId)).toEqual(['r1', 'r3']);
    expect(items.find((item) => item.subjectId === 'r1')?.snapshot).toEqual({
      kind: 'receivable',
      dueDate: '2026-11-20',
      amount: 50_000,
      balance: 50_000,
      disputed: true,
      note: '客户称少到 3 件',
      overdueDays: 3,
    });
    expect(totals).toMatchObject({ receivables: 2, receivable: 50_001, disputed: 50_000, overdue: 50_000 });
  });

  it('has promises not kept, assets held and data to give back', () => {
    expect(
      shown({
        followUps: [
          followUp('f1'),
          followUp('f2', { doneAt: 1 }),
          followUp('f3', { promise: null }),
          followUp('f4', { employeeId: 'wang' }),
        ],
        assets: [
          { id: 'a1', kind: 'phone', name: '工作手机', serial: 'SN1', holderId: 'zhang', condition: '完好' },
          { id: 'a2', kind: 'laptop', name: '笔记本', serial: null, holderId: null, condition: null },
        ],
        dataCarriers: [{ id: 'd1', label: '企业微信账号' }],
      }),
    ).toEqual(['followUp f1', 'asset a1', 'data d1']);
  });

  it('is in order: the client with the most money first, its items together, things without a client last', () => {
    expect(
      shown({
        ownerships: [span('c1', 'zhang'), span('c2', 'zhang')],
        orders: [order('1', { clientId: 'c2', amount: 900_000 })],
        receivables: [receivable('r1'), receivable('r2', { clientId: 'c2', balance: 10 })],
        followUps: [followUp('f1')],
        assets: [{ id: 'a1', kind: 'key', name: '钥匙', serial: null, holderId: 'zhang', condition: null }],
      }),
    ).toEqual(['client c2', 'receivable r2', 'order 1', 'client c1', 'receivable r1', 'followUp f1', 'asset a1']);
  });

  it('grows by what came up since, and by nothing else', () => {
    const before = list({ ownerships: [span('c1', 'zhang')], orders: [order('1')] });
    const after = list({ ownerships: [span('c1', 'zhang')], orders: [order('1', { amount: 5 }), order('2')] });
    expect(itemsToAdd(before.items, after.items).map((item) => item.subjectId)).toEqual(['2']);
    expect(itemsToAdd(after.items, before.items)).toEqual([]);
  });

  it('adds up: totals are those of the items, nothing twice, nothing of anybody else, in whatever order the rows come', () => {
    const who = fc.constantFrom('zhang', 'wang');
    const where = fc.constantFrom('c1', 'c2', 'c3');
    const numbered = <T extends { id: string }>(rows: T[], prefix: string): T[] =>
      rows.map((row, index) => ({ ...row, id: `${prefix}${index}` }));
    const source = fc.record({
      clients: fc.constant(empty.clients),
      ownerships: fc
        .uniqueArray(fc.record({ clientId: where, employeeId: who }), { selector: (each) => each.clientId })
        .map((rows) => rows.map((each) => span(each.clientId, each.employeeId))),
      orders: fc
        .array(
          fc.record({
            clientId: where,
            employeeId: who,
            amount: fc.nat(1000),
            status: fc.constantFrom('open' as const, 'delivered' as const, 'settled' as const),
          }),
        )
        .map((rows) =>
          numbered(
            rows.map((each) => order('', each)),
            'o',
          ),
        ),
      receivables: fc
        .array(
          fc.record({
            clientId: where,
            orderId: fc.constantFrom(null, 'o0', 'o1'),
            balance: fc.nat(1000),
            disputed: fc.constantFrom(0 as const, 1 as const),
            dueDate: fc.constantFrom('2026-11-01', '2026-12-01'),
          }),
        )
        .map((rows) =>
          numbered(
            rows.map((each) => receivable('', each)),
            'r',
          ),
        ),
      followUps: fc.array(fc.record({ clientId: where, employeeId: who })).map((rows) =>
        numbered(
          rows.map((each) => followUp('', each)),
          'f',
        ),
      ),
      assets: fc.constant([]),
      dataCarriers: fc.constant([]),
    });
    fc.assert(
      fc.property(source, (rows) => {
        const { items, totals } = handoverList(rows, 'zhang', asOf);
        expect(new Set(items.map((item) => `${item.kind} ${item.subjectId}`)).size).toBe(items.length);
        expect(totals.openOrderAmount + totals.receivable).toBe(items.reduce((total, item) => total + item.amount, 0));
        expect(totals.items).toBe(items.length);
        expect(handoverTotals(items)).toEqual(totals);
        for (const item of items.filter((each) => each.kind === 'order')) {
          expect(rows.orders.find((each) => each.id === item.subjectId)?.employeeId).toBe('zhang');
        }
        // Between them, two leavers hand over every receivable that somebody answers for, and none twice.
        const theirs = handoverList(rows, 'wang', asOf);
        const both = [...items, ...theirs.items]
          .filter((item) => item.kind === 'receivable')
          .map((item) => item.subjectId);
        expect(new Set(both).size).toBe(both.length);
        const answeredFor = rows.receivables.filter(
          (each) =>
            each.balance > 0 &&
            (rows.ownerships.some((o) => o.clientId === each.clientId) ||
              rows.orders.some((o) => o.id === each.orderId)),
        );
        expect(both.length).toBe(answeredFor.length);
        const turned = {
          ...rows,
          orders: [...rows.orders].reverse(),
          receivables: [...rows.receivables].reverse(),
          ownerships: [...rows.ownerships].reverse(),
        };
        expect(handoverList(turned, 'zhang', asOf)).toEqual({ items, totals });
      }),
    );
  });
});

describe('the label of an item', () => {
  it('tells a receivable from the order whose number it bears', () => {
    expect(handoverItemLabel({ kind: 'order', title: 'SO-0001' })).toBe('SO-0001');
    expect(handoverItemLabel({ kind: 'receivable', title: 'SO-0001' })).toBe('应收 SO-0001');
    expect(handoverItemLabel({ kind: 'receivable', title: '应收 2026-10-01' })).toBe('应收 2026-10-01');
  });
});
