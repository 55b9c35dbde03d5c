import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { businessDate, fen, id, instant, line, procedure, refusalSchema } from './base.ts';

export const workbenchPermissions = {
  'alarm.view': { hrClerk: 'branch', hrAdmin: 'branch', salesManager: 'branch' },
  'alarm.dispose': { hrAdmin: 'branch', salesManager: 'branch' },
} satisfies PermissionTable;

const words = z.object({ zh: z.string(), en: z.string() });
/** The row whose page is meant. */
const row = z.object({ table: z.string(), id: z.string() });

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
  title: words,
  why: words,
  /** Fen at stake; 0 where no money is. */
  amount: fen,
  clients: z.int(),
  target: row,
});

export const alarmRow = z.object({
  id,
  version: z.int(),
  rule: z.string(),
  sentence: words,
  score: z.int(),
  amount: fen,
  subjectTable: z.string(),
  subjectId: z.string(),
  employee: z.object({ id, name: z.string() }).nullable(),
  raisedAt: instant,
  state: z.enum(['open', 'confirmed', 'dismissed']),
  dispositionBy: z.string().nullable(),
  dispositionAt: instant.nullable(),
  dispositionNote: z.string().nullable(),
});

/** An alarm with what lies behind it: the figures of the sentence, a course over the months, and the rows themselves. */
export const alarmDetail = z.object({
  alarm: alarmRow,
  facts: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('words'), label: words, value: words }),
      z.object({ kind: z.literal('fen'), label: words, value: fen }),
      z.object({ kind: z.literal('date'), label: words, value: businessDate }),
    ]),
  ),
  /** Fen per month, oldest first, beside the same months a year before. */
  course: z
    .object({
      title: words,
      months: z.array(z.string()),
      amounts: z.array(fen),
      yearBefore: z.array(fen),
    })
    .nullable(),
  /** What the columns of the rows hold; `date` and `amount` are null where no row has one. */
  columns: z.object({ title: words, detail: words, date: words.nullable(), amount: words.nullable() }).nullable(),
  rows: z.array(
    z.object({
      target: row.nullable(),
      title: z.string(),
      detail: words,
      date: businessDate.nullable(),
      amount: fen.nullable(),
    }),
  ),
  /** The law or policy it rests on. */
  source: words.nullable(),
  /** Where the matter itself is dealt with. */
  about: z.array(z.object({ ...row.shape, label: z.string() })),
  /** Why this person may not dispose of it; empty when they may. */
  barredBy: z.array(refusalSchema),
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
          notice: businessDate,
          end: businessDate,
          due: businessDate,
          done: z.int(),
          /** Waiting for a verdict. */
          handedOver: z.int(),
          items: z.int(),
          amount: fen,
          clients: z.int(),
        }),
      ),
      agreementsToSign: z.array(
        z.object({ id, title: z.string(), state: z.string(), name: z.string(), since: instant }),
      ),
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
  alarm: procedure('alarm.view')
    .input(z.object({ alarmId: id }))
    .output(alarmDetail),
  dispose: procedure('alarm.dispose')
    .input(
      z.object({ alarmId: id, version: z.int(), state: z.enum(['confirmed', 'dismissed']), note: line(400).min(2) }),
    )
    .output(alarmRow),
};
