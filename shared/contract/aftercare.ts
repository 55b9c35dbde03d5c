import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import {
  businessDate,
  fen,
  id,
  instant,
  line,
  pageInput,
  pageOf,
  paragraph,
  procedure,
  refusalSchema,
  sha256Hex,
  timelineEntry,
} from './base.ts';

export const aftercarePermissions = {
  'nonCompete.view': { hrClerk: 'branch', hrAdmin: 'branch', salesManager: 'branch' },
  'nonCompete.pay': { hrClerk: 'branch', hrAdmin: 'branch' },
  'nonCompete.check': { hrClerk: 'branch', hrAdmin: 'branch' },
  /** Enter the terms of a paper from which no schedule follows by itself. */
  'nonCompete.start': { hrClerk: 'branch', hrAdmin: 'branch' },
  'nonCompete.release': { hrAdmin: 'branch' },
  'nonCompete.suspend': { hrClerk: 'branch', hrAdmin: 'branch' },
  'reminder.view': { hrClerk: 'branch', hrAdmin: 'branch', salesManager: 'branch', salesperson: 'own' },
} satisfies PermissionTable;

/** Proof of a payment or a finding: PDF, PNG or JPEG. */
const proof = z
  .file()
  .max(24 << 20)
  .nullable();
const finding = z.object({
  rule: z.string(),
  level: z.enum(['error', 'warning', 'alarm', 'info']),
  zh: z.string(),
  en: z.string(),
  source: z.object({ zh: z.string(), en: z.string() }),
});

const standing = z.enum(['paid', 'part', 'unpaid', 'today', 'later', 'resting']);

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
  /** The schedule month by month: paid, paid in part, due and unpaid, due today, later, not owed while it rests. */
  months: z.array(standing),
});

/** A step that leads on from here; barred ones come with every reason. */
const choice = z.object({
  event: z.enum(['release', 'releaseForArrears', 'decline', 'suspend', 'resume']),
  words: z.object({ zh: z.string(), en: z.string() }),
  barredBy: z.array(refusalSchema).readonly(),
});

/** Terms as they are known of a paper: null where it has to be read. */
const knownTerms = z.object({
  scope: z.string(),
  area: z.string(),
  termMonths: z.int().nullable(),
  monthlyCompensation: fen.nullable(),
  payDay: z.int().nullable(),
});

/** A non-compete of somebody who has left from which no schedule follows: nobody is paid until its terms are entered. */
const awaitedTerms = z.object({
  agreementId: id,
  agreementNumber: z.string(),
  employee: z.object({ id, name: z.string() }),
  caseId: id,
  caseNumber: z.string(),
  endedOn: businessDate,
  position: z.string(),
  /** Fen a month. */
  averageWage12m: fen,
  known: knownTerms,
});

export const aftercareContract = {
  nonCompetes: procedure('nonCompete.view')
    .input(
      z.object({
        ...pageInput,
        chip: z.enum(['all', 'running', 'unpaid', 'ended']).default('all'),
        /** Name, pinyin, initials, employee number. */
        text: line(80).default(''),
      }),
    )
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
        agreementNumber: z.string(),
        caseNumber: z.string(),
        position: z.string(),
        /** Why it was released, or why it is not running. */
        stateReason: z.string().nullable(),
        choices: z.array(choice),
        /** Of the terms and of the payments, each with its source. */
        findings: z.array(finding),
        /** What a release by the employer brings with it. */
        releaseFindings: z.array(finding),
        payments: z.array(
          z.object({
            id,
            version: z.int(),
            month: z.string(),
            dueDate: businessDate,
            amount: fen,
            paidOn: businessDate.nullable(),
            paidAmount: fen.nullable(),
            proofHash: sha256Hex.nullable(),
            standing,
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
            proofHash: sha256Hex.nullable(),
          }),
        ),
      }),
    ),
  /** Those whose terms are still to be entered, the longest waiting first. */
  awaitingTerms: procedure('nonCompete.view').output(z.array(awaitedTerms)),
  /** Enters the terms from the paper: the obligation begins, with its schedule and reminders. */
  enterTerms: procedure('nonCompete.start')
    .input(
      z.object({
        agreementId: id,
        startDate: businessDate,
        termMonths: z.int().min(1).max(120),
        monthlyCompensation: fen.min(1),
        payDay: z.int().min(1).max(31),
        scope: paragraph(1000).min(2),
        area: line(200).min(2),
      }),
    )
    .output(nonCompeteRow),
  /** The employer does without it: nobody is bound, nothing is owed. */
  declineTerms: procedure('nonCompete.release')
    .input(z.object({ agreementId: id, reason: line(400).min(2) }))
    .output(z.object({ agreementId: id })),
  /** The proof kept with a payment or a check. */
  proof: procedure('nonCompete.view')
    .input(z.object({ nonCompeteId: id, hash: sha256Hex }))
    .output(z.file()),
  timeline: procedure('nonCompete.view')
    .input(z.object({ nonCompeteId: id }))
    .output(z.array(timelineEntry)),
  recordPayment: procedure('nonCompete.pay')
    .input(
      z.object({
        paymentId: id,
        version: z.int(),
        paidOn: businessDate,
        /** Of this month in all, earlier part payments included. */
        paidAmount: fen.min(1),
        proof,
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
        proof: proof.default(null),
      }),
    )
    .output(z.object({ checkId: id })),
  /** Gives it up early, after arrears, or before it has begun; later payments are no longer due. */
  release: procedure('nonCompete.release')
    .input(
      z.object({
        nonCompeteId: id,
        version: z.int(),
        reason: line(400).min(2),
        event: z.enum(['release', 'releaseForArrears', 'decline']).default('release'),
      }),
    )
    .output(nonCompeteRow),
  /** It rests while the person is employed here again: months that fall due meanwhile are not owed; it resumes after. */
  suspend: procedure('nonCompete.suspend')
    .input(
      z.object({
        nonCompeteId: id,
        version: z.int(),
        reason: line(400).min(2),
        event: z.enum(['suspend', 'resume']),
      }),
    )
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
