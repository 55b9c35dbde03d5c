import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { advanceItem, type HandoverItemEvent } from '../../shared/domain/states/handoverItem.ts';
import { type HandoverEvent, handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import type { Decision } from '../../shared/domain/states/machine.ts';
import type { Account, Caller } from '../access/service.ts';
import { scanName } from '../attachments/mediaType.ts';
import type { GivenScan } from '../forms/formReturns.ts';
import type { Act, DomainTransaction } from '../registry/unitOfWork.ts';
import { CaseReads, type Scope } from './caseReads.ts';
import { deciderOf, handoverFacts, itemFacts } from './facts.ts';
import { possibleReceivers } from './participants.ts';
import { policy } from './policy.ts';
import * as refusals from './refusals.ts';
import { type CaseRow, type ItemRow, itemsOf, type LetterRow, namedLettersOf, type Rows } from './store.ts';
import { type CaseDetail, type ItemView, type LetterView, viewOfLetter } from './views.ts';

/** Decisions about the items of a handover and about the letters to its clients: each is one unit of work. */
export class HandoverDecisions extends CaseReads {
  /** Names one receiver; what hangs on a client (its orders, receivables, promises) goes with the client. */
  assignReceiver(
    caller: Caller,
    input: { caseId: string; itemIds: readonly string[]; receiverId: string },
  ): ItemView[] {
    this.decide(caller, 'separation.assignReceiver', input.caseId, undefined, (tx) => {
      const row = this.require(tx, input.caseId);
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

  /** Reports items as handed over, with what shows it; a returned item gets its next number. */
  handOver(
    caller: Caller,
    scope: Scope,
    input: { caseId: string; itemIds: readonly string[]; evidence: string },
  ): ItemView[] {
    this.refuseReceivers(caller, scope, input.caseId);
    this.#decideItems(caller, 'separation.handOver', input, (tx, _row, item, advance) => {
      const event = item.state === 'returned' ? 'resubmit' : 'handOver';
      tx.update('handoverItem', item.id, { ...advance(event), evidence: input.evidence });
    });
    return this.items(caller, scope, input.caseId);
  }

  acceptItems(caller: Caller, input: { caseId: string; itemIds: readonly string[] }): ItemView[] {
    this.#decideItems(caller, 'separation.acceptItems', input, (tx, row, item, advance) => {
      tx.update('handoverItem', item.id, { ...advance('accept'), decidedBy: caller.account.id, decidedAt: tx.now });
      this.approve(tx, row, caller.account, 'item', 'accepted', undefined, item);
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
      this.approve(tx, row, caller.account, 'item', 'returned', reason, item);
      if (row.handoverState !== 'transferring' && !underWay) this.advance(tx, row, caller.account, 'resumeTransfer');
      underWay = true;
    });
    return this.items(caller, 'branch', input.caseId);
  }

  waiveItems(caller: Caller, input: { caseId: string; itemIds: readonly string[]; reason: string }): ItemView[] {
    const { reason } = input;
    this.#decideItems(caller, 'separation.waiveItems', input, (tx, row, item, advance) => {
      const changes = { note: reason, decidedBy: caller.account.id, decidedAt: tx.now };
      tx.update('handoverItem', item.id, { ...advance('waive', { reason }), ...changes });
      this.approve(tx, row, caller.account, 'item', 'waived', reason, item);
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
      scan: GivenScan | null;
    },
  ): Promise<LetterView> {
    const present = this.rows.one<LetterRow>('SELECT * FROM confirmationLetter WHERE id = ?', input.letterId);
    if (present === undefined) throw new RefusalError(refusals.noSuchItem);
    this.refuseReceivers(caller, scope, present.caseId);
    if (present.state === 'draft') throw new RefusalError(refusals.scanTooLate);
    const hasScan = present.state === 'signed' && present.scanHash !== null;
    if (input.state === 'signed' && input.scan === null && !hasScan) throw new RefusalError(refusals.scanMissing);
    // The leaver brings the answers back: that a paper is the letter is not for the leaver to vouch for.
    if (scope === 'own' && input.scan?.byEye) throw new RefusalError(refusals.eyesOfOffice);
    const part = input.state === 'signed' ? 'whole' : 'any';
    const scan = input.scan && (await this.context.services.forms.letterReturned(input.scan, present.id, part));
    const stored = scan && this.context.registry.attachments.put(scan.bytes);
    const letter = this.decide(
      caller,
      `letter.${input.state}`,
      present.caseId,
      [input.note, scan?.words].filter((each) => each).join('；') || undefined,
      (tx) => {
        const now = tx.get('confirmationLetter', input.letterId);
        if (now === undefined || now.state === 'draft') throw new RefusalError(refusals.scanTooLate);
        if (input.state !== 'signed' && acceptedOn(tx, now)) throw new RefusalError(refusals.alreadyConfirmed);
        if (scan && stored) {
          tx.insert('attachment', {
            hash: stored.hash,
            size: stored.size,
            kind: 'scan',
            mediaType: scan.mediaType,
            fileName: scanName(`确认函-${present.id.slice(-6)}`, scan.mediaType),
            subjectTable: 'confirmationLetter',
            subjectId: input.letterId,
            pagesByEye: scan.pagesByEye,
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
    const named = namedLettersOf(this.rows, letter.caseId).find((each) => each.id === letter.id);
    if (named === undefined) throw new RefusalError(refusals.noSuchItem);
    return viewOfLetter(named);
  }

  /** Marks a letter as printed with its form; called by the forms feature within its own decision. */
  markPrinted(tx: DomainTransaction, letterId: string, formId: string): void {
    const letter = tx.get('confirmationLetter', letterId);
    if (letter === undefined) throw new RefusalError(refusals.noSuchItem);
    tx.update('confirmationLetter', letterId, letter.state === 'draft' ? { state: 'printed', formId } : { formId });
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
    this.decide(caller, action, caseId, reason, (tx) => {
      const row = this.require(tx, caseId);
      const facts = itemFacts(tx, row, deciderOf(caller.account), tx.now, policy.letterRequired);
      for (const id of new Set(itemIds)) {
        const item = tx.get('handoverItem', id);
        if (item === undefined || item.caseId !== caseId) throw new RefusalError(refusals.noSuchItem);
        body(tx, row, item, (event, decision) => orThrow(advanceItem(item, event, facts(item), decision)));
      }
    });
  }

  /** One step of the handover track as one unit of work. */
  protected step(
    caller: Caller,
    scope: Scope,
    input: { caseId: string; version: number },
    event: HandoverEvent,
    decision: Decision = {},
    effects: (tx: DomainTransaction, row: CaseRow) => Partial<CaseRow> = () => ({}),
  ): CaseDetail {
    this.assertVisible(caller, scope, input.caseId);
    const row = this.decide(caller, `separation.${event}`, input.caseId, decision.reason, (tx) => {
      const present = this.require(tx, input.caseId);
      const facts = this.facts(tx, present, caller.account);
      const handoverState = orThrow(handoverMachine.next(present.handoverState, event, facts, decision));
      return tx.update('separationCase', present.id, { ...effects(tx, present), handoverState }, input.version);
    });
    return this.detail(row, caller.account);
  }

  protected advance(
    tx: DomainTransaction,
    row: CaseRow,
    account: Account,
    event: HandoverEvent,
    decision: Decision = {},
    changes: Partial<CaseRow> = {},
    seen?: number,
  ): CaseRow {
    const handoverState = orThrow(
      handoverMachine.next(row.handoverState, event, this.facts(tx, row, account), decision),
    );
    return tx.update('separationCase', row.id, { ...changes, handoverState }, seen);
  }

  protected approve(
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

  protected decide<T>(
    caller: Caller,
    action: string,
    caseId: string,
    why: string | undefined,
    body: (tx: DomainTransaction) => T,
  ): T {
    const act: Act = { action, subject: { kind: 'separationCase', id: caseId }, ...(why ? { why } : {}) };
    return this.context.registry.write.domain(caller.actor, act, body);
  }

  protected facts(rows: Rows, row: CaseRow, account: Account) {
    return handoverFacts(rows, row, deciderOf(account), this.now());
  }

  /** With scope `own` a handover is reported by the leaver, never by one who receives something. */
  protected refuseReceivers(caller: Caller, scope: Scope, caseId: string): void {
    const row = this.require(this.rows, caseId);
    if (scope === 'own' && row.employeeId !== caller.account.employeeId) throw new RefusalError(refusals.notYours);
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
