import { type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { statutoryDates } from '../../shared/domain/legalSeparation.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Account, Caller } from '../access/service.ts';
import type { FeatureContext } from '../feature.ts';
import { deciderOf, itemFacts } from './facts.ts';
import { type ItemChoice, itemChoicesOf } from './itemChoices.ts';
import { activeEmployment, handoverDue, type NewCase, refuseForOthers, submitBars } from './notice.ts';
import { possibleReceivers } from './participants.ts';
import { policy } from './policy.ts';
import * as refusals from './refusals.ts';
import { type Sight, sightOf } from './sight.ts';
import {
  approvalsOf,
  type CaseRow,
  caseOf,
  itemsOf,
  type LetterRow,
  namedItemOf,
  namedItemsOf,
  namedLettersOf,
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

export type Scope = 'own' | 'branch';

/** Cases that one search weighs; beyond that it says too little. */
const mostFound = 2000;

/** What people see of separations, each as far as it concerns them. */
export class CaseReads {
  protected readonly context: FeatureContext;
  protected readonly rows: Rows;

  constructor(context: FeatureContext) {
    this.context = context;
    this.rows = rowsOf(context.registry.reader);
  }

  list(
    caller: Caller,
    scope: Scope,
    input: { chip: 'all' | 'mine' | 'toReview' | 'overdue' | 'settled'; text?: string; offset: number; limit: number },
  ): { rows: CaseView[]; total: number; chips: Record<string, number> } {
    const now = this.now();
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
      text === '' ? null : JSON.stringify(this.context.services.search.find('case', text, { limit: mostFound }));
    const visible = `${scope === 'own' ? filters.mine : '1'}
      AND (:found IS NULL OR c.id IN (SELECT value FROM json_each(:found)))`;
    const { reader } = this.context.registry;
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
    const only = (row: CaseRow) => (sightOf(this.rows, caller, scope, row) === 'received' ? me : null);
    return {
      rows: rows.map((row) => viewOfCase(this.rows, row, now, only(row))),
      total: chips[input.chip] ?? 0,
      chips,
    };
  }

  get(caller: Caller, scope: Scope, caseId: string): CaseDetail {
    const { row, sight } = this.seen(caller, scope, caseId);
    return this.detail(row, caller.account, sight);
  }

  /** The handover list, as far as this person sees it. */
  items(caller: Caller, scope: Scope, caseId: string): ItemView[] {
    const { only } = this.seen(caller, scope, caseId);
    return namedItemsOf(this.rows, caseId, only).map(viewOfItem);
  }

  /** One item with every decision about it. */
  item(
    caller: Caller,
    scope: Scope,
    input: { caseId: string; itemId: string },
  ): { item: ItemView; history: ApprovalView[] } {
    const { only } = this.seen(caller, scope, input.caseId);
    const item = namedItemOf(this.rows, input.itemId);
    if (item?.caseId !== input.caseId || (only !== null && item.receiverId !== only)) {
      throw new RefusalError(refusals.noSuchItem);
    }
    const history = approvalsOf(this.rows, input.caseId).filter((approval) => approval.subjectId === item.id);
    return { item: viewOfItem(item), history: history.map(viewOfApproval(this.rows)) };
  }

  /** What this person can do with these items now, and why not with the others. */
  itemChoices(caller: Caller, scope: Scope, input: { caseId: string; itemIds: readonly string[] }): ItemChoice[] {
    const { row, only } = this.seen(caller, scope, input.caseId);
    if (only !== null) return [];
    const chosen = new Set(input.itemIds);
    const items = itemsOf(this.rows, row.id).filter((item) => chosen.has(item.id));
    if (items.length !== chosen.size) throw new RefusalError(refusals.noSuchItem);
    const decider = deciderOf(caller.account);
    const facts = itemFacts(this.rows, row, decider, this.now(), policy.letterRequired);
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
    const { only } = this.seen(caller, scope, caseId);
    const received = this.#receivedClients(caseId, only);
    return namedLettersOf(this.rows, caseId)
      .filter((letter) => received?.has(letter.clientId) ?? true)
      .map(viewOfLetter);
  }

  /** The scan of a letter's answer; that somebody looked at it is on record. */
  async letterScan(caller: Caller, scope: Scope, letterId: string): Promise<File> {
    const letter = this.rows.one<LetterRow>('SELECT * FROM confirmationLetter WHERE id = ?', letterId);
    if (letter === undefined) throw new RefusalError(refusals.noSuchItem);
    const { only } = this.seen(caller, scope, letter.caseId);
    const received = this.#receivedClients(letter.caseId, only)?.has(letter.clientId) ?? true;
    const { registry } = this.context;
    const kept = this.rows.one<Database['attachment']>(
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
    return possibleReceivers(this.rows, row.employeeId).map((each) => ({ ...each, barredBy: [...each.barredBy] }));
  }

  /** The dates of the law and what would be handed over, before anything is written. */
  dates(caller: Caller, scope: Scope, input: Omit<NewCase, 'reason' | 'supervisorId'>) {
    refuseForOthers(caller, scope, input);
    const employment = activeEmployment(this.rows, input.employeeId);
    const dates = statutoryDates({
      kind: input.kind,
      noticeDate: input.noticeDate as BusinessDate,
      requestedEnd: input.requestedEnd as BusinessDate | null,
      probationEnd: (employment?.probationEnd ?? null) as BusinessDate | null,
    });
    const preview = this.context.registry.reader
      .prepare(
        `SELECT (SELECT count(*) FROM client WHERE ownerId = :id) AS clients,
         (SELECT count(*) FROM salesOrder WHERE employeeId = :id AND status = 'open') AS openOrders,
         (SELECT coalesce(sum(r.balance), 0) FROM receivable r JOIN client c ON c.id = r.clientId WHERE c.ownerId = :id) AS receivable,
         (SELECT count(*) FROM asset WHERE holderId = :id) AS assets`,
      )
      .get({ id: input.employeeId }) as { clients: number; openOrders: number; receivable: number; assets: number };
    const barredBy = submitBars(this.rows, input, this.now());
    return {
      statutoryEnd: dates.statutoryEnd ?? dates.end,
      noticeDays: dates.statutoryEnd === null ? 0 : daysFrom(input.noticeDate, dates.statutoryEnd),
      transferDue: dates.transferDue,
      handoverDue: handoverDue(input.noticeDate, dates.end),
      barredBy,
      preview,
    };
  }

  /** Reads of other features: the case that a form or a letter belongs to. */
  caseRow(caseId: string): CaseRow | undefined {
    return caseOf(this.rows, caseId);
  }

  /** @throws RefusalError unless this person may see the whole case: any of the branch, or one's own or one's to manage. */
  assertVisible(caller: Caller, scope: Scope, caseId: string): CaseRow {
    const { row, sight } = this.seen(caller, scope, caseId);
    if (sight !== 'whole') throw new RefusalError(refusals.notYours);
    return row;
  }

  /** The case as far as this person sees it; `only` names the receiver whose part that is. @throws RefusalError */
  protected seen(
    caller: Caller,
    scope: Scope,
    caseId: string,
  ): { row: CaseRow; sight: Exclude<Sight, 'nothing'>; only: string | null } {
    const row = this.require(this.rows, caseId);
    const sight = sightOf(this.rows, caller, scope, row);
    if (sight === 'nothing') throw new RefusalError(refusals.notYours);
    return { row, sight, only: sight === 'received' ? caller.account.employeeId : null };
  }

  /** The clients that a receiver takes over; null for everybody who sees the whole case. */
  #receivedClients(caseId: string, only: string | null): ReadonlySet<string | null> | null {
    return only === null
      ? null
      : new Set(itemsOf(this.rows, caseId).flatMap((item) => (item.receiverId === only ? [item.clientId] : [])));
  }

  protected require(rows: Rows, caseId: string): CaseRow {
    const row = caseOf(rows, caseId);
    if (row === undefined) throw new RefusalError(refusals.noSuchCase);
    return row;
  }

  protected detail(row: CaseRow, account: Account, sight: Exclude<Sight, 'nothing'> = 'whole'): CaseDetail {
    const { audit } = this.context.registry;
    return detailOfCase({ rows: this.rows, audit, now: this.now() }, row, account, sight);
  }

  protected now(): number {
    return this.context.clock.now();
  }
}

const daysFrom = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
