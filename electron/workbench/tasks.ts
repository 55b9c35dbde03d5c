import type * as z from 'zod';
import type { task } from '../../shared/contract/workbench.ts';
import { addDays, type BusinessDate, startOfDay } from '../../shared/domain/businessDate.ts';
import type { Words } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { AlarmView } from '../alarms/service.ts';
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

/** How far ahead the list looks. */
const ahead = 7;
/** Printed letters that nobody has answered for so long are asked after. */
const letterPatience = 7;

const at = (due: string | null, today: BusinessDate): Task['when'] =>
  due === null || due === today ? 'today' : due < today ? 'overdue' : 'thisWeek';
/** A decision that somebody else is waiting for is due today, however far the end of the case is. */
const waited = (due: string, today: BusinessDate): Task['when'] => (due < today ? 'overdue' : 'today');

const words = (zh: string, en: string): Words => ({ zh, en });
const count = (n: number, one: string, many = `${one}s`): string => (n === 1 ? `1 ${one}` : `${n} ${many}`);

interface CaseRow {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly kind: Database['separationCase']['kind'];
  readonly employeeId: string;
  readonly handoverState: Database['separationCase']['handoverState'];
  readonly legalState: Database['separationCase']['legalState'];
  readonly handoverDue: string;
  readonly end: BusinessDate;
  readonly transferredOn: string | null;
  readonly clients: number;
  readonly amount: number;
  readonly items: number;
  readonly handedOver: number;
  readonly withoutReceiver: number;
  readonly unanswered: number;
}

/** Until there is a handover list, all that the leaver answers for is at stake. */
export const answersFor = (what: 'count(*)' | 'coalesce(sum(s.balance), 0)'): string =>
  `(SELECT ${what} FROM clientSummary s WHERE s.ownerId = c.employeeId AND s.live = 1)`;

/** Cases in which something is left to do on either track. */
const openCases = (db: Sqlite3, today: BusinessDate): CaseRow[] =>
  db
    .prepare(
      `SELECT c.id, c.number, e.name, c.kind, c.employeeId, c.handoverState, c.legalState, c.handoverDue, c.transferredOn,
         coalesce(c.endedOn, c.requestedEnd, c.statutoryEnd) AS end,
         iif(count(i.id) = 0, ${answersFor('count(*)')}, count(i.id) FILTER (WHERE i.kind = 'client')) AS clients,
         iif(count(i.id) = 0, ${answersFor('coalesce(sum(s.balance), 0)')},
           coalesce(sum(i.amount) FILTER (WHERE i.kind = 'receivable'), 0)) AS amount,
         count(i.id) FILTER (WHERE i.state IN ('open', 'returned')) AS items,
         count(i.id) FILTER (WHERE i.state = 'handedOver') AS handedOver,
         count(i.id) FILTER (WHERE i.receiverId IS NULL) AS withoutReceiver,
         (SELECT count(*) FROM confirmationLetter l WHERE l.caseId = c.id AND l.state = 'printed' AND l.updatedAt < ?) AS unanswered
       FROM separationCase c JOIN employee e ON e.id = c.employeeId LEFT JOIN handoverItem i ON i.caseId = c.id
       WHERE c.legalState <> 'withdrawn'
         AND (c.handoverState NOT IN ('settled', 'closedWithOpenItems', 'withdrawn')
           OR c.legalState <> 'certificateIssued' OR c.transferredOn IS NULL)
       GROUP BY c.id`,
    )
    .all(startOfDay(addDays(today, -letterPatience))) as CaseRow[];

const ofCase = (row: CaseRow, kind: Task['kind'], when: Task['when'], due: string, title: Words, why: Words): Task => ({
  key: `${kind}/${row.id}`,
  when,
  due,
  kind,
  who: row.name,
  title,
  why,
  amount: row.amount,
  clients: row.clients,
  target: { table: 'separationCase', id: row.id },
});

/** What stands beside every step of a handover. */
const stakeOf = (row: CaseRow): Words =>
  words(
    `${row.number}，${row.clients} 家客户，交接应于 ${row.handoverDue} 前完成`,
    `${row.number}, ${count(row.clients, 'client')}, due ${row.handoverDue}`,
  );

const separations: Source = {
  permission: 'separation.view',
  read: (db, reader, today) =>
    openCases(db, today).flatMap((row) => {
      const own = row.employeeId === reader.employeeId;
      // Nobody decides their own case; whose reach ends at their own has no other's to decide.
      const decides = (permission: string): boolean => reader.may(permission) && !reader.ownOnly(permission) && !own;
      const acts = (permission: string): boolean => reader.may(permission) && (own || !reader.ownOnly(permission));
      const wait = (kind: Task['kind'], title: Words): Task =>
        ofCase(row, kind, waited(row.handoverDue, today), row.handoverDue, title, stakeOf(row));
      const late = row.handoverDue < today;
      switch (row.handoverState) {
        case 'submitted':
          return decides('separation.review') ? [wait('review', words('受理离职申请', 'Accept the notice'))] : [];
        case 'returned':
          return acts('separation.submit')
            ? [wait('handOver', words('补正后重新提交', 'Correct and submit again'))]
            : [];
        case 'accepted':
        case 'listed':
          return decides('separation.assignReceiver')
            ? [
                wait(
                  'receiver',
                  row.handoverState === 'accepted'
                    ? words('生成交接清单', 'Generate the handover list')
                    : words(
                        `指定接收人，${row.withoutReceiver} 项未定`,
                        `Name receivers: ${count(row.withoutReceiver, 'item')} without`,
                      ),
                ),
              ]
            : [];
        case 'transferring':
        case 'underReview': {
          const tasks: Task[] = [];
          if (row.handedOver > 0 && decides('separation.review')) {
            tasks.push(
              wait(
                'review',
                words(`审核 ${row.handedOver} 项移交`, `Review ${count(row.handedOver, 'item')} handed over`),
              ),
            );
          } else if (row.items > 0 && acts('separation.handOver') && (own || late || row.kind === 'disappearance')) {
            const when = own ? at(row.handoverDue, today) : waited(row.handoverDue, today);
            const title = own
              ? words(`移交 ${row.items} 项`, `Hand over ${count(row.items, 'item')}`)
              : words(`催办，${row.items} 项未移交`, `Chase: ${count(row.items, 'item')} not handed over`);
            tasks.push(ofCase(row, 'handOver', when, row.handoverDue, title, stakeOf(row)));
          }
          if (row.unanswered > 0 && acts('separation.handOver')) {
            const title = words(
              `追回 ${row.unanswered} 份确认函`,
              `Ask after ${count(row.unanswered, 'confirmation letter')}`,
            );
            const why = words(
              `打印超过 ${letterPatience} 天，没有签回、拒签或联系不上的登记`,
              `Printed more than ${letterPatience} days ago, neither signed nor refused`,
            );
            tasks.push(ofCase(row, 'letter', waited(row.handoverDue, today), row.handoverDue, title, why));
          }
          return tasks;
        }
        case 'passed':
        case 'hrReview':
          return decides('separation.settle')
            ? [wait('settle', words('复核并结清交接', 'Check and settle the handover'))]
            : [];
        default:
          return [];
      }
    }),
};

const legalDates: Source = {
  permission: 'separation.legal',
  read: (db, _reader, today) =>
    openCases(db, today).flatMap((row) => {
      if (row.legalState === 'noticed') {
        const why = words(
          `劳动关系 ${row.end} 结束，离职证明当天出具`,
          `The employment ends on ${row.end}; the certificate is due that day`,
        );
        const title = words('结束劳动关系', 'End the employment');
        return [ofCase(row, 'certificate', at(row.end, today), row.end, title, why)];
      }
      if (row.legalState === 'ended') {
        const why = words('劳动合同法 50：解除或终止时出具', 'Labour Contract Law 50: due at the end');
        const title = words('出具离职证明', 'Issue the leaving certificate');
        return [ofCase(row, 'certificate', at(row.end, today), row.end, title, why)];
      }
      if (row.transferredOn !== null) return [];
      const due = addDays(row.end, 15);
      const why = words(
        '劳动合同法 50：十五日内转移档案和社会保险关系',
        'Labour Contract Law 50: file and social insurance within 15 days',
      );
      return [
        ofCase(row, 'transfer', at(due, today), due, words('转移档案和社保', 'Transfer file and insurance'), why),
      ];
    }),
};

const onboardings: Source = {
  permission: 'employee.onboard',
  read: (db, _reader, today) =>
    (
      db
        .prepare(
          `SELECT e.id, e.stage, e.startDate, p.name,
             (SELECT count(*) FROM agreement a WHERE a.employmentId = e.id
                AND a.state IN ('draft', 'presented', 'signedByEmployee')) AS open
           FROM employment e JOIN employee p ON p.id = e.employeeId
           WHERE e.stage IN ('draft', 'verified', 'signing', 'signed', 'refused') ORDER BY e.startDate`,
        )
        .all() as {
        id: string;
        stage: 'draft' | 'verified' | 'signing' | 'signed' | 'refused';
        startDate: string;
        name: string;
        open: number;
      }[]
    ).map(({ id, stage, startDate, name, open }) => ({
      key: `onboarding/${id}`,
      when: at(startDate, today),
      due: startDate,
      kind: stage === 'draft' ? 'verify' : 'sign',
      who: name,
      title: {
        draft: words('核验身份证件', 'Verify the identity document'),
        verified: words('准备入职协议', 'Prepare the agreements'),
        signing: words(`签署 ${open} 份协议`, `Sign ${count(open, 'agreement')}`),
        signed: words('开通账号，完成入职', 'Open the account, finish onboarding'),
        refused: words('处理拒签', 'Deal with the refusal to sign'),
      }[stage],
      why: words(`入职日期 ${startDate}，办完才能开始工作`, `Starts on ${startDate}; no work before this is done`),
      amount: 0,
      clients: 0,
      target: { table: 'employment', id },
    })),
};

const payments: Source = {
  permission: 'nonCompete.pay',
  read: (db, _reader, today) =>
    (
      db
        .prepare(
          `SELECT p.nonCompeteId, e.name, count(*) AS months, min(p.month) AS first, max(p.month) AS last,
             min(p.dueDate) AS due, sum(p.amount - coalesce(p.paidAmount, 0)) AS amount
           FROM compensationPayment p JOIN nonCompete n ON n.id = p.nonCompeteId JOIN employee e ON e.id = p.employeeId
           WHERE n.state = 'running' AND p.resting IS NULL AND coalesce(p.paidAmount, 0) < p.amount
             AND p.dueDate <= ?
           GROUP BY p.nonCompeteId`,
        )
        .all(addDays(today, ahead)) as {
        nonCompeteId: string;
        name: string;
        months: number;
        first: string;
        last: string;
        due: string;
        amount: number;
      }[]
    ).map(({ nonCompeteId, name, months, first, last, due, amount }) => ({
      key: `payment/${nonCompeteId}`,
      when: at(due, today),
      due,
      kind: 'payment',
      who: name,
      title:
        months === 1
          ? words(`支付 ${first} 竞业限制补偿`, `Pay the compensation of ${first}`)
          : words(`支付 ${months} 个月竞业限制补偿`, `Pay the compensation of ${months} months`),
      why:
        months === 1
          ? words('三个月未付，员工可以请求解除竞业限制', 'Unpaid for three months, the obligation can be released')
          : words(
              `${first} 至 ${last}；满三个月未付，员工可以请求解除竞业限制`,
              `${first} to ${last}; unpaid for three months, the obligation can be released`,
            ),
      amount,
      clients: 0,
      target: { table: 'nonCompete', id: nonCompeteId },
    })),
};

/** Non-competes signed on paper that nobody pays for, because their terms were never entered. */
const paperTerms: Source = {
  permission: 'nonCompete.start',
  read: (db, reader, today) =>
    (
      db
        .prepare(
          `SELECT r.subjectId AS agreementId, r.dueDate AS due, e.id AS employeeId, e.name
           FROM reminder r JOIN agreement a ON a.id = r.subjectId JOIN employee e ON e.id = a.employeeId
           WHERE r.kind = 'nonCompeteTerms' AND r.state = 'open'`,
        )
        .all() as { agreementId: string; due: string; employeeId: string; name: string }[]
    )
      .filter(({ employeeId }) => employeeId !== reader.employeeId)
      .map(({ agreementId, due, name }) => ({
        key: `paperTerms/${agreementId}`,
        when: at(due, today),
        due,
        kind: 'payment',
        who: name,
        title: words('录入纸面竞业限制的条款', 'Enter the terms of a non-compete on paper'),
        why: words(
          '没有支付计划，补偿到期也没有提醒；三个月未付，员工可以请求解除',
          'Without a schedule nobody is reminded to pay; unpaid for three months, the obligation can be released',
        ),
        amount: 0,
        clients: 0,
        target: { table: 'nonCompeteTerms', id: agreementId },
      })),
};

const promises: Source = {
  permission: 'client.followUp',
  read: (db, reader, today) =>
    (
      db
        .prepare(
          `SELECT f.id, f.clientId, f.promisedDate, f.promise, f.date, c.name, coalesce(s.balance, 0) AS balance
           FROM followUp f JOIN client c ON c.id = f.clientId LEFT JOIN clientSummary s ON s.id = f.clientId
           WHERE f.employeeId = ? AND f.promisedDate <= ? AND f.doneAt IS NULL ORDER BY f.promisedDate LIMIT 50`,
        )
        .all(reader.employeeId ?? '', addDays(today, ahead)) as {
        id: string;
        clientId: string;
        promisedDate: string;
        promise: string | null;
        date: string;
        name: string;
        balance: number;
      }[]
    ).map((row) => ({
      key: `promise/${row.id}`,
      when: at(row.promisedDate, today),
      due: row.promisedDate,
      kind: 'followUp',
      who: row.name,
      title: words(row.promise || '跟进客户', row.promise || 'Follow up'),
      why: words(`${row.date} 答应过客户`, `Promised on ${row.date}`),
      amount: row.balance,
      clients: 1,
      target: { table: 'client', id: row.clientId },
    })),
};

/** Colleagues who ask for a client of somebody else's wait for the manager. */
const transferRequests: Source = {
  permission: 'client.assign',
  read: (db, _reader, today) =>
    (
      db
        .prepare(
          `SELECT r.id, r.subjectId AS clientId, r.dueDate, r.title, c.name, coalesce(s.balance, 0) AS balance
           FROM reminder r JOIN client c ON c.id = r.subjectId LEFT JOIN clientSummary s ON s.id = c.id
           WHERE r.kind = 'clientTransfer' AND r.state = 'open' ORDER BY r.dueDate LIMIT 50`,
        )
        .all() as { id: string; clientId: string; dueDate: string; title: string; name: string; balance: number }[]
    ).map((row) => ({
      key: `transferRequest/${row.id}`,
      when: waited(row.dueDate, today),
      due: row.dueDate,
      kind: 'review',
      who: row.name,
      title: words('决定客户转交', 'Decide about a client'),
      why: words(row.title, row.title),
      amount: row.balance,
      clients: 1,
      target: { table: 'client', id: row.clientId },
    })),
};

/** Accounts that are still open although their people have left: that of the last HR admin waits for another. */
const leaversAccounts: Source = {
  permission: 'account.view',
  read: (db, _reader, today) =>
    (
      db
        .prepare(
          `SELECT a.id, a.displayName AS name, a.role = 'hrAdmin' AS admin, max(m.legalEnd) AS since
           FROM account a JOIN employment m ON m.employeeId = a.employeeId WHERE a.state IN ('active', 'restricted')
           GROUP BY a.id HAVING sum(m.stage <> 'left') = 0 ORDER BY since LIMIT 50`,
        )
        .all() as { id: string; name: string; admin: 0 | 1; since: string | null }[]
    ).map(({ id, name, admin, since }) => ({
      key: `leaversAccount/${id}`,
      when: since !== null && since < today ? 'overdue' : 'today',
      due: since,
      kind: 'review',
      who: name,
      title: admin
        ? words('指定另一位HR管理员，关闭离职人账号', 'Appoint another HR admin, close the account')
        : words('关闭离职人账号', 'Close the account'),
      why: words('人已离职，账号还能登录', 'The person has left and can still sign in'),
      amount: 0,
      clients: 0,
      target: { table: 'account', id },
    })),
};

/** Alarms to judge as one thing to do: the largest stands for them, their own page has them all. */
export function ofAlarms(alarms: readonly AlarmView[]): Task[] {
  const [largest] = alarms;
  if (largest === undefined) return [];
  return [
    {
      key: 'alarms',
      when: 'today',
      due: null,
      kind: 'alarm',
      who: '',
      title: words(`判断 ${alarms.length} 条预警`, `Judge ${count(alarms.length, 'alarm')}`),
      why: largest.sentence,
      amount: alarms.reduce((sum, alarm) => sum + alarm.amount, 0),
      clients: 0,
      target: { table: 'alarm', id: largest.id },
    },
  ];
}

const order: readonly Task['when'][] = ['overdue', 'today', 'thisWeek'];

/**
 * Everything that this person has to do within a week, overdue first, then by due date and money at stake.
 * @param more what is not read from the registry's own tables.
 */
export function tasksFor(db: Sqlite3, reader: Reader, today: BusinessDate, more: readonly Task[]): Task[] {
  const week = addDays(today, ahead);
  return [
    ...[separations, legalDates, onboardings, payments, paperTerms, promises, transferRequests, leaversAccounts]
      .filter((source) => reader.may(source.permission))
      .flatMap((source) => source.read(db, reader, today))
      .filter((each) => each.when !== 'thisWeek' || each.kind === 'handOver' || (each.due ?? week) <= week),
    ...more,
  ].sort(
    (a, b) =>
      order.indexOf(a.when) - order.indexOf(b.when) ||
      (a.due ?? today).localeCompare(b.due ?? today) ||
      b.amount - a.amount ||
      a.key.localeCompare(b.key),
  );
}
