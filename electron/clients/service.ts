import type * as z from 'zod';
import type { clientChip, clientsContract } from '../../shared/contract/clients.ts';
import { handoverPermissions, permissions } from '../../shared/contract/permissions.ts';
import { type BusinessDate, fromInstant, storedDate } from '../../shared/domain/businessDate.ts';
import type { HandoverSource } from '../../shared/domain/handoverList.ts';
import { effectiveScope } from '../../shared/domain/permissions.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Caller } from '../access/service.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { type TimelineEntry, timelineOf } from '../timeline/timeline.ts';
import { bookOf } from './book.ts';
import { type ClientBatch, insertMany } from './bulk.ts';
import * as dealings from './dealings.ts';
import {
  type ClientDetail,
  ClientFacts,
  type ContactRow,
  contactView,
  type FollowUpRow,
  type OrderRow,
  type OrdersByMonth,
  type OwnershipRow,
  type ReceivableRow,
  type Receivables,
  transferRequest,
} from './facts.ts';
import { type ClientChip, type ClientRow, heldCounts, listClients } from './list.ts';
import { Looks } from './looks.ts';
import { assertReceiver, type OwnershipTransfer, redistributeOwnership, transferOwnership } from './ownershipWriter.ts';
import * as refusals from './refusals.ts';
import {
  assertNotDuplicate,
  clientColumns,
  contactColumns,
  type DuplicateClient,
  findDuplicates,
  type Looker,
  type NewClientInput,
} from './registration.ts';
import { branchCounts, passDay, summaryProjection } from './summary.ts';

type Scope = 'own' | 'branch';
type InputOf<K extends keyof typeof clientsContract> = z.infer<
  NonNullable<(typeof clientsContract)[K]['~orpc']['inputSchema']>
>;

/** A search answers its best matches only: whoever gets a thousand has to type another word. */
const mostFound = 1000;

/** Clients, who handles them, and what passes between them and the company. */
export class ClientsService {
  readonly #context: FeatureContext;
  readonly #facts: ClientFacts;
  readonly #looks: Looks;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#facts = new ClientFacts(context.registry.reader);
    this.#looks = new Looks(context.registry.write, context.clock);
    this.passDay();
  }

  /** Lets orders that turn 12 months old leave the totals. Called when the branch opens and by a job. */
  passDay(): void {
    this.#context.registry.write.local((tx) => passDay(tx, this.#today));
  }

  async list(
    caller: Caller,
    scope: Scope,
    input: InputOf<'list'>,
  ): Promise<{ rows: ClientRow[]; total: number; capped: boolean }> {
    const { reader, write } = this.#context.registry;
    const { employeeId } = caller.account;
    const among = input.query.trim()
      ? this.#context.services.search.find('client', input.query, {
          limit: mostFound,
          ownOf: scope === 'own' ? employeeId : undefined,
        })
      : undefined;
    const answer = listClients(reader, {
      ...input,
      sort: input.sort,
      today: this.#today,
      heldBy: scope === 'own' || input.chip === 'mine' ? employeeId : undefined,
      ownedBy: input.ownerId,
      among,
    });
    await write.seen(caller.actor, {
      action: 'client.list',
      subject: { kind: 'list', id: 'clients' },
      why: [input.chip, input.query, `${input.offset}+${answer.rows.length}`].filter(Boolean).join(' '),
    });
    return { ...answer, capped: among !== undefined && among.length === mostFound };
  }

  chipCounts(caller: Caller, scope: Scope): Record<z.infer<typeof clientChip>, number> {
    const { reader } = this.#context.registry;
    const { employeeId } = caller.account;
    const held = employeeId === null ? noneHeld : heldCounts(reader, employeeId, this.#today);
    return scope === 'own' ? held : { ...branchCounts(reader, this.#today), mine: held.mine };
  }

  async get(caller: Caller, scope: Scope, clientId: string): Promise<ClientDetail> {
    await this.#look(caller, scope, clientId);
    return this.#detail(caller, clientId);
  }

  async ownershipHistory(caller: Caller, scope: Scope, clientId: string): Promise<OwnershipRow[]> {
    await this.#look(caller, scope, clientId);
    return this.#facts.ownershipHistory(clientId);
  }

  async orders(caller: Caller, scope: Scope, input: InputOf<'orders'>): Promise<{ rows: OrderRow[]; total: number }> {
    await this.#look(caller, scope, input.clientId);
    return this.#facts.orders(input.clientId, input);
  }

  async ordersByMonth(caller: Caller, scope: Scope, input: InputOf<'ordersByMonth'>): Promise<OrdersByMonth> {
    await this.#look(caller, scope, input.clientId);
    return this.#facts.ordersByMonth(input.clientId, input.months, this.#today);
  }

  async receivables(caller: Caller, scope: Scope, clientId: string): Promise<Receivables> {
    await this.#look(caller, scope, clientId);
    return this.#facts.receivables(clientId, this.#today);
  }

  async followUps(
    caller: Caller,
    scope: Scope,
    input: InputOf<'followUps'>,
  ): Promise<{ rows: FollowUpRow[]; total: number }> {
    await this.#look(caller, scope, input.clientId);
    return this.#facts.followUps(input.clientId, input);
  }

  async contacts(caller: Caller, scope: Scope, clientId: string): Promise<ContactRow[]> {
    await this.#look(caller, scope, clientId);
    return this.#facts.contacts(clientId);
  }

  /** A phone number in full; every look at one is an event of its own. */
  async revealContact(caller: Caller, scope: Scope, contactId: string): Promise<{ phone: string | null }> {
    const contact = this.#read('contact', contactId);
    if (contact === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '联系人', en: 'contact' }));
    this.#require(caller, scope, contact.clientId);
    await this.#context.registry.write.seen(caller.actor, {
      action: 'client.revealContact',
      subject: { kind: 'client', id: contact.clientId },
      why: contact.name,
    });
    return { phone: contact.phone };
  }

  async timeline(caller: Caller, scope: Scope, clientId: string): Promise<TimelineEntry[]> {
    await this.#look(caller, scope, clientId);
    return timelineOf(this.#context.registry, [{ kind: 'client', id: clientId, touched: true }]);
  }

  /** Who may be the same. Learning of a client of somebody else's in this way is a look at it, and is recorded. */
  async findDuplicates(caller: Caller, scope: Scope, input: InputOf<'findDuplicates'>): Promise<DuplicateClient[]> {
    const { reader, write } = this.#context.registry;
    const found = findDuplicates(
      { all: <R>(sql: string, ...values: unknown[]) => reader.prepare(sql).all(...values) as R[] },
      input,
      this.#looker(caller, scope),
    );
    await Promise.all(
      found
        .filter((each) => !each.mine)
        .map((each) =>
          write.seen(caller.actor, {
            action: 'client.findDuplicate',
            subject: { kind: 'client', id: each.id },
            why: input.name,
          }),
        ),
    );
    return found;
  }

  create(caller: Caller, scope: Scope, input: NewClientInput): ClientDetail {
    const id = this.#context.registry.newId();
    const { account, actor } = caller;
    const mayAssign = this.#scopeOf(caller, 'client.assign') === 'branch';
    const ownerId = input.ownerId ?? (scope === 'own' ? account.employeeId : null);
    if (input.ownerId && input.ownerId !== account.employeeId && !mayAssign) {
      throw new RefusalError(refusals.ownerNotYours);
    }
    if (scope === 'own' && ownerId === null) throw new RefusalError(refusals.noOwnEmployee);
    const columns = clientColumns(input);
    this.#context.registry.write.domain(actor, { action: 'client.create', subject: { kind: 'client', id } }, (tx) => {
      assertNotDuplicate(findDuplicates(tx, input, this.#looker(caller, scope)), input.notDuplicates);
      tx.insert('client', { ...columns, id, ownerId, status: 'prospect', creditDays: input.creditDays });
      for (const [at, contact] of input.contacts.entries()) {
        tx.insert('contact', contactColumns(id, contact, `contacts.${at}.`));
      }
      if (ownerId === null) return;
      redistributeOwnership(tx, {
        clientId: id,
        on: this.#today,
        reason: '建档',
        caseId: null,
        decidedBy: account.id,
        holdings: [{ employeeId: ownerId, role: 'owner', share: 100 }],
      });
    });
    return this.#detail(caller, id);
  }

  /** Puts the wish for a client of somebody else's, or of nobody's, before the manager. Tells nothing of the client. */
  requestTransfer(caller: Caller, input: InputOf<'requestTransfer'>): { requested: boolean } {
    const client = this.#facts.client(input.clientId);
    if (client === undefined) throw new RefusalError(refusals.noSuchClient);
    this.#write(caller, 'client.requestTransfer', client.id, input.reason, (tx) =>
      this.#context.services.aftercare.remind(tx, {
        kind: transferRequest,
        subjectTable: 'client',
        subjectId: client.id,
        dueDate: this.#today,
        title: `${caller.account.displayName}申请转交：${input.reason}`,
      }),
    );
    return { requested: true };
  }

  update(caller: Caller, scope: Scope, input: InputOf<'update'>): ClientDetail {
    const client = this.#require(caller, scope, input.clientId);
    const columns = clientColumns(input);
    // A retired client is in no list: whoever wants to be rid of one must not be able to hide it.
    const retires = (client.status === 'retired') !== (input.status === 'retired');
    if (retires && this.#scopeOf(caller, 'client.assign') !== 'branch') throw new RefusalError(refusals.retireNotYours);
    this.#context.registry.write.domain(
      caller.actor,
      { action: 'client.update', subject: { kind: 'client', id: client.id } },
      (tx) => {
        // Only a new name or code can make it the same as another; what was stored before is not asked about again.
        if (columns.normalizedName !== client.normalizedName || columns.uscc !== client.uscc) {
          const found = findDuplicates(tx, input, this.#looker(caller, scope), client.id);
          const codeOnly = columns.normalizedName === client.normalizedName;
          assertNotDuplicate(codeOnly ? found.filter((each) => each.by === 'uscc') : found, []);
        }
        tx.update('client', client.id, { ...columns, status: input.status }, input.version);
      },
    );
    return this.#detail(caller, client.id);
  }

  addContact(caller: Caller, scope: Scope, input: InputOf<'addContact'>): ContactRow {
    const client = this.#require(caller, scope, input.clientId);
    const columns = contactColumns(client.id, input);
    const row = this.#write(caller, 'client.addContact', client.id, undefined, (tx) => tx.insert('contact', columns));
    return contactView(row);
  }

  retireContact(caller: Caller, scope: Scope, input: InputOf<'retireContact'>): { retired: boolean } {
    const contact = this.#read('contact', input.contactId);
    if (contact === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '联系人', en: 'contact' }));
    this.#require(caller, scope, contact.clientId);
    this.#write(caller, 'client.retireContact', contact.clientId, undefined, (tx) =>
      tx.update('contact', contact.id, { retired: 1 }, input.version),
    );
    return { retired: true };
  }

  addFollowUp(caller: Caller, scope: Scope, input: InputOf<'addFollowUp'>): FollowUpRow {
    const client = this.#require(caller, scope, input.clientId);
    const { employeeId } = caller.account;
    if (employeeId === null) throw new RefusalError(refusals.noOwnEmployee);
    const row = this.#write(caller, 'client.followUp', client.id, undefined, (tx) =>
      dealings.addFollowUp(tx, input, employeeId, this.#today),
    );
    return this.#found(this.#facts.followUp(row.id));
  }

  completeFollowUp(caller: Caller, scope: Scope, input: InputOf<'completeFollowUp'>): FollowUpRow {
    const followUp = this.#read('followUp', input.followUpId);
    if (followUp === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '跟进', en: 'follow-up' }));
    this.#require(caller, scope, followUp.clientId);
    this.#write(caller, 'client.completeFollowUp', followUp.clientId, undefined, (tx) =>
      tx.update('followUp', followUp.id, { doneAt: followUp.doneAt ?? tx.now }, input.version),
    );
    return this.#found(this.#facts.followUp(followUp.id));
  }

  addOrder(caller: Caller, scope: Scope, input: InputOf<'addOrder'>): { order: OrderRow; receivable: ReceivableRow } {
    const client = this.#require(caller, scope, input.clientId);
    const own = caller.account.employeeId;
    const employeeId = input.employeeId ?? (scope === 'own' ? own : (client.ownerId ?? own));
    if (employeeId === null) throw new RefusalError(refusals.noOwnEmployee);
    if (scope === 'own' && employeeId !== own) throw new RefusalError(refusals.orderNotYours);
    const { order, receivable } = this.#write(caller, 'order.create', client.id, undefined, (tx) => {
      if (!tx.one("SELECT 1 FROM employment WHERE employeeId = ? AND stage IN ('active', 'leaving')", employeeId)) {
        throw new RefusalError(refusals.takerGone);
      }
      return dealings.addOrder(tx, input, { client, employeeId, branchCode: this.#context.branch.code }, this.#today);
    });
    return {
      order: this.#found(this.#facts.order(order.id)),
      receivable: this.#found(this.#facts.receivable(receivable.id, this.#today)),
    };
  }

  closeOrder(caller: Caller, scope: Scope, input: InputOf<'closeOrder'>): OrderRow {
    const order = this.#read('salesOrder', input.orderId);
    if (order === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '订单', en: 'order' }));
    this.#require(caller, scope, order.clientId);
    this.#write(caller, `order.${input.to}`, order.clientId, input.reason, (tx) =>
      dealings.closeOrder(tx, this.#found(tx.get('salesOrder', order.id)), input),
    );
    return this.#found(this.#facts.order(order.id));
  }

  recordPayment(caller: Caller, scope: Scope, input: InputOf<'recordPayment'>): ReceivableRow {
    const receivable = this.#receivable(caller, scope, input.receivableId);
    this.#write(caller, 'payment.record', receivable.clientId, undefined, (tx) =>
      dealings.recordPayment(tx, this.#found(tx.get('receivable', receivable.id)), input, this.#today),
    );
    return this.#found(this.#facts.receivable(receivable.id, this.#today));
  }

  disputeReceivable(caller: Caller, scope: Scope, input: InputOf<'disputeReceivable'>): ReceivableRow {
    const receivable = this.#receivable(caller, scope, input.receivableId);
    if (input.disputed && receivable.balance === 0) throw new RefusalError(refusals.nothingOwed);
    const action = input.disputed ? 'receivable.dispute' : 'receivable.endDispute';
    this.#write(caller, action, receivable.clientId, input.note, (tx) =>
      tx.update('receivable', receivable.id, { disputed: input.disputed ? 1 : 0, note: input.note }, input.version),
    );
    return this.#found(this.#facts.receivable(receivable.id, this.#today));
  }

  /** First owner or transfer, for several clients as one decision: all of them or none. */
  assignOwner(caller: Caller, input: InputOf<'assignOwner'>): { moved: number } {
    const { toEmployeeId, reason } = input;
    const on = storedDate(input.on);
    if (on > this.#today) throw new RefusalError(refusals.inFuture('on'));
    const [only] = input.clients;
    const subject =
      input.clients.length === 1 && only
        ? { kind: 'client', id: only.clientId }
        : { kind: 'employee', id: toEmployeeId };
    this.#context.registry.write.domain(caller.actor, { action: 'client.assign', subject, why: reason }, (tx) => {
      assertReceiver(tx, toEmployeeId, '');
      for (const { clientId, version } of input.clients) {
        const client = tx.get('client', clientId);
        if (client === undefined) throw new RefusalError(refusals.noSuchClient);
        if (client.ownerId === toEmployeeId) throw new RefusalError(refusals.alreadyOwner(client.name));
        // Written first, against the version that the manager decided on.
        tx.update('client', clientId, { ownerId: toEmployeeId }, version);
        this.#context.services.aftercare.settleReminders(tx, transferRequest, clientId);
        const decision = { clientId, on, reason, caseId: null, decidedBy: caller.account.id };
        if (client.ownerId !== null) {
          transferOwnership(tx, { ...decision, fromEmployeeId: client.ownerId, toEmployeeId });
        } else {
          redistributeOwnership(tx, {
            ...decision,
            holdings: [{ employeeId: toEmployeeId, role: 'owner', share: 100 }],
          });
        }
      }
    });
    return { moved: input.clients.length };
  }

  receivers(): { id: string; name: string; employeeNo: string; clients: number }[] {
    return this.#context.registry.reader
      .prepare(
        `SELECT e.id, e.name, m.employeeNo,
           (SELECT count(*) FROM clientSummary s WHERE s.ownerId = e.id AND s.live = 1) AS clients
         FROM employment m JOIN employee e ON e.id = m.employeeId
         WHERE m.stage = 'active'
           AND NOT EXISTS (SELECT 1 FROM separationCase c WHERE c.employeeId = e.id AND c.legalState <> 'withdrawn'
             AND c.handoverState NOT IN ('settled', 'closedWithOpenItems'))
           AND NOT EXISTS (SELECT 1 FROM account a WHERE a.employeeId = e.id AND a.state = 'frozen')
         ORDER BY e.pinyin`,
      )
      .all() as { id: string; name: string; employeeNo: string; clients: number }[];
  }

  /**
   * Everything of an employee's that a handover list is generated from: clients held today, their ownerships, orders that
   * are open or young enough to count, receivables still owed, promises not yet kept.
   */
  bookOf(employeeId: string): Pick<HandoverSource, 'clients' | 'ownerships' | 'orders' | 'receivables' | 'followUps'> {
    return bookOf(this.#context.registry.reader, employeeId, this.#today);
  }

  /** What an employee answers for as owner or helper, in one row. Amounts in fen. */
  stakeOf(employeeId: string): {
    clients: number;
    openOrders: number;
    openOrderAmount: number;
    receivable: number;
    turnover12m: number;
  } {
    const today = this.#today;
    return this.#context.registry.reader
      .prepare(
        `SELECT count(*) AS clients, coalesce(sum(openOrders), 0) AS openOrders,
           coalesce(sum(openAmount), 0) AS openOrderAmount, coalesce(sum(balance), 0) AS receivable,
           coalesce(sum(amount12m), 0) AS turnover12m
         FROM clientSummary WHERE live = 1 AND id IN (SELECT clientId FROM ownership
           WHERE employeeId = ? AND fromDate <= ? AND (toDate IS NULL OR toDate > ?))`,
      )
      .get(employeeId, today, today) as ReturnType<ClientsService['stakeOf']>;
  }

  /** See {@link transferOwnership}: within the caller's unit of work. */
  transferOwnership(tx: DomainTransaction, request: OwnershipTransfer): void {
    transferOwnership(tx, request);
  }

  /** The person in charge of an open order or an unkept promise changes, within the caller's unit of work. */
  reassign(tx: DomainTransaction, table: 'salesOrder' | 'followUp', id: string, toEmployeeId: string): void {
    tx.update(table, id, { employeeId: toEmployeeId });
  }

  /** See {@link insertMany}: rows of an import or a sample, within the caller's unit of work. */
  insertMany(tx: DomainTransaction, batch: ClientBatch): void {
    insertMany(tx, batch);
  }

  get #today(): BusinessDate {
    return fromInstant(this.#context.clock.now());
  }

  #looker(caller: Caller, scope: Scope): Looker {
    // Creating needs less than seeing: a clerk who may create sees as far as `client.view` reaches.
    const seeing = this.#scopeOf(caller, 'client.view');
    return {
      scope: scope === 'branch' && seeing === 'branch' ? 'branch' : 'own',
      employeeId: caller.account.employeeId,
      today: this.#today,
    };
  }

  #scopeOf(caller: Caller, permission: string) {
    return effectiveScope(permissions, handoverPermissions, caller.account, permission);
  }

  /** The client, if this person may see it. @throws RefusalError `client.notFound`, whether or not it exists. */
  #require(caller: Caller, scope: Scope, clientId: string): Database['client'] {
    const client = this.#facts.client(clientId);
    const visible = scope === 'branch' || this.#facts.holds(clientId, caller.account.employeeId, this.#today);
    if (client === undefined || !visible) throw new RefusalError(refusals.noSuchClient);
    return client;
  }

  async #look(caller: Caller, scope: Scope, clientId: string): Promise<Database['client']> {
    const client = this.#require(caller, scope, clientId);
    await this.#looks.record(caller, clientId);
    return client;
  }

  #detail(caller: Caller, clientId: string): ClientDetail {
    const client = this.#found(this.#facts.client(clientId));
    const may = this.#may(caller, client);
    const transferRequests = may.assign ? this.#facts.transferRequests(clientId) : [];
    return { ...this.#facts.detail(client, this.#today), transferRequests, may };
  }

  #may(caller: Caller, client: Database['client']): ClientDetail['may'] {
    const holds = this.#facts.holds(client.id, caller.account.employeeId, this.#today);
    const may = (permission: string): boolean => {
      const scope = this.#scopeOf(caller, permission);
      return scope === 'branch' || (scope === 'own' && holds);
    };
    return {
      edit: may('client.edit'),
      followUp: may('client.followUp'),
      addOrder: may('order.create') && client.status !== 'retired',
      recordPayment: may('payment.record'),
      dispute: may('receivable.dispute'),
      assign: may('client.assign'),
      viewContacts: may('client.viewContacts'),
      viewTimeline: may('client.viewTimeline'),
    };
  }

  #receivable(caller: Caller, scope: Scope, id: string): Database['receivable'] {
    const receivable = this.#read('receivable', id);
    if (receivable === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '应收', en: 'receivable' }));
    this.#require(caller, scope, receivable.clientId);
    return receivable;
  }

  #read<N extends 'contact' | 'followUp' | 'salesOrder' | 'receivable'>(table: N, id: string): Database[N] | undefined {
    return this.#context.registry.reader.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id) as
      | Database[N]
      | undefined;
  }

  #write<T>(
    caller: Caller,
    action: string,
    clientId: string,
    why: string | undefined,
    body: (tx: DomainTransaction) => T,
  ): T {
    return this.#context.registry.write.domain(
      caller.actor,
      { action, subject: { kind: 'client', id: clientId }, ...(why === undefined ? {} : { why }) },
      body,
    );
  }

  /** A row that was just written or read: its absence is a bug. */
  #found<T>(row: T | undefined): T {
    if (row === undefined) throw new Error('a row that was just there is gone');
    return row;
  }
}

const noneHeld: Record<ClientChip, number> = { all: 0, mine: 0, owing: 0, openOrders: 0, dormant: 0, noOwner: 0 };

export const clientsFeature = {
  name: 'clients',
  projections: [summaryProjection],
  create: (context: FeatureContext) => ({ clients: new ClientsService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'clientDay', every: 600_000, run: () => context.services.clients.passDay() },
  ],
} satisfies Feature<{ clients: ClientsService }>;
