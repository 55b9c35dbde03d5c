import type * as z from 'zod';
import type { task } from '../../shared/contract/workbench.ts';
import { addDays, type BusinessDate } from '../../shared/domain/businessDate.ts';
import type { Words } from '../../shared/domain/refusal.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';

export type Task = z.infer<typeof task>;

/** For whom today's list is made: what somebody may do decides what is put before them. */
export interface Reader {
  readonly employeeId: string | null;
  readonly may: (permission: string) => boolean;
  readonly ownOnly: (permission: string) => boolean;
}

interface Source {
  /** The permission without which this source says nothing. */
  readonly permission: string;
  read(db: Sqlite3, reader: Reader, today: BusinessDate): Task[];
}

const at = (due: string | null, today: BusinessDate): Task['when'] =>
  due === null || due === today ? 'today' : due < today ? 'overdue' : 'thisWeek';

const words = (zh: string, en: string): Words => ({ zh, en });

/** Cases by the step at which they stand; the step names who has to act and where. */
const steps: Readonly<Record<string, { permission: string; kind: Task['kind']; title: Words }>> = {
  submitted: { permission: 'separation.review', kind: 'review', title: words('受理离职申请', 'Accept the notice') },
  listed: { permission: 'separation.assignReceiver', kind: 'receiver', title: words('指定接收人', 'Name receivers') },
  returned: {
    permission: 'separation.submit',
    kind: 'handOver',
    title: words('补正后重新提交', 'Correct and submit again'),
  },
  transferring: {
    permission: 'separation.handOver',
    kind: 'handOver',
    title: words('逐项移交', 'Hand over item by item'),
  },
  underReview: { permission: 'separation.review', kind: 'review', title: words('审核交接清单', 'Review the handover') },
  passed: { permission: 'separation.settle', kind: 'settle', title: words('复核并结清', 'Check and settle') },
  hrReview: { permission: 'separation.settle', kind: 'settle', title: words('结清离职交接', 'Settle the handover') },
};

interface CaseRow {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly employeeId: string;
  readonly managerId: string | null;
  readonly handoverState: string;
  readonly legalState: string;
  readonly handoverDue: string;
  readonly end: string;
  readonly transferredOn: string | null;
  readonly clients: number;
  readonly amount: number;
}

const openCases = (db: Sqlite3): CaseRow[] =>
  db
    .prepare(
      `SELECT c.id, c.number, e.name, c.employeeId, c.managerId, c.handoverState, c.legalState, c.handoverDue, c.transferredOn,
         coalesce(c.endedOn, c.requestedEnd, c.statutoryEnd) AS end,
         (SELECT count(*) FROM handoverItem i WHERE i.caseId = c.id AND i.kind = 'client') AS clients,
         (SELECT coalesce(sum(amount), 0) FROM handoverItem i WHERE i.caseId = c.id AND i.kind = 'receivable') AS amount
       FROM separationCase c JOIN employee e ON e.id = c.employeeId WHERE c.legalState <> 'withdrawn'`,
    )
    .all() as CaseRow[];

const caseTask = (
  row: CaseRow,
  kind: Task['kind'],
  due: string,
  today: BusinessDate,
  title: Words,
  why: Words,
): Task => ({
  key: `${kind}/${row.id}`,
  when: at(due, today),
  due,
  kind,
  who: row.name,
  title,
  why,
  amount: row.amount,
  clients: row.clients,
  target: { page: 'separationCase', id: row.id },
});

const separations: Source = {
  permission: 'separation.view',
  read: (db, reader, today) =>
    openCases(db).flatMap((row) => {
      const step = steps[row.handoverState];
      if (step === undefined || !reader.may(step.permission)) return [];
      const mine = row.employeeId === reader.employeeId || row.managerId === reader.employeeId;
      if (reader.ownOnly(step.permission) && !mine) return [];
      const why = words(
        `${row.number}，${row.clients} 家客户，交接应于 ${row.handoverDue} 前完成`,
        `${row.number}: ${row.clients} clients, due ${row.handoverDue}`,
      );
      return [caseTask(row, step.kind, row.handoverDue, today, step.title, why)];
    }),
};

const legalDates: Source = {
  permission: 'separation.legal',
  read: (db, _reader, today) =>
    openCases(db).flatMap((row) => {
      if (row.legalState === 'noticed' && row.end <= addDays(today, 7)) {
        const why = words(
          '劳动关系在这一天结束，离职证明当天出具',
          'The employment ends; the certificate is due that day',
        );
        return [caseTask(row, 'certificate', row.end, today, words('结束劳动关系', 'End the employment'), why)];
      }
      if (row.legalState === 'ended') {
        const why = words('劳动合同法第 50 条：解除或终止时出具', 'Labour Contract Law art. 50: due at the end');
        return [caseTask(row, 'certificate', row.end, today, words('出具离职证明', 'Issue the certificate'), why)];
      }
      const transferDue = addDays(row.end as BusinessDate, 15);
      if (row.legalState === 'certificateIssued' && row.transferredOn === null && transferDue <= addDays(today, 14)) {
        const why = words('十五日内转移档案和社会保险关系', 'File and social insurance within 15 days');
        return [
          caseTask(row, 'transfer', transferDue, today, words('转移档案和社保', 'Transfer file and insurance'), why),
        ];
      }
      return [];
    }),
};

const onboardings: Source = {
  permission: 'employee.onboard',
  read: (db, _reader, today) =>
    (
      db
        .prepare(
          `SELECT e.id, e.stage, e.startDate, p.name FROM employment e JOIN employee p ON p.id = e.employeeId
           WHERE e.stage IN ('draft', 'verified', 'signing', 'signed', 'refused') ORDER BY e.startDate`,
        )
        .all() as { id: string; stage: string; startDate: string; name: string }[]
    ).map((row) => ({
      key: `onboarding/${row.id}`,
      when: at(row.startDate, today),
      due: row.startDate,
      kind: row.stage === 'draft' ? 'verify' : 'sign',
      who: row.name,
      title:
        row.stage === 'draft'
          ? words('核验身份证件', 'Verify the identity document')
          : row.stage === 'signed'
            ? words('开通账号，完成入职', 'Open the account, finish onboarding')
            : words('签署入职协议', 'Sign the agreements'),
      why: words(`入职日期 ${row.startDate}`, `Starts on ${row.startDate}`),
      amount: 0,
      clients: 0,
      target: { page: 'onboarding', id: row.id },
    })),
};

const payments: Source = {
  permission: 'nonCompete.pay',
  read: (db, _reader, today) =>
    (
      db
        .prepare(
          `SELECT p.id, p.nonCompeteId, p.month, p.dueDate, p.amount, e.name FROM compensationPayment p
           JOIN nonCompete n ON n.id = p.nonCompeteId JOIN employee e ON e.id = p.employeeId
           WHERE n.state = 'running' AND coalesce(p.paidAmount, 0) < p.amount AND p.dueDate <= ? ORDER BY p.dueDate`,
        )
        .all(addDays(today, 7)) as {
        id: string;
        nonCompeteId: string;
        month: string;
        dueDate: string;
        amount: number;
        name: string;
      }[]
    ).map((row) => ({
      key: `payment/${row.id}`,
      when: at(row.dueDate, today),
      due: row.dueDate,
      kind: 'payment',
      who: row.name,
      title: words(`支付 ${row.month} 竞业限制补偿`, `Pay the compensation of ${row.month}`),
      why: words('三个月未付，员工可以请求解除竞业限制', 'Unpaid for three months, the obligation can be released'),
      amount: row.amount,
      clients: 0,
      target: { page: 'nonCompete', id: row.nonCompeteId },
    })),
};

const promises: Source = {
  permission: 'client.followUp',
  read: (db, reader, today) =>
    (
      db
        .prepare(
          `SELECT f.id, f.clientId, f.promisedDate, f.promise, c.name FROM followUp f JOIN client c ON c.id = f.clientId
           WHERE f.doneAt IS NULL AND f.promisedDate IS NOT NULL AND f.promisedDate <= ? AND f.employeeId = ?
           ORDER BY f.promisedDate LIMIT 50`,
        )
        .all(addDays(today, 7), reader.employeeId ?? '') as {
        id: string;
        clientId: string;
        promisedDate: string;
        promise: string | null;
        name: string;
      }[]
    ).map((row) => ({
      key: `promise/${row.id}`,
      when: at(row.promisedDate, today),
      due: row.promisedDate,
      kind: 'followUp',
      who: row.name,
      title: words(row.promise ?? '跟进客户', row.promise ?? 'Follow up'),
      why: words('答应过客户', 'Promised to the client'),
      amount: 0,
      clients: 1,
      target: { page: 'client', id: row.clientId },
    })),
};

const alarms: Source = {
  permission: 'alarm.dispose',
  read: (db, _reader) =>
    (
      db.prepare("SELECT id, sentence, amount FROM alarm WHERE state = 'open' ORDER BY amount DESC LIMIT 20").all() as {
        id: string;
        sentence: string;
        amount: number;
      }[]
    ).map((row) => ({
      key: `alarm/${row.id}`,
      when: 'today',
      due: null,
      kind: 'alarm',
      who: '',
      title: words('处置预警', 'Dispose of an alarm'),
      why: words(row.sentence, row.sentence),
      amount: row.amount,
      clients: 0,
      target: { page: 'alarm', id: row.id },
    })),
};

const order: readonly Task['when'][] = ['overdue', 'today', 'thisWeek'];

/** Everything that this person has to do, overdue first, then by due date and money at stake. */
export function tasksFor(db: Sqlite3, reader: Reader, today: BusinessDate): Task[] {
  const week = addDays(today, 7);
  return [separations, legalDates, onboardings, payments, promises, alarms]
    .filter((source) => reader.may(source.permission))
    .flatMap((source) => source.read(db, reader, today))
    .filter((each) => each.due === null || each.due <= week || each.kind !== 'followUp')
    .sort(
      (a, b) =>
        order.indexOf(a.when) - order.indexOf(b.when) ||
        (a.due ?? today).localeCompare(b.due ?? today) ||
        b.amount - a.amount ||
        a.key.localeCompare(b.key),
    );
}
