import { addDays, type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Caller } from '../access/service.ts';
import { policy } from './policy.ts';
import * as refusals from './refusals.ts';
import { type CaseRow, openCaseOf, type Rows } from './store.ts';

export interface NewCase {
  readonly employeeId: string;
  readonly kind: CaseRow['kind'];
  readonly noticeDate: string;
  readonly requestedEnd: string | null;
  readonly reason: string;
  readonly supervisorId: string | null;
}

/** Why no notice of this person can be submitted now. */
export function submitBars(
  rows: Rows,
  input: Pick<NewCase, 'employeeId' | 'noticeDate' | 'requestedEnd'>,
  now: number,
) {
  const bars = [];
  const open = openCaseOf(rows, input.employeeId);
  if (open) bars.push(refusals.alreadyLeaving(open.id, open.number));
  else if (activeEmployment(rows, input.employeeId) === undefined) bars.push(refusals.notEmployed);
  if (input.noticeDate > fromInstant(now)) bars.push(refusals.noticeInFuture);
  if (input.requestedEnd !== null && input.requestedEnd < input.noticeDate) bars.push(refusals.endBeforeNotice);
  return bars;
}

/** The employment that a notice would end. */
export const activeEmployment = (rows: Rows, employeeId: string) =>
  rows.one<{ id: string; managerId: string | null; probationEnd: string | null }>(
    "SELECT id, managerId, probationEnd FROM employment WHERE employeeId = ? AND stage = 'active' ORDER BY startDate DESC LIMIT 1",
    employeeId,
  );

/** With scope `own` a person gives notice for themselves only, and only a resignation. */
export function refuseForOthers(
  caller: Caller,
  scope: 'own' | 'branch',
  input: Pick<NewCase, 'employeeId' | 'kind'>,
): void {
  if (scope === 'own' && (caller.account.employeeId !== input.employeeId || input.kind !== 'resignation')) {
    throw new RefusalError(refusals.notYours);
  }
}

/** The handover should be done shortly before the end, but never due before the notice itself. */
export function handoverDue(noticeDate: string, end: BusinessDate): BusinessDate {
  const due = addDays(end, -policy.handoverLead);
  return due < noticeDate ? end : due;
}
