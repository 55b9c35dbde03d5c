import * as z from 'zod';
import { businessDate, fen } from '../../../shared/contract/base.ts';
import { addMonths, type BusinessDate } from '../../../shared/domain/businessDate.ts';
import { defaultDormantMonths } from '../../../shared/domain/cadence.ts';
import { formatMoney } from '../../../shared/domain/money.ts';
import type { Sqlite3 } from '../../registry/openDatabase.ts';
import { type AlarmRule, type Evidence, mostRows, words } from './rule.ts';

const figures = z.object({
  clients: z.int(),
  silent: z.int(),
  since: businessDate,
  monthlyLastYear: fen,
  clientIds: z.string(),
});

interface SilentClient {
  readonly clientId: string;
  readonly last: string | null;
  readonly before: number;
}

/** The clients that somebody who left has owned within a year, with their last order and their orders a year ago. */
function clientsOf(db: Sqlite3, employeeId: string, today: BusinessDate): SilentClient[] {
  const quiet = addMonths(today, -defaultDormantMonths);
  return db
    .prepare(
      `SELECT DISTINCT o.clientId,
         (SELECT max(date) FROM salesOrder s WHERE s.clientId = o.clientId AND s.status <> 'cancelled') AS last,
         (SELECT coalesce(sum(amount), 0) FROM salesOrder s WHERE s.clientId = o.clientId AND s.status <> 'cancelled'
            AND s.date > ? AND s.date <= ?) AS before
       FROM ownership o WHERE o.employeeId = ? AND o.toDate >= ? AND o.role = 'owner'`,
    )
    .all(addMonths(quiet, -12), addMonths(today, -12), employeeId, addMonths(today, -12)) as SilentClient[];
}

/** Clients of somebody who left that stopped ordering since: the figures of the same clients a year before beside them. */
export const leaverClientsSilent: AlarmRule = {
  id: 'leaverClientsSilent',
  follows: [],
  find: (db, today) => {
    const quiet = addMonths(today, -defaultDormantMonths);
    const leavers = db
      .prepare(
        `SELECT DISTINCT o.employeeId, e.name FROM ownership o JOIN employee e ON e.id = o.employeeId
         WHERE o.toDate >= ? AND EXISTS (SELECT 1 FROM employment m WHERE m.employeeId = o.employeeId AND m.stage = 'left')`,
      )
      .all(addMonths(today, -12)) as { employeeId: string; name: string }[];
    return leavers.flatMap(({ employeeId, name }) => {
      const clients = clientsOf(db, employeeId, today);
      const silent = clients.filter((client) => client.last !== null && client.last < quiet);
      if (silent.length === 0) return [];
      const since = silent.reduce(
        (least, client) => (client.last && client.last < least ? client.last : least),
        today as string,
      );
      const monthly = Math.round(silent.reduce((sum, client) => sum + client.before, 0) / defaultDormantMonths);
      const found = {
        clients: clients.length,
        silent: silent.length,
        since,
        monthlyLastYear: monthly,
        clientIds: silent.map((client) => client.clientId).join(','),
      };
      return [
        {
          rule: 'leaverClientsSilent',
          subjectTable: 'employee',
          subjectId: employeeId,
          employeeId,
          score: Math.round((100 * silent.length) / clients.length),
          amount: monthly * 12,
          figures: JSON.stringify(found),
          sentence: leaverClientsSilent.sentence({
            subjectId: employeeId,
            employeeId,
            name,
            amount: monthly * 12,
            figures: found,
          }).zh,
        },
      ];
    });
  },
  sentence: ({ name, figures: given }) => {
    const { clients, silent, since, monthlyLastYear } = figures.parse(given);
    return words(
      `${name}负责过的 ${clients} 家客户中，${silent} 家自 ${Number(since.slice(5, 7))} 月起停止下单，往年同期月均 ${formatMoney(monthlyLastYear)}。`,
      `Of the ${clients === 1 ? '1 client' : `${clients} clients`} once with ${name}, ${silent} stopped ordering from ${since.slice(0, 7)} on; a year before they ordered ${formatMoney(monthlyLastYear)} a month.`,
    );
  },
  evidence: (db, { subjectId, name, figures: given }, today) => {
    const { clients, silent, since, monthlyLastYear, clientIds } = figures.parse(given);
    const list = JSON.stringify(clientIds.split(','));
    const rows = db
      .prepare(
        `SELECT c.id, c.name, coalesce(e.name, '') AS owner,
           (SELECT max(date) FROM salesOrder s WHERE s.clientId = c.id AND s.status <> 'cancelled') AS last,
           (SELECT coalesce(sum(amount), 0) FROM salesOrder s WHERE s.clientId = c.id AND s.status <> 'cancelled'
              AND s.date > :from AND s.date <= :to) AS before
         FROM client c LEFT JOIN employee e ON e.id = c.ownerId WHERE c.id IN (SELECT value FROM json_each(:list))
         ORDER BY before DESC, c.id LIMIT :most`,
      )
      .all({ list, from: addMonths(today, -24), to: addMonths(today, -12), most: mostRows }) as {
      id: string;
      name: string;
      owner: string;
      last: BusinessDate | null;
      before: number;
    }[];
    return {
      facts: [
        {
          kind: 'words',
          label: words('停止下单', 'Stopped ordering'),
          value: words(`${silent} 家，共 ${clients} 家`, `${silent} of ${clients}`),
        },
        { kind: 'date', label: words('最早停单前的末单', 'Earliest last order'), value: since },
        { kind: 'fen', label: words('往年同期月均', 'A month, a year before'), value: monthlyLastYear },
      ],
      course: courseOf(db, list, today),
      columns: {
        title: words('停单的客户', 'Clients who stopped'),
        detail: words('负责人', 'Owner'),
        date: words('末单', 'Last order'),
        amount: words('上一年金额', 'The year before'),
      },
      rows: rows.map((row) => ({
        target: { table: 'client', id: row.id },
        title: row.name,
        detail: row.owner ? words(row.owner, row.owner) : words('没有负责人', 'no owner'),
        date: row.last,
        amount: row.before,
      })),
      source: words(
        `门店规则：${defaultDormantMonths} 个月没有订单即视为停单。`,
        `Branch policy: ${defaultDormantMonths} months without an order count as stopped.`,
      ),
      about: [{ table: 'employee', id: subjectId, label: name }],
    };
  },
};

/** Orders of these clients per month, the last twelve beside the twelve before. */
function courseOf(db: Sqlite3, list: string, today: BusinessDate): Evidence['course'] {
  const rows = db
    .prepare(
      `SELECT substr(date, 1, 7) AS month, sum(amount) AS amount FROM salesOrder
       WHERE clientId IN (SELECT value FROM json_each(?)) AND status <> 'cancelled' AND date > ? GROUP BY 1`,
    )
    .all(list, addMonths(today, -25)) as { month: string; amount: number }[];
  const amounts = new Map(rows.map((row) => [row.month, row.amount]));
  const month = (back: number): string => addMonths(today, -back).slice(0, 7);
  const backs = Array.from({ length: 12 }, (_, index) => 11 - index);
  return {
    title: words('这些客户每月订单金额', 'Orders of these clients per month'),
    months: backs.map(month),
    amounts: backs.map((back) => amounts.get(month(back)) ?? 0),
    yearBefore: backs.map((back) => amounts.get(month(back + 12)) ?? 0),
  };
}
