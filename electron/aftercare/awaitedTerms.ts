import type * as z from 'zod';
import type { aftercareContract } from '../../shared/contract/aftercare.ts';
import { type BusinessDate, storedDate } from '../../shared/domain/businessDate.ts';
import { scheduleFromPaper } from '../../shared/domain/paperTerms.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import type { Caller } from '../access/service.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { type NonCompeteView, ObligationReads } from './obligationReads.ts';
import { insertObligation, mayBegin } from './obligationStart.ts';
import { noAwaitedTerms } from './refusals.ts';
import { knownTerms } from './terms.ts';

type AwaitedTermsView = z.infer<NonNullable<(typeof aftercareContract.awaitingTerms)['~orpc']['outputSchema']>>[number];
type EnteredTerms = z.infer<NonNullable<(typeof aftercareContract.enterTerms)['~orpc']['inputSchema']>>;

/** The reminder that stands for terms to be entered; its subject is the agreement. */
const awaited = 'nonCompeteTerms';

/** An agreement whose terms are awaited, and the case in which its person has left. */
interface AwaitedRow {
  readonly reminderId: string;
  readonly agreementId: string;
  readonly agreementNumber: string;
  readonly fieldValues: string;
  readonly employeeId: string;
  readonly name: string;
  readonly employmentId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly endedOn: string;
  readonly position: string;
  readonly wage: number | null;
}
const awaitedRows = `SELECT r.id AS reminderId, a.id AS agreementId, a.number AS agreementNumber, a.fieldValues,
    e.id AS employeeId, e.name, m.id AS employmentId, c.id AS caseId, c.number AS caseNumber, c.endedOn,
    coalesce(p.title, '') AS position, m.monthlyWage AS wage
  FROM reminder r JOIN agreement a ON a.id = r.subjectId JOIN employee e ON e.id = a.employeeId
    JOIN employment m ON m.id = a.employmentId
    JOIN separationCase c ON c.employmentId = m.id AND c.endedOn IS NOT NULL
    LEFT JOIN position p ON p.id = m.positionId
  WHERE r.kind = '${awaited}' AND r.state = 'open'`;

/** Non-competes of people who have left from which no schedule follows: signed on paper, or with terms the law bars. */
export class AwaitedTerms extends ObligationReads {
  awaitingTerms(): AwaitedTermsView[] {
    const rows = this.context.registry.reader.prepare(`${awaitedRows} ORDER BY c.endedOn, r.id`).all() as AwaitedRow[];
    return rows.map((row) => ({
      agreementId: row.agreementId,
      agreementNumber: row.agreementNumber,
      employee: { id: row.employeeId, name: row.name },
      caseId: row.caseId,
      caseNumber: row.caseNumber,
      endedOn: storedDate(row.endedOn),
      position: row.position,
      averageWage12m: row.wage ?? 0,
      known: knownTerms.parse(JSON.parse(row.fieldValues)),
    }));
  }

  /** The terms as a clerk reads them off the paper; the obligation begins with its whole schedule. */
  enterTerms(caller: Caller, input: EnteredTerms): NonCompeteView {
    const { agreementId, startDate, ...agreed } = input;
    const act = { action: 'nonCompete.enterTerms', subject: { kind: 'agreement', id: agreementId } };
    const obligation = this.context.registry.write.domain(caller.actor, act, (tx) => {
      const row = this.#awaited(tx, agreementId);
      const schedule = orThrow(
        scheduleFromPaper({ ...agreed, startDate: startDate as BusinessDate }, storedDate(row.endedOn)),
      );
      const leaving = { id: row.caseId, employeeId: row.employeeId, employmentId: row.employmentId };
      const beginning = { leaving, agreementId, agreed, schedule };
      const { employeeId, role } = caller.account;
      const { started, wage } = mayBegin(tx, beginning, { employeeId, role });
      const state = orThrow(started);
      tx.update('reminder', row.reminderId, { state: 'done', doneBy: caller.account.id, doneAt: tx.now });
      return insertObligation(tx, beginning, { wage, state, stateReason: null });
    });
    return this.view(obligation, this.payments(obligation.id));
  }

  /** The employer does without the obligation: it never begins. */
  declineTerms(caller: Caller, input: { agreementId: string; reason: string }): { agreementId: string } {
    const { agreementId, reason } = input;
    const act = { action: 'nonCompete.decline', subject: { kind: 'agreement', id: agreementId }, why: reason };
    this.context.registry.write.domain(caller.actor, act, (tx) => {
      const row = this.#awaited(tx, agreementId);
      tx.update('reminder', row.reminderId, { state: 'dismissed', doneBy: caller.account.id, doneAt: tx.now });
    });
    return { agreementId };
  }

  /** Lets terms wait to be entered, within the decision that ends the employment. */
  protected awaitTerms(tx: DomainTransaction, agreementId: string, endedOn: string, title: string): void {
    const waiting = { kind: awaited, subjectTable: 'agreement', subjectId: agreementId };
    tx.insert('reminder', { ...waiting, dueDate: endedOn, title, state: 'open' });
  }

  #awaited(tx: DomainTransaction, agreementId: string): AwaitedRow {
    const row = tx.one<AwaitedRow>(`${awaitedRows} AND a.id = ?`, agreementId);
    if (row === undefined) throw new RefusalError(noAwaitedTerms);
    return row;
  }
}
