import * as z from 'zod';
import type { aftercareContract, nonCompeteRow } from '../../shared/contract/aftercare.ts';
import { addDays, type BusinessDate, daysBetween, fromInstant } from '../../shared/domain/businessDate.ts';
import { checkPayments, compensationSchedule, unpaidMonths } from '../../shared/domain/compensationSchedule.ts';
import { type Finding, legalRules } from '../../shared/domain/legal.ts';
import { checkNonCompete, checkRelease } from '../../shared/domain/legalNonCompete.ts';
import { orThrow, type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import {
  type NonCompeteEvent,
  type NonCompeteProgressFacts,
  nonCompeteMachine,
} from '../../shared/domain/states/nonCompete.ts';
import type { Database } from '../../shared/schema/index.ts';
import { type Caller, systemActor } from '../access/service.ts';
import { type ScanType, scanName, scanTypeOf } from '../attachments/mediaType.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';

type NonCompete = Database['nonCompete'];
type Payment = Database['compensationPayment'];
export type NonCompeteView = z.infer<typeof nonCompeteRow>;
type Detail = z.infer<NonNullable<(typeof aftercareContract.get)['~orpc']['outputSchema']>>;
type ReminderView = z.infer<NonNullable<(typeof aftercareContract.reminders)['~orpc']['outputSchema']>>[number];

type ReleaseEvent = Detail['choices'][number]['event'];
interface Proof {
  readonly hash: string;
  readonly size: number;
  readonly mediaType: ScanType;
}

/** People that one search weighs; beyond that it says too little. */
const mostFound = 2000;

/** What the signed non-compete says, as its template names the fields. Amounts in fen. */
const terms = z
  .object({
    competingBusiness: z.string(),
    area: z.string(),
    termMonths: z.coerce.number().int(),
    monthlyCompensation: z.coerce.number().int(),
    payDay: z.coerce.number().int(),
  })
  .transform(({ competingBusiness, ...agreed }) => ({ ...agreed, scope: competingBusiness }));

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
    const read = terms.safeParse(JSON.parse(agreement.fieldValues));
    const startDate = addDays(leaving.endedOn as BusinessDate, 1);
    const laidDown = read.success ? compensationSchedule({ ...read.data, startDate }) : undefined;
    if (!read.success || !laidDown?.ok) {
      // A paper that was not made here, or terms that no schedule follows from: neither may bar the end of the employment.
      tx.insert('reminder', {
        kind: 'nonCompeteTerms',
        subjectTable: 'agreement',
        subjectId: agreement.id,
        dueDate: leaving.endedOn,
        title: read.success
          ? `竞业限制协议 ${agreement.number} 的期限或补偿不合规：请核对后安排补偿`
          : `竞业限制协议 ${agreement.number} 只有扫描件：请对照纸面条款安排补偿`,
        state: 'open',
      });
      return undefined;
    }
    const agreed = read.data;
    const schedule = laidDown.value;
    const employment = tx.get('employment', leaving.employmentId);
    const position = employment && tx.get('position', employment.positionId);
    const secrecy = position?.tradeSecretLevel ?? 0;
    const wage = employment?.monthlyWage ?? 0;
    const findings = checkTerms({ ...agreed, averageWage12m: wage }, secrecy);
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

  /** Obligations, those with unpaid months first, then by the day on which the next month is due. */
  list(input: { chip: 'all' | 'running' | 'unpaid' | 'ended'; text?: string; offset: number; limit: number }) {
    const text = input.text?.trim() ?? '';
    const found =
      text === '' ? null : JSON.stringify(this.#context.services.search.find('employee', text, { limit: mostFound }));
    const rows = this.#context.registry.reader
      .prepare(
        `SELECT * FROM nonCompete WHERE :found IS NULL OR employeeId IN (SELECT value FROM json_each(:found))
         ORDER BY endDate, id`,
      )
      .all({ found }) as NonCompete[];
    const views = rows.map((row) => this.#view(row, this.#payments(row.id)));
    const filters = {
      all: () => true,
      running: (row: NonCompeteView) => row.state === 'running',
      unpaid: (row: NonCompeteView) => row.unpaidMonths > 0,
      ended: (row: NonCompeteView) => row.state === 'ended' || row.state === 'released',
    };
    const chosen = views
      .filter(filters[input.chip])
      .sort(
        (a, b) =>
          b.unpaidMonths - a.unpaidMonths ||
          Number(a.nextDue === null) - Number(b.nextDue === null) ||
          (a.nextDue ?? a.endDate).localeCompare(b.nextDue ?? b.endDate),
      );
    const chips = Object.fromEntries(
      Object.entries(filters).map(([chip, filter]) => [chip, views.filter(filter).length]),
    );
    return { rows: chosen.slice(input.offset, input.offset + input.limit), total: chosen.length, chips };
  }

  get(caller: Caller, id: string): Detail {
    const row = this.#require(id);
    const payments = this.#payments(id);
    const today = this.#today();
    const { reader } = this.#context.registry;
    const about = reader
      .prepare(
        `SELECT coalesce((SELECT number FROM agreement WHERE id = :agreementId), '') AS agreementNumber,
           coalesce((SELECT number FROM separationCase WHERE id = :caseId), '') AS caseNumber,
           coalesce(p.title, '') AS position, coalesce(p.tradeSecretLevel, 0) AS secrecy
         FROM employment e LEFT JOIN position p ON p.id = e.positionId WHERE e.id = :employmentId`,
      )
      .get({ agreementId: row.agreementId, caseId: row.caseId, employmentId: row.employmentId }) as
      | { agreementNumber: string; caseNumber: string; position: string; secrecy: 0 | 1 | 2 }
      | undefined;
    const binding = row.state !== 'released' && row.state !== 'ended';
    const terms = checkTerms({ ...row, termMonths: payments.length }, about?.secrecy ?? 0);
    const facts = this.#facts(caller, row, this.#context.clock.now());
    return {
      ...this.#view(row, payments),
      scope: row.scope,
      area: row.area,
      averageWage12m: row.averageWage12m,
      payDay: row.payDay,
      agreementId: row.agreementId,
      agreementNumber: about?.agreementNumber ?? '',
      caseNumber: about?.caseNumber ?? '',
      position: about?.position ?? '',
      stateReason: row.stateReason,
      choices: nonCompeteMachine
        .allowed(row.state, facts)
        .flatMap(({ event, words, barredBy }) => (isRelease(event) ? [{ event, words, barredBy }] : [])),
      findings: binding ? [...checkPayments(payments.map(paidMonth), today), ...terms].map(shownFinding) : [],
      releaseFindings: row.state === 'running' ? checkRelease(row).map(shownFinding) : [],
      payments: payments.map((payment) => ({
        id: payment.id,
        version: payment.version,
        month: payment.month,
        dueDate: payment.dueDate,
        amount: payment.amount,
        paidOn: payment.paidOn,
        paidAmount: payment.paidAmount,
        proofHash: payment.proofHash,
        standing: standingOf(payment, today),
        overdueDays:
          (payment.paidAmount ?? 0) >= payment.amount
            ? 0
            : Math.max(0, daysBetween(payment.dueDate as BusinessDate, today)),
      })),
      checks: reader
        .prepare(
          'SELECT id, date, source, finding, note, proofHash FROM employmentCheck WHERE nonCompeteId = ? ORDER BY date DESC, id DESC',
        )
        .all(id) as Detail['checks'],
    };
  }

  /** The proof of a payment or a check of this obligation; that somebody looked at it is on record. */
  async proof(caller: Caller, input: { nonCompeteId: string; hash: string }): Promise<File> {
    const { reader, attachments, write } = this.#context.registry;
    const kept = reader
      .prepare(
        `SELECT * FROM attachment WHERE hash = :hash AND (
           EXISTS (SELECT 1 FROM compensationPayment WHERE nonCompeteId = :nonCompeteId AND proofHash = :hash)
           OR EXISTS (SELECT 1 FROM employmentCheck WHERE nonCompeteId = :nonCompeteId AND proofHash = :hash))`,
      )
      .get(input) as Database['attachment'] | undefined;
    if (kept === undefined) throw new RefusalError(noProof);
    await write.seen(caller.actor, {
      action: 'nonCompete.viewProof',
      subject: { kind: 'nonCompete', id: input.nonCompeteId },
    });
    return new File([new Uint8Array(attachments.get(kept.hash, kept.size))], kept.fileName, { type: kept.mediaType });
  }

  async recordPayment(
    caller: Caller,
    input: { paymentId: string; version: number; paidOn: string; paidAmount: number; proof: Blob | null },
  ): Promise<{ paymentId: string }> {
    if (input.paidOn > this.#today()) throw new RefusalError(paidInFuture);
    const proof = await this.#store(input.proof);
    const present = this.#context.registry.reader
      .prepare('SELECT nonCompeteId FROM compensationPayment WHERE id = ?')
      .pluck()
      .get(input.paymentId);
    if (typeof present !== 'string') throw new RefusalError(noSuchObligation);
    this.#context.registry.write.domain(
      caller.actor,
      { action: 'compensation.pay', subject: { kind: 'nonCompete', id: present } },
      (tx) => {
        const before = tx.get('compensationPayment', input.paymentId);
        this.#attach(tx, proof, '补偿支付凭证', 'compensationPayment', input.paymentId);
        const payment = tx.update(
          'compensationPayment',
          input.paymentId,
          {
            paidOn: input.paidOn,
            paidAmount: input.paidAmount,
            proofHash: proof?.hash ?? before?.proofHash ?? null,
          },
          input.version,
        );
        // A part payment leaves the month unpaid: its reminder stays.
        if ((payment.paidAmount ?? 0) < payment.amount) return;
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

  async recordCheck(
    caller: Caller,
    input: {
      nonCompeteId: string;
      date: string;
      source: string;
      finding: 'clear' | 'suspicious' | 'violation' | 'unknown';
      note: string;
      proof?: Blob | null;
    },
  ): Promise<{ checkId: string }> {
    const { proof: given = null, ...rest } = input;
    const row = this.#require(input.nonCompeteId);
    if (input.date > this.#today()) throw new RefusalError(checkInFuture);
    const proof = await this.#store(given);
    const check = this.#context.registry.write.domain(
      caller.actor,
      { action: 'nonCompete.check', subject: { kind: 'nonCompete', id: row.id } },
      (tx) => {
        const inserted = tx.insert('employmentCheck', {
          ...rest,
          employeeId: row.employeeId,
          proofHash: proof?.hash ?? null,
        });
        this.#attach(tx, proof, '就业核查', 'employmentCheck', inserted.id);
        return inserted;
      },
    );
    return { checkId: check.id };
  }

  /** Gives the obligation up, after arrears, or before it has begun; payments not yet due are no longer reminded of. */
  release(
    caller: Caller,
    input: { nonCompeteId: string; version: number; reason: string; event?: ReleaseEvent },
  ): NonCompeteView {
    const { event = 'release' } = input;
    const updated = this.#context.registry.write.domain(
      caller.actor,
      { action: `nonCompete.${event}`, subject: { kind: 'nonCompete', id: input.nonCompeteId }, why: input.reason },
      (tx) => {
        const row = tx.get('nonCompete', input.nonCompeteId);
        if (row === undefined) throw new RefusalError(noSuchObligation);
        const facts = this.#facts(caller, row, tx.now);
        const state = orThrow(nonCompeteMachine.next(row.state, event, facts, { reason: input.reason }));
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

  /** Puts something before those who decide it, once for each person who asks, within the caller's unit of work. */
  remind(
    tx: DomainTransaction,
    given: { kind: string; subjectTable: string; subjectId: string; dueDate: string; title: string },
  ): void {
    const open = tx.one<{ id: string }>(
      "SELECT id FROM reminder WHERE kind = ? AND subjectId = ? AND createdBy = ? AND state = 'open'",
      given.kind,
      given.subjectId,
      tx.actor.id,
    );
    if (open) tx.update('reminder', open.id, { title: given.title, dueDate: given.dueDate });
    else tx.insert('reminder', { ...given, state: 'open' });
  }

  /** What was put before somebody has been decided, within the caller's unit of work. */
  settleReminders(tx: DomainTransaction, kind: string, subjectId: string): void {
    for (const { id } of tx.all<{ id: string }>(
      "SELECT id FROM reminder WHERE kind = ? AND subjectId = ? AND state = 'open'",
      kind,
      subjectId,
    )) {
      tx.update('reminder', id, { state: 'done', doneBy: tx.actor.id, doneAt: tx.now });
    }
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

  /** Keeps a proof, told apart by its bytes; null without one. */
  async #store(proof: Blob | null): Promise<Proof | null> {
    if (proof === null) return null;
    const bytes = new Uint8Array(await proof.arrayBuffer());
    return { mediaType: scanTypeOf(bytes), ...this.#context.registry.attachments.put(bytes) };
  }

  #attach(tx: DomainTransaction, proof: Proof | null, name: string, subjectTable: string, subjectId: string): void {
    if (proof === null) return;
    const fileName = scanName(`${name}-${subjectId.slice(-6)}`, proof.mediaType);
    tx.insert('attachment', { ...proof, kind: 'proof', fileName, subjectTable, subjectId });
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
      months: payments.map((payment) => standingOf(payment, today)),
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

/** The terms as they were agreed, checked against the position and the wage. Amounts in fen. */
const checkTerms = (
  agreed: {
    termMonths: number;
    monthlyCompensation: number;
    payDay: number;
    scope: string;
    area: string;
    averageWage12m: number;
  },
  tradeSecretLevel: 0 | 1 | 2,
): readonly Finding[] =>
  checkNonCompete({
    tradeSecretLevel,
    secretAccessLogged: true,
    termMonths: agreed.termMonths,
    monthlyCompensation: agreed.monthlyCompensation,
    payDay: agreed.payDay,
    averageWage12m: agreed.averageWage12m || null,
    localMinimumWage: null,
    penalty: null,
    scope: [agreed.scope],
    area: [agreed.area],
    knownScope: null,
    knownArea: null,
  });

const shownFinding = ({ rule, level, zh, en, source }: Finding): Detail['findings'][number] => ({
  rule,
  level,
  zh,
  en,
  source,
});

const isRelease = (event: NonCompeteEvent): event is ReleaseEvent =>
  event === 'release' || event === 'releaseForArrears' || event === 'decline';

function standingOf(payment: Payment, today: BusinessDate): NonCompeteView['months'][number] {
  const paid = payment.paidAmount ?? 0;
  if (paid >= payment.amount) return 'paid';
  if (payment.dueDate > today) return 'later';
  if (payment.dueDate === today) return 'today';
  return paid > 0 ? 'part' : 'unpaid';
}

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

const checkInFuture: Refusal = {
  kind: 'invalid',
  code: 'nonCompete.checkInFuture',
  field: 'date',
  zh: '核查日期不能晚于今天。',
  en: 'A check cannot be dated later than today.',
  next: { zh: '请填写实际核查的日期。', en: 'Enter the day on which it was made.' },
};

const noProof: Refusal = {
  kind: 'notFound',
  code: 'nonCompete.noProof',
  zh: '这里没有这份凭证。',
  en: 'There is no such proof here.',
  next: { zh: '请刷新页面后再打开。', en: 'Reload the page and open it again.' },
};

export const aftercareFeature = {
  name: 'aftercare',
  create: (context: FeatureContext) => ({ aftercare: new AftercareService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'expireObligations', every: 3_600_000, run: () => void context.services.aftercare.expire() },
  ],
} satisfies Feature<{ aftercare: AftercareService }>;
