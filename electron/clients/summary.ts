import { addDays, addMonths, type BusinessDate } from '../../shared/domain/businessDate.ts';
import { defaultDormantMonths } from '../../shared/domain/cadence.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';
import type { LocalTransaction, Projection } from '../registry/unitOfWork.ts';

export type ClientSummary = Database['clientSummary'];

/** The chips of the list whose counts are kept. The dormant are counted from the days of the last orders. */
const counted = {
  all: (row: ClientSummary) => row.live === 1,
  owing: (row: ClientSummary) => row.live === 1 && row.balance > 0,
  openOrders: (row: ClientSummary) => row.live === 1 && row.openOrders > 0,
  noOwner: (row: ClientSummary) => row.live === 1 && row.ownerId === null,
} as const;
export type CountedChip = keyof typeof counted;

/** Row of `clientTally` for clients whose last order was on a day. */
const lastOrderOn = (day: string): string => `last:${day}`;
/** Row of `clientTally` that is no count: the day, as a number, after which orders are in the amount of 12 months. */
const countedAfter = 'countedAfter';
const asNumber = (day: string): number => Number(day.replaceAll('-', ''));
const asDay = (number: number): string => String(number).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

// Subjects of the projection that are no clients.
const dayPassed = 'dayPassed';
const clockSetBack = 'clockSetBack';

/** Keeps `clientSummary` and `clientTally` in step with clients, orders and receivables. */
export const summaryProjection: Projection = {
  name: 'clientSummary',
  version: 1,
  all: (db) => db.prepare('SELECT id FROM client').pluck().all() as string[],
  of: {
    client: ({ id, before, after }) => {
      const same =
        before !== undefined &&
        before.ownerId === after.ownerId &&
        before.pinyin === after.pinyin &&
        (before.status === 'retired') === (after.status === 'retired');
      return same ? [] : [id];
    },
    salesOrder: ({ before, after }) => [String(after.clientId), ...(before ? [String(before.clientId)] : [])],
    receivable: ({ after }) => [String(after.clientId)],
    clientTally: ({ id, before, after }) =>
      id === countedAfter ? [Number(before?.value ?? 0) <= Number(after.value) ? dayPassed : clockSetBack] : [],
  },
  derive: (subjects, db) => {
    const after = asDay(
      Number(db.prepare('SELECT value FROM clientTally WHERE id = ?').pluck().get(countedAfter) ?? 10_000_101),
    );
    const clients = new Set(subjects);
    // Orders that turn 12 months old leave the amount; a clock set back brings some of them in again.
    if (clients.delete(dayPassed)) {
      const stale = db.prepare('SELECT id FROM clientSummary WHERE oldest12m <= ?').pluck().all(after) as string[];
      for (const id of stale) clients.add(id);
    }
    if (clients.delete(clockSetBack)) {
      for (const id of summaryProjection.all(db)) clients.add(id);
    }
    summarise(db, clients, after);
  },
};

function summarise(db: Sqlite3, ids: ReadonlySet<string>, after: string): void {
  const readClient = db.prepare('SELECT ownerId, pinyin, status FROM client WHERE id = ?');
  const readOrders = db.prepare(
    `SELECT count(*) FILTER (WHERE status = 'open') AS openOrders,
       coalesce(sum(amount) FILTER (WHERE status = 'open'), 0) AS openAmount,
       max(date) AS lastOrderDate,
       coalesce(sum(amount) FILTER (WHERE date > :after), 0) AS amount12m,
       min(date) FILTER (WHERE date > :after) AS oldest12m
     FROM salesOrder WHERE clientId = :id AND status <> 'cancelled'`,
  );
  const readBalance = db
    .prepare('SELECT coalesce(sum(balance), 0) FROM receivable WHERE clientId = ? AND balance > 0')
    .pluck();
  const readPresent = db.prepare('SELECT * FROM clientSummary WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO clientSummary
       (number, id, ownerId, live, sortName, balance, openOrders, openAmount, lastOrderDate, amount12m, oldest12m)
     VALUES (:number, :id, :ownerId, :live, :sortName, :balance, :openOrders, :openAmount, :lastOrderDate, :amount12m, :oldest12m)
     ON CONFLICT (number) DO UPDATE SET ownerId = excluded.ownerId, live = excluded.live, sortName = excluded.sortName,
       balance = excluded.balance, openOrders = excluded.openOrders, openAmount = excluded.openAmount,
       lastOrderDate = excluded.lastOrderDate, amount12m = excluded.amount12m, oldest12m = excluded.oldest12m`,
  );
  let highest = Number(db.prepare('SELECT coalesce(max(number), 0) FROM clientSummary').pluck().get());
  const tally = new Map<string, number>();
  const count = (row: ClientSummary, step: 1 | -1): void => {
    for (const [chip, holds] of Object.entries(counted)) {
      if (holds(row)) tally.set(chip, (tally.get(chip) ?? 0) + step);
    }
    if (row.live === 1 && row.lastOrderDate !== null) {
      const day = lastOrderOn(row.lastOrderDate);
      tally.set(day, (tally.get(day) ?? 0) + step);
    }
  };
  for (const id of ids) {
    const client = readClient.get(id) as Pick<Database['client'], 'ownerId' | 'pinyin' | 'status'> | undefined;
    if (client === undefined) continue;
    const present = readPresent.get(id) as ClientSummary | undefined;
    const row = {
      id,
      number: present?.number ?? ++highest,
      ownerId: client.ownerId,
      live: client.status === 'retired' ? 0 : 1,
      sortName: client.pinyin.slice(0, longestSortName),
      balance: Number(readBalance.get(id)),
      ...(readOrders.get({ id, after }) as Pick<
        ClientSummary,
        'openOrders' | 'openAmount' | 'lastOrderDate' | 'amount12m' | 'oldest12m'
      >),
    } satisfies ClientSummary;
    insert.run(row);
    if (present) count(present, -1);
    count(row, 1);
  }
  const add = db.prepare(
    'INSERT INTO clientTally VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value = value + excluded.value',
  );
  for (const [key, step] of tally) if (step !== 0) add.run(key, step);
}

/** Names that agree for so long stand side by side anyway. */
const longestSortName = 24;

/** Tells the summaries which day it is. To be called when a branch opens and after midnight. */
export function passDay(tx: LocalTransaction, today: BusinessDate): void {
  const value = asNumber(addMonths(today, -12));
  if (tx.get('clientTally', countedAfter)?.value === value) return;
  tx.put('clientTally', { id: countedAfter, value });
}

/** The latest day of a last order with which a client counts as dormant today: `cadenceOf` says the same of each. */
export function dormantUpTo(today: BusinessDate): BusinessDate {
  let day = addMonths(today, -defaultDormantMonths);
  // After a long month several days fall due together: 31 August and 30 August both on 30 November.
  while (addMonths(addDays(day, 1), defaultDormantMonths) <= today) day = addDays(day, 1);
  return day;
}

/** How many live clients of the branch each chip would show, read from the tally. */
export function branchCounts(db: Sqlite3, today: BusinessDate): Record<CountedChip | 'dormant', number> {
  const value = db.prepare('SELECT value FROM clientTally WHERE id = ?').pluck();
  const of = (chip: CountedChip): number => Number(value.get(chip) ?? 0);
  const dormant = db
    .prepare('SELECT coalesce(sum(value), 0) FROM clientTally WHERE id BETWEEN ? AND ?')
    .pluck()
    .get(lastOrderOn(''), lastOrderOn(dormantUpTo(today)));
  return {
    all: of('all'),
    owing: of('owing'),
    openOrders: of('openOrders'),
    noOwner: of('noOwner'),
    dormant: Number(dormant),
  };
}
