import type * as z from 'zod';
import type { approvalRow, caseDetail, caseRow, itemRow, letterRow } from '../../shared/contract/separation.ts';
import { type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { checkSeparation } from '../../shared/domain/legalSeparation.ts';
import { type Role, roleWords } from '../../shared/domain/permissions.ts';
import { type HandoverEvent, handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { legalTrackMachine } from '../../shared/domain/states/legalTrack.ts';
import type { Account } from '../access/service.ts';
import type { AuditLog } from '../registry/auditLog.ts';
import { accountSpans } from './accountSpans.ts';
import { datesOf, deciderOf, endOf, handoverFacts, legalFacts } from './facts.ts';
import { milestonesOf } from './milestones.ts';
import type { Sight } from './sight.ts';
import {
  type ApprovalRow,
  approvalsOf,
  type CaseRow,
  type NamedItemRow,
  type NamedLetterRow,
  nameOf,
  type Rows,
} from './store.ts';

export type CaseView = z.infer<typeof caseRow>;
export type CaseDetail = z.infer<typeof caseDetail>;
export type ItemView = z.infer<typeof itemRow>;
export type LetterView = z.infer<typeof letterRow>;
export type ApprovalView = z.infer<typeof approvalRow>;

/** Steps that follow from others by themselves: nobody presses them. */
const unpressed: ReadonlySet<HandoverEvent> = new Set(['generateList', 'resumeTransfer', 'withdraw']);

/** Clients and money at stake, counted from the list as it was generated; of one receiver's part, where one is named. */
function totalsOf(rows: Rows, caseId: string, receiverId: string | null): CaseView['totals'] {
  const items = rows.one<Omit<CaseView['totals'], 'letters'>>(
    `SELECT count(*) AS items, coalesce(sum(state IN ('accepted', 'waived')), 0) AS accepted,
       coalesce(sum(state = 'returned'), 0) AS returned, coalesce(sum(state IN ('open', 'handedOver')), 0) AS open,
       coalesce(sum(kind = 'client'), 0) AS clients,
       coalesce(sum(CASE WHEN kind = 'receivable' THEN amount ELSE 0 END), 0) AS receivable,
       coalesce(sum(CASE WHEN kind = 'receivable' AND json_extract(snapshot, '$.disputed') = 1 THEN amount ELSE 0 END), 0) AS disputed,
       coalesce(sum(kind = 'order'), 0) AS openOrders,
       coalesce(sum(CASE WHEN kind = 'order' THEN amount ELSE 0 END), 0) AS openOrdersAmount
     FROM handoverItem WHERE caseId = ? AND receiverId IS coalesce(?, receiverId)`,
    caseId,
    receiverId,
  );
  const letters = { draft: 0, printed: 0, signed: 0, refused: 0, unreachable: 0 };
  for (const { state, count } of rows.all<{ state: keyof typeof letters; count: number }>(
    `SELECT state, count(*) AS count FROM confirmationLetter WHERE caseId = ?
       AND (? IS NULL OR clientId IN (SELECT subjectId FROM handoverItem WHERE caseId = ? AND kind = 'client' AND receiverId = ?))
     GROUP BY state`,
    caseId,
    receiverId,
    caseId,
    receiverId,
  )) {
    letters[state] = count;
  }
  const none = {
    items: 0,
    accepted: 0,
    returned: 0,
    open: 0,
    clients: 0,
    receivable: 0,
    disputed: 0,
    openOrders: 0,
    openOrdersAmount: 0,
  };
  return { ...(items ?? none), letters };
}

/** Who holds the ball, since when; null when nobody does. */
function waitingFor(rows: Rows, row: CaseRow): CaseView['waiting'] {
  const anyone = (role: Role, zh: string, en: string) => ({
    who: roleWords[role].zh,
    role,
    employeeIds: [],
    since: row.updatedAt,
    what: { zh, en },
  });
  const one = (employeeId: string, zh: string, en: string) => ({
    who: nameOf(rows, employeeId),
    role: null,
    employeeIds: [employeeId],
    since: row.updatedAt,
    what: { zh, en },
  });
  const manager = (zh: string, en: string) =>
    row.managerId === null ? anyone('salesManager', zh, en) : one(row.managerId, zh, en);
  const leaver = (zh: string, en: string) => {
    // Nobody waits for somebody who has disappeared, or who cannot sign in.
    if (row.kind === 'disappearance') return anyone('hrClerk', zh, en);
    const shut = rows.one(
      "SELECT 1 FROM account WHERE employeeId = ? AND state IN ('frozen', 'closed') AND createdAt = (SELECT max(createdAt) FROM account WHERE employeeId = ?)",
      row.employeeId,
      row.employeeId,
    );
    return shut === undefined
      ? one(row.employeeId, zh, en)
      : anyone('hrClerk', '员工账号不能使用，代为逐项移交', 'Their account is shut: hand over in their place');
  };
  switch (row.handoverState) {
    case 'draft':
    case 'returned':
      return leaver('补正后重新提交', 'Correct and submit again');
    case 'submitted':
      return manager('受理离职申请', 'Accept the notice');
    case 'accepted':
    case 'listed':
      return manager('为每一项指定接收人', 'Name a receiver for each item');
    case 'transferring':
      return leaver('逐项移交并提交审核', 'Hand over and submit');
    case 'underReview':
      return manager('逐项审核', 'Review each item');
    case 'passed':
    case 'hrReview':
      return anyone('hrClerk', '复核并结清', 'Check and settle');
    case 'settled':
    case 'closedWithOpenItems':
    case 'withdrawn':
      return null;
  }
}

/** @param receiverId counts only what this person is to receive */
export function viewOfCase(rows: Rows, row: CaseRow, now: number, receiverId: string | null = null): CaseView {
  const settled = ['settled', 'closedWithOpenItems', 'withdrawn'].includes(row.handoverState);
  const account = rows.one<{ state: Account['state'] }>(
    'SELECT state FROM account WHERE employeeId = ? ORDER BY createdAt DESC LIMIT 1',
    row.employeeId,
  );
  return {
    id: row.id,
    version: row.version,
    number: row.number,
    employee: { id: row.employeeId, name: nameOf(rows, row.employeeId) },
    kind: row.kind,
    noticeDate: row.noticeDate,
    statutoryEnd: row.statutoryEnd,
    handoverDue: row.handoverDue,
    legalState: row.legalState,
    handoverState: row.handoverState,
    accountState: account?.state ?? null,
    overdue: !settled && fromInstant(now) > row.handoverDue,
    totals: totalsOf(rows, row.id, receiverId),
    waiting: waitingFor(rows, row),
  };
}

const accountName = (rows: Rows) => (id: string) =>
  id === 'system'
    ? '系统'
    : (rows.one<{ displayName: string }>('SELECT displayName FROM account WHERE id = ?', id)?.displayName ?? id);

export const viewOfApproval =
  (rows: Rows) =>
  (approval: ApprovalRow): ApprovalView => ({
    id: approval.id,
    step: approval.step,
    approver: accountName(rows)(approval.approverId),
    verdict: approval.verdict,
    reason: approval.reason,
    attempt: approval.attempt,
    at: approval.createdAt,
  });

/** A case with its choices: every step that leads on, the barred ones with their reasons. */
export function detailOfCase(
  { rows, audit, now }: { rows: Rows; audit: AuditLog; now: number },
  row: CaseRow,
  account: Account,
  sight: Exclude<Sight, 'nothing'>,
): CaseDetail {
  const employment = rows.one<{ probationEnd: string | null; title: string | null }>(
    'SELECT e.probationEnd, p.title FROM employment e LEFT JOIN position p ON p.id = e.positionId WHERE e.id = ?',
    row.employmentId,
  );
  const leaverAccount = rows.one<{ id: string }>(
    'SELECT id FROM account WHERE employeeId = ? ORDER BY createdAt DESC LIMIT 1',
    row.employeeId,
  );
  const whole = sight === 'whole';
  const decider = deciderOf(account);
  const today = fromInstant(now);
  const { transferDue } = datesOf(row, employment?.probationEnd ?? null);
  const person = (id: string | null) => (id === null ? null : { id, name: nameOf(rows, id) });
  const approvals = approvalsOf(rows, row.id).filter((approval) => approval.subjectId === null);
  // Consent to a withdrawal is asked for in its dialogue: its absence bars nothing yet.
  const asked = { employee: true, employer: true };
  return {
    ...viewOfCase(rows, row, now, whole ? null : account.employeeId),
    sight,
    end: endOf(row),
    milestones: milestonesOf(row, approvals, transferDue, today),
    accountSpans:
      whole && leaverAccount ? accountSpans(audit, row.employeeId, leaverAccount.id, accountName(rows)) : [],
    employmentId: row.employmentId,
    position: employment?.title ?? '',
    requestedEnd: row.requestedEnd,
    reason: whole ? row.reason : null,
    manager: person(row.managerId),
    supervisor: person(row.supervisorId),
    submittedAt: row.submittedAt,
    settledAt: row.settledAt,
    endedOn: row.endedOn,
    certificateIssuedAt: row.certificateIssuedAt,
    returnReason: whole ? row.returnReason : null,
    severance: whole ? row.severance : null,
    transferDue,
    transferredOn: row.transferredOn,
    handoverChoices: whole
      ? handoverMachine
          .allowed(row.handoverState, handoverFacts(rows, row, decider, now))
          .filter((choice) => !unpressed.has(choice.event))
      : [],
    legalChoices: whole ? legalTrackMachine.allowed(row.legalState, legalFacts(row, decider, now, asked)) : [],
    legalNotes: whole
      ? checkSeparation({
          today,
          end: endOf(row),
          certificateIssuedOn: row.certificateIssuedAt === null ? null : fromInstant(row.certificateIssuedAt),
          transferredOn: row.transferredOn as BusinessDate | null,
          severance: row.severance,
          handoverSettled: row.handoverState === 'settled',
        }).map(({ rule, level, zh, en, source }) => ({ rule, level, zh, en, source }))
      : [],
    approvals: whole ? approvals.map(viewOfApproval(rows)) : [],
    nonCompeteId: whole
      ? (rows.one<{ id: string }>('SELECT id FROM nonCompete WHERE caseId = ?', row.id)?.id ?? null)
      : null,
  };
}

export function viewOfItem(item: NamedItemRow): ItemView {
  return {
    id: item.id,
    version: item.version,
    kind: item.kind,
    subjectId: item.subjectId,
    clientId: item.clientId,
    clientName: item.clientName,
    title: item.title,
    amount: item.amount,
    snapshot: JSON.parse(item.snapshot),
    receiver: item.receiverId === null ? null : { id: item.receiverId, name: item.receiverName ?? '' },
    state: item.state,
    returnReason: item.returnReason,
    attempt: item.attempt,
    evidence: item.evidence,
    note: item.note,
    decidedBy: item.decidedBy === null ? null : (item.deciderName ?? item.decidedBy),
    decidedAt: item.decidedAt,
  };
}

export function viewOfLetter(letter: NamedLetterRow): LetterView {
  return {
    id: letter.id,
    version: letter.version,
    client: { id: letter.clientId, name: letter.clientName ?? '' },
    state: letter.state,
    formId: letter.formId,
    formNumber: letter.formNumber,
    balance: letter.balance ?? 0,
    confirmedBalance: letter.confirmedBalance,
    disputed: letter.disputed === 1,
    signatory: letter.signatory,
    clientAccount: letter.clientAccount,
    scanHash: letter.scanHash,
    note: letter.note,
  };
}
