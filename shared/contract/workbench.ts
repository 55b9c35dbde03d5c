import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { businessDate, fen, id, instant, line, procedure } from './base.ts';

export const workbenchPermissions = {
  'alarm.view': { hrClerk: 'branch', hrAdmin: 'branch', salesManager: 'branch' },
  'alarm.dispose': { hrAdmin: 'branch', salesManager: 'branch' },
} satisfies PermissionTable;

/** One line of today's list: what, whom, why it matters, and the one page on which it is done. */
export const task = z.object({
  key: z.string(),
  when: z.enum(['overdue', 'today', 'thisWeek']),
  due: businessDate.nullable(),
  kind: z.enum([
    'sign',
    'verify',
    'review',
    'receiver',
    'handOver',
    'settle',
    'certificate',
    'transfer',
    'payment',
    'followUp',
    'alarm',
    'sync',
    'letter',
  ]),
  who: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  why: z.object({ zh: z.string(), en: z.string() }),
  /** Fen at stake; 0 where no money is. */
  amount: fen,
  clients: z.int(),
  target: z.object({ page: z.string(), id: z.string() }),
});

export const alarmRow = z.object({
  id,
  version: z.int(),
  rule: z.string(),
  sentence: z.string(),
  score: z.int(),
  amount: fen,
  subjectTable: z.string(),
  subjectId: z.string(),
  employee: z.object({ id, name: z.string() }).nullable(),
  /** Named figures behind it. */
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.number())])),
  raisedAt: instant,
  state: z.enum(['open', 'confirmed', 'dismissed']),
  dispositionBy: z.string().nullable(),
  dispositionNote: z.string().nullable(),
});

export const workbenchContract = {
  today: procedure('session').output(
    z.object({
      date: businessDate,
      tasks: z.array(task),
      /** Cases under way as three tracks. */
      cases: z.array(
        z.object({
          id,
          number: z.string(),
          name: z.string(),
          legalState: z.string(),
          handoverState: z.string(),
          accountState: z.string().nullable(),
          end: businessDate,
          due: businessDate,
          done: z.int(),
          items: z.int(),
          amount: fen,
          clients: z.int(),
        }),
      ),
      agreementsToSign: z.array(z.object({ id, title: z.string(), name: z.string(), since: instant })),
      alarms: z.array(alarmRow),
      /** Clients at risk with orders per month of the last 12, oldest first. */
      clientsAtRisk: z.array(
        z.object({ id, name: z.string(), owner: z.string(), lastOrder: businessDate.nullable(), months: z.array(fen) }),
      ),
    }),
  ),
  alarms: procedure('alarm.view')
    .input(z.object({ state: z.enum(['open', 'confirmed', 'dismissed', 'all']).default('open') }))
    .output(z.array(alarmRow)),
  dispose: procedure('alarm.dispose')
    .input(
      z.object({ alarmId: id, version: z.int(), state: z.enum(['confirmed', 'dismissed']), note: line(400).min(2) }),
    )
    .output(alarmRow),
};
