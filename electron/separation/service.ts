import { addDays, type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { statutoryDates } from '../../shared/domain/legalSeparation.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { advanceItem, type HandoverItemEvent } from '../../shared/domain/states/handoverItem.ts';
import { type HandoverEvent, handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { type LegalTrackEvent, legalTrackMachine } from '../../shared/domain/states/legalTrack.ts';
import type { Decision } from '../../shared/domain/states/machine.ts';
import type { Account, Caller } from '../access/service.ts';
import { scanName, scanTypeOf } from '../attachments/mediaType.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { Act, DomainTransaction } from '../registry/unitOfWork.ts';
import { deciderOf, endOf, handoverFacts, itemFacts, legalFacts } from './facts.ts';
import { generateList } from './generate.ts';
import { possibleReceivers } from './participants.ts';
import * as refusals from './refusals.ts';
import {
  type CaseRow,
  caseOf,
  type ItemRow,
  itemsOf,
  type LetterRow,
  lettersOf,
  nextCaseNumber,
  openCaseOf,
  type Rows,
  rowsOf,
} from './store.ts';
import {
  type CaseDetail,
  type CaseView,
  detailOfCase,
  type ItemView,
  type LetterView,
  viewOfCase,
  viewOfItem,
  viewOfLetter,
} from './views.ts';

type Scope = 'own' | 'branch';
type Kind = CaseRow['kind'];

/** What headquarters may set by policy; these hold until it does. */
const policy = {
  /** A client counts as handed over only with a signed letter, or a waiver after refusal. */
  letterRequired: true,
  /** Days before the end of the employment by which the handover should be settled. */
  handoverLead: 3,
} as const;

export interface NewCase {
  readonly employeeId: string;
  readonly kind: Kind;
  readonly noticeDate: string;
  readonly requestedEnd: string | null;
  readonly reason: string;
  readonly supervisorId: string | null;
}

/** Separations: the legal track, which nothing bars, and the handover track with its gates. */
export class SeparationService {
  readonly #context: FeatureContext;
  readonly #rows: Rows;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#rows = rowsOf(context.registry.reader);
  }

  list(
    caller: Caller,
    scope: Scope,
    input: { chip: 'all' | 'mine' | 'toReview' | 'overdue' | 'settled'; offset: number; limit: number },
  ): { rows: CaseView[]; total: number; chips: Record<string, number> } {
    const now = this.#now();
    const today = fromInstant(now);
    const me = caller.account.employeeId ?? '';
    const ended = "('settled', 'closedWithOpenItems', 'withdrawn')";
    const filters: Record<typeof input.chip, string> = {
      all: '1',
      mine: '(c.employeeId = :me OR c.managerId = :me OR EXISTS (SELECT 1 FROM handoverItem i WHERE i.caseId = c.id AND i.receiverId = :me))',
      toReview: "c.handoverState IN ('submitted', 'underReview', 'passed', 'hrReview')",
      overdue: `c.handoverState NOT IN ${ended} AND c.handoverDue < :today`,
      settled: `c.handoverState IN ${ended}`,
    };
    const visible = scope === 'own' ? filters.mine : '1';
    const { reader } = this.#context.registry;
    const count = (filter: string): number =>
      Number(
        reader
          .prepare(`SELECT count(*) FROM separationCase c WHERE ${visible} AND ${filter}`)
          .pluck()
          .get({ me, today }),
      );
    const rows = reader
      .prepare(
        `SELECT c.* FROM separationCase c WHERE ${visible} AND ${filters[input.chip]}
         ORDER BY c.handoverState IN ${ended}, c.handoverDue, c.number LIMIT :limit OFFSET :offset`,
      )
      .all({ me, today, limit: input.limit, offset: input.offset }) as CaseRow[];
    const chips = Object.fromEntries(Object.entries(filters).map(([chip, filter]) => [chip, count(filter)]));
    return { rows: rows.map((row) => viewOfCase(this.#rows, row, now)), total: chips[input.chip] ?? 0, chips };
  }

  get(caller: Caller, scope: Scope, caseId: string): CaseDetail {
    return detailOfCase(this.#rows, this.#visible(this.#rows, caller, scope, caseId), caller.account, this.#now());
  }

  items(caller: Caller, scope: Scope, caseId: string): ItemView[] {
    this.#visible(this.#rows, caller, scope, caseId);
    return itemsOf(this.#rows, caseId).map((item) => viewOfItem(this.#rows, item));
  }

  letters(caller: Caller, scope: Scope, caseId: string): LetterView[] {
    this.#visible(this.#rows, caller, scope, caseId);
    return lettersOf(this.#rows, caseId).map((letter) => viewOfLetter(this.#rows, letter));
  }

  receivers(caller: Caller, scope: Scope, caseId: string) {
    const row = this.#visible(this.#rows, caller, scope, caseId);
    return possibleReceivers(this.#rows, row.employeeId).map((each) => ({ ...each, barredBy: [...each.barredBy] }));
  }

  /** The dates of the law and what would be handed over, before anything is written. */
  dates(caller: Caller, scope: Scope, input: Omit<NewCase, 'reason' | 'supervisorId'>) {
    this.#refuseOthers(caller, scope, input);
    const employment = this.#employment(this.#rows, input.employeeId);
    const dates = statutoryDates({
      kind: input.kind,
      noticeDate: input.noticeDate as BusinessDate,
      requestedEnd: input.requestedEnd as BusinessDate | null,
      probationEnd: (employment?.probationEnd ?? null) as BusinessDate | null,
    });
    const preview = this.#context.registry.reader
      .prepare(
        `SELECT (SELECT count(*) FROM client WHERE ownerId = :id) AS clients,
         (SELECT count(*) FROM salesOrder WHERE employeeId = :id AND status = 'open') AS openOrders,
         (SELECT coalesce(sum(r.balance), 0) FROM receivable r JOIN client c ON c.id = r.clientId WHERE c.ownerId = :id) AS receivable,
         (SELECT count(*) FROM asset WHERE holderId = :id) AS assets`,
      )
      .get({ id: input.employeeId }) as { clients: number; openOrders: number; receivable: number; assets: number };
    const barredBy = this.#submitBars(this.#rows, input);
    return {
      statutoryEnd: dates.statutoryEnd ?? dates.end,
      noticeDays: dates.statutoryEnd === null ? 0 : daysFrom(input.noticeDate, dates.statutoryEnd),
      transferDue: dates.transferDue,
      handoverDue: handoverDue(input.noticeDate, dates.end),
      barredBy,
      preview,
    };
  }

  /** Submits a notice: the case, the restricted account and the leaving employment are one decision. */
  submit(caller: Caller, scope: Scope, input: NewCase): CaseDetail {
    this.#refuseOthers(caller, scope, input);
    const caseId = this.#context.registry.newId();
    const row = this.#decide(caller.account, 'separation.submit', caseId, input.reason, (tx) => {
      const bars = this.#submitBars(tx, input);
      if (bars.length > 0) throw new RefusalError(...bars);
      const employment = this.#employment(tx, input.employeeId);
      if (employment === undefined) throw new RefusalError(refusals.notEmployed);
      const dates = statutoryDates({
        kind: input.kind,
        noticeDate: input.noticeDate as BusinessDate,
        requestedEnd: input.requestedEnd as BusinessDate | null,
        probationEnd: employment.probationEnd as BusinessDate | null,
      });
      const draft = tx.insert('separationCase', {
        id: caseId,
        number: nextCaseNumber(tx, this.#context.branch.code, input.noticeDate.slice(0, 4)),
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
      const row = this.#advance(tx, draft, caller.account, 'submit', {}, { submittedAt: tx.now });
      this.#context.services.people.markLeaving(tx, employment.id);
      const account = tx.one<{ id: string; state: Account['state'] }>(
        "SELECT id, state FROM account WHERE employeeId = ? AND state IN ('active', 'restricted')",
        input.employeeId,
      );
      if (account?.state === 'active') this.#context.services.access.restrictLeaver(tx, account.id);
      return row;
    });
    return this.#detail(row, caller.account);
  }

  /** A case that was sent back, submitted again. */
  resubmit(caller: Caller, scope: Scope, input: { caseId: string; version: number; reason: string }): CaseDetail {
    return this.#step(caller, scope, input, 'submit', { reason: input.reason }, (tx) => ({
      submittedAt: tx.now,
      returnReason: null,
    }));
  }

  /** Moves the approvals of a case to another manager. */
  setManager(caller: Caller, input: { caseId: string; version: number; managerId: string }): CaseDetail {
    const row = this.#decide(caller.account, 'separation.setManager', input.caseId, undefined, (tx) => {
      const present = this.#require(tx, input.caseId);
      const manager = possibleReceivers(tx, present.employeeId).find((each) => each.id === input.managerId);
      if (manager === undefined) throw new RefusalError(refusals.notEmployed);
      if (manager.barredBy.length > 0) throw new RefusalError(...manager.barredBy);
      return tx.update('separationCase', present.id, { managerId: input.managerId }, input.version);
    });
    return this.#detail(row, caller.account);
  }

  /** Accepts the notice and generates the handover list from data, in one decision. */
  accept(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    const row = this.#decide(caller.account, 'separation.accept', input.caseId, undefined, (tx) => {
      const present = this.#require(tx, input.caseId);
      const accepted = this.#advance(tx, present, caller.account, 'accept', {}, {}, input.version);
      this.#approve(tx, accepted, caller.account, 'manager', 'accepted');
      generateList(tx, accepted, this.#context.services.clients.bookOf(accepted.employeeId), fromInstant(tx.now));
      return this.#advance(tx, accepted, caller.account, 'generateList');
    });
    return this.#detail(row, caller.account);
  }

  sendBack(caller: Caller, input: { caseId: string; version: number; reason: string }): CaseDetail {
    return this.#step(caller, 'branch', input, 'sendBack', { reason: input.reason }, (tx, row) => {
      this.#approve(tx, row, caller.account, 'manager', 'returned', input.reason);
      return { returnReason: input.reason };
    });
  }

  /** Names one receiver; what hangs on a client (its orders, receivables, promises) goes with the client. */
  assignReceiver(
    caller: Caller,
    input: { caseId: string; itemIds: readonly string[]; receiverId: string },
  ): ItemView[] {
    this.#decide(caller.account, 'separation.assignReceiver', input.caseId, undefined, (tx) => {
      const row = this.#require(tx, input.caseId);
      if (!['listed', 'transferring', 'underReview'].includes(row.handoverState)) {
        orThrow(handoverMachine.next(row.handoverState, 'startTransfer', this.#facts(tx, row, caller.account)));
      }
      if (row.employeeId === caller.account.employeeId) throw new RefusalError(refusals.notYours);
      const receiver = possibleReceivers(tx, row.employeeId).find((each) => each.id === input.receiverId);
      if (receiver === undefined) throw new RefusalError(refusals.notEmployed);
      if (receiver.barredBy.length > 0) throw new RefusalError(...receiver.barredBy);
      const chosen = new Set(input.itemIds);
      const items = itemsOf(tx, row.id);
      if (items.filter((item) => chosen.has(item.id)).length !== chosen.size)
        throw new RefusalError(refusals.noSuchItem);
      const clients = new Set(
        items.filter((item) => chosen.has(item.id) && item.kind === 'client').map((item) => item.clientId),
      );
      for (const item of items) {
        const follows = item.clientId !== null && clients.has(item.clientId);
        if (!(chosen.has(item.id) || follows) || item.state === 'accepted' || item.state === 'waived') continue;
        tx.update('handoverItem', item.id, { receiverId: input.receiverId });
      }
    });
    return this.items(caller, 'branch', input.caseId);
  }

  beginTransfer(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#step(caller, 'branch', input, 'startTransfer');
  }

  /** Reports items as handed over, with what shows it; a returned item gets its next number. */
  handOver(
    caller: Caller,
    scope: Scope,
    input: { caseId: string; itemIds: readonly string[]; evidence: string },
  ): ItemView[] {
    this.#decideItems(
      caller,
      scope,
      'separation.handOver',
      input.caseId,
      input.itemIds,
      undefined,
      (tx, _row, item, advance) => {
        const event = item.state === 'returned' ? 'resubmit' : 'handOver';
        tx.update('handoverItem', item.id, { ...advance(event), evidence: input.evidence });
      },
    );
    return this.items(caller, scope, input.caseId);
  }

  submitForReview(caller: Caller, scope: Scope, input: { caseId: string; version: number }): CaseDetail {
    return this.#step(caller, scope, input, 'submitForReview');
  }

  acceptItems(caller: Caller, input: { caseId: string; itemIds: readonly string[] }): ItemView[] {
    this.#decideItems(
      caller,
      'branch',
      'separation.acceptItems',
      input.caseId,
      input.itemIds,
      undefined,
      (tx, row, item, advance) => {
        tx.update('handoverItem', item.id, { ...advance('accept'), decidedBy: caller.account.id, decidedAt: tx.now });
        this.#approve(tx, row, caller.account, 'item', 'accepted', undefined, item);
      },
    );
    return this.items(caller, 'branch', input.caseId);
  }

  /** Sends an item back with a reason; a case under review goes back to the transfer with it. */
  returnItem(caller: Caller, input: { caseId: string; itemId: string; reason: string }): ItemView {
    this.#decideItems(
      caller,
      'branch',
      'separation.returnItem',
      input.caseId,
      [input.itemId],
      input.reason,
      (tx, row, item, advance) => {
        tx.update('handoverItem', item.id, {
          ...advance('sendBack', { reason: input.reason }),
          decidedBy: caller.account.id,
          decidedAt: tx.now,
        });
        this.#approve(tx, row, caller.account, 'item', 'returned', input.reason, item);
        if (row.handoverState !== 'transferring') this.#advance(tx, row, caller.account, 'resumeTransfer');
      },
    );
    return this.#item(input.itemId);
  }

  waiveItem(caller: Caller, input: { caseId: string; itemId: string; reason: string }): ItemView {
    this.#decideItems(
      caller,
      'branch',
      'separation.waiveItem',
      input.caseId,
      [input.itemId],
      input.reason,
      (tx, row, item, advance) => {
        tx.update('handoverItem', item.id, {
          ...advance('waive', { reason: input.reason }),
          note: input.reason,
          decidedBy: caller.account.id,
          decidedAt: tx.now,
        });
        this.#approve(tx, row, caller.account, 'item', 'waived', input.reason, item);
      },
    );
    return this.#item(input.itemId);
  }

  /** Records a client's answer. Refused and unreachable are recorded as such and never as signed. */
  async recordLetter(
    caller: Caller,
    scope: Scope,
    input: {
      letterId: string;
      version: number;
      state: 'signed' | 'refused' | 'unreachable';
      confirmedBalance: number | null;
      disputed: boolean;
      signatory: string | null;
      clientAccount: string | null;
      note: string | null;
      scan: { bytes: Blob } | null;
    },
  ): Promise<LetterView> {
    const present = this.#rows.one<LetterRow>('SELECT * FROM confirmationLetter WHERE id = ?', input.letterId);
    if (present === undefined) throw new RefusalError(refusals.noSuchItem);
    this.#visible(this.#rows, caller, scope, present.caseId);
    if (input.state === 'signed' && input.scan === null) throw new RefusalError(refusals.scanMissing);
    const bytes = input.scan === null ? null : new Uint8Array(await input.scan.bytes.arrayBuffer());
    const mediaType = bytes && scanTypeOf(bytes);
    const stored = bytes && this.#context.registry.attachments.put(bytes);
    const letter = this.#decide(
      caller.account,
      `letter.${input.state}`,
      present.caseId,
      input.note ?? undefined,
      (tx) => {
        const now = tx.get('confirmationLetter', input.letterId);
        if (now === undefined || now.state === 'draft') throw new RefusalError(refusals.scanTooLate);
        if (mediaType && stored) {
          tx.insert('attachment', {
            hash: stored.hash,
            size: stored.size,
            kind: 'scan',
            mediaType,
            fileName: scanName(`确认函-${present.id.slice(-6)}`, mediaType),
            subjectTable: 'confirmationLetter',
            subjectId: input.letterId,
          });
        }
        return tx.update(
          'confirmationLetter',
          input.letterId,
          {
            state: input.state,
            confirmedBalance: input.confirmedBalance,
            disputed: input.disputed ? 1 : 0,
            signatory: input.signatory,
            clientAccount: input.clientAccount,
            note: input.note,
            scanHash: stored?.hash ?? now.scanHash,
          },
          input.version,
        );
      },
    );
    return viewOfLetter(this.#rows, letter);
  }

  pass(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#step(caller, 'branch', input, 'pass', {}, (tx, row) => {
      this.#approve(tx, row, caller.account, 'handover', 'accepted');
      return {};
    });
  }

  beginHrReview(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#step(caller, 'branch', input, 'startHrReview');
  }

  /** Settles: ownership moves with its history, open orders, promises and assets follow; all of it or nothing. */
  settle(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#step(caller, 'branch', input, 'settle', {}, (tx, row) => {
      this.#approve(tx, row, caller.account, 'hr', 'accepted');
      this.#moveItems(tx, row, caller.account);
      this.#closeAccountIfEnded(tx, row);
      return { settledAt: tx.now };
    });
  }

  /** Closes a case although items are open; each is named. What was accepted moves; what is open stays on record. */
  closeWithOpenItems(
    caller: Caller,
    input: { caseId: string; version: number; reason: string; openItemIds: readonly string[] },
  ): CaseDetail {
    const decision = { reason: input.reason, itemIds: input.openItemIds };
    return this.#step(caller, 'branch', input, 'closeWithOpenItems', decision, (tx, row) => {
      this.#approve(tx, row, caller.account, 'hr', 'waived', input.reason);
      this.#moveItems(tx, row, caller.account);
      this.#closeAccountIfEnded(tx, row);
      return { settledAt: tx.now };
    });
  }

  /** The employment ends on its day, whatever the handover. Obligations after leaving begin. */
  end(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#legal(caller, input, 'end', {}, (tx, row) => {
      const on = endOf(row);
      this.#context.services.people.markLeft(tx, row.employmentId, { on, reason: row.kind });
      this.#context.services.aftercare.startObligation(tx, { ...row, endedOn: on });
      this.#closeAccountIfEnded(tx, { ...row, legalState: 'ended' });
      return { endedOn: on };
    });
  }

  issueCertificate(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#legal(caller, input, 'issueCertificate', {}, (tx) => ({ certificateIssuedAt: tx.now }));
  }

  recordTransfer(caller: Caller, input: { caseId: string; version: number; transferredOn: string }): CaseDetail {
    const row = this.#decide(caller.account, 'separation.recordTransfer', input.caseId, undefined, (tx) => {
      this.#require(tx, input.caseId);
      return tx.update('separationCase', input.caseId, { transferredOn: input.transferredOn }, input.version);
    });
    return this.#detail(row, caller.account);
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
          handoverMachine.next(handoverState, 'withdraw', this.#facts(tx, withdrawn, caller.account)),
        );
        this.#context.services.people.unmarkLeaving(tx, row.employmentId);
        this.#context.services.access.liftIn(tx, row.employeeId, '撤回离职');
        return { handoverState: next };
      },
      consent,
    );
  }

  /** Reads of other features: the case that a form or a letter belongs to. */
  caseRow(caseId: string): CaseRow | undefined {
    return caseOf(this.#rows, caseId);
  }

  /** Marks a letter as printed with its form; called by the forms feature within its own decision. */
  markPrinted(tx: DomainTransaction, letterId: string, formId: string): void {
    const letter = tx.get('confirmationLetter', letterId);
    if (letter === undefined) throw new RefusalError(refusals.noSuchItem);
    tx.update('confirmationLetter', letterId, letter.state === 'draft' ? { state: 'printed', formId } : { formId });
  }

  /** @throws RefusalError unless this person may see the case: all of the branch, or one's own and what one receives. */
  assertVisible(caller: Caller, scope: Scope, caseId: string): CaseRow {
    return this.#visible(this.#rows, caller, scope, caseId);
  }

  #moveItems(tx: DomainTransaction, row: CaseRow, account: Account): void {
    const on = fromInstant(tx.now);
    for (const item of itemsOf(tx, row.id)) {
      if ((item.state !== 'accepted' && item.state !== 'waived') || item.receiverId === null) continue;
      switch (item.kind) {
        case 'client':
          this.#context.services.clients.transferOwnership(tx, {
            clientId: item.subjectId,
            fromEmployeeId: row.employeeId,
            toEmployeeId: item.receiverId,
            on,
            reason: `离职交接 ${row.number}`,
            caseId: row.id,
            decidedBy: account.id,
          });
          break;
        case 'order':
          this.#context.services.clients.reassign(tx, 'salesOrder', item.subjectId, item.receiverId);
          break;
        case 'followUp':
          this.#context.services.clients.reassign(tx, 'followUp', item.subjectId, item.receiverId);
          break;
        case 'asset':
          this.#context.services.people.returnAssets(tx, [item.subjectId], { holderId: item.receiverId });
          break;
        case 'receivable':
        case 'data':
          // A receivable belongs to the client and moves with it, its dispute too.
          break;
      }
    }
  }

  #closeAccountIfEnded(tx: DomainTransaction, row: CaseRow): void {
    if (row.legalState === 'noticed') return;
    const accounts = tx.all<{ id: string }>(
      "SELECT id FROM account WHERE employeeId = ? AND state <> 'closed'",
      row.employeeId,
    );
    for (const { id } of accounts) {
      this.#context.services.access.setStateIn(tx, { accountId: id, to: 'closed', reason: `离职 ${row.number}` });
    }
  }

  /** One step of the handover track as one unit of work. */
  #step(
    caller: Caller,
    scope: Scope,
    input: { caseId: string; version: number },
    event: HandoverEvent,
    decision: Decision = {},
    effects: (tx: DomainTransaction, row: CaseRow) => Partial<CaseRow> = () => ({}),
  ): CaseDetail {
    this.#visible(this.#rows, caller, scope, input.caseId);
    const row = this.#decide(caller.account, `separation.${event}`, input.caseId, decision.reason, (tx) => {
      const present = this.#require(tx, input.caseId);
      const facts = this.#facts(tx, present, caller.account);
      const handoverState = orThrow(handoverMachine.next(present.handoverState, event, facts, decision));
      return tx.update('separationCase', present.id, { ...effects(tx, present), handoverState }, input.version);
    });
    return this.#detail(row, caller.account);
  }

  #legal(
    caller: Caller,
    input: { caseId: string; version: number },
    event: LegalTrackEvent,
    decision: Decision,
    effects: (tx: DomainTransaction, row: CaseRow) => Partial<CaseRow>,
    consent?: { employee: boolean; employer: boolean },
  ): CaseDetail {
    const row = this.#decide(caller.account, `separation.${event}`, input.caseId, decision.reason, (tx) => {
      const present = this.#require(tx, input.caseId);
      const facts = legalFacts(present, deciderOf(caller.account), tx.now, consent);
      const legalState = orThrow(legalTrackMachine.next(present.legalState, event, facts, decision));
      return tx.update('separationCase', present.id, { ...effects(tx, present), legalState }, input.version);
    });
    return this.#detail(row, caller.account);
  }

  #decideItems(
    caller: Caller,
    scope: Scope,
    action: string,
    caseId: string,
    itemIds: readonly string[],
    why: string | undefined,
    body: (
      tx: DomainTransaction,
      row: CaseRow,
      item: ItemRow,
      advance: (event: HandoverItemEvent, decision?: Decision) => Partial<ItemRow>,
    ) => void,
  ): void {
    this.#visible(this.#rows, caller, scope, caseId);
    this.#decide(caller.account, action, caseId, why, (tx) => {
      const row = this.#require(tx, caseId);
      const facts = itemFacts(tx, row, deciderOf(caller.account), tx.now, policy.letterRequired);
      for (const id of new Set(itemIds)) {
        const item = tx.get('handoverItem', id);
        if (item === undefined || item.caseId !== caseId) throw new RefusalError(refusals.noSuchItem);
        body(tx, row, item, (event, decision) => orThrow(advanceItem(item, event, facts(item), decision)));
      }
    });
  }

  #advance(
    tx: DomainTransaction,
    row: CaseRow,
    account: Account,
    event: HandoverEvent,
    decision: Decision = {},
    changes: Partial<CaseRow> = {},
    seen?: number,
  ): CaseRow {
    const handoverState = orThrow(
      handoverMachine.next(row.handoverState, event, this.#facts(tx, row, account), decision),
    );
    return tx.update('separationCase', row.id, { ...changes, handoverState }, seen);
  }

  #approve(
    tx: DomainTransaction,
    row: CaseRow,
    account: Account,
    step: 'manager' | 'item' | 'handover' | 'hr',
    verdict: 'accepted' | 'returned' | 'waived',
    reason?: string,
    item?: ItemRow,
  ): void {
    tx.insert('approval', {
      caseId: row.id,
      step,
      subjectId: item?.id ?? null,
      approverId: account.id,
      verdict,
      reason: reason ?? null,
      attempt: item?.attempt ?? 1,
    });
  }

  #decide<T>(
    account: Account,
    action: string,
    caseId: string,
    why: string | undefined,
    body: (tx: DomainTransaction) => T,
  ): T {
    const act: Act = { action, subject: { kind: 'separationCase', id: caseId }, ...(why ? { why } : {}) };
    return this.#context.registry.write.domain({ id: account.id, name: account.displayName }, act, body);
  }

  #facts(rows: Rows, row: CaseRow, account: Account) {
    return handoverFacts(rows, row, deciderOf(account), this.#now());
  }

  #submitBars(rows: Rows, input: Pick<NewCase, 'employeeId' | 'noticeDate' | 'requestedEnd'>) {
    const bars = [];
    const open = openCaseOf(rows, input.employeeId);
    if (open) bars.push(refusals.alreadyLeaving(open.id, open.number));
    else if (this.#employment(rows, input.employeeId) === undefined) bars.push(refusals.notEmployed);
    if (input.noticeDate > fromInstant(this.#now())) bars.push(refusals.noticeInFuture);
    if (input.requestedEnd !== null && input.requestedEnd < input.noticeDate) bars.push(refusals.endBeforeNotice);
    return bars;
  }

  #employment(rows: Rows, employeeId: string) {
    return rows.one<{ id: string; managerId: string | null; probationEnd: string | null }>(
      "SELECT id, managerId, probationEnd FROM employment WHERE employeeId = ? AND stage = 'active' ORDER BY startDate DESC LIMIT 1",
      employeeId,
    );
  }

  /** With scope `own` a person gives notice for themselves only, and only a resignation. */
  #refuseOthers(caller: Caller, scope: Scope, input: { employeeId: string; kind: Kind }): void {
    if (scope === 'own' && (caller.account.employeeId !== input.employeeId || input.kind !== 'resignation')) {
      throw new RefusalError(refusals.notYours);
    }
  }

  #visible(rows: Rows, caller: Caller, scope: Scope, caseId: string): CaseRow {
    const row = this.#require(rows, caseId);
    if (scope === 'branch') return row;
    const me = caller.account.employeeId;
    const mine =
      me !== null &&
      (row.employeeId === me ||
        row.managerId === me ||
        rows.one('SELECT 1 FROM handoverItem WHERE caseId = ? AND receiverId = ? LIMIT 1', caseId, me) !== undefined);
    if (!mine) throw new RefusalError(refusals.notYours);
    return row;
  }

  #require(rows: Rows, caseId: string): CaseRow {
    const row = caseOf(rows, caseId);
    if (row === undefined) throw new RefusalError(refusals.noSuchCase);
    return row;
  }

  #item(itemId: string): ItemView {
    const item = this.#rows.one<ItemRow>('SELECT * FROM handoverItem WHERE id = ?', itemId);
    if (item === undefined) throw new RefusalError(refusals.noSuchItem);
    return viewOfItem(this.#rows, item);
  }

  #detail(row: CaseRow, account: Account): CaseDetail {
    return detailOfCase(this.#rows, row, account, this.#now());
  }

  #now(): number {
    return this.#context.clock.now();
  }
}

const daysFrom = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** The handover should be done shortly before the end, but never due before the notice itself. */
function handoverDue(noticeDate: string, end: BusinessDate): BusinessDate {
  const due = addDays(end, -policy.handoverLead);
  return due < noticeDate ? end : due;
}

export const separationFeature = {
  name: 'separation',
  create: (context: FeatureContext) => ({ separation: new SeparationService(context) }),
} satisfies Feature<{ separation: SeparationService }>;
