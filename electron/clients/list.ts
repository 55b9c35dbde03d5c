import type * as z from 'zod';
import type { clientChip, clientRow, clientSort } from '../../shared/contract/clients.ts';
import type { BusinessDate } from '../../shared/domain/businessDate.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';
import { branchCounts, type CountedChip, dormantUpTo } from './summary.ts';

export type ClientRow = z.infer<typeof clientRow>;
export type ClientChip = z.infer<typeof clientChip>;
export type ClientSort = z.infer<typeof clientSort>;

export interface ListQuestion {
  readonly chip: ClientChip;
  readonly sort: ClientSort | undefined;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
  /** The day that decides what is overdue and dormant. */
  readonly today: BusinessDate;
  /** Only the clients in which this employee holds a share; null finds none. */
  readonly heldBy?: string | null | undefined;
  /** Only clients of which this employee is the owner. */
  readonly ownedBy?: string | undefined;
  /** Only these, in this order unless another is asked for. */
  readonly among?: readonly string[] | undefined;
}

/** What a chip shows, beside being live, and the index that has all of it. */
const chips: Readonly<Record<Exclude<ClientChip, 'mine'>, { where: string; index: string }>> = {
  all: { where: '1', index: 'all' },
  owing: { where: 's.balance > 0', index: 'owing' },
  openOrders: { where: 's.openOrders > 0', index: 'open' },
  dormant: { where: 's.lastOrderDate <= :dormantUpTo', index: 'all' },
  noOwner: { where: 's.ownerId IS NULL', index: 'unowned' },
};

const sortColumns: Readonly<Record<ClientSort, string>> = {
  name: 'sortName',
  balance: 'balance',
  openOrders: 'openOrders',
  lastOrder: 'lastOrderDate',
  amount12m: 'amount12m',
};

const held = `s.id IN (SELECT clientId FROM ownership
  WHERE employeeId = :heldBy AND fromDate <= :today AND (toDate IS NULL OR toDate > :today))`;

type Bindings = Record<string, string | number>;

/** One page of clients, and how many there are in all. */
export function listClients(db: Sqlite3, question: ListQuestion): { rows: ClientRow[]; total: number } {
  if (question.heldBy === null) return { rows: [], total: 0 };
  const { today, heldBy, ownedBy, among, limit, offset, descending } = question;
  const chip = question.chip === 'mine' ? chips.all : chips[question.chip];
  const conditions = [chip.where];
  const bindings: Bindings = { today, limit, offset, dormantUpTo: dormantUpTo(today) };
  if (heldBy !== undefined) {
    conditions.push(held);
    bindings.heldBy = heldBy;
  }
  if (ownedBy !== undefined) {
    conditions.push('s.ownerId = :ownedBy');
    bindings.ownedBy = ownedBy;
  }
  const chosen = heldBy !== undefined || ownedBy !== undefined || among !== undefined;
  // A search finds retired clients too; no list has them.
  if (among === undefined || question.chip !== 'all') conditions.unshift('s.live = 1');
  let from = 'clientSummary s';
  if (among !== undefined) {
    from = 'json_each(:among) j CROSS JOIN clientSummary s ON s.id = j.value';
    bindings.among = JSON.stringify(among);
  }
  const total = chosen
    ? Number(
        db
          .prepare(`SELECT count(*) FROM ${from} WHERE ${conditions.join(' AND ')}`)
          .pluck()
          .get(bindings),
      )
    : branchCounts(db, today)[question.chip as CountedChip | 'dormant'];
  if (offset >= total) return { rows: [], total };

  const column = question.sort === undefined ? undefined : sortColumns[question.sort];
  const byRelevance = column === undefined && among !== undefined;
  const key = byRelevance ? 'j.key' : `s.${column ?? 'sortName'}`;
  const direction = descending && !byRelevance ? 'DESC' : 'ASC';
  if (!chosen) {
    // Many clients are walked in the order asked for until the page is full; those of a chip are sorted from its index.
    const many = question.chip === 'all' || (question.chip === 'dormant' && total * 2 > branchCounts(db, today).all);
    const walked = many && column !== 'lastOrderDate' ? (column ?? 'sortName') : chip.index;
    from = `clientSummary s INDEXED BY clientSummary_${walked}`;
  }
  const page = `SELECT s.number, ${key} AS place FROM ${from} WHERE ${conditions.join(' AND ')}
    ORDER BY ${key} ${direction}, s.number ${direction} LIMIT :limit OFFSET :offset`;
  const rows = db
    .prepare(
      `SELECT c.id, c.version, c.name, c.city, c.status, s.ownerId, o.name AS ownerName, s.balance,
         coalesce((SELECT sum(r.balance) FROM receivable r
           WHERE r.clientId = s.id AND r.balance > 0 AND r.dueDate < :today), 0) AS overdue,
         s.openOrders, s.lastOrderDate, s.amount12m
       FROM (${page}) p CROSS JOIN clientSummary s ON s.number = p.number
       CROSS JOIN client c ON c.id = s.id LEFT JOIN employee o ON o.id = s.ownerId
       ORDER BY p.place ${direction}, p.number ${direction}`,
    )
    .all(bindings) as (Omit<ClientRow, 'owner'> & {
    ownerId: string | null;
    ownerName: string | null;
  })[];
  return {
    rows: rows.map(({ ownerId, ownerName, ...row }) => ({
      ...row,
      owner: ownerId === null ? null : { id: ownerId, name: ownerName ?? '' },
    })),
    total,
  };
}

/** How many each chip would show of the clients in which an employee holds a share. */
export function heldCounts(db: Sqlite3, employeeId: string, today: BusinessDate): Record<ClientChip, number> {
  return db
    .prepare(
      `SELECT count(*) AS "all", count(*) AS mine,
         count(*) FILTER (WHERE ${chips.owing.where}) AS owing,
         count(*) FILTER (WHERE ${chips.openOrders.where}) AS openOrders,
         count(*) FILTER (WHERE ${chips.dormant.where}) AS dormant,
         count(*) FILTER (WHERE ${chips.noOwner.where}) AS noOwner
       FROM clientSummary s WHERE s.live = 1 AND ${held}`,
    )
    .get({ heldBy: employeeId, today, dormantUpTo: dormantUpTo(today) }) as Record<ClientChip, number>;
}
