import { type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { endOf } from './facts.ts';
import type { ApprovalRow, CaseRow } from './store.ts';
import type { CaseDetail } from './views.ts';

type Milestone = CaseDetail['milestones'][number];

/** What has happened and what is due on the legal and on the handover track, each on its day. */
export function milestonesOf(
  row: CaseRow,
  approvals: readonly ApprovalRow[],
  transferDue: BusinessDate,
  today: BusinessDate,
): Milestone[] {
  const marks: Milestone[] = [];
  const done = (track: Milestone['track'], key: Milestone['key'], on: string) =>
    marks.push({ track, key, on, state: 'done' });
  const open = (track: Milestone['track'], key: Milestone['key'], on: string) =>
    marks.push({ track, key, on, state: today > on ? 'overdue' : 'due' });
  const either = (track: Milestone['track'], key: Milestone['key'], happened: string | null, due: string) =>
    happened === null ? open(track, key, due) : done(track, key, happened);
  const dayOf = (instant: number | null) => (instant === null ? null : fromInstant(instant));

  done('legal', 'notice', row.noticeDate);
  if (row.legalState !== 'withdrawn') {
    either('legal', 'end', row.endedOn, endOf(row));
    either('legal', 'certificate', dayOf(row.certificateIssuedAt), row.endedOn ?? endOf(row));
    either('legal', 'transfer', row.transferredOn, transferDue);
  }

  const approved = (step: ApprovalRow['step']) =>
    approvals.findLast((each) => each.step === step && each.subjectId === null && each.verdict === 'accepted');
  if (row.submittedAt !== null) done('handover', 'submitted', fromInstant(row.submittedAt));
  for (const [step, key] of [
    ['manager', 'accepted'],
    ['handover', 'passed'],
  ] as const) {
    const approval = approved(step);
    if (approval) done('handover', key, fromInstant(approval.createdAt));
  }
  if (row.handoverState !== 'withdrawn') either('handover', 'settled', dayOf(row.settledAt), row.handoverDue);
  return marks;
}
