import type * as z from 'zod';
import type { workbenchContract } from '../../shared/contract/workbench.ts';
import { addDays, addMonths, fromInstant } from '../../shared/domain/businessDate.ts';
import { defaultDormantMonths } from '../../shared/domain/cadence.ts';
import type { Call } from '../router/call.ts';
import { answersFor, ofAlarms, type Task, tasksFor } from './tasks.ts';

export type Today = z.infer<NonNullable<(typeof workbenchContract.today)['~orpc']['outputSchema']>>;

/** Today's list and what goes on, as far as this person may see it. */
export function today(call: Call): Today {
  const { branch, caller } = call;
  const { reader } = branch.registry;
  const date = fromInstant(branch.clock.now());
  const { permissions } = branch.services.access.viewOf(caller);
  const may = (permission: string): boolean => Object.hasOwn(permissions, permission);
  const ownOnly = (permission: string): boolean => permissions[permission] === 'own';
  const me = caller.account.employeeId ?? '';
  // Nobody judges an alarm about themselves: it is not put before them.
  const open = may('alarm.view') ? branch.services.alarms.list('open', 30) : [];
  const judged = may('alarm.dispose') ? open.filter((each) => each.employee?.id !== caller.account.employeeId) : [];
  const mine = (permission: string, column: string): string => (ownOnly(permission) ? `${column} = :me` : '1');
  return {
    date,
    tasks: tasksFor(reader, { employeeId: caller.account.employeeId, may, ownOnly }, date, [
      ...ofAlarms(judged),
      ...syncTasks(call, may),
    ]),
    cases: !may('separation.view')
      ? []
      : (reader
          .prepare(
            `SELECT c.id, c.number, e.name, c.legalState, c.handoverState, c.noticeDate AS notice,
               (SELECT state FROM account a WHERE a.employeeId = c.employeeId ORDER BY a.createdAt DESC LIMIT 1) AS accountState,
               coalesce(c.endedOn, c.requestedEnd, c.statutoryEnd) AS end, c.handoverDue AS due,
               (SELECT count(*) FROM handoverItem i WHERE i.caseId = c.id AND i.state IN ('accepted', 'waived')) AS done,
               (SELECT count(*) FROM handoverItem i WHERE i.caseId = c.id AND i.state = 'handedOver') AS handedOver,
               (SELECT count(*) FROM handoverItem i WHERE i.caseId = c.id) AS items,
               iif(EXISTS (SELECT 1 FROM handoverItem i WHERE i.caseId = c.id),
                 (SELECT coalesce(sum(amount), 0) FROM handoverItem i WHERE i.caseId = c.id AND i.kind = 'receivable'),
                 ${answersFor('coalesce(sum(s.balance), 0)')}) AS amount,
               iif(EXISTS (SELECT 1 FROM handoverItem i WHERE i.caseId = c.id),
                 (SELECT count(*) FROM handoverItem i WHERE i.caseId = c.id AND i.kind = 'client'),
                 ${answersFor('count(*)')}) AS clients
             FROM separationCase c JOIN employee e ON e.id = c.employeeId
             WHERE c.handoverState NOT IN ('settled', 'closedWithOpenItems', 'withdrawn')
               AND (${mine('separation.view', 'c.employeeId')}
                 OR EXISTS (SELECT 1 FROM handoverItem i WHERE i.caseId = c.id AND i.receiverId = :me))
             ORDER BY c.handoverDue LIMIT 20`,
          )
          .all({ me }) as Today['cases']),
    agreementsToSign: !may('agreement.view')
      ? []
      : (reader
          .prepare(
            `SELECT a.id, a.title, a.state, e.name, a.updatedAt AS since FROM agreement a JOIN employee e ON e.id = a.employeeId
             WHERE a.state IN ('draft', 'presented', 'signedByEmployee') AND ${mine('agreement.view', 'a.employeeId')}
             ORDER BY a.updatedAt LIMIT 20`,
          )
          .all({ me }) as Today['agreementsToSign']),
    alarms: open.slice(0, 10),
    clientsAtRisk: may('client.view') ? clientsAtRisk(call, date, mine('client.view', 's.ownerId'), me) : [],
  };
}

const day = 86_400_000;
/** Days that changes may wait on this computer: until they have left it, a broken disk takes them along. */
const syncPatience = 3;

/** Changes that have been waiting too long to leave this computer. Only a branch that has joined has somewhere to send them. */
function syncTasks(call: Call, may: (permission: string) => boolean): Task[] {
  if (!may('sync.run')) return [];
  const state = call.branch.services.sync.state();
  const oldest = Math.min(state.waiting.oldestAt ?? Infinity, state.oldestSealedAt ?? Infinity);
  const since = fromInstant(Number.isFinite(oldest) ? oldest : 0);
  if (state.enrolment !== 'enrolled' || oldest > call.branch.clock.now() - syncPatience * day) return [];
  const due = addDays(since, syncPatience);
  return [
    {
      key: 'sync',
      when: 'overdue',
      due,
      kind: 'sync',
      who: '',
      title: { zh: '把变更送到总部', en: 'Send changes to headquarters' },
      why: {
        zh: `${since} 起的变更还在这台电脑上，硬盘坏了就没有了`,
        en: `Changes since ${since} are on this computer only; a broken disk would take them along`,
      },
      amount: 0,
      clients: 0,
      target: { table: 'changeSet', id: 'waiting' },
    },
  ];
}

/** As many as somebody calls in a day. */
const mostAtRisk = 6;

/** Clients with the most business of the year before that have been silent for three months. */
function clientsAtRisk(
  call: Call,
  date: ReturnType<typeof fromInstant>,
  whose: string,
  me: string,
): Today['clientsAtRisk'] {
  const { reader } = call.branch.registry;
  const since = addMonths(date, -12);
  const silent = reader
    .prepare(
      `SELECT c.id, c.name, coalesce(e.name, '') AS owner, s.lastOrderDate AS lastOrder
       FROM clientSummary s JOIN client c ON c.id = s.id LEFT JOIN employee e ON e.id = s.ownerId
       WHERE s.live = 1 AND s.lastOrderDate > :since AND s.lastOrderDate < :quiet AND ${whose}
       ORDER BY s.amount12m DESC, s.number LIMIT ${mostAtRisk}`,
    )
    .all({ me, since, quiet: addMonths(date, -defaultDormantMonths) }) as {
    id: string;
    name: string;
    owner: string;
    lastOrder: string;
  }[];
  const perMonth = reader.prepare(
    "SELECT substr(date, 1, 7) AS month, sum(amount) AS amount FROM salesOrder WHERE clientId = ? AND date > ? AND status <> 'cancelled' GROUP BY 1",
  );
  return silent.map((client) => {
    const rows = perMonth.all(client.id, since) as { month: string; amount: number }[];
    const amounts = new Map(rows.map((row) => [row.month, row.amount]));
    const months = Array.from({ length: 12 }, (_, index) => amounts.get(addMonths(date, index - 11).slice(0, 7)) ?? 0);
    return { ...client, months };
  });
}
