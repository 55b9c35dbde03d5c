import * as z from 'zod';
import { fen } from '../../../shared/contract/base.ts';
import type { BusinessDate } from '../../../shared/domain/businessDate.ts';
import { checkPayments, type PaidMonth, unpaidMonths } from '../../../shared/domain/compensationSchedule.ts';
import { legalRuleTable } from '../../../shared/domain/legalRuleTable.ts';
import type { Sqlite3 } from '../../registry/openDatabase.ts';
import { type AlarmRule, words } from './rule.ts';

const figures = z.object({ owed: fen, months: z.int(), zh: z.string(), en: z.string() });

const monthsOf = (db: Sqlite3, nonCompeteId: string): PaidMonth[] =>
  db
    .prepare(
      `SELECT month, dueDate, amount, paidAmount FROM compensationPayment
       WHERE nonCompeteId = ? AND resting IS NULL ORDER BY dueDate`,
    )
    .all(nonCompeteId) as PaidMonth[];

/** Non-compete compensation that is due and unpaid, with what that means in law. */
export const compensationUnpaid: AlarmRule = {
  id: 'compensationUnpaid',
  remedied: '补偿已付清，或义务已不再履行',
  follows: ['compensationPayment', 'nonCompete'],
  find: (db, today) => {
    const running = db
      .prepare(
        "SELECT n.id, n.employeeId, e.name FROM nonCompete n JOIN employee e ON e.id = n.employeeId WHERE n.state = 'running'",
      )
      .all() as { id: string; employeeId: string; name: string }[];
    return running.flatMap(({ id, employeeId, name }) => {
      const months = monthsOf(db, id);
      const [finding] = checkPayments(months, today);
      if (finding === undefined) return [];
      const unpaid = unpaidMonths(months, today);
      const owed = unpaid.reduce((sum, each) => sum + each.amount - (each.paidAmount ?? 0), 0);
      const found = { owed, months: unpaid.length, zh: finding.zh, en: finding.en };
      return [
        {
          rule: 'compensationUnpaid',
          subjectTable: 'nonCompete',
          subjectId: id,
          employeeId,
          score: finding.level === 'alarm' ? 90 : 60,
          amount: owed,
          figures: JSON.stringify(found),
          sentence: compensationUnpaid.sentence({ subjectId: id, employeeId, name, amount: owed, figures: found }).zh,
        },
      ];
    });
  },
  sentence: ({ name, figures: given }) => {
    const { zh, en } = figures.parse(given);
    return words(`${name}：${zh}`, `${name}: ${en}`);
  },
  evidence: (db, { subjectId, employeeId, name, figures: given }, today) => {
    const { owed, months } = figures.parse(given);
    return {
      facts: [
        {
          kind: 'words',
          label: words('未付', 'Unpaid'),
          value: words(`${months} 个月`, months === 1 ? '1 month' : `${months} months`),
        },
        { kind: 'fen', label: words('共欠', 'Owed in all'), value: owed },
      ],
      course: null,
      columns: {
        title: words('月份', 'Month'),
        detail: words('支付情况', 'Payment'),
        date: words('应付日', 'Due'),
        amount: words('未付金额', 'Unpaid'),
      },
      rows: unpaidMonths(monthsOf(db, subjectId), today).map((each) => ({
        target: { table: 'nonCompete', id: subjectId },
        title: each.month,
        detail: (each.paidAmount ?? 0) > 0 ? words('部分已付', 'partly paid') : words('未付', 'not paid'),
        date: each.dueDate as BusinessDate,
        amount: each.amount - (each.paidAmount ?? 0),
      })),
      source: legalRuleTable['nc-unpaid'].source,
      about: [
        { table: 'nonCompete', id: subjectId, label: name },
        ...(employeeId === null ? [] : [{ table: 'employee', id: employeeId, label: name }]),
      ],
    };
  },
};
