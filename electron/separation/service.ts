import { addDays, type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { statutoryDates } from '../../shared/domain/legalSeparation.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { advanceItem, type HandoverItemEvent } from '../../shared/domain/states/handoverItem.ts';
import { type HandoverEvent, handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { type LegalTrackEvent, legalTrackMachine } from '../../shared/domain/states/legalTrack.ts';
import type { Decision } from '../../shared/domain/states/machine.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Account, Caller } from '../access/service.ts';
import { keepPages } from '../attachments/keepPages.ts';
import { scanName, scanTypeOf } from '../attachments/mediaType.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { Act, DomainTransaction } from '../registry/unitOfWork.ts';
import { deciderOf, endOf, handoverFacts, itemFacts, legalFacts } from './facts.ts';
import { generateList } from './generate.ts';
import { type ItemChoice, itemChoicesOf } from './itemChoices.ts';
import { possibleReceivers } from './participants.ts';
import * as refusals from './refusals.ts';
import { Settlement } from './settlement.ts';
import { type Sight, sightOf } from './sight.ts';
import {
  approvalsOf,
  type CaseRow,
  caseOf,
  type ItemRow,
  itemsOf,
  type LetterRow,
  namedItemOf,
  namedItemsOf,
  namedLettersOf,
  nextCaseNumber,
  openCaseOf,
  type Rows,
  rowsOf,
} from './store.ts';
import {
  type ApprovalView,
  type CaseDetail,
  type CaseView,
  detailOfCase,
  type ItemView,
  type LetterView,
  viewOfApproval,
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

/** Cases that one search weighs; beyond that it says too little. */
const mostFound = 2000;

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
  readonly #settlement: Settlement;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#rows = rowsOf(context.registry.reader);
    this.#settlement = new Settlement(context);
  }

  list(
    caller: Caller,
    scope: Scope,
    input: { chip: 'all' | 'mine' | 'toReview' | 'overdue' | 'settled'; text?: string; offset: number; limit: number },
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
    const text = input.text?.trim() ?? '';
    const found =
      text === '' ? null : JSON.stringify(this.#context.services.search.find('case', text, { limit: mostFound }));
    const visible = `${scope === 'own' ? filters.mine : '1'}
      AND (:found IS NULL OR c.id IN (SELECT value FROM json_each(:found)))`;
    const { reader } = this.#context.registry;
    const count = (filter: string): number =>
      Number(
        reader
          .prepare(`SELECT count(*) FROM separationCase c WHERE ${visible} AND ${filter}`)
          .pluck()
          .get({ me, today, found }),
      );
    const rows = reader
      .prepare(
        `SELECT c.* FROM separationCase c WHERE ${visible} AND ${filters[input.chip]}
         ORDER BY c.handoverState IN ${ended}, c.handoverDue, c.number LIMIT :limit OFFSET :offset`,
      )
      .all({ me, today, found, limit: input.limit, offset: input.offset }) as CaseRow[];
    const chips = Object.fromEntries(Object.entries(filters).map(([chip, filter]) => [chip, count(filter)]));
    const only = (row: CaseRow) => (sightOf(this.#rows, caller, scope, row) === 'received' ? me : null);
    return {
      rows: rows.map((row) => viewOfCase(this.#rows, row, now, only(row))),
      total: chips[input.chip] ?? 0,
      chips,
    };
  }

  get(caller: Caller, scope: Scope, caseId: string): CaseDetail {
    const { row, sight } = this.#seen(caller, scope, caseId);
    return this.#detail(row, caller.account, sight);
  }

  /** The handover list, as far as this person sees it. */
  items(caller: Caller, scope: Scope, caseId: string): ItemView[] {
    const { only } = this.#seen(caller, scope, caseId);
    return namedItemsOf(this.#rows, caseId, only).map(viewOfItem);
  }

  /** One item with every decision about it. */
  item(
    caller: Caller,
    scope: Scope,
    input: { caseId: string; itemId: string },
  ): { item: ItemView; history: ApprovalView[] } {
    const { only } = this.#seen(caller, scope, input.caseId);
    const item = namedItemOf(this.#rows, input.itemId);
    if (item?.caseId !== input.caseId || (only !== null && item.receiverId !== only)) {
      throw new RefusalError(refusals.noSuchItem);
    }
    const history = approvalsOf(this.#rows, input.caseId).filter((approval) => approval.subjectId === item.id);
    return { item: viewOfItem(item), history: history.map(viewOfApproval(this.#rows)) };
  }

  /** What this person can do with these items now, and why not with the others. */
  itemChoices(caller: Caller, scope: Scope, input: { caseId: string; itemIds: readonly string[] }): ItemChoice[] {
    const { row, only } = this.#seen(caller, scope, input.caseId);
    if (only !== null) return [];
    const chosen = new Set(input.itemIds);
    const items = itemsOf(this.#rows, row.id).filter((item) => chosen.has(item.id));
    if (items.length !== chosen.size) throw new RefusalError(refusals.noSuchItem);
    const decider = deciderOf(caller.account);
    const facts = itemFacts(this.#rows, row, decider, this.#now(), policy.letterRequired);
    const bars = refusals.assignBars(row, decider);
    const theirs = !bars.some((refusal) => refusal.kind === 'forbidden');
    return itemChoicesOf(
      items,
      { decider, leaverId: row.employeeId },
      facts,
      theirs ? (item) => [...bars, ...refusals.decidedBars(item.state)] : undefined,
    );
  }

  letters(caller: Caller, scope: Scope, caseId: string): LetterView[] {
    const { only } = this.#seen(caller, scope, caseId);
    const received = this.#receivedClients(caseId, only);
    return namedLettersOf(this.#rows, caseId)
      .filter((letter) => received?.has(letter.clientId) ?? true)
      .map(viewOfLetter);
  }

  /** The scan of a letter's answer; that somebody looked at it is on record. */
  async letterScan(caller: Caller, scope: Scope, letterId: string): Promise<File> {
    const letter = this.#rows.one<LetterRow>('SELECT * FROM confirmationLetter WHERE id = ?', letterId);
    if (letter === undefined) throw new RefusalError(refusals.noSuchItem);
    const { only } = this.#seen(caller, scope, letter.caseId);
    const received = this.#receivedClients(letter.caseId, only)?.has(letter.clientId) ?? true;
    const { registry } = this.#context;
    const kept = this.#rows.one<Database['attachment']>(
      'SELECT * FROM attachment WHERE hash = ?',
      letter.scanHash ?? '',
    );
    if (!received || kept === undefined) throw new RefusalError(refusals.noScan);
    await registry.write.seen(caller.actor, {
      action: 'letter.viewScan',
      subject: { kind: 'separationCase', id: letter.caseId },
    });
    const bytes = new Uint8Array(registry.attachments.get(kept.hash, kept.size));
    return new File([bytes], kept.fileName, { type: kept.mediaType });
  }

  receivers(caller: Caller, scope: Scope, caseId: string) {
    const row = this.assertVisible(caller, scope, caseId);
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
      if (present.employeeId === caller.account.employeeId) throw new RefusalError(refusals.managerOfOwn);
      if (handoverMachine.settled.includes(present.handoverState)) throw new RefusalError(refusals.handoverOver);
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
      const bars = refusals.assignBars(row, deciderOf(caller.account));
      if (bars.length > 0) throw new RefusalError(...bars);
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
    this.#refuseReceivers(caller, scope, input.caseId);
    this.#decideItems(caller, 'separation.handOver', input, (tx, _row, item, advance) => {
      const event = item.state === 'returned' ? 'resubmit' : 'handOver';
      tx.update('handoverItem', item.id, { ...advance(event), evidence: input.evidence });
    });
    return this.items(caller, scope, input.caseId);
  }

  submitForReview(caller: Caller, scope: Scope, input: { caseId: string; version: number }): CaseDetail {
    this.#refuseReceivers(caller, scope, input.caseId);
    return this.#step(caller, scope, input, 'submitForReview');
  }

  acceptItems(caller: Caller, input: { caseId: string; itemIds: readonly string[] }): ItemView[] {
    this.#decideItems(caller, 'separation.acceptItems', input, (tx, row, item, advance) => {
      tx.update('handoverItem', item.id, { ...advance('accept'), decidedBy: caller.account.id, decidedAt: tx.now });
      this.#approve(tx, row, caller.account, 'item', 'accepted', undefined, item);
    });
    return this.items(caller, 'branch', input.caseId);
  }

  /** Sends items back with a reason; a case under review goes back to the transfer with them. */
  returnItems(caller: Caller, input: { caseId: string; itemIds: readonly string[]; reason: string }): ItemView[] {
    const { reason } = input;
    let underWay = false;
    this.#decideItems(caller, 'separation.returnItems', input, (tx, row, item, advance) => {
      const changes = { decidedBy: caller.account.id, decidedAt: tx.now };
      tx.update('handoverItem', item.id, { ...advance('sendBack', { reason }), ...changes });
      this.#approve(tx, row, caller.account, 'item', 'returned', reason, item);
      if (row.handoverState !== 'transferring' && !underWay) this.#advance(tx, row, caller.account, 'resumeTransfer');
      underWay = true;
    });
    return this.items(caller, 'branch', input.caseId);
  }

  waiveItems(caller: Caller, input: { caseId: string; itemIds: readonly string[]; reason: string }): ItemView[] {
    const { reason } = input;
    this.#decideItems(caller, 'separation.waiveItems', input, (tx, row, item, advance) => {
      const changes = { note: reason, decidedBy: caller.account.id, decidedAt: tx.now };
      tx.update('handoverItem', item.id, { ...advance('waive', { reason }), ...changes });
      this.#approve(tx, row, caller.account, 'item', 'waived', reason, item);
    });
    return this.items(caller, 'branch', input.caseId);
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
      scan: { bytes: Blob; pages?: readonly number[] | undefined } | null;
    },
  ): Promise<LetterView> {
    const present = this.#rows.one<LetterRow>('SELECT * FROM confirmationLetter WHERE id = ?', input.letterId);
    if (present === undefined) throw new RefusalError(refusals.noSuchItem);
    this.#refuseReceivers(caller, scope, present.caseId);
    const hasScan = present.state === 'signed' && present.scanHash !== null;
    if (input.state === 'signed' && input.scan === null && !hasScan) throw new RefusalError(refusals.scanMissing);
    const given = input.scan === null ? null : new Uint8Array(await input.scan.bytes.arrayBuffer());
    const mediaType = given && scanTypeOf(given);
    const bytes = given && (await keepPages(given, input.scan?.pages));
    const stored = bytes && this.#context.registry.attachments.put(bytes);
    const letter = this.#decide(
      caller.account,
      `letter.${input.state}`,
      present.caseId,
      input.note ?? undefined,
      (tx) => {
        const now = tx.get('confirmationLetter', input.letterId);
        if (now === undefined || now.state === 'draft') throw new RefusalError(refusals.scanTooLate);
        if (input.state !== 'signed' && acceptedOn(tx, now)) throw new RefusalError(refusals.alreadyConfirmed);
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
    const named = namedLettersOf(this.#rows, letter.caseId).find((each) => each.id === letter.id);
    if (named === undefined) throw new RefusalError(refusals.noSuchItem);
    return viewOfLetter(named);
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
    return this.#step(caller, 'branch', input, 'closeWithOpenItems', decision, (tx, row) => {
      this.#approve(tx, row, caller.account, 'hr', 'waived', input.reason);
      this.#settlement.moveItems(tx, row, caller.account);
      this.#settlement.closeAccountIfEnded(tx, row);
      return { settledAt: tx.now };
    });
  }

  /** The employment ends on its day, whatever the handover. Obligations after leaving begin. */
  end(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#legal(caller, input, 'end', {}, (tx, row) => {
      const on = endOf(row);
      this.#context.services.people.markLeft(tx, row.employmentId, { on, reason: row.kind });
      this.#context.services.aftercare.startObligation(tx, { ...row, endedOn: on });
      this.#settlement.closeAccountIfEnded(tx, { ...row, legalState: 'ended' });
      return { endedOn: on };
    });
  }

  issueCertificate(caller: Caller, input: { caseId: string; version: number }): CaseDetail {
    return this.#legal(caller, input, 'issueCertificate', {}, (tx) => ({ certificateIssuedAt: tx.now }));
  }

  /** Both sides agree on another last day; everything that is due by it moves with it. */
  agreeEnd(caller: Caller, input: { caseId: string; version: number; end: string; reason: string }): CaseDetail {
    const row = this.#decide(caller.account, 'separation.agreeEnd', input.caseId, input.reason, (tx) => {
      const present = this.#require(tx, input.caseId);
      if (present.legalState !== 'noticed') throw new RefusalError(refusals.endPassed);
      if (input.end < present.noticeDate) throw new RefusalError({ ...refusals.endBeforeNotice, field: 'end' });
      const changes = {
        requestedEnd: input.end,
        handoverDue: handoverDue(present.noticeDate, input.end as BusinessDate),
      };
      return tx.update('separationCase', present.id, changes, input.version);
    });
    return this.#detail(row, caller.account);
  }

  recordTransfer(caller: Caller, input: { caseId: string; version: number; transferredOn: string }): CaseDetail {
    const row = this.#decide(caller.account, 'separation.recordTransfer', input.caseId, undefined, (tx) => {
      const { legalState, endedOn } = this.#require(tx, input.caseId);
      if (endedOn === null || legalState === 'withdrawn') throw new RefusalError(refusals.notEndedYet);
      if (input.transferredOn > fromInstant(tx.now)) throw new RefusalError(refusals.transferInFuture);
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

  /** @throws RefusalError unless this person may see the whole case: any of the branch, or one's own or one's to manage. */
  assertVisible(caller: Caller, scope: Scope, caseId: string): CaseRow {
    const { row, sight } = this.#seen(caller, scope, caseId);
    if (sight !== 'whole') throw new RefusalError(refusals.notYours);
    return row;
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
    this.assertVisible(caller, scope, input.caseId);
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
    action: string,
    { caseId, itemIds, reason }: { caseId: string; itemIds: readonly string[]; reason?: string },
    body: (
      tx: DomainTransaction,
      row: CaseRow,
      item: ItemRow,
      advance: (event: HandoverItemEvent, decision?: Decision) => Partial<ItemRow>,
    ) => void,
  ): void {
    this.#decide(caller.account, action, caseId, reason, (tx) => {
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

  /** The case as far as this person sees it; `only` names the receiver whose part that is. @throws RefusalError */
  #seen(
    caller: Caller,
    scope: Scope,
    caseId: string,
  ): { row: CaseRow; sight: Exclude<Sight, 'nothing'>; only: string | null } {
    const row = this.#require(this.#rows, caseId);
    const sight = sightOf(this.#rows, caller, scope, row);
    if (sight === 'nothing') throw new RefusalError(refusals.notYours);
    return { row, sight, only: sight === 'received' ? caller.account.employeeId : null };
  }

  /** With scope `own` a handover is reported by the leaver, never by one who receives something. */
  #refuseReceivers(caller: Caller, scope: Scope, caseId: string): void {
    const row = this.#require(this.#rows, caseId);
    if (scope === 'own' && row.employeeId !== caller.account.employeeId) throw new RefusalError(refusals.notYours);
  }

  /** The clients that a receiver takes over; null for everybody who sees the whole case. */
  #receivedClients(caseId: string, only: string | null): ReadonlySet<string | null> | null {
    return only === null
      ? null
      : new Set(itemsOf(this.#rows, caseId).flatMap((item) => (item.receiverId === only ? [item.clientId] : [])));
  }

  #require(rows: Rows, caseId: string): CaseRow {
    const row = caseOf(rows, caseId);
    if (row === undefined) throw new RefusalError(refusals.noSuchCase);
    return row;
  }

  #detail(row: CaseRow, account: Account, sight: Exclude<Sight, 'nothing'> = 'whole'): CaseDetail {
    const { audit } = this.#context.registry;
    return detailOfCase({ rows: this.#rows, audit, now: this.#now() }, row, account, sight);
  }

  #now(): number {
    return this.#context.clock.now();
  }
}

/** Whether the client of a letter has passed the review because that letter was signed. */
const acceptedOn = (tx: DomainTransaction, letter: LetterRow): boolean =>
  letter.state === 'signed' &&
  tx.one(
    "SELECT 1 FROM handoverItem WHERE caseId = ? AND kind = 'client' AND subjectId = ? AND state = 'accepted'",
    letter.caseId,
    letter.clientId,
  ) !== undefined;

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
