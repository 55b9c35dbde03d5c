import * as z from 'zod';
import type { aftercareContract, nonCompeteRow } from '../../shared/contract/aftercare.ts';
import { addDays, type BusinessDate, daysBetween, fromInstant } from '../../shared/domain/businessDate.ts';
import { checkPayments, compensationSchedule, unpaidMonths } from '../../shared/domain/compensationSchedule.ts';
import { legalRules } from '../../shared/domain/legal.ts';
import { checkNonCompete } from '../../shared/domain/legalNonCompete.ts';
import { orThrow, type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { type NonCompeteProgressFacts, nonCompeteMachine } from '../../shared/domain/states/nonCompete.ts';
import type { Database } from '../../shared/schema/index.ts';
import { type Caller, systemActor } from '../access/service.ts';
import { scanName, scanTypeOf } from '../attachments/mediaType.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';

type NonCompete = Database['nonCompete'];
type Payment = Database['compensationPayment'];
export type NonCompeteView = z.infer<typeof nonCompeteRow>;
type Detail = z.infer<NonNullable<(typeof aftercareContract.get)['~orpc']['outputSchema']>>;
type ReminderView = z.infer<NonNullable<(typeof aftercareContract.reminders)['~orpc']['outputSchema']>>[number];

/** What the signed non-compete says, as its template names the fields. Amounts in fen. */
const terms = z.object({
  scope: z.string(),
  area: z.string(),
  termMonths: z.coerce.number().int(),
  monthlyCompensation: z.coerce.number().int(),
  payDay: z.coerce.number().int(),
});

/** Days before a due date on which its reminder appears. */
const noticeDays = 7;

/** What goes on after somebody has left: obligations, their monthly compensation, checks, reminders. */
export class AftercareService {
  readonly #context: FeatureContext;

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  /**
   * Starts the non-compete of somebody whose employment ends, with its whole schedule of payments and their reminders,
   * within that decision. Nothing happens where no non-compete was signed. A rule at error level does not stop the end
   * of the employment: the obligation then stays pending and says why.
   */
  startObligation(tx: DomainTransaction, leaving: Database['separationCase']): NonCompete | undefined {
    const agreement = tx.one<Database['agreement']>(
      `SELECT * FROM agreement WHERE employmentId = ? AND kind = 'nonCompete' AND state = 'completed'
       ORDER BY completedAt DESC LIMIT 1`,
      leaving.employmentId,
    );
    if (agreement === undefined || leaving.endedOn === null) return undefined;
    const agreed = terms.parse(JSON.parse(agreement.fieldValues));
    const employment = tx.get('employment', leaving.employmentId);
    const position = employment && tx.get('position', employment.positionId);
    const startDate = addDays(leaving.endedOn as BusinessDate, 1);
    const schedule = orThrow(compensationSchedule({ ...agreed, startDate }));
    const wage = employment?.monthlyWage ?? 0;
    const findings = checkNonCompete({
      tradeSecretLevel: position?.tradeSecretLevel ?? 0,
      secretAccessLogged: true,
      termMonths: agreed.termMonths,
      monthlyCompensation: agreed.monthlyCompensation,
      payDay: agreed.payDay,
      averageWage12m: wage || null,
      localMinimumWage: null,
      penalty: null,
      scope: [agreed.scope],
      area: [agreed.area],
      knownScope: null,
      knownArea: null,
    });
    const started = nonCompeteMachine.next('pending', 'start', {
      actor: { employeeId: null, role: 'system' },
      now: tx.now,
      subjectId: leaving.employeeId,
      employmentEnded: true,
      legalFindings: findings,
      scheduled: true,
      rehired: false,
      end: schedule.endDate,
      unpaidMonths: 0,
      unpaidMonthsToRelease: legalRules.limits.unpaidMonthsToRelease,
    });
    const obligation = tx.insert('nonCompete', {
      employeeId: leaving.employeeId,
      employmentId: leaving.employmentId,
      caseId: leaving.id,
      agreementId: agreement.id,
      scope: agreed.scope,
      area: agreed.area,
      startDate: schedule.startDate,
      endDate: schedule.endDate,
      monthlyCompensation: agreed.monthlyCompensation,
      averageWage12m: wage,
      payDay: agreed.payDay,
      state: started.ok ? started.value : 'pending',
      stateReason: started.ok ? null : started.refusals.map((refusal) => refusal.zh).join(' '),
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

  list(input: { chip: 'all' | 'running' | 'unpaid' | 'ended'; offset: number; limit: number }) {
    const rows = this.#context.registry.reader
      .prepare('SELECT * FROM nonCompete ORDER BY state, endDate, id')
      .all() as NonCompete[];
    const views = rows.map((row) => this.#view(row, this.#payments(row.id)));
    const filters = {
      all: () => true,
      running: (row: NonCompeteView) => row.state === 'running',
      unpaid: (row: NonCompeteView) => row.unpaidMonths > 0,
      ended: (row: NonCompeteView) => row.state === 'ended' || row.state === 'released',
    };
    const chosen = views.filter(filters[input.chip]);
    const chips = Object.fromEntries(
      Object.entries(filters).map(([chip, filter]) => [chip, views.filter(filter).length]),
    );
    return { rows: chosen.slice(input.offset, input.offset + input.limit), total: chosen.length, chips };
  }

  get(id: string): Detail {
    const row = this.#require(id);
    const payments = this.#payments(id);
    const today = this.#today();
    return {
      ...this.#view(row, payments),
      scope: row.scope,
      area: row.area,
      averageWage12m: row.averageWage12m,
      payDay: row.payDay,
      agreementId: row.agreementId,
      findings: checkPayments(payments.map(paidMonth), today).map(({ rule, level, zh, en, source }) => ({
        rule,
        level,
        zh,
        en,
        source,
      })),
      payments: payments.map((payment) => ({
        id: payment.id,
        version: payment.version,
        month: payment.month,
        dueDate: payment.dueDate,
        amount: payment.amount,
        paidOn: payment.paidOn,
        paidAmount: payment.paidAmount,
        overdueDays:
          (payment.paidAmount ?? 0) >= payment.amount
            ? 0
            : Math.max(0, daysBetween(payment.dueDate as BusinessDate, today)),
      })),
      checks: this.#context.registry.reader
        .prepare(
          'SELECT id, date, source, finding, note FROM employmentCheck WHERE nonCompeteId = ? ORDER BY date DESC',
        )
        .all(id) as Detail['checks'],
    };
  }

  async recordPayment(
    caller: Caller,
    input: { paymentId: string; version: number; paidOn: string; paidAmount: number; proof: Blob | null },
  ): Promise<{ paymentId: string }> {
    if (input.paidOn > this.#today()) throw new RefusalError(paidInFuture);
    const bytes = input.proof === null ? null : new Uint8Array(await input.proof.arrayBuffer());
    const mediaType = bytes && scanTypeOf(bytes);
    const stored = bytes && this.#context.registry.attachments.put(bytes);
    const present = this.#context.registry.reader
      .prepare('SELECT nonCompeteId FROM compensationPayment WHERE id = ?')
      .pluck()
      .get(input.paymentId);
    if (typeof present !== 'string') throw new RefusalError(noSuchObligation);
    this.#context.registry.write.domain(
      caller.actor,
      { action: 'compensation.pay', subject: { kind: 'nonCompete', id: present } },
      (tx) => {
        if (mediaType && stored) {
          tx.insert('attachment', {
            hash: stored.hash,
            size: stored.size,
            kind: 'proof',
            mediaType,
            fileName: scanName(`补偿支付凭证-${input.paymentId.slice(-6)}`, mediaType),
            subjectTable: 'compensationPayment',
            subjectId: input.paymentId,
          });
        }
        tx.update(
          'compensationPayment',
          input.paymentId,
          { paidOn: input.paidOn, paidAmount: input.paidAmount, proofHash: stored?.hash ?? null },
          input.version,
        );
        const due = tx.all<{ id: string }>(
          "SELECT id FROM reminder WHERE subjectId = ? AND state = 'open'",
          input.paymentId,
        );
        for (const { id } of due)
          tx.update('reminder', id, { state: 'done', doneBy: caller.account.id, doneAt: tx.now });
      },
    );
    return { paymentId: input.paymentId };
  }

  recordCheck(
    caller: Caller,
    input: {
      nonCompeteId: string;
      date: string;
      source: string;
      finding: 'clear' | 'suspicious' | 'violation' | 'unknown';
      note: string;
    },
  ): { checkId: string } {
    const row = this.#require(input.nonCompeteId);
    const check = this.#context.registry.write.domain(
      caller.actor,
      { action: 'nonCompete.check', subject: { kind: 'nonCompete', id: row.id } },
      (tx) => tx.insert('employmentCheck', { ...input, employeeId: row.employeeId }),
    );
    return { checkId: check.id };
  }

  /** Gives the obligation up; payments not yet due are no longer reminded of. */
  release(caller: Caller, input: { nonCompeteId: string; version: number; reason: string }): NonCompeteView {
    const updated = this.#context.registry.write.domain(
      caller.actor,
      { action: 'nonCompete.release', subject: { kind: 'nonCompete', id: input.nonCompeteId }, why: input.reason },
      (tx) => {
        const row = tx.get('nonCompete', input.nonCompeteId);
        if (row === undefined) throw new RefusalError(noSuchObligation);
        const facts = this.#facts(caller, row, tx.now);
        const state = orThrow(nonCompeteMachine.next(row.state, 'release', facts, { reason: input.reason }));
        const later = tx.all<{ id: string }>(
          `SELECT r.id FROM reminder r JOIN compensationPayment p ON p.id = r.subjectId
           WHERE p.nonCompeteId = ? AND r.state = 'open' AND p.dueDate > ?`,
          row.id,
          fromInstant(tx.now),
        );
        for (const { id } of later)
          tx.update('reminder', id, { state: 'dismissed', doneBy: caller.account.id, doneAt: tx.now });
        return tx.update('nonCompete', row.id, { state, stateReason: input.reason }, input.version);
      },
    );
    return this.#view(updated, this.#payments(updated.id));
  }

  /** Open reminders due until a day, soonest first. */
  reminders(until: string): ReminderView[] {
    return this.#context.registry.reader
      .prepare(
        `SELECT id, kind, subjectTable, subjectId, title, dueDate, createdAt FROM reminder
         WHERE state = 'open' AND dueDate <= ? ORDER BY dueDate, id LIMIT 500`,
      )
      .all(until) as ReminderView[];
  }

  /** Job: obligations whose last day has passed are recorded as ended. */
  expire(): number {
    const now = this.#context.clock.now();
    const over = this.#context.registry.reader
      .prepare("SELECT * FROM nonCompete WHERE state IN ('running', 'suspended') AND endDate < ?")
      .all(fromInstant(now)) as NonCompete[];
    for (const row of over) {
      this.#context.registry.write.domain(
        systemActor,
        { action: 'nonCompete.expire', subject: { kind: 'nonCompete', id: row.id } },
        (tx) => {
          const facts = { ...this.#progress(row, tx.now), actor: { employeeId: null, role: 'system' as const } };
          const next = nonCompeteMachine.next(row.state, 'expire', facts);
          if (next.ok) tx.update('nonCompete', row.id, { state: next.value });
        },
      );
    }
    return over.length;
  }

  #facts(caller: Caller, row: NonCompete, now: number): NonCompeteProgressFacts {
    const actor = { employeeId: caller.account.employeeId, role: caller.account.role };
    return { ...this.#progress(row, now), actor };
  }

  #progress(row: NonCompete, now: number): Omit<NonCompeteProgressFacts, 'actor'> {
    const payments = this.#payments(row.id);
    return {
      now,
      subjectId: row.employeeId,
      employmentEnded: true,
      legalFindings: [],
      scheduled: payments.length > 0,
      rehired: false,
      end: row.endDate as BusinessDate,
      unpaidMonths: unpaidMonths(payments.map(paidMonth), fromInstant(now)).length,
      unpaidMonthsToRelease: legalRules.limits.unpaidMonthsToRelease,
    };
  }

  #view(row: NonCompete, payments: readonly Payment[]): NonCompeteView {
    const today = this.#today();
    const name = this.#context.registry.reader
      .prepare('SELECT name FROM employee WHERE id = ?')
      .pluck()
      .get(row.employeeId);
    const open = payments.filter((payment) => (payment.paidAmount ?? 0) < payment.amount);
    return {
      id: row.id,
      version: row.version,
      employee: { id: row.employeeId, name: typeof name === 'string' ? name : '' },
      caseId: row.caseId,
      startDate: row.startDate,
      endDate: row.endDate,
      monthlyCompensation: row.monthlyCompensation,
      state: row.state,
      paidMonths: payments.length - open.length,
      dueMonths: payments.filter((payment) => payment.dueDate <= today).length,
      unpaidMonths: unpaidMonths(payments.map(paidMonth), today).length,
      nextDue: row.state === 'running' ? (open[0]?.dueDate ?? null) : null,
    };
  }

  #payments(nonCompeteId: string): Payment[] {
    return this.#context.registry.reader
      .prepare('SELECT * FROM compensationPayment WHERE nonCompeteId = ? ORDER BY dueDate')
      .all(nonCompeteId) as Payment[];
  }

  #require(id: string): NonCompete {
    const row = this.#context.registry.reader.prepare('SELECT * FROM nonCompete WHERE id = ?').get(id);
    if (row === undefined) throw new RefusalError(noSuchObligation);
    return row as NonCompete;
  }

  #today(): BusinessDate {
    return fromInstant(this.#context.clock.now());
  }
}

/** The day until which reminders are shown today. */
export const remindUntil = (today: BusinessDate): BusinessDate => addDays(today, noticeDays);

const paidMonth = (payment: Payment) => ({
  month: payment.month,
  dueDate: payment.dueDate as BusinessDate,
  amount: payment.amount,
  paidAmount: payment.paidAmount,
});

const noSuchObligation: Refusal = {
  kind: 'notFound',
  code: 'nonCompete.notFound',
  zh: '没有找到这项竞业限制。',
  en: 'There is no such non-compete.',
  next: { zh: '请从“竞业限制”列表进入。', en: 'Open it from the list under Non-competes.' },
};

const paidInFuture: Refusal = {
  kind: 'invalid',
  code: 'nonCompete.paidInFuture',
  field: 'paidOn',
  zh: '支付日期不能晚于今天。',
  en: 'A payment cannot be dated later than today.',
  next: { zh: '请填写实际支付的日期。', en: 'Enter the day on which it was paid.' },
};

export const aftercareFeature = {
  name: 'aftercare',
  create: (context: FeatureContext) => ({ aftercare: new AftercareService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'expireObligations', every: 3_600_000, run: () => void context.services.aftercare.expire() },
  ],
} satisfies Feature<{ aftercare: AftercareService }>;
