import type * as z from 'zod';
import type { caseDetail, caseRow, itemRow, letterRow } from '../../shared/contract/separation.ts';
import { type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { checkSeparation } from '../../shared/domain/legalSeparation.ts';
import type { Words } from '../../shared/domain/refusal.ts';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { legalTrackMachine } from '../../shared/domain/states/legalTrack.ts';
import type { Account } from '../access/service.ts';
import { datesOf, deciderOf, endOf, handoverFacts, legalFacts } from './facts.ts';
import { approvalsOf, type CaseRow, type ItemRow, type LetterRow, nameOf, type Rows } from './store.ts';

export type CaseView = z.infer<typeof caseRow>;
export type CaseDetail = z.infer<typeof caseDetail>;
export type ItemView = z.infer<typeof itemRow>;
export type LetterView = z.infer<typeof letterRow>;

/** Clients and money at stake, counted from the list as it was generated. */
export function totalsOf(rows: Rows, caseId: string): CaseView['totals'] {
  const items = rows.one<Omit<CaseView['totals'], 'letters'>>(
    `SELECT count(*) AS items, coalesce(sum(state IN ('accepted', 'waived')), 0) AS accepted,
       coalesce(sum(state = 'returned'), 0) AS returned, coalesce(sum(state IN ('open', 'handedOver')), 0) AS open,
       coalesce(sum(kind = 'client'), 0) AS clients,
       coalesce(sum(CASE WHEN kind = 'receivable' THEN amount ELSE 0 END), 0) AS receivable,
       coalesce(sum(CASE WHEN kind = 'receivable' AND json_extract(snapshot, '$.disputed') = 1 THEN amount ELSE 0 END), 0) AS disputed,
       coalesce(sum(kind = 'order'), 0) AS openOrders,
       coalesce(sum(CASE WHEN kind = 'order' THEN amount ELSE 0 END), 0) AS openOrdersAmount
     FROM handoverItem WHERE caseId = ?`,
    caseId,
  );
  const letters = { draft: 0, printed: 0, signed: 0, refused: 0, unreachable: 0 };
  for (const { state, count } of rows.all<{ state: keyof typeof letters; count: number }>(
    'SELECT state, count(*) AS count FROM confirmationLetter WHERE caseId = ? GROUP BY state',
    caseId,
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
  const hr: Words = { zh: '人事专员', en: 'HR clerk' };
  const manager = row.managerId ? nameOf(rows, row.managerId) : '销售经理';
  const managerIds = row.managerId ? [row.managerId] : [];
  const leaver = nameOf(rows, row.employeeId);
  const at = (who: string, employeeIds: string[], zh: string, en: string) => ({
    who,
    employeeIds,
    since: row.updatedAt,
    what: { zh, en },
  });
  switch (row.handoverState) {
    case 'draft':
    case 'returned':
      return at(leaver, [row.employeeId], '补正后重新提交', 'Correct and submit again');
    case 'submitted':
      return at(manager, managerIds, '受理离职申请', 'Accept the notice');
    case 'accepted':
    case 'listed':
      return at(manager, managerIds, '为每一项指定接收人', 'Name a receiver for each item');
    case 'transferring':
      return at(leaver, [row.employeeId], '逐项移交并提交审核', 'Hand over each item and submit');
    case 'underReview':
      return at(manager, managerIds, '逐项审核', 'Review each item');
    case 'passed':
    case 'hrReview':
      return at(hr.zh, [], '复核并结清', 'Check and settle');
    case 'settled':
    case 'closedWithOpenItems':
    case 'withdrawn':
      return null;
  }
}

export function viewOfCase(rows: Rows, row: CaseRow, now: number): CaseView {
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
    totals: totalsOf(rows, row.id),
    waiting: waitingFor(rows, row),
  };
}

/** A case with its choices: every step that leads on, the barred ones with their reasons. */
export function detailOfCase(rows: Rows, row: CaseRow, account: Account, now: number): CaseDetail {
  const employment = rows.one<{ probationEnd: string | null; title: string | null }>(
    'SELECT e.probationEnd, p.title FROM employment e LEFT JOIN position p ON p.id = e.positionId WHERE e.id = ?',
    row.employmentId,
  );
  const decider = deciderOf(account);
  const { transferDue } = datesOf(row, employment?.probationEnd ?? null);
  const person = (id: string | null) => (id === null ? null : { id, name: nameOf(rows, id) });
  const accountName = (id: string) =>
    rows.one<{ displayName: string }>('SELECT displayName FROM account WHERE id = ?', id)?.displayName ?? id;
  const settled = row.handoverState === 'settled';
  return {
    ...viewOfCase(rows, row, now),
    employmentId: row.employmentId,
    position: employment?.title ?? '',
    requestedEnd: row.requestedEnd,
    reason: row.reason,
    manager: person(row.managerId),
    supervisor: person(row.supervisorId),
    submittedAt: row.submittedAt,
    settledAt: row.settledAt,
    endedOn: row.endedOn,
    certificateIssuedAt: row.certificateIssuedAt,
    returnReason: row.returnReason,
    severance: row.severance,
    transferDue,
    transferredOn: row.transferredOn,
    handoverChoices: handoverMachine.allowed(row.handoverState, handoverFacts(rows, row, decider, now)),
    legalChoices: legalTrackMachine.allowed(row.legalState, legalFacts(row, decider, now)),
    legalNotes: checkSeparation({
      today: fromInstant(now),
      end: endOf(row),
      certificateIssuedOn: row.certificateIssuedAt === null ? null : fromInstant(row.certificateIssuedAt),
      transferredOn: row.transferredOn as BusinessDate | null,
      severance: row.severance,
      handoverSettled: settled,
    }).map(({ rule, level, zh, en, source }) => ({ rule, level, zh, en, source })),
    approvals: approvalsOf(rows, row.id).map((approval) => ({
      id: approval.id,
      step: approval.step,
      approver: accountName(approval.approverId),
      verdict: approval.verdict,
      reason: approval.reason,
      attempt: approval.attempt,
      at: approval.createdAt,
    })),
    nonCompeteId: rows.one<{ id: string }>('SELECT id FROM nonCompete WHERE caseId = ?', row.id)?.id ?? null,
  };
}

export function viewOfItem(rows: Rows, item: ItemRow): ItemView {
  const client =
    item.clientId === null
      ? undefined
      : rows.one<{ name: string }>('SELECT name FROM client WHERE id = ?', item.clientId);
  const decidedBy =
    item.decidedBy === null
      ? null
      : (rows.one<{ displayName: string }>('SELECT displayName FROM account WHERE id = ?', item.decidedBy)
          ?.displayName ?? item.decidedBy);
  return {
    id: item.id,
    version: item.version,
    kind: item.kind,
    subjectId: item.subjectId,
    clientId: item.clientId,
    clientName: client?.name ?? null,
    title: item.title,
    amount: item.amount,
    snapshot: JSON.parse(item.snapshot),
    receiver: item.receiverId === null ? null : { id: item.receiverId, name: nameOf(rows, item.receiverId) },
    state: item.state,
    returnReason: item.returnReason,
    attempt: item.attempt,
    evidence: item.evidence,
    decidedBy,
    decidedAt: item.decidedAt,
  };
}

export function viewOfLetter(rows: Rows, letter: LetterRow): LetterView {
  const client = rows.one<{ name: string }>('SELECT name FROM client WHERE id = ?', letter.clientId);
  const number = letter.formId
    ? rows.one<{ number: string }>('SELECT number FROM form WHERE id = ?', letter.formId)?.number
    : undefined;
  return {
    id: letter.id,
    version: letter.version,
    client: { id: letter.clientId, name: client?.name ?? '' },
    state: letter.state,
    formId: letter.formId,
    formNumber: number ?? null,
    confirmedBalance: letter.confirmedBalance,
    disputed: letter.disputed === 1,
    signatory: letter.signatory,
    scanHash: letter.scanHash,
    note: letter.note,
  };
}
