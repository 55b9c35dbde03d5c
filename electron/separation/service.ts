import { type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { statutoryDates } from '../../shared/domain/legalSeparation.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { type LegalTrackEvent, legalTrackMachine } from '../../shared/domain/states/legalTrack.ts';
import type { Decision } from '../../shared/domain/states/machine.ts';
import type { Account, Caller } from '../access/service.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { Scope } from './caseReads.ts';
import { deciderOf, endOf, legalFacts } from './facts.ts';
import { generateList } from './generate.ts';
import { HandoverDecisions } from './handoverDecisions.ts';
import { activeEmployment, handoverDue, type NewCase, refuseForOthers, submitBars } from './notice.ts';
import { possibleReceivers } from './participants.ts';
import * as refusals from './refusals.ts';
import { Settlement } from './settlement.ts';
import { type CaseRow, nextCaseNumber } from './store.ts';
import type { CaseDetail } from './views.ts';

/** Separations: the legal track, which nothing bars, and the handover track with its gates. */
export class SeparationService extends HandoverDecisions {
  readonly #settlement: Settlement;

  constructor(context: FeatureContext) {
    super(context);
    this.#settlement = new Settlement(context);
  }

  /** Submits a notice: the case, the restricted account and the leaving employment are one decision. */
  submit(caller: Caller, scope: Scope, input: NewCase): CaseDetail {
    refuseForOthers(caller, scope, input);
    const caseId = this.context.registry.newId();
    const row = this.decide(caller, 'separation.submit', caseId, input.reason, (tx) => {
      const bars = submitBars(tx, input, tx.now);
      if (bars.length > 0) throw new RefusalError(...bars);
      const employment = activeEmployment(tx, input.employeeId);
      if (employment === undefined) throw new RefusalError(refusals.notEmployed);
      const dates = statutoryDates({
        kind: input.kind,
        noticeDate: input.noticeDate as BusinessDate,
        requestedEnd: input.requestedEnd as BusinessDate | null,
        probationEnd: employment.probationEnd as BusinessDate | null,
      });
      const draft = tx.insert('separationCase', {
        id: caseId,
        number: nextCaseNumber(tx, this.context.branch.code, input.noticeDate.slice(0, 4)),
        employmentId: employment.id,
        employeeId: input.employeeId,
        kind: input.kind,
        noticeDate: input.noticeDate,
        statutoryEnd: dates.statutoryEnd ?? dates.end,
        requestedEnd: input.requestedEnd,
        legalState: 'noticed',
        handoverState: 'draft',
        reason: input.reason || null,
        managerId: employment.managerId === input.employeeId ? null : employment.managerId,
        supervisorId: input.supervisorId,
        handoverDue: handoverDue(input.noticeDate, dates.end),
      });
      const row = this.advance(tx, draft, caller.account, 'submit', {}, { submittedAt: tx.now });
      this.context.services.people.markLeaving(tx, employment.id);
      const account = tx.one<{ id: string; state: Account['state'] }>(
        "SELECT id, state FROM account WHERE employeeId = ? AND state IN ('active', 'restricted')",
        input.employeeId,
      );
      if (account?.state === 'active') this.context.services.access.restrictLeaver(tx, account.id);
      return row;
    });
    return this.detail(row, caller.account);
  }

  /** A case that was sent back, submitted again. */
  resubmit(caller: Caller, scope: Scope, input: { caseId: string; version: number; reason: string }): CaseDetail {
    return this.step(caller, scope, input, 'submit', { reason: input.reason }, (tx) => ({
      submittedAt: tx.now,
      returnReason: null,
    }));
  }

  /** Moves the approvals of a case to another manager. */
  setManager(caller: Caller, input: { caseId: string; version: number; managerId: string }): CaseDetail {
    const row = this.decide(caller, 'separation.setManager', input.caseId, undefined, (tx) => {
      const present = this.require(tx, input.caseId);
      if (present.employeeId === caller.account.employeeId) throw new RefusalError(refusals.managerOfOwn);
      if (handoverMachine.settled.includes(present.handoverState)) throw new RefusalError(refusals.handoverOver);
      const manager = possibleReceivers(tx, present.employeeId).find((each) => each.id === input.managerId);
      if (manager === undefined) throw new RefusalError(refusals.notEmployed);
      if (manager.barredBy.length > 0) throw new RefusalError(...manager.barredBy);
      return tx.update('separationCase', present.id, { managerId: input.managerId }, input.version);
    });
    return this.detail(row, caller.account);
  }

  /** Accepts the notice and generates the handover list from data, in one decision. */
  accept(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    const row = this.decide(caller, 'separation.accept', input.caseId, undefined, (tx) => {
      const present = this.require(tx, input.caseId);
      const accepted = this.advance(tx, present, caller.account, 'accept', {}, {}, input.version);
      this.approve(tx, accepted, caller.account, 'manager', 'accepted');
      generateList(tx, accepted, this.context.services.clients.bookOf(accepted.employeeId), fromInstant(tx.now));
      return this.advance(tx, accepted, caller.account, 'generateList');
    });
    return this.detail(row, caller.account);
  }

  sendBack(caller: Caller, input: { caseId: string; version: number; reason: string }): CaseDetail {
    return this.step(caller, 'branch', input, 'sendBack', { reason: input.reason }, (tx, row) => {
      this.approve(tx, row, caller.account, 'manager', 'returned', input.reason);
      return { returnReason: input.reason };
    });
  }

  beginTransfer(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.step(caller, 'branch', input, 'startTransfer');
  }

  submitForReview(caller: Caller, scope: Scope, input: { caseId: string; version: number }): CaseDetail {
    this.refuseReceivers(caller, scope, input.caseId);
    return this.step(caller, scope, input, 'submitForReview');
  }

  pass(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.step(caller, 'branch', input, 'pass', {}, (tx, row) => {
      this.approve(tx, row, caller.account, 'handover', 'accepted');
      return {};
    });
  }

  beginHrReview(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.step(caller, 'branch', input, 'startHrReview');
  }

  /** Settles: ownership moves with its history, open orders, promises and assets follow; all of it or nothing. */
  settle(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.step(caller, 'branch', input, 'settle', {}, (tx, row) => {
      this.approve(tx, row, caller.account, 'hr', 'accepted');
      this.#settlement.moveItems(tx, row, caller.account);
      this.#settlement.closeAccountIfEnded(tx, row);
      return { settledAt: tx.now };
    });
  }

  /** Closes a case although items are open; each is named. What was accepted moves; what is open stays on record. */
  closeWithOpenItems(
    caller: Caller,
    input: { caseId: string; version: number; reason: string; openItemIds: readonly string[] },
  ): CaseDetail {
    const decision = { reason: input.reason, itemIds: input.openItemIds };
    return this.step(caller, 'branch', input, 'closeWithOpenItems', decision, (tx, row) => {
      this.approve(tx, row, caller.account, 'hr', 'waived', input.reason);
      this.#settlement.moveItems(tx, row, caller.account);
      this.#settlement.closeAccountIfEnded(tx, row);
      return { settledAt: tx.now };
    });
  }

  /** The employment ends on its day, whatever the handover. Obligations after leaving begin. */
  end(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#legal(caller, input, 'end', {}, (tx, row) => {
      const on = endOf(row);
      this.context.services.people.markLeft(tx, row.employmentId, { on, reason: row.kind });
      this.context.services.aftercare.startObligation(tx, { ...row, endedOn: on });
      this.#settlement.closeAccountIfEnded(tx, { ...row, legalState: 'ended' });
      return { endedOn: on };
    });
  }

  issueCertificate(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#legal(caller, input, 'issueCertificate', {}, (tx) => ({ certificateIssuedAt: tx.now }));
  }

  /** Both sides agree on another last day; everything that is due by it moves with it. */
  agreeEnd(caller: Caller, input: { caseId: string; version: number; end: string; reason: string }): CaseDetail {
    const row = this.decide(caller, 'separation.agreeEnd', input.caseId, input.reason, (tx) => {
      const present = this.require(tx, input.caseId);
      if (present.legalState !== 'noticed') throw new RefusalError(refusals.endPassed);
      if (input.end < present.noticeDate) throw new RefusalError({ ...refusals.endBeforeNotice, field: 'end' });
      const changes = {
        requestedEnd: input.end,
        handoverDue: handoverDue(present.noticeDate, input.end as BusinessDate),
      };
      return tx.update('separationCase', present.id, changes, input.version);
    });
    return this.detail(row, caller.account);
  }

  recordTransfer(caller: Caller, input: { caseId: string; version: number; transferredOn: string }): CaseDetail {
    const row = this.decide(caller, 'separation.recordTransfer', input.caseId, undefined, (tx) => {
      const { legalState, endedOn } = this.require(tx, input.caseId);
      if (endedOn === null || legalState === 'withdrawn') throw new RefusalError(refusals.notEndedYet);
      if (input.transferredOn > fromInstant(tx.now)) throw new RefusalError(refusals.transferInFuture);
      return tx.update('separationCase', input.caseId, { transferredOn: input.transferredOn }, input.version);
    });
    return this.detail(row, caller.account);
  }

  /** Both sides withdraw the notice: handover, account and employment return to what they were. */
  withdraw(
    caller: Caller,
    input: { caseId: string; version: number; reason: string; employeeAgrees: boolean; employerAgrees: boolean },
  ): CaseDetail {
    const consent = { employee: input.employeeAgrees, employer: input.employerAgrees };
    return this.#legal(
      caller,
      input,
      'withdraw',
      { reason: input.reason },
      (tx, row) => {
        const withdrawn = { ...row, legalState: 'withdrawn' as const };
        const { handoverState } = row;
        const next = orThrow(
          handoverMachine.next(handoverState, 'withdraw', this.facts(tx, withdrawn, caller.account)),
        );
        this.context.services.people.unmarkLeaving(tx, row.employmentId);
        this.context.services.access.liftIn(tx, row.employeeId, '撤回离职');
        return { handoverState: next };
      },
      consent,
    );
  }

  #legal(
    caller: Caller,
    input: { caseId: string; version: number },
    event: LegalTrackEvent,
    decision: Decision,
    effects: (tx: DomainTransaction, row: CaseRow) => Partial<CaseRow>,
    consent?: { employee: boolean; employer: boolean },
  ): CaseDetail {
    const row = this.decide(caller, `separation.${event}`, input.caseId, decision.reason, (tx) => {
      const present = this.require(tx, input.caseId);
      const facts = legalFacts(present, deciderOf(caller.account), tx.now, consent);
      const legalState = orThrow(legalTrackMachine.next(present.legalState, event, facts, decision));
      return tx.update('separationCase', present.id, { ...effects(tx, present), legalState }, input.version);
    });
    return this.detail(row, caller.account);
  }
}

export const separationFeature = {
  name: 'separation',
  create: (context: FeatureContext) => ({ separation: new SeparationService(context) }),
} satisfies Feature<{ separation: SeparationService }>;
