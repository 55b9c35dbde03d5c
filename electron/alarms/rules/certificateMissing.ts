import * as z from 'zod';
import { businessDate } from '../../../shared/contract/base.ts';
import { type BusinessDate, daysBetween } from '../../../shared/domain/businessDate.ts';
import { legalRuleTable } from '../../../shared/domain/legalRuleTable.ts';
import { type AlarmRule, words } from './rule.ts';

const figures = z.object({ endedOn: businessDate, daysLate: z.int() });

/** An employment that has ended without its certificate on the day (劳动合同法 50). */
export const certificateMissing: AlarmRule = {
  id: 'certificateMissing',
  remedied: '离职证明已出具',
  follows: ['separationCase'],
  find: (db, today) => {
    const cases = db
      .prepare(
        `SELECT c.id, c.employeeId, c.endedOn, e.name FROM separationCase c JOIN employee e ON e.id = c.employeeId
         WHERE c.legalState = 'ended' AND c.endedOn < ?`,
      )
      .all(today) as { id: string; employeeId: string; endedOn: BusinessDate; name: string }[];
    return cases.map(({ id, employeeId, endedOn, name }) => {
      const found = { endedOn, daysLate: daysBetween(endedOn, today) };
      return {
        rule: 'certificateMissing',
        subjectTable: 'separationCase',
        subjectId: id,
        employeeId,
        score: 70,
        amount: 0,
        figures: JSON.stringify(found),
        sentence: certificateMissing.sentence({ subjectId: id, employeeId, name, amount: 0, figures: found }).zh,
      };
    });
  },
  sentence: ({ name, figures: given }) => {
    const { endedOn, daysLate } = figures.parse(given);
    return words(
      `${name}的劳动关系已于 ${endedOn} 结束，离职证明晚了 ${daysLate} 天还没有出具。`,
      `The employment of ${name} ended on ${endedOn}; the leaving certificate is ${daysLate === 1 ? '1 day' : `${daysLate} days`} late.`,
    );
  },
  evidence: (_db, { subjectId, employeeId, name, figures: given }) => {
    const { endedOn, daysLate } = figures.parse(given);
    return {
      facts: [
        { kind: 'date', label: words('劳动关系结束', 'Employment ended'), value: endedOn },
        { kind: 'words', label: words('已晚', 'Late by'), value: words(`${daysLate} 天`, `${daysLate} days`) },
      ],
      course: null,
      columns: null,
      rows: [],
      source: legalRuleTable['leave-certificate'].source,
      about: [
        { table: 'separationCase', id: subjectId, label: name },
        ...(employeeId === null ? [] : [{ table: 'employee', id: employeeId, label: name }]),
      ],
    };
  },
};
