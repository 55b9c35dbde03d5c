import type * as z from 'zod';
import type { aftercareContract } from '../../shared/contract/aftercare.ts';
import { addDays, type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { compensationSchedule } from '../../shared/domain/compensationSchedule.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { nonCompeteMachine } from '../../shared/domain/states/nonCompete.ts';
import type { Database } from '../../shared/schema/index.ts';
import { type Caller, systemActor } from '../access/service.ts';
import { type ScanType, scanName, scanTypeOf } from '../attachments/mediaType.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { AwaitedTerms } from './awaitedTerms.ts';
import type { NonCompete, NonCompeteView, ObligationDecision, Payment } from './obligationReads.ts';
import { insertObligation, mayBegin } from './obligationStart.ts';
import { checkInFuture, noSuchObligation, paidInFuture } from './refusals.ts';
import { terms } from './terms.ts';

type ReminderView = z.infer<NonNullable<(typeof aftercareContract.reminders)['~orpc']['outputSchema']>>[number];

interface Proof {
  readonly hash: string;
  readonly size: number;
  readonly mediaType: ScanType;
}

/** Days before a due date on which its reminder appears. */
const noticeDays = 7;

/** What goes on after somebody has left: obligations, their monthly compensation, checks, reminders. */
export class AftercareService extends AwaitedTerms {
  /**
   * Starts the non-compete of somebody whose employment ends, with its whole schedule of payments and their reminders,
   * within that decision. Nothing happens where no non-compete was signed. A rule at error level does not stop the end
   * of the employment: the obligation then stays pending and says why. An earlier one that rests during a rehire resumes
   * where no new one was signed; beside a new one it stays at rest until somebody decides about it.
   */
  startObligation(tx: DomainTransaction, leaving: Database['separationCase']): NonCompete | undefined {
    const agreement = tx.one<Database['agreement']>(
      `SELECT * FROM agreement WHERE employmentId = ? AND kind = 'nonCompete' AND state = 'completed'
       ORDER BY completedAt DESC LIMIT 1`,
      leaving.employmentId,
    );
    if (leaving.endedOn === null) return undefined;
    if (agreement === undefined) {
      this.#resumeAfterRehire(tx, leaving);
      return undefined;
    }
    const read = terms.safeParse(JSON.parse(agreement.fieldValues));
    const startDate = addDays(leaving.endedOn as BusinessDate, 1);
    const laidDown = read.success ? compensationSchedule({ ...read.data, startDate }) : undefined;
    if (!read.success || !laidDown?.ok) {
      // A paper that was not made here, or terms that no schedule follows from: neither may bar the end of the employment.
      const title = read.success
        ? `竞业限制协议 ${agreement.number} 的期限或补偿不合规：请核对后安排补偿`
        : `竞业限制协议 ${agreement.number} 只有扫描件：请对照纸面条款安排补偿`;
      this.awaitTerms(tx, agreement.id, leaving.endedOn, title);
      return undefined;
    }
    const beginning = { leaving, agreementId: agreement.id, agreed: read.data, schedule: laidDown.value };
    const { started, wage } = mayBegin(tx, beginning, { employeeId: null, role: 'system' });
    return insertObligation(tx, beginning, {
      wage,
      state: started.ok ? started.value : 'pending',
      stateReason: started.ok ? null : started.refusals.map((refusal) => refusal.zh).join(' '),
    });
  }

  async recordPayment(
    caller: Caller,
    input: { paymentId: string; version: number; paidOn: string; paidAmount: number; proof: Blob | null },
  ): Promise<{ paymentId: string }> {
    if (input.paidOn > this.today()) throw new RefusalError(paidInFuture);
    const proof = await this.#store(input.proof);
    const present = this.context.registry.reader
      .prepare('SELECT nonCompeteId FROM compensationPayment WHERE id = ?')
      .pluck()
      .get(input.paymentId);
    if (typeof present !== 'string') throw new RefusalError(noSuchObligation);
    this.context.registry.write.domain(
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
    const row = this.require(input.nonCompeteId);
    if (input.date > this.today()) throw new RefusalError(checkInFuture);
    const proof = await this.#store(given);
    const check = this.context.registry.write.domain(
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
    input: {
      nonCompeteId: string;
      version: number;
      reason: string;
      event?: Exclude<ObligationDecision, 'suspend' | 'resume'>;
    },
  ): NonCompeteView {
    return this.#decide(caller, { event: 'release', ...input }, (tx, row) => {
      this.#dismissReminders(tx, row);
    });
  }

  /**
   * Lets the obligation rest while the person is employed here again, or resumes it afterwards for what is left of its
   * term. Months that fall due while it rests are not owed; what was owed before stays owed.
   */
  suspend(
    caller: Caller,
    input: { nonCompeteId: string; version: number; reason: string; event: 'suspend' | 'resume' },
  ): NonCompeteView {
    return this.#decide(caller, input, (tx, row) => {
      if (input.event === 'suspend') this.#rest(tx, row);
      else this.#resume(tx, row);
    });
  }

  #decide(
    caller: Caller,
    input: { nonCompeteId: string; version: number; reason: string; event: ObligationDecision },
    effects: (tx: DomainTransaction, row: NonCompete) => void,
  ): NonCompeteView {
    const { event, reason } = input;
    const updated = this.context.registry.write.domain(
      caller.actor,
      { action: `nonCompete.${event}`, subject: { kind: 'nonCompete', id: input.nonCompeteId }, why: reason },
      (tx) => {
        const row = tx.get('nonCompete', input.nonCompeteId);
        if (row === undefined) throw new RefusalError(noSuchObligation);
        const state = orThrow(nonCompeteMachine.next(row.state, event, this.facts(caller, row, tx.now), { reason }));
        effects(tx, row);
        return tx.update('nonCompete', row.id, { state, stateReason: reason }, input.version);
      },
    );
    return this.view(updated, this.payments(updated.id));
  }

  #resumeAfterRehire(tx: DomainTransaction, leaving: Database['separationCase']): void {
    const resting = tx.all<NonCompete>(
      "SELECT * FROM nonCompete WHERE employeeId = ? AND state = 'suspended'",
      leaving.employeeId,
    );
    for (const row of resting) {
      const facts = {
        ...this.progress(row, tx.now),
        actor: { employeeId: null, role: 'system' as const },
        rehired: false,
      };
      const next = nonCompeteMachine.next(row.state, 'resume', facts);
      if (!next.ok) continue;
      this.#resume(tx, row);
      tx.update('nonCompete', row.id, { state: next.value, stateReason: `再次离职 ${leaving.number}` });
    }
  }

  #dismissReminders(tx: DomainTransaction, row: NonCompete): void {
    for (const { id } of remindersAfter(tx, row.id, 'open')) {
      tx.update('reminder', id, { state: 'dismissed', doneBy: tx.actor.id, doneAt: tx.now });
    }
  }

  #rest(tx: DomainTransaction, row: NonCompete): void {
    this.#dismissReminders(tx, row);
    for (const payment of this.#later(tx, row)) {
      if ((payment.paidAmount ?? 0) < payment.amount) tx.update('compensationPayment', payment.id, { resting: 1 });
    }
  }

  #resume(tx: DomainTransaction, row: NonCompete): void {
    for (const payment of this.#later(tx, row)) {
      if (payment.resting !== null) tx.update('compensationPayment', payment.id, { resting: null });
    }
    for (const { id } of remindersAfter(tx, row.id, 'dismissed')) {
      tx.update('reminder', id, { state: 'open', doneBy: null, doneAt: null });
    }
  }

  /** Payments that are due after today. */
  #later(tx: DomainTransaction, row: NonCompete): Payment[] {
    return tx.all<Payment>(
      'SELECT * FROM compensationPayment WHERE nonCompeteId = ? AND dueDate > ?',
      row.id,
      fromInstant(tx.now),
    );
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

  /**
   * Open reminders due until a day, soonest first.
   * @param askedBy only what this account has put before others itself.
   */
  reminders(until: string, askedBy?: string): ReminderView[] {
    return this.context.registry.reader
      .prepare(
        `SELECT id, kind, subjectTable, subjectId, title, dueDate, createdAt FROM reminder
         WHERE state = 'open' AND dueDate <= :until AND createdBy = coalesce(:askedBy, createdBy)
         ORDER BY dueDate, id LIMIT 500`,
      )
      .all({ until, askedBy: askedBy ?? null }) as ReminderView[];
  }

  /** Job: obligations whose last day has passed are recorded as ended. */
  expire(): number {
    const now = this.context.clock.now();
    const over = this.context.registry.reader
      .prepare("SELECT * FROM nonCompete WHERE state IN ('running', 'suspended') AND endDate < ?")
      .all(fromInstant(now)) as NonCompete[];
    for (const row of over) {
      this.context.registry.write.domain(
        systemActor,
        { action: 'nonCompete.expire', subject: { kind: 'nonCompete', id: row.id } },
        (tx) => {
          const facts = { ...this.progress(row, tx.now), actor: { employeeId: null, role: 'system' as const } };
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
    return { mediaType: scanTypeOf(bytes), ...this.context.registry.attachments.put(bytes) };
  }

  #attach(tx: DomainTransaction, proof: Proof | null, name: string, subjectTable: string, subjectId: string): void {
    if (proof === null) return;
    const fileName = scanName(`${name}-${subjectId.slice(-6)}`, proof.mediaType);
    tx.insert('attachment', { ...proof, kind: 'proof', fileName, subjectTable, subjectId });
  }
}

/** Reminders of payments that are due after today. */
const remindersAfter = (tx: DomainTransaction, nonCompeteId: string, state: 'open' | 'dismissed') =>
  tx.all<{ id: string }>(
    `SELECT r.id FROM reminder r JOIN compensationPayment p ON p.id = r.subjectId
     WHERE p.nonCompeteId = ? AND r.state = ? AND p.dueDate > ?`,
    nonCompeteId,
    state,
    fromInstant(tx.now),
  );

/** The day until which reminders are shown today. */
export const remindUntil = (today: BusinessDate): BusinessDate => addDays(today, noticeDays);

export const aftercareFeature = {
  name: 'aftercare',
  create: (context: FeatureContext) => ({ aftercare: new AftercareService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'expireObligations', every: 3_600_000, run: () => void context.services.aftercare.expire() },
  ],
} satisfies Feature<{ aftercare: AftercareService }>;
