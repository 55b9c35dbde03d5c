import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { accountState, role } from './access.ts';
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
  timelineEntry,
} from './base.ts';
import { byEye } from './forms.ts';

export const separationKind = z.enum(['resignation', 'dismissal', 'expiry', 'disappearance']);
export const legalState = z.enum(['noticed', 'ended', 'certificateIssued', 'withdrawn']);
export const handoverState = z.enum([
  'draft',
  'submitted',
  'accepted',
  'returned',
  'listed',
  'transferring',
  'underReview',
  'passed',
  'hrReview',
  'settled',
  'closedWithOpenItems',
  'withdrawn',
]);
export const itemKind = z.enum(['client', 'order', 'receivable', 'followUp', 'asset', 'data']);
export const itemState = z.enum(['open', 'handedOver', 'returned', 'accepted', 'waived']);
export const letterState = z.enum(['draft', 'printed', 'signed', 'refused', 'unreachable']);

export const separationPermissions = {
  /** `own`: one's own case and cases in which one receives something. */
  'separation.view': { salesperson: 'own', salesManager: 'branch', hrClerk: 'branch', hrAdmin: 'branch' },
  'separation.submit': { salesperson: 'own', salesManager: 'own', hrClerk: 'branch', hrAdmin: 'branch' },
  /** Accept or send back the case and its items. Never one's own. */
  'separation.review': { salesManager: 'branch', hrAdmin: 'branch' },
  'separation.assignReceiver': { salesManager: 'branch', hrClerk: 'branch', hrAdmin: 'branch' },
  /** Report an item as handed over, with its evidence. `own`: in one's own case, not in one where one receives. */
  'separation.handOver': { salesperson: 'own', salesManager: 'branch', hrClerk: 'branch', hrAdmin: 'branch' },
  'separation.settle': { hrAdmin: 'branch', hrClerk: 'branch' },
  'separation.closeWithOpenItems': { hrAdmin: 'branch' },
  'separation.legal': { hrClerk: 'branch', hrAdmin: 'branch' },
} satisfies PermissionTable;

/** A restricted person goes on with the own case. */
export const separationHandoverPermissions = ['separation.view', 'separation.submit', 'separation.handOver'] as const;

const person = z.object({ id, name: z.string() });

/** What stands beside every case: clients and money at stake, as of generation. Amounts in fen. */
export const caseTotals = z.object({
  items: z.int(),
  accepted: z.int(),
  returned: z.int(),
  open: z.int(),
  clients: z.int(),
  receivable: fen,
  disputed: fen,
  openOrders: z.int(),
  openOrdersAmount: fen,
  letters: z.object({ printed: z.int(), signed: z.int(), refused: z.int(), unreachable: z.int(), draft: z.int() }),
});

/** Who holds the ball, since when: named people, or somebody of a role. */
export const waiting = z.object({
  who: z.string(),
  role: role.nullable(),
  employeeIds: z.array(z.string()),
  since: instant,
  what: z.object({ zh: z.string(), en: z.string() }),
});

export const caseRow = z.object({
  id,
  version: z.int(),
  number: z.string(),
  employee: person,
  kind: separationKind,
  noticeDate: businessDate,
  statutoryEnd: businessDate,
  handoverDue: businessDate,
  legalState,
  handoverState,
  accountState: accountState.nullable(),
  overdue: z.boolean(),
  totals: caseTotals,
  waiting: waiting.nullable(),
});

export const itemRow = z.object({
  id,
  version: z.int(),
  kind: itemKind,
  subjectId: z.string(),
  clientId: z.string().nullable(),
  clientName: z.string().nullable(),
  title: z.string(),
  /** Fen at stake as of generation. */
  amount: fen,
  /** Facts as of generation, by name. */
  snapshot: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  receiver: person.nullable(),
  state: itemState,
  returnReason: z.string().nullable(),
  attempt: z.int(),
  evidence: z.string().nullable(),
  /** Why it was waived. */
  note: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
});

export const letterRow = z.object({
  id,
  version: z.int(),
  client: person,
  state: letterState,
  formId: z.string().nullable(),
  formNumber: z.string().nullable(),
  /** What the books say the client owes, as of generation. */
  balance: fen,
  confirmedBalance: fen.nullable(),
  disputed: z.boolean(),
  signatory: z.string().nullable(),
  /** The client's own account of how the relationship began. */
  clientAccount: z.string().nullable(),
  scanHash: z.string().nullable(),
  note: z.string().nullable(),
});

/** A step that leads on from here; barred ones come with every reason. */
export const choice = z.object({
  event: z.string(),
  to: z.string(),
  words: z.object({ zh: z.string(), en: z.string() }),
  needs: z.array(z.string()).readonly(),
  barredBy: z.array(refusalSchema).readonly(),
});

export const approvalRow = z.object({
  id,
  step: z.enum(['manager', 'item', 'handover', 'hr']),
  approver: z.string(),
  verdict: z.enum(['accepted', 'returned', 'waived']),
  reason: z.string().nullable(),
  attempt: z.int(),
  at: instant,
});

/** One thing that is to happen, or has happened, on a track. `on` is the day it happened, else the day it is due. */
export const milestone = z.object({
  track: z.enum(['legal', 'handover']),
  key: z.enum(['notice', 'end', 'certificate', 'transfer', 'submitted', 'accepted', 'passed', 'settled']),
  on: businessDate,
  state: z.enum(['done', 'due', 'overdue']),
});

export const caseDetail = caseRow.extend({
  /** `received`: this person sees only what they are to receive. */
  sight: z.enum(['whole', 'received']),
  /** Last day of the employment: the agreed one, else the statutory one. */
  end: businessDate,
  milestones: z.array(milestone),
  /** The leaver's account from day to day, the present state last. Empty where there is no account. */
  accountSpans: z.array(
    z.object({ state: accountState, from: businessDate, to: businessDate.nullable(), by: z.string(), why: z.string() }),
  ),
  employmentId: id,
  position: z.string(),
  requestedEnd: businessDate.nullable(),
  reason: z.string().nullable(),
  manager: person.nullable(),
  supervisor: person.nullable(),
  submittedAt: instant.nullable(),
  settledAt: instant.nullable(),
  endedOn: businessDate.nullable(),
  certificateIssuedAt: instant.nullable(),
  returnReason: z.string().nullable(),
  severance: fen.nullable(),
  /** Transfer of file and social insurance falls due (劳动合同法 50). */
  transferDue: businessDate,
  transferredOn: businessDate.nullable(),
  handoverChoices: z.array(choice).readonly(),
  legalChoices: z.array(choice).readonly(),
  legalNotes: z.array(
    z.object({
      rule: z.string(),
      level: z.enum(['error', 'warning', 'alarm', 'info']),
      zh: z.string(),
      en: z.string(),
      source: z.object({ zh: z.string(), en: z.string() }),
    }),
  ),
  /** Decisions about the case as a whole; those about items are in `item`. */
  approvals: z.array(approvalRow),
  nonCompeteId: z.string().nullable(),
});

const versioned = { caseId: id, version: z.int().min(1) };
const reason = line(400).min(2);
const itemIds = z.array(id).min(1).max(5000);

/** What can be done with some items now: with which of them, and every reason why not with the others (`about` names them). */
export const itemChoice = z.object({
  event: z.enum(['assign', 'handOver', 'accept', 'sendBack', 'waive']),
  words: z.object({ zh: z.string(), en: z.string() }),
  needs: z.array(z.string()).readonly(),
  itemIds: z.array(z.string()),
  barredBy: z.array(refusalSchema).readonly(),
});

export const separationContract = {
  list: procedure('separation.view')
    .input(
      z.object({
        ...pageInput,
        chip: z.enum(['all', 'mine', 'toReview', 'overdue', 'settled']).default('all'),
        /** Name, pinyin, initials, or a part of the number. */
        text: line(80).default(''),
      }),
    )
    .output(pageOf(caseRow).extend({ chips: z.record(z.string(), z.int()) })),
  get: procedure('separation.view')
    .input(z.object({ caseId: id }))
    .output(caseDetail),
  items: procedure('separation.view')
    .input(z.object({ caseId: id }))
    .output(z.array(itemRow)),
  /** One item with every decision about it, in order: numbered returns and resubmissions. */
  item: procedure('separation.view')
    .input(z.object({ caseId: id, itemId: id }))
    .output(z.object({ item: itemRow, history: z.array(approvalRow) })),
  itemChoices: procedure('separation.view')
    .input(z.object({ caseId: id, itemIds }))
    .output(z.array(itemChoice)),
  letters: procedure('separation.view')
    .input(z.object({ caseId: id }))
    .output(z.array(letterRow)),
  /** The scan of a letter's answer. */
  letterScan: procedure('separation.view')
    .input(z.object({ letterId: id }))
    .output(z.file()),
  timeline: procedure('separation.view')
    .input(z.object({ caseId: id }))
    .output(z.array(timelineEntry)),
  /** Who may receive: active, not leaving, not the leaver; barred ones are listed with the reason. */
  receivers: procedure('separation.assignReceiver')
    .input(z.object({ caseId: id }))
    .output(
      z.array(
        z.object({
          id,
          name: z.string(),
          position: z.string(),
          clients: z.int(),
          barredBy: z.array(refusalSchema).readonly(),
        }),
      ),
    ),
  /** The statutory end, the certificate and transfer dates for a notice given on a day. */
  dates: procedure('separation.submit')
    .input(
      z.object({
        employeeId: id,
        kind: separationKind,
        noticeDate: businessDate,
        requestedEnd: businessDate.nullable(),
      }),
    )
    .output(
      z.object({
        statutoryEnd: businessDate,
        noticeDays: z.int(),
        transferDue: businessDate,
        handoverDue: businessDate,
        barredBy: z.array(refusalSchema).readonly(),
        /** What would be handed over: counted before anything is written. */
        preview: z.object({ clients: z.int(), openOrders: z.int(), receivable: fen, assets: z.int() }),
      }),
    ),
  /** Submits a resignation (or opens a dismissal, expiry, disappearance): restricts the account and generates the list. */
  submit: procedure('separation.submit')
    .input(
      z.object({
        employeeId: id,
        kind: separationKind,
        noticeDate: businessDate,
        requestedEnd: businessDate.nullable(),
        reason: line(400),
        supervisorId: id.nullable(),
      }),
    )
    .output(caseDetail),
  /** Moves the approvals of a case to another manager: the manager is leaving, or it is their own case. */
  setManager: procedure('separation.settle')
    .input(z.object({ ...versioned, managerId: id }))
    .output(caseDetail),
  /** The manager accepts the case: the list stands, receivers can be named. */
  accept: procedure('separation.review').input(z.object(versioned)).output(caseDetail),
  sendBack: procedure('separation.review')
    .input(z.object({ ...versioned, reason }))
    .output(caseDetail),
  /** After it was sent back. */
  resubmit: procedure('separation.submit')
    .input(z.object({ ...versioned, reason: line(400) }))
    .output(caseDetail),
  /** One named receiver for each of these items. */
  assignReceiver: procedure('separation.assignReceiver')
    .input(z.object({ caseId: id, itemIds, receiverId: id }))
    .output(z.array(itemRow)),
  /** All items have a receiver: handing over begins. */
  beginTransfer: procedure('separation.assignReceiver').input(z.object(versioned)).output(caseDetail),
  /** The item has been handed over; what shows it (letter, visit, note). */
  handOver: procedure('separation.handOver')
    .input(z.object({ caseId: id, itemIds, evidence: line(400).min(2) }))
    .output(z.array(itemRow)),
  submitForReview: procedure('separation.handOver').input(z.object(versioned)).output(caseDetail),
  acceptItems: procedure('separation.review')
    .input(z.object({ caseId: id, itemIds }))
    .output(z.array(itemRow)),
  /** They go back with a reason; the next hand-over of each is its numbered resubmission. */
  returnItems: procedure('separation.review')
    .input(z.object({ caseId: id, itemIds, reason }))
    .output(z.array(itemRow)),
  /** Refusal or an unreachable client is waived, never marked as signed. */
  waiveItems: procedure('separation.review')
    .input(z.object({ caseId: id, itemIds, reason }))
    .output(z.array(itemRow)),
  recordLetter: procedure('separation.handOver')
    .input(
      z.object({
        letterId: id,
        version: z.int().min(1),
        state: z.enum(['signed', 'refused', 'unreachable']),
        confirmedBalance: fen.nullable(),
        disputed: z.boolean(),
        signatory: line(60).nullable(),
        clientAccount: paragraph(2000).nullable(),
        note: line(400).nullable(),
        /** Scan of the signed letter with all its pages; of a PDF from the feeder only these, the others are other people's. */
        scan: z
          .object({
            bytes: z.file().max(24 << 20),
            pages: z.array(z.int().min(1)).min(1).max(120).optional(),
            byEye,
          })
          .nullable(),
      }),
    )
    .output(letterRow),
  /** The manager passes the handover: every item accepted or waived. */
  pass: procedure('separation.review').input(z.object(versioned)).output(caseDetail),
  beginHrReview: procedure('separation.settle').input(z.object(versioned)).output(caseDetail),
  /** Settles: ownership moves with its history, obligations start, the account closes. */
  settle: procedure('separation.settle').input(z.object(versioned)).output(caseDetail),
  closeWithOpenItems: procedure('separation.closeWithOpenItems')
    .input(z.object({ ...versioned, reason, openItemIds: z.array(id).max(100_000) }))
    .output(caseDetail),
  /** Legal track; nothing of the handover bars it. */
  end: procedure('separation.legal').input(z.object(versioned)).output(caseDetail),
  /** Both sides agree on another last day: certificate, transfer and handover are due by it. */
  agreeEnd: procedure('separation.legal')
    .input(z.object({ ...versioned, end: businessDate, reason }))
    .output(caseDetail),
  issueCertificate: procedure('separation.legal').input(z.object(versioned)).output(caseDetail),
  /** Personnel file and social insurance have been transferred (劳动合同法 50). */
  recordTransfer: procedure('separation.legal')
    .input(z.object({ ...versioned, transferredOn: businessDate }))
    .output(caseDetail),
  withdraw: procedure('separation.legal')
    .input(z.object({ ...versioned, reason, employeeAgrees: z.boolean(), employerAgrees: z.boolean() }))
    .output(caseDetail),
};
