import type * as z from 'zod';
import type {
  clientDetail,
  clientsContract,
  contactRow,
  followUpRow,
  orderRow,
  ownershipRow,
  receivableRow,
} from '../../shared/contract/clients.ts';
import { addMonths, type BusinessDate, daysBetween, storedDate } from '../../shared/domain/businessDate.ts';
import { cadenceOf } from '../../shared/domain/cadence.ts';
import { maskPhone } from '../../shared/domain/names/masking.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';

export type ClientDetail = z.infer<typeof clientDetail>;
export type ContactRow = z.infer<typeof contactRow>;
export type OwnershipRow = z.infer<typeof ownershipRow>;
export type OrderRow = z.infer<typeof orderRow>;
export type ReceivableRow = z.infer<typeof receivableRow>;
export type FollowUpRow = z.infer<typeof followUpRow>;
type AnswerOf<K extends keyof typeof clientsContract> = z.infer<
  NonNullable<(typeof clientsContract)[K]['~orpc']['outputSchema']>
>;
export type OrdersByMonth = AnswerOf<'ordersByMonth'>;
export type Receivables = AnswerOf<'receivables'>;

interface Page {
  readonly offset: number;
  readonly limit: number;
}
interface Named {
  readonly employeeId: string;
  readonly employeeName: string | null;
}
const person = ({ employeeId, employeeName }: Named) => ({ id: employeeId, name: employeeName ?? '' });

/** Kind of the reminder by which somebody asks for a client. */
export const transferRequest = 'clientTransfer';

/** What the registry says of one client, as its page shows it. */
export class ClientFacts {
  readonly #db: Sqlite3;

  constructor(db: Sqlite3) {
    this.#db = db;
  }

  client(id: string): Database['client'] | undefined {
    return this.#db.prepare('SELECT * FROM client WHERE id = ?').get(id) as Database['client'] | undefined;
  }

  /** Whether an employee holds a share of the client on a day. */
  holds(clientId: string, employeeId: string | null, day: BusinessDate): boolean {
    return (
      employeeId !== null &&
      this.#db
        .prepare(
          `SELECT 1 FROM ownership WHERE clientId = ? AND employeeId = ?
             AND fromDate <= ? AND (toDate IS NULL OR toDate > ?)`,
        )
        .get(clientId, employeeId, day, day) !== undefined
    );
  }

  detail(client: Database['client'], today: BusinessDate): Omit<ClientDetail, 'may' | 'transferRequests'> {
    const summary = this.#db.prepare('SELECT * FROM clientSummary WHERE id = ?').get(client.id) as
      | Database['clientSummary']
      | undefined;
    const owed = this.#db
      .prepare(
        `SELECT coalesce(sum(balance) FILTER (WHERE dueDate < :today), 0) AS overdue,
           coalesce(sum(balance) FILTER (WHERE disputed = 1), 0) AS disputed
         FROM receivable WHERE clientId = :id AND balance > 0`,
      )
      .get({ id: client.id, today }) as { overdue: number; disputed: number };
    const lastFollowUp = this.#db.prepare('SELECT max(date) FROM followUp WHERE clientId = ?').pluck().get(client.id) as
      | string
      | null;
    const holders = this.#db
      .prepare(
        `SELECT h.employeeId, e.name AS employeeName, h.role, h.share FROM ownership h
         LEFT JOIN employee e ON e.id = h.employeeId
         WHERE h.clientId = ? AND h.fromDate <= ? AND (h.toDate IS NULL OR h.toDate > ?) ORDER BY h.share DESC`,
      )
      .all(client.id, today, today) as (Named & { role: 'owner' | 'helper'; share: number })[];
    const owner = holders.find((each) => each.role === 'owner');
    const { id, version, name, uscc, address, latitude, longitude, status, creditDays, industry, city, note } = client;
    return {
      ...{ id, version, name, uscc, address, latitude, longitude, status, creditDays, industry, city, note },
      createdAt: client.createdAt,
      owner: owner ? person(owner) : null,
      helpers: holders.filter((each) => each.role === 'helper').map((each) => ({ ...person(each), share: each.share })),
      stake: {
        balance: summary?.balance ?? 0,
        ...owed,
        openOrders: summary?.openOrders ?? 0,
        openOrdersAmount: summary?.openAmount ?? 0,
        amount12m: summary?.amount12m ?? 0,
        lastOrderDate: summary?.lastOrderDate ?? null,
        lastFollowUp,
      },
    };
  }

  transferRequests(clientId: string): string[] {
    return this.#db
      .prepare("SELECT title FROM reminder WHERE kind = ? AND subjectId = ? AND state = 'open' ORDER BY createdAt")
      .pluck()
      .all(transferRequest, clientId) as string[];
  }

  ownershipHistory(clientId: string): OwnershipRow[] {
    const rows = this.#db
      .prepare(
        `SELECT h.*, e.name AS employeeName, coalesce(a.displayName, h.decidedBy) AS decider FROM ownership h
         LEFT JOIN employee e ON e.id = h.employeeId LEFT JOIN account a ON a.id = h.decidedBy
         WHERE h.clientId = ? ORDER BY h.fromDate, h.epoch, h.role DESC`,
      )
      .all(clientId) as (Database['ownership'] & Named & { decider: string })[];
    return rows.map((row) => ({
      id: row.id,
      employee: person(row),
      role: row.role,
      share: row.share,
      from: row.fromDate,
      to: row.toDate,
      reason: row.reason,
      endReason: row.endReason,
      caseId: row.caseId,
      decidedBy: row.decider === 'system' ? '系统' : row.decider,
      epoch: row.epoch,
    }));
  }

  orders(clientId: string, { offset, limit }: Page): { rows: OrderRow[]; total: number } {
    const rows = this.#db
      .prepare(`${orderColumns} WHERE s.clientId = ? ORDER BY s.date DESC, s.id DESC LIMIT ? OFFSET ?`)
      .all(clientId, limit, offset) as StoredOrder[];
    return { rows: rows.map(orderView), total: this.#count('salesOrder', clientId) };
  }

  order(id: string): OrderRow | undefined {
    const row = this.#db.prepare(`${orderColumns} WHERE s.id = ?`).get(id) as StoredOrder | undefined;
    return row && orderView(row);
  }

  ordersByMonth(clientId: string, months: number, today: BusinessDate): OrdersByMonth {
    const first = addMonths(today, 1 - months).slice(0, 7);
    const found = new Map(
      (
        this.#db
          .prepare(
            `SELECT substr(date, 1, 7) AS month, count(*) AS orders, sum(amount) AS amount FROM salesOrder
             WHERE clientId = ? AND date >= ? AND date <= ? AND status <> 'cancelled' GROUP BY month`,
          )
          .all(clientId, `${first}-01`, today) as { month: string; orders: number; amount: number }[]
      ).map((row) => [row.month, row]),
    );
    const dates = this.#db
      .prepare("SELECT date FROM salesOrder WHERE clientId = ? AND date <= ? AND status <> 'cancelled'")
      .pluck()
      .all(clientId, today) as string[];
    const cadence = cadenceOf(dates.map(storedDate), today);
    const list = Array.from({ length: months }, (_, index) => {
      const month = addMonths(today, index + 1 - months).slice(0, 7);
      return found.get(month) ?? { month, orders: 0, amount: 0 };
    });
    return {
      months: list,
      cadence:
        cadence.medianGap === null ? null : { ...quartiles(monthlyCounts(dates)), medianGapDays: cadence.medianGap },
      dormantFrom: cadence.dormantFrom,
      dormant: cadence.dormant,
    };
  }

  receivables(clientId: string, today: BusinessDate): Receivables {
    const rows = (
      this.#db
        .prepare(`${receivableColumns} WHERE r.clientId = ? AND r.balance > 0 ORDER BY r.dueDate, r.id`)
        .all(clientId) as StoredReceivable[]
    ).map((row) => receivableView(row, today));
    const ages = (['notDue', 'd30', 'd60', 'd90', 'older'] as const).map((age) => {
      const of = rows.filter((row) => ageOf(row.overdueDays) === age);
      return { age, amount: of.reduce((sum, row) => sum + row.balance, 0), count: of.length };
    });
    return { rows, ages, disputed: rows.reduce((sum, row) => sum + (row.disputed ? row.balance : 0), 0) };
  }

  receivable(id: string, today: BusinessDate): ReceivableRow | undefined {
    const row = this.#db.prepare(`${receivableColumns} WHERE r.id = ?`).get(id) as StoredReceivable | undefined;
    return row && receivableView(row, today);
  }

  followUps(clientId: string, { offset, limit }: Page): { rows: FollowUpRow[]; total: number } {
    const rows = this.#db
      .prepare(`${followUpColumns} WHERE f.clientId = ? ORDER BY f.date DESC, f.id DESC LIMIT ? OFFSET ?`)
      .all(clientId, limit, offset) as StoredFollowUp[];
    return { rows: rows.map(followUpView), total: this.#count('followUp', clientId) };
  }

  followUp(id: string): FollowUpRow | undefined {
    const row = this.#db.prepare(`${followUpColumns} WHERE f.id = ?`).get(id) as StoredFollowUp | undefined;
    return row && followUpView(row);
  }

  contacts(clientId: string): ContactRow[] {
    const rows = this.#db
      .prepare('SELECT * FROM contact WHERE clientId = ? AND retired = 0 ORDER BY isSignatory DESC, createdAt')
      .all(clientId) as Database['contact'][];
    return rows.map(contactView);
  }

  #count(table: 'salesOrder' | 'followUp', clientId: string): number {
    return Number(this.#db.prepare(`SELECT count(*) FROM ${table} WHERE clientId = ?`).pluck().get(clientId));
  }
}

type StoredOrder = Database['salesOrder'] & Named;
const orderColumns = `SELECT s.*, e.name AS employeeName FROM salesOrder s LEFT JOIN employee e ON e.id = s.employeeId`;
const orderView = (row: StoredOrder): OrderRow => ({
  id: row.id,
  version: row.version,
  number: row.number,
  date: row.date,
  amount: row.amount,
  status: row.status,
  source: row.source,
  title: row.title,
  employee: person(row),
});

type StoredReceivable = Database['receivable'] & { readonly orderNumber: string | null };
const receivableColumns =
  'SELECT r.*, s.number AS orderNumber FROM receivable r LEFT JOIN salesOrder s ON s.id = r.orderId';
const receivableView = (row: StoredReceivable, today: BusinessDate): ReceivableRow => ({
  id: row.id,
  version: row.version,
  orderId: row.orderId,
  orderNumber: row.orderNumber,
  dueDate: row.dueDate,
  amount: row.amount,
  balance: row.balance,
  overdueDays: row.balance > 0 ? Math.max(0, daysBetween(storedDate(row.dueDate), today)) : 0,
  disputed: row.disputed === 1,
  note: row.note,
});

type StoredFollowUp = Database['followUp'] & Named;
const followUpColumns = `SELECT f.*, e.name AS employeeName FROM followUp f LEFT JOIN employee e ON e.id = f.employeeId`;
const followUpView = (row: StoredFollowUp): FollowUpRow => ({
  id: row.id,
  version: row.version,
  date: row.date,
  kind: row.kind,
  note: row.note,
  employee: person(row),
  promisedDate: row.promisedDate,
  promise: row.promise,
  doneAt: row.doneAt,
});

export const contactView = (row: Database['contact']): ContactRow => ({
  id: row.id,
  version: row.version,
  name: row.name,
  title: row.title,
  phone: row.phone === null ? null : maskPhone(row.phone),
  isSignatory: row.isSignatory === 1,
});

type Age = Receivables['ages'][number]['age'];
const ageOf = (overdueDays: number): Age =>
  overdueDays === 0
    ? 'notDue'
    : overdueDays <= 30
      ? 'd30'
      : overdueDays <= 60
        ? 'd60'
        : overdueDays <= 90
          ? 'd90'
          : 'older';

/** Orders in each month from the first order to the last, months without any included. */
function monthlyCounts(dates: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const date of dates) counts.set(date.slice(0, 7), (counts.get(date.slice(0, 7)) ?? 0) + 1);
  const months = [...counts.keys()].sort();
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const list: number[] = [];
  for (let month = first; month <= last; month = addMonths(storedDate(`${month}-01`), 1).slice(0, 7)) {
    list.push(counts.get(month) ?? 0);
  }
  return list;
}

/** Quartiles by linear interpolation between the two nearest values. */
function quartiles(values: readonly number[]): { low: number; median: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? below;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
