import type { CompensationSchedule } from '../../shared/domain/compensationSchedule.ts';
import { legalRules } from '../../shared/domain/legal.ts';
import type { Result } from '../../shared/domain/refusal.ts';
import type { Actor as Decider } from '../../shared/domain/states/machine.ts';
import { type NonCompeteState, nonCompeteMachine } from '../../shared/domain/states/nonCompete.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { NonCompete } from './obligationReads.ts';
import { checkTerms, type Terms } from './terms.ts';

/** Whose obligation begins, under which agreement, on which terms. */
export interface Beginning {
  readonly leaving: Pick<Database['separationCase'], 'id' | 'employeeId' | 'employmentId'>;
  readonly agreementId: string;
  readonly agreed: Terms;
  readonly schedule: CompensationSchedule;
}

/** Whether it may begin, as the law and the one who starts it have it, and the wage that its compensation is measured by. */
export function mayBegin(
  tx: DomainTransaction,
  { leaving, agreed, schedule }: Beginning,
  actor: Decider,
): { started: Result<NonCompeteState>; wage: number } {
  const employment = tx.get('employment', leaving.employmentId);
  const position = employment && tx.get('position', employment.positionId);
  const wage = employment?.monthlyWage ?? 0;
  const started = nonCompeteMachine.next('pending', 'start', {
    actor,
    now: tx.now,
    subjectId: leaving.employeeId,
    employmentEnded: true,
    legalFindings: checkTerms({ ...agreed, averageWage12m: wage }, position?.tradeSecretLevel ?? 0),
    scheduled: true,
    rehired: false,
    end: schedule.endDate,
    unpaidMonths: 0,
    unpaidMonthsToRelease: legalRules.limits.unpaidMonthsToRelease,
  });
  return { started, wage };
}

/** The obligation with its whole schedule of payments and their reminders. */
export function insertObligation(
  tx: DomainTransaction,
  { leaving, agreementId, agreed, schedule }: Beginning,
  begun: { readonly wage: number; readonly state: NonCompeteState; readonly stateReason: string | null },
): NonCompete {
  const obligation = tx.insert('nonCompete', {
    employeeId: leaving.employeeId,
    employmentId: leaving.employmentId,
    caseId: leaving.id,
    agreementId,
    scope: agreed.scope,
    area: agreed.area,
    startDate: schedule.startDate,
    endDate: schedule.endDate,
    monthlyCompensation: agreed.monthlyCompensation,
    averageWage12m: begun.wage,
    payDay: agreed.payDay,
    state: begun.state,
    stateReason: begun.stateReason,
  });
  for (const month of schedule.months) {
    const payment = tx.insert('compensationPayment', {
      nonCompeteId: obligation.id,
      employeeId: leaving.employeeId,
      month: month.month,
      dueDate: month.dueDate,
      amount: month.amount,
    });
    tx.insert('reminder', {
      kind: 'compensation',
      subjectTable: 'compensationPayment',
      subjectId: payment.id,
      dueDate: month.dueDate,
      title: `支付 ${month.month} 竞业限制补偿`,
      state: 'open',
    });
  }
  return obligation;
}
