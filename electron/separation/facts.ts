import type { BusinessDate } from '../../shared/domain/businessDate.ts';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { handoverItemLabel } from '../../shared/domain/handoverList.ts';
import { statutoryDates } from '../../shared/domain/legalSeparation.ts';
import type { HandoverItemFacts } from '../../shared/domain/states/handoverItem.ts';
import type { HandoverFacts } from '../../shared/domain/states/handoverTrack.ts';
import type { LegalTrackFacts } from '../../shared/domain/states/legalTrack.ts';
import type { Actor as Decider } from '../../shared/domain/states/machine.ts';
import type { Account } from '../access/service.ts';
import { receiverBars } from './participants.ts';
import { type CaseRow, type ItemRow, itemsOf, lettersOf, type Rows } from './store.ts';

/** The account that decides, in the domain's terms. */
export const deciderOf = (account: Account): Decider => ({ employeeId: account.employeeId, role: account.role });

/** The day on which the employment of a case ends: the agreed one, else the statutory one. */
export const endOf = (row: CaseRow): BusinessDate => (row.requestedEnd ?? row.statutoryEnd) as BusinessDate;

/** Everything that the handover machine asks, as it stands now. */
export function handoverFacts(rows: Rows, row: CaseRow, decider: Decider, now: number): HandoverFacts {
  const bars = receiverBars(rows, row.employeeId);
  return {
    actor: decider,
    now,
    subjectId: row.employeeId,
    kind: row.kind,
    legalState: row.legalState,
    items: itemsOf(rows, row.id).map((item) => ({
      id: item.id,
      label: handoverItemLabel(item),
      state: item.state,
      receiverId: item.receiverId,
      receiverRefusals: bars(item.receiverId),
    })),
    approvalsHeld: approvalsHeld(rows, row.employeeId),
  };
}

/** Cases of others in which this person is the one whom the next approval waits for. */
function approvalsHeld(rows: Rows, employeeId: string): number {
  return (
    rows.one<{ held: number }>(
      `SELECT count(*) AS held FROM separationCase WHERE managerId = ? AND employeeId <> ?
       AND handoverState IN ('submitted', 'transferring', 'underReview')`,
      employeeId,
      employeeId,
    )?.held ?? 0
  );
}

/** As {@link handoverFacts} for items, with what is read once for the whole case. */
export function itemFacts(
  rows: Rows,
  row: CaseRow,
  decider: Decider,
  now: number,
  letterRequired: boolean,
): (item: ItemRow) => HandoverItemFacts {
  const bars = receiverBars(rows, row.employeeId);
  const letters = new Map(lettersOf(rows, row.id).map((letter) => [letter.clientId, letter]));
  return (item) => {
    const letter = item.clientId === null ? undefined : letters.get(item.clientId);
    const snapshot: { role?: string; disputed?: boolean; note?: string | null } = JSON.parse(item.snapshot);
    return {
      actor: decider,
      now,
      subjectId: row.employeeId,
      kind: item.kind,
      caseState: row.handoverState,
      receiverId: item.receiverId,
      receiverRefusals: bars(item.receiverId),
      // A helper's share ends without the client's word.
      letterRequired: letterRequired && snapshot.role !== 'helper',
      letterState: letter?.state ?? null,
      disputed: item.kind === 'receivable' && snapshot.disputed === true,
      disputeNote: item.note ?? snapshot.note ?? null,
    };
  };
}

export function legalFacts(
  row: CaseRow,
  decider: Decider,
  now: number,
  consent: { employee: boolean; employer: boolean } = { employee: false, employer: false },
): LegalTrackFacts {
  return {
    actor: decider,
    now,
    subjectId: row.employeeId,
    end: endOf(row),
    employeeAgreesToWithdraw: consent.employee,
    employerAgreesToWithdraw: consent.employer,
  };
}

/** The dates of the law for a case as it stands. */
export const datesOf = (row: CaseRow, probationEnd: string | null) =>
  statutoryDates({
    kind: row.kind,
    noticeDate: row.noticeDate as BusinessDate,
    requestedEnd: row.requestedEnd as BusinessDate | null,
    probationEnd: probationEnd as BusinessDate | null,
  });

export const todayOf = (now: number): BusinessDate => fromInstant(now);
