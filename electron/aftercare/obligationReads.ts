import type * as z from 'zod';
import type { aftercareContract, nonCompeteRow } from '../../shared/contract/aftercare.ts';
import { type BusinessDate, daysBetween, fromInstant } from '../../shared/domain/businessDate.ts';
import { checkPayments, type PaidMonth, unpaidMonths } from '../../shared/domain/compensationSchedule.ts';
import { type Finding, legalRules } from '../../shared/domain/legal.ts';
import { checkRelease } from '../../shared/domain/legalNonCompete.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import {
  type NonCompeteEvent,
  type NonCompeteProgressFacts,
  nonCompeteMachine,
} from '../../shared/domain/states/nonCompete.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Caller } from '../access/service.ts';
import type { FeatureContext } from '../feature.ts';
import { noProof, noSuchObligation } from './refusals.ts';
import { checkTerms } from './terms.ts';

export type NonCompete = Database['nonCompete'];
export type Payment = Database['compensationPayment'];
export type NonCompeteView = z.infer<typeof nonCompeteRow>;
type Detail = z.infer<NonNullable<(typeof aftercareContract.get)['~orpc']['outputSchema']>>;

/** What a person decides about an obligation; it starts and expires by itself. */
export type ObligationDecision = Detail['choices'][number]['event'];

/** People that one search weighs; beyond that it says too little. */
const mostFound = 2000;

/** What people see of obligations after leaving. */
export class ObligationReads {
  protected readonly context: FeatureContext;

  constructor(context: FeatureContext) {
    this.context = context;
  }

  /** Obligations, those with unpaid months first, then by the day on which the next month is due. */
  list(input: { chip: 'all' | 'running' | 'unpaid' | 'ended'; text?: string; offset: number; limit: number }) {
    const text = input.text?.trim() ?? '';
    const found =
      text === '' ? null : JSON.stringify(this.context.services.search.find('employee', text, { limit: mostFound }));
    const rows = this.context.registry.reader
      .prepare(
        `SELECT * FROM nonCompete WHERE :found IS NULL OR employeeId IN (SELECT value FROM json_each(:found))
         ORDER BY endDate, id`,
      )
      .all({ found }) as NonCompete[];
    const views = rows.map((row) => this.view(row, this.payments(row.id)));
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
    const row = this.require(id);
    const payments = this.payments(id);
    const today = this.today();
    const { reader } = this.context.registry;
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
    const facts = this.facts(caller, row, this.context.clock.now());
    return {
      ...this.view(row, payments),
      scope: row.scope,
      area: row.area,
      averageWage12m: row.averageWage12m,
      payDay: row.payDay,
      agreementId: row.agreementId,
      agreementNumber: about?.agreementNumber ?? '',
      caseNumber: about?.caseNumber ?? '',
      position: about?.position ?? '',
      stateReason: row.stateReason,
      choices: nonCompeteMachine.allowed(row.state, facts).flatMap(({ event, words, barredBy }) => {
        // Of a suspension there is no talk while nobody is hired again.
        const offered = isDecision(event) && (event !== 'suspend' || facts.rehired);
        return offered ? [{ event, words, barredBy }] : [];
      }),
      findings: binding ? [...checkPayments(owedMonths(payments), today), ...terms].map(shownFinding) : [],
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
    const { reader, attachments, write } = this.context.registry;
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

  protected facts(caller: Caller, row: NonCompete, now: number): NonCompeteProgressFacts {
    const actor = { employeeId: caller.account.employeeId, role: caller.account.role };
    return { ...this.progress(row, now), actor };
  }

  protected progress(row: NonCompete, now: number): Omit<NonCompeteProgressFacts, 'actor'> {
    const payments = this.payments(row.id);
    return {
      now,
      subjectId: row.employeeId,
      employmentEnded: true,
      legalFindings: [],
      scheduled: payments.length > 0,
      rehired: this.rehired(row),
      end: row.endDate as BusinessDate,
      unpaidMonths: unpaidMonths(owedMonths(payments), fromInstant(now)).length,
      unpaidMonthsToRelease: legalRules.limits.unpaidMonthsToRelease,
    };
  }

  protected view(row: NonCompete, payments: readonly Payment[]): NonCompeteView {
    const today = this.today();
    const name = this.context.registry.reader
      .prepare('SELECT name FROM employee WHERE id = ?')
      .pluck()
      .get(row.employeeId);
    const unpaid = payments.filter((payment) => (payment.paidAmount ?? 0) < payment.amount);
    const owed = payments.filter((payment) => payment.resting === null);
    return {
      id: row.id,
      version: row.version,
      employee: { id: row.employeeId, name: typeof name === 'string' ? name : '' },
      caseId: row.caseId,
      startDate: row.startDate,
      endDate: row.endDate,
      monthlyCompensation: row.monthlyCompensation,
      state: row.state,
      paidMonths: payments.length - unpaid.length,
      dueMonths: owed.filter((payment) => payment.dueDate <= today).length,
      unpaidMonths: unpaidMonths(owedMonths(payments), today).length,
      nextDue: row.state === 'running' ? (unpaid.find((payment) => payment.resting === null)?.dueDate ?? null) : null,
      months: payments.map((payment) => standingOf(payment, today)),
    };
  }

  /** Whether the person is employed here again, or about to be. */
  protected rehired(row: NonCompete): boolean {
    return (
      this.context.registry.reader
        .prepare(
          `SELECT 1 FROM employment WHERE employeeId = ? AND id <> ? AND stage NOT IN ('left', 'cancelled', 'corrected')`,
        )
        .get(row.employeeId, row.employmentId) !== undefined
    );
  }

  protected payments(nonCompeteId: string): Payment[] {
    return this.context.registry.reader
      .prepare('SELECT * FROM compensationPayment WHERE nonCompeteId = ? ORDER BY dueDate')
      .all(nonCompeteId) as Payment[];
  }

  protected require(id: string): NonCompete {
    const row = this.context.registry.reader.prepare('SELECT * FROM nonCompete WHERE id = ?').get(id);
    if (row === undefined) throw new RefusalError(noSuchObligation);
    return row as NonCompete;
  }

  protected today(): BusinessDate {
    return fromInstant(this.context.clock.now());
  }
}

const shownFinding = ({ rule, level, zh, en, source }: Finding): Detail['findings'][number] => ({
  rule,
  level,
  zh,
  en,
  source,
});

const isDecision = (event: NonCompeteEvent): event is ObligationDecision => event !== 'start' && event !== 'expire';

function standingOf(payment: Payment, today: BusinessDate): NonCompeteView['months'][number] {
  const paid = payment.paidAmount ?? 0;
  if (paid >= payment.amount) return 'paid';
  if (payment.resting !== null) return 'resting';
  if (payment.dueDate > today) return 'later';
  if (payment.dueDate === today) return 'today';
  return paid > 0 ? 'part' : 'unpaid';
}

/** The months that are owed: those in which the obligation rests are not. */
const owedMonths = (payments: readonly Payment[]): PaidMonth[] =>
  payments
    .filter((payment) => payment.resting === null)
    .map((payment) => ({
      month: payment.month,
      dueDate: payment.dueDate as BusinessDate,
      amount: payment.amount,
      paidAmount: payment.paidAmount,
    }));
