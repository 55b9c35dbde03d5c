import * as z from 'zod';
import { businessDate } from '../../../shared/contract/base.ts';
import { type BusinessDate, daysBetween } from '../../../shared/domain/businessDate.ts';
import { formatMoney } from '../../../shared/domain/money.ts';
import { type AlarmRule, mostRows, words } from './rule.ts';

const figures = z.object({ number: z.string(), due: businessDate, daysLate: z.int(), openClients: z.int() });

const kinds: Readonly<Record<string, { zh: string; en: string }>> = {
  client: words('客户', 'client'),
  order: words('订单', 'order'),
  receivable: words('应收', 'receivable'),
  followUp: words('跟进', 'follow-up'),
  asset: words('资产', 'asset'),
  data: words('资料', 'data'),
};

const open = "i.state NOT IN ('accepted', 'waived')";

/** A handover past its due date: clients and money without a receiver who answers for them. */
export const handoverOverdue: AlarmRule = {
  id: 'handoverOverdue',
  remedied: '交接已办结，或限期已改',
  follows: ['separationCase', 'handoverItem'],
  find: (db, today) => {
    const cases = db
      .prepare(
        `SELECT c.id, c.number, c.employeeId, c.handoverDue, e.name,
           (SELECT count(*) FROM handoverItem i WHERE i.caseId = c.id AND i.kind = 'client' AND ${open}) AS clients,
           (SELECT coalesce(sum(amount), 0) FROM handoverItem i WHERE i.caseId = c.id AND i.kind = 'receivable'
              AND ${open}) AS amount
         FROM separationCase c JOIN employee e ON e.id = c.employeeId
         WHERE c.handoverState NOT IN ('settled', 'closedWithOpenItems', 'withdrawn') AND c.handoverDue < ?`,
      )
      .all(today) as {
      id: string;
      number: string;
      employeeId: string;
      handoverDue: BusinessDate;
      name: string;
      clients: number;
      amount: number;
    }[];
    return cases.map(({ id, number, employeeId, handoverDue: due, name, clients, amount }) => {
      const daysLate = daysBetween(due, today);
      const found = { number, due, daysLate, openClients: clients };
      return {
        rule: 'handoverOverdue',
        subjectTable: 'separationCase',
        subjectId: id,
        employeeId,
        score: Math.min(100, 60 + daysLate),
        amount,
        figures: JSON.stringify(found),
        sentence: handoverOverdue.sentence({ subjectId: id, employeeId, name, amount, figures: found }).zh,
      };
    });
  },
  sentence: ({ name, amount, figures: given }) => {
    const { number, daysLate, openClients } = figures.parse(given);
    return words(
      `${name}的离职交接（${number}）逾期 ${daysLate} 天，还有 ${openClients} 家客户、应收 ${formatMoney(amount)} 没有交接完。`,
      `The handover of ${name} (${number}) is ${daysLate === 1 ? '1 day' : `${daysLate} days`} overdue: ${openClients === 1 ? '1 client' : `${openClients} clients`} and receivables of ${formatMoney(amount)} are not handed over.`,
    );
  },
  evidence: (db, { subjectId, employeeId, name, amount, figures: given }) => {
    const { number, due, daysLate, openClients } = figures.parse(given);
    const items = db
      .prepare(
        `SELECT i.kind, i.title, i.amount, i.clientId, i.state, r.name AS receiver FROM handoverItem i
         LEFT JOIN employee r ON r.id = i.receiverId WHERE i.caseId = ? AND ${open} ORDER BY i.amount DESC, i.id LIMIT ?`,
      )
      .all(subjectId, mostRows) as {
      kind: string;
      title: string;
      amount: number;
      clientId: string | null;
      receiver: string | null;
    }[];
    return {
      facts: [
        { kind: 'date', label: words('交接应完成', 'Handover due'), value: due },
        { kind: 'words', label: words('已逾期', 'Overdue'), value: words(`${daysLate} 天`, `${daysLate} days`) },
        {
          kind: 'words',
          label: words('未交接客户', 'Clients not handed over'),
          value: words(`${openClients} 家`, String(openClients)),
        },
        { kind: 'fen', label: words('未交接应收', 'Receivables not handed over'), value: amount },
      ],
      course: null,
      columns: {
        title: words('未交接的项', 'Not handed over'),
        detail: words('种类和接收人', 'Kind and receiver'),
        date: null,
        amount: words('金额', 'Amount'),
      },
      rows: items.map((item) => {
        const kind = kinds[item.kind] ?? words(item.kind, item.kind);
        return {
          target: item.clientId === null ? null : { table: 'client', id: item.clientId },
          title: item.title,
          detail: words(
            `${kind.zh} · ${item.receiver ? `接收人 ${item.receiver}` : '没有接收人'}`,
            `${kind.en} · ${item.receiver ? `receiver ${item.receiver}` : 'no receiver'}`,
          ),
          date: null,
          amount: item.amount,
        };
      }),
      source: words(
        '门店规则：交接到期未办结，冻结离职人账号。',
        'Branch policy: an overdue handover freezes the account of the leaver.',
      ),
      about: [
        { table: 'separationCase', id: subjectId, label: number },
        ...(employeeId === null ? [] : [{ table: 'employee', id: employeeId, label: name }]),
      ],
    };
  },
};
