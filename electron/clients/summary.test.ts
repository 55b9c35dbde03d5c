import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, addMonths, type BusinessDate, fromInstant, storedDate } from '../../shared/domain/businessDate.ts';
import { cadenceOf } from '../../shared/domain/cadence.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Caller } from '../access/service.ts';
import { openDatabase } from '../registry/openDatabase.ts';
import { callerOf } from '../testing/callerOf.ts';
import { employ } from '../testing/employ.ts';
import { openTestBranch, type TestBranch, testKeys } from '../testing/openTestBranch.ts';
import type { ClientChip, ClientSort } from './list.ts';
import { dormantUpTo } from './summary.ts';

let test: TestBranch;
let manager: Caller;
let ownerId: string;

beforeEach(async () => {
  test = await openTestBranch();
  ownerId = employ(test, '王芳');
  manager = callerOf(test.account('salesManager', { employeeId: ownerId }));
});
afterEach(() => test.dispose());

const day = 86_400_000;
const today = () => fromInstant(test.clock.now());
const all = <N extends keyof Database>(table: N): Database[N][] =>
  test.branch.registry.reader.prepare(`SELECT * FROM ${table}`).all() as Database[N][];

/** After the clock was set back the last order may lie in the future: then the client is not silent. */
const isDormant = (last: BusinessDate | undefined): boolean =>
  last !== undefined && last <= today() && cadenceOf([last], today()).dormant;

/** The totals of every client, counted from the tables without the summaries. */
function expected() {
  const after = addMonths(today(), -12);
  return all('client')
    .map((client) => {
      const orders = all('salesOrder').filter((each) => each.clientId === client.id && each.status !== 'cancelled');
      const open = orders.filter((each) => each.status === 'open');
      const sum = (rows: readonly { amount: number }[]) => rows.reduce((total, row) => total + row.amount, 0);
      return {
        id: client.id,
        live: client.status === 'retired' ? 0 : 1,
        ownerId: client.ownerId,
        balance: all('receivable')
          .filter((each) => each.clientId === client.id)
          .reduce((total, row) => total + row.balance, 0),
        openOrders: open.length,
        openAmount: sum(open),
        lastOrderDate:
          orders
            .map((each) => each.date)
            .sort()
            .at(-1) ?? null,
        amount12m: sum(orders.filter((each) => each.date > after)),
        dormant: isDormant(
          orders
            .map((each) => storedDate(each.date))
            .sort()
            .at(-1),
        ),
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function check(): void {
  const want = expected();
  const have = all('clientSummary')
    .map(({ number: _, sortName: __, oldest12m: ___, ...row }) => row)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(have).toEqual(want.map(({ dormant: _, ...row }) => row));
  const live = want.filter((row) => row.live === 1);
  expect(test.branch.services.clients.chipCounts(manager, 'branch')).toEqual({
    all: live.length,
    mine: 0,
    owing: live.filter((row) => row.balance > 0).length,
    openOrders: live.filter((row) => row.openOrders > 0).length,
    dormant: live.filter((row) => row.dormant).length,
    noOwner: live.filter((row) => row.ownerId === null).length,
  });
}

describe('the totals of clients', () => {
  it('are what the tables say, whatever happens and however days pass', async () => {
    const orderChange = fc.record({
      what: fc.constantFrom(
        'order',
        'cancel',
        'deliver',
        'redate',
        'pay',
        'retire',
        'revive',
        'own',
        'pass',
        'back',
        'fail',
      ),
      client: fc.nat(3),
      which: fc.nat(20),
      daysAgo: fc.nat(420),
      amount: fc.integer({ min: 1, max: 1_000_000 }),
    });
    const { registry, services } = test.branch;
    const ids = [0, 1, 2, 3].map(() => registry.newId());
    const act = { action: 'client.update', subject: { kind: 'list', id: 'clients' } };
    registry.write.domain(manager.actor, act, (tx) =>
      services.clients.insertMany(tx, {
        clients: ids.map((id, at) => ({ id, name: `第${at}公司`, status: 'active', creditDays: 30 })),
      }),
    );
    check();
    let number = 0;
    fc.assert(
      fc.property(fc.array(orderChange, { minLength: 1, maxLength: 12 }), (changes) => {
        for (const { what, client, which, daysAgo, amount } of changes) {
          const clientId = ids[client] ?? '';
          const orders = all('salesOrder').filter((each) => each.clientId === clientId);
          const order = orders[which % Math.max(1, orders.length)];
          if (what === 'pass') test.clock.pass((daysAgo % 200) * day);
          else if (what === 'back') test.clock.pass(-(daysAgo % 50) * day);
          services.clients.passDay();
          const write = () =>
            registry.write.domain(manager.actor, act, (tx) => {
              if (what === 'order' || what === 'fail') {
                number += 1;
                const id = registry.newId();
                const date = addDays(today(), -daysAgo);
                services.clients.insertMany(tx, {
                  orders: [
                    {
                      id,
                      clientId,
                      number: `N${number}`,
                      employeeId: ownerId,
                      date,
                      amount,
                      status: 'open',
                      source: 't',
                    },
                  ],
                  receivables: [{ clientId, orderId: id, dueDate: date, amount, balance: amount, disputed: 0 }],
                });
              }
              if (what === 'fail') throw new Error('half-way');
              if (what === 'cancel' && order) tx.update('salesOrder', order.id, { status: 'cancelled' });
              if (what === 'deliver' && order) tx.update('salesOrder', order.id, { status: 'delivered' });
              if (what === 'redate' && order) tx.update('salesOrder', order.id, { date: addDays(today(), -daysAgo) });
              if (what === 'pay') {
                const owed = all('receivable').find((each) => each.clientId === clientId && each.balance > 0);
                if (owed) tx.update('receivable', owed.id, { balance: owed.balance - Math.min(owed.balance, amount) });
              }
              if (what === 'retire') tx.update('client', clientId, { status: 'retired' });
              if (what === 'revive') tx.update('client', clientId, { status: 'active' });
              if (what === 'own') tx.update('client', clientId, { ownerId: which % 2 ? ownerId : null });
            });
          if (what === 'fail') expect(write).toThrow('half-way');
          else write();
        }
        check();
      }),
      { numRuns: 25 },
    );
  });

  it('are right again after a restart a year later', async () => {
    const { registry, services } = test.branch;
    const id = registry.newId();
    const act = { action: 'client.update', subject: { kind: 'list', id: 'clients' } };
    registry.write.domain(manager.actor, act, (tx) =>
      services.clients.insertMany(tx, {
        clients: [{ id, name: '甲公司', status: 'active', creditDays: 0 }],
        orders: [
          { clientId: id, number: '1', employeeId: ownerId, date: today(), amount: 7, status: 'settled', source: 't' },
        ],
      }),
    );
    expect(all('clientSummary')[0]?.amount12m).toBe(7);
    test.clock.pass(366 * day);
    await test.reopen();
    expect(all('clientSummary')[0]?.amount12m).toBe(0);
    check();
  });

  it('call dormant whom the cadence calls dormant, on every day of the year', () => {
    for (let now = addDays('2026-01-01', 0); now < '2027-03-05'; now = addDays(now, 1)) {
      const upTo = dormantUpTo(now);
      expect(cadenceOf([upTo], now).dormant, `${upTo} on ${now}`).toBe(true);
      expect(cadenceOf([addDays(upTo, 1)], now).dormant, `after ${upTo} on ${now}`).toBe(false);
    }
  });
});

describe('the list', () => {
  const names = ['阿里贸易', '北方物流', '长城食品', '大海运输', '鄂尔多斯商贸', '福建茶业', '广州服装'];

  beforeEach(() => {
    const { registry, services } = test.branch;
    const clients = names.map((name, at) => ({
      ...{ id: registry.newId(), name, creditDays: 0, ownerId: at % 3 === 0 ? ownerId : null },
      status: at === 6 ? ('retired' as const) : ('active' as const),
    }));
    registry.write.domain(manager.actor, { action: 'client.import', subject: { kind: 'list', id: 'clients' } }, (tx) =>
      services.clients.insertMany(tx, {
        clients,
        ownerships: clients
          .filter((client) => client.ownerId !== null)
          .map((client) => ({
            ...{ clientId: client.id, employeeId: ownerId, share: 100, fromDate: '2026-01-01', reason: '建档' },
            role: 'owner' as const,
            decidedBy: 'x',
            epoch: 1,
          })),
        orders: clients.slice(0, 5).map((client, at) => ({
          ...{ clientId: client.id, number: `N${at}`, employeeId: ownerId, amount: (at + 1) * 100, source: 't' },
          date: addDays(today(), -at * 40),
          status: at % 2 ? ('open' as const) : ('settled' as const),
        })),
        receivables: clients.slice(0, 3).map((client, at) => ({
          ...{ clientId: client.id, dueDate: addDays(today(), at - 1), amount: 500, balance: 100 * (3 - at) },
          disputed: 0 as const,
        })),
      }),
    );
  });

  const list = async (given: {
    chip?: ClientChip;
    sort?: ClientSort;
    descending?: boolean;
    offset?: number;
    limit?: number;
    query?: string;
    ownerId?: string;
  }) => {
    const answer = await test.branch.services.clients.list(manager, 'branch', {
      ...{ query: '', chip: 'all', descending: false, offset: 0, limit: 10 },
      ...given,
    });
    return { ...answer, names: answer.rows.map((row) => row.name) };
  };

  it.each([
    ['all', names.slice(0, 6)],
    ['mine', ['阿里贸易', '大海运输']],
    ['owing', ['阿里贸易', '北方物流', '长城食品']],
    ['openOrders', ['北方物流', '大海运输']],
    ['dormant', ['大海运输', '鄂尔多斯商贸']],
    ['noOwner', ['北方物流', '长城食品', '鄂尔多斯商贸', '福建茶业']],
  ] as const)('under %s has these, in the order of their pinyin, and as many as its chip says', async (chip, want) => {
    const answer = await list({ chip });
    expect(answer.names).toEqual(want);
    expect(answer.total).toBe(want.length);
    expect(test.branch.services.clients.chipCounts(manager, 'branch')[chip]).toBe(want.length);
  });

  it('is sorted by any column, in pages that neither repeat nor leave out a row', async () => {
    for (const sort of ['name', 'balance', 'openOrders', 'lastOrder', 'amount12m'] as const) {
      for (const descending of [false, true]) {
        const whole = (await list({ sort, descending })).names;
        const pages = [];
        for (let offset = 0; offset < 6; offset += 2) {
          pages.push(...(await list({ sort, descending, offset, limit: 2 })).names);
        }
        expect(pages, sort).toEqual(whole);
        expect(new Set(pages).size).toBe(6);
      }
    }
    expect((await list({ sort: 'balance', descending: true })).names.slice(0, 3)).toEqual([
      '阿里贸易',
      '北方物流',
      '长城食品',
    ]);
    expect((await list({ sort: 'amount12m', descending: true })).names[0]).toBe('鄂尔多斯商贸');
  });

  it('shows the facts to decide by, and what is overdue today', async () => {
    const { rows } = await list({ chip: 'owing' });
    expect(rows.map(({ balance, overdue }) => ({ balance, overdue }))).toEqual([
      { balance: 300, overdue: 300 },
      { balance: 200, overdue: 0 },
      { balance: 100, overdue: 0 },
    ]);
    expect(rows[0]).toMatchObject({
      owner: { name: '王芳' },
      lastOrderDate: today(),
      amount12m: 100,
      status: 'active',
    });
  });

  it('searches within a chip, finds retired clients by name, and narrows to an owner', async () => {
    expect((await list({ query: 'fz', chip: 'all' })).names).toEqual(['广州服装']);
    expect((await list({ query: '贸', chip: 'noOwner' })).names).toEqual(['鄂尔多斯商贸']);
    expect((await list({ ownerId })).names).toEqual(['阿里贸易', '大海运输']);
    expect(await list({ offset: 100 })).toMatchObject({ rows: [], total: 6 });
  });

  it('records each page as one look, with what was asked', async () => {
    await list({ query: '贸', chip: 'noOwner' });
    const [event] = test.branch.registry.audit.about('list', 'clients');
    expect(event?.action).toBe('client.list');
    expect(test.branch.registry.audit.opened(event?.sequence ?? 0)[0]?.values).toEqual({ why: 'noOwner 贸 0+1' });
  });
});

describe('many rows at once', () => {
  it('come in within seconds, 20,000 orders in one unit of work', () => {
    const { registry, services } = test.branch;
    const ids = Array.from({ length: 1500 }, () => registry.newId());
    registry.write.domain(manager.actor, { action: 'client.import', subject: { kind: 'list', id: 'clients' } }, (tx) =>
      services.clients.insertMany(tx, {
        clients: ids.map((id, at) => ({
          id,
          name: `第${at}号物流有限公司`,
          status: 'active',
          creditDays: 30,
          ownerId,
        })),
        orders: Array.from({ length: 20_000 }, (_, at) => ({
          ...{ clientId: ids[at % 1500] ?? '', number: `N${at}`, employeeId: ownerId, amount: at, source: 'import' },
          date: addDays(today(), -(at % 700)),
          status: 'settled' as const,
        })),
      }),
    );
    const { all: count } = services.clients.chipCounts(manager, 'branch');
    expect(count).toBe(1500);
    const total = all('clientSummary').reduce((sum, row) => sum + row.amount12m, 0);
    const after = addMonths(today(), -12);
    expect(total).toBe(all('salesOrder').reduce((sum, row) => sum + (row.date > after ? row.amount : 0), 0));
  });
});

describe('what is derived', () => {
  it('is derived again when a registry opens that was made by another version, or lost it', async () => {
    const { registry, services } = test.branch;
    registry.write.domain(manager.actor, { action: 'client.import', subject: { kind: 'list', id: 'x' } }, (tx) =>
      services.clients.insertMany(tx, {
        clients: [{ name: '甲公司', status: 'active', creditDays: 0 }],
      }),
    );
    test.branch.close();
    const db = openDatabase(join(test.folder, 'registry.db'), testKeys.databaseKey);
    for (const table of ['clientSummary', 'clientTally', 'searchEntry', 'searchIndex']) db.exec(`DELETE FROM ${table}`);
    db.exec("UPDATE meta SET value = '0' WHERE key LIKE 'projection.%'");
    db.close();
    await test.reopen();
    check();
    expect(test.branch.services.search.find('client', 'jgs', { limit: 5 })).toHaveLength(1);
    expect(test.branch.services.clients.chipCounts(manager, 'branch').all).toBe(1);
  });
});
