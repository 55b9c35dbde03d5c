import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { businessDate, fen, id, instant, line, pageInput, pageOf, procedure, timelineEntry } from './base.ts';

export const aftercarePermissions = {
  'nonCompete.view': { hrClerk: 'branch', hrAdmin: 'branch', salesManager: 'branch' },
  'nonCompete.pay': { hrClerk: 'branch', hrAdmin: 'branch' },
  'nonCompete.check': { hrClerk: 'branch', hrAdmin: 'branch' },
  'nonCompete.release': { hrAdmin: 'branch' },
  'reminder.view': { hrClerk: 'branch', hrAdmin: 'branch', salesManager: 'branch', salesperson: 'own' },
} satisfies PermissionTable;

const finding = z.object({
  rule: z.string(),
  level: z.enum(['error', 'warning', 'alarm', 'info']),
  zh: z.string(),
  en: z.string(),
  source: z.object({ zh: z.string(), en: z.string() }),
});

export const nonCompeteState = z.enum(['pending', 'running', 'suspended', 'released', 'ended']);
export const nonCompeteRow = z.object({
  id,
  version: z.int(),
  employee: z.object({ id, name: z.string() }),
  caseId: id,
  startDate: businessDate,
  endDate: businessDate,
  /** Fen a month. */
  monthlyCompensation: fen,
  state: nonCompeteState,
  paidMonths: z.int(),
  dueMonths: z.int(),
  unpaidMonths: z.int(),
  nextDue: businessDate.nullable(),
});

export const aftercareContract = {
  nonCompetes: procedure('nonCompete.view')
    .input(z.object({ ...pageInput, chip: z.enum(['all', 'running', 'unpaid', 'ended']).default('all') }))
    .output(pageOf(nonCompeteRow).extend({ chips: z.record(z.string(), z.int()) })),
  get: procedure('nonCompete.view')
    .input(z.object({ nonCompeteId: id }))
    .output(
      nonCompeteRow.extend({
        scope: z.string(),
        area: z.string(),
        averageWage12m: fen,
        payDay: z.int(),
        agreementId: id,
        findings: z.array(finding),
        payments: z.array(
          z.object({
            id,
            version: z.int(),
            month: z.string(),
            dueDate: businessDate,
            amount: fen,
            paidOn: businessDate.nullable(),
            paidAmount: fen.nullable(),
            overdueDays: z.int(),
          }),
        ),
        checks: z.array(
          z.object({
            id,
            date: businessDate,
            source: line(100),
            finding: z.enum(['clear', 'suspicious', 'violation', 'unknown']),
            note: z.string(),
          }),
        ),
      }),
    ),
  timeline: procedure('nonCompete.view')
    .input(z.object({ nonCompeteId: id }))
    .output(z.array(timelineEntry)),
  recordPayment: procedure('nonCompete.pay')
    .input(
      z.object({
        paymentId: id,
        version: z.int(),
        paidOn: businessDate,
        paidAmount: fen.min(1),
        proof: z
          .file()
          .max(24 << 20)
          .nullable(),
      }),
    )
    .output(z.object({ paymentId: id })),
  recordCheck: procedure('nonCompete.check')
    .input(
      z.object({
        nonCompeteId: id,
        date: businessDate,
        source: line(100).min(2),
        finding: z.enum(['clear', 'suspicious', 'violation', 'unknown']),
        note: line(400),
      }),
    )
    .output(z.object({ checkId: id })),
  release: procedure('nonCompete.release')
    .input(z.object({ nonCompeteId: id, version: z.int(), reason: line(400).min(2) }))
    .output(nonCompeteRow),
  /** What is due: reminders of every kind, soonest first. */
  reminders: procedure('reminder.view')
    .input(z.object({ until: businessDate }))
    .output(
      z.array(
        z.object({
          id,
          kind: z.string(),
          subjectTable: z.string(),
          subjectId: z.string(),
          title: z.string(),
          dueDate: businessDate,
          createdAt: instant,
        }),
      ),
    ),
};
