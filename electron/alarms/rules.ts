import { addMonths, type BusinessDate, daysBetween } from '../../shared/domain/businessDate.ts';
import { defaultDormantMonths } from '../../shared/domain/cadence.ts';
import { checkPayments } from '../../shared/domain/compensationSchedule.ts';
import { formatMoney } from '../../shared/domain/money.ts';
import type { tables } from '../../shared/schema/index.ts';
import type { NewRowOf } from '../../shared/schema/table.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';

/** What a rule has found: the sentence first, then the figures behind it. */
export type Finding = Omit<NewRowOf<(typeof tables)['alarm']>, 'raisedAt' | 'state' | 'id'>;

const month = (date: string): string => `${Number(date.slice(5, 7))} 月`;

/** A handover past its due date: clients and money without a receiver who answers for them. */
export function overdueHandovers(db: Sqlite3, today: BusinessDate): Finding[] {
  const cases = db
    .prepare(
      `SELECT c.id, c.number, c.employeeId, c.handoverDue, e.name,
         (SELECT count(*) FROM handoverItem i WHERE i.caseId = c.id AND i.kind = 'client' AND i.state NOT IN ('accepted', 'waived')) AS clients,
         (SELECT coalesce(sum(amount), 0) FROM handoverItem i WHERE i.caseId = c.id AND i.kind = 'receivable'
            AND i.state NOT IN ('accepted', 'waived')) AS amount
       FROM separationCase c JOIN employee e ON e.id = c.employeeId
       WHERE c.handoverState NOT IN ('settled', 'closedWithOpenItems', 'withdrawn') AND c.handoverDue < ?`,
    )
    .all(today) as {
    id: string;
    number: string;
    employeeId: string;
    handoverDue: string;
    name: string;
    clients: number;
    amount: number;
  }[];
  return cases.map((row) => {
    const late = daysBetween(row.handoverDue as BusinessDate, today);
    return {
      rule: 'handoverOverdue',
      subjectTable: 'separationCase',
      subjectId: row.id,
      employeeId: row.employeeId,
      score: Math.min(100, 60 + late),
      amount: row.amount,
      figures: JSON.stringify({ due: row.handoverDue, daysLate: late, openClients: row.clients }),
      sentence: `${row.name}的离职交接（${row.number}）逾期 ${late} 天，还有 ${row.clients} 家客户、应收 ${formatMoney(row.amount)} 没有交接完。`,
    };
  });
}

/** Clients of somebody who left that stopped ordering since: the figures of the same clients a year before beside them. */
export function leaversClients(db: Sqlite3, today: BusinessDate): Finding[] {
  const since = addMonths(today, -12);
  const quiet = addMonths(today, -defaultDormantMonths);
  const leavers = db
    .prepare(
      `SELECT DISTINCT o.employeeId, e.name FROM ownership o JOIN employee e ON e.id = o.employeeId
       WHERE o.toDate IS NOT NULL AND o.toDate >= ?
         AND EXISTS (SELECT 1 FROM employment m WHERE m.employeeId = o.employeeId AND m.stage = 'left')`,
    )
    .all(since) as { employeeId: string; name: string }[];
  return leavers.flatMap(({ employeeId, name }) => {
    const clients = db
      .prepare(
        `SELECT o.clientId, (SELECT max(date) FROM salesOrder s WHERE s.clientId = o.clientId AND s.status <> 'cancelled') AS last,
           (SELECT coalesce(sum(amount), 0) FROM salesOrder s WHERE s.clientId = o.clientId AND s.status <> 'cancelled'
              AND s.date > ? AND s.date <= ?) AS before
         FROM ownership o WHERE o.employeeId = ? AND o.toDate IS NOT NULL AND o.toDate >= ? AND o.role = 'owner'`,
      )
      .all(addMonths(quiet, -12), addMonths(today, -12), employeeId, since) as {
      clientId: string;
      last: string | null;
      before: number;
    }[];
    const silent = clients.filter((client) => client.last !== null && client.last < quiet);
    if (silent.length === 0) return [];
    const first = silent.reduce(
      (least, client) => (client.last && client.last < least ? client.last : least),
      today as string,
    );
    const monthly = Math.round(silent.reduce((sum, client) => sum + client.before, 0) / defaultDormantMonths);
    return [
      {
        rule: 'leaverClientsSilent',
        subjectTable: 'employee',
        subjectId: employeeId,
        employeeId,
        score: Math.round((100 * silent.length) / clients.length),
        amount: monthly * 12,
        figures: JSON.stringify({
          clients: clients.length,
          silent: silent.length,
          since: first,
          monthlyLastYear: monthly,
          clientIds: silent.map((client) => client.clientId).join(','),
        }),
        sentence: `${name}负责过的 ${clients.length} 家客户中，${silent.length} 家自 ${month(first)}起停止下单，往年同期月均 ${formatMoney(monthly)}。`,
      },
    ];
  });
}

/** Non-compete compensation that is due and unpaid, with what that means in law. */
export function unpaidCompensation(db: Sqlite3, today: BusinessDate): Finding[] {
  const running = db
    .prepare(
      "SELECT n.id, n.employeeId, e.name FROM nonCompete n JOIN employee e ON e.id = n.employeeId WHERE n.state = 'running'",
    )
    .all() as { id: string; employeeId: string; name: string }[];
  return running.flatMap(({ id, employeeId, name }) => {
    const months = db
      .prepare('SELECT month, dueDate, amount, paidAmount FROM compensationPayment WHERE nonCompeteId = ?')
      .all(id) as { month: string; dueDate: BusinessDate; amount: number; paidAmount: number | null }[];
    const [finding] = checkPayments(months, today);
    if (finding === undefined) return [];
    const owed = months
      .filter((each) => each.dueDate < today)
      .reduce((sum, each) => sum + Math.max(0, each.amount - (each.paidAmount ?? 0)), 0);
    return [
      {
        rule: 'compensationUnpaid',
        subjectTable: 'nonCompete',
        subjectId: id,
        employeeId,
        score: finding.level === 'alarm' ? 90 : 60,
        amount: owed,
        figures: JSON.stringify({ owed, rule: finding.rule, source: finding.source.zh }),
        sentence: `${name}：${finding.zh}`,
      },
    ];
  });
}

/** An employment that has ended without its certificate on the day (劳动合同法 50). */
export function missingCertificates(db: Sqlite3, today: BusinessDate): Finding[] {
  const cases = db
    .prepare(
      `SELECT c.id, c.employeeId, c.endedOn, e.name FROM separationCase c JOIN employee e ON e.id = c.employeeId
       WHERE c.legalState = 'ended' AND c.endedOn < ?`,
    )
    .all(today) as { id: string; employeeId: string; endedOn: string; name: string }[];
  return cases.map((row) => ({
    rule: 'certificateMissing',
    subjectTable: 'separationCase',
    subjectId: row.id,
    employeeId: row.employeeId,
    score: 70,
    amount: 0,
    figures: JSON.stringify({ endedOn: row.endedOn, daysLate: daysBetween(row.endedOn as BusinessDate, today) }),
    sentence: `${row.name}的劳动关系已于 ${row.endedOn} 结束，离职证明还没有出具。`,
  }));
}
