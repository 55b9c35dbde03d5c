import type * as z from 'zod';
import type { clientChip, clientsContract } from '../../shared/contract/clients.ts';
import { handoverPermissions, permissions } from '../../shared/contract/permissions.ts';
import { type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import { effectiveScope } from '../../shared/domain/permissions.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Caller } from '../access/service.ts';
import type { FeatureContext } from '../feature.ts';
import { type TimelineEntry, timelineOf } from '../timeline/timeline.ts';
import {
  type ClientDetail,
  ClientFacts,
  type ContactRow,
  type FollowUpRow,
  type OrderRow,
  type OrdersByMonth,
  type OwnershipRow,
  type Receivables,
} from './facts.ts';
import { type ClientChip, type ClientRow, heldCounts, listClients } from './list.ts';
import { Looks } from './looks.ts';
import * as refusals from './refusals.ts';
import { type DuplicateClient, findDuplicates, type Looker } from './registration.ts';
import { branchCounts } from './summary.ts';

export type Scope = 'own' | 'branch';
export type InputOf<K extends keyof typeof clientsContract> = z.infer<
  NonNullable<(typeof clientsContract)[K]['~orpc']['inputSchema']>
>;

/** A search answers its best matches only: whoever gets a thousand has to type another word. */
const mostFound = 1000;

/** What people see of clients, each as far as it concerns them; every look at one is on record. */
export class ClientReads {
  protected readonly context: FeatureContext;
  protected readonly facts: ClientFacts;
  readonly #looks: Looks;

  constructor(context: FeatureContext) {
    this.context = context;
    this.facts = new ClientFacts(context.registry.reader);
    this.#looks = new Looks(context.registry.write, context.clock);
  }

  async list(
    caller: Caller,
    scope: Scope,
    input: InputOf<'list'>,
  ): Promise<{ rows: ClientRow[]; total: number; capped: boolean }> {
    const { reader, write } = this.context.registry;
    const { employeeId } = caller.account;
    const among = input.query.trim()
      ? this.context.services.search.find('client', input.query, {
          limit: mostFound,
          ownOf: scope === 'own' ? employeeId : undefined,
        })
      : undefined;
    const answer = listClients(reader, {
      ...input,
      sort: input.sort,
      today: this.today,
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
    const { reader } = this.context.registry;
    const { employeeId } = caller.account;
    const held = employeeId === null ? noneHeld : heldCounts(reader, employeeId, this.today);
    return scope === 'own' ? held : { ...branchCounts(reader, this.today), mine: held.mine };
  }

  async get(caller: Caller, scope: Scope, clientId: string): Promise<ClientDetail> {
    await this.look(caller, scope, clientId);
    return this.detail(caller, clientId);
  }

  async ownershipHistory(caller: Caller, scope: Scope, clientId: string): Promise<OwnershipRow[]> {
    await this.look(caller, scope, clientId);
    return this.facts.ownershipHistory(clientId);
  }

  async orders(caller: Caller, scope: Scope, input: InputOf<'orders'>): Promise<{ rows: OrderRow[]; total: number }> {
    await this.look(caller, scope, input.clientId);
    return this.facts.orders(input.clientId, input);
  }

  async ordersByMonth(caller: Caller, scope: Scope, input: InputOf<'ordersByMonth'>): Promise<OrdersByMonth> {
    await this.look(caller, scope, input.clientId);
    return this.facts.ordersByMonth(input.clientId, input.months, this.today);
  }

  async receivables(caller: Caller, scope: Scope, clientId: string): Promise<Receivables> {
    await this.look(caller, scope, clientId);
    return this.facts.receivables(clientId, this.today);
  }

  async followUps(
    caller: Caller,
    scope: Scope,
    input: InputOf<'followUps'>,
  ): Promise<{ rows: FollowUpRow[]; total: number }> {
    await this.look(caller, scope, input.clientId);
    return this.facts.followUps(input.clientId, input);
  }

  async contacts(caller: Caller, scope: Scope, clientId: string): Promise<ContactRow[]> {
    await this.look(caller, scope, clientId);
    return this.facts.contacts(clientId);
  }

  /** A phone number in full; every look at one is an event of its own. */
  async revealContact(caller: Caller, scope: Scope, contactId: string): Promise<{ phone: string | null }> {
    const contact = this.read('contact', contactId);
    if (contact === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '联系人', en: 'contact' }));
    this.require(caller, scope, contact.clientId);
    await this.context.registry.write.seen(caller.actor, {
      action: 'client.revealContact',
      subject: { kind: 'client', id: contact.clientId },
      why: contact.name,
    });
    return { phone: contact.phone };
  }

  async timeline(caller: Caller, scope: Scope, clientId: string): Promise<TimelineEntry[]> {
    await this.look(caller, scope, clientId);
    return timelineOf(this.context.registry, [{ kind: 'client', id: clientId, touched: true }]);
  }

  /** Who may be the same. Learning of a client of somebody else's in this way is a look at it, and is recorded. */
  async findDuplicates(caller: Caller, scope: Scope, input: InputOf<'findDuplicates'>): Promise<DuplicateClient[]> {
    const { reader, write } = this.context.registry;
    const found = findDuplicates(
      { all: <R>(sql: string, ...values: unknown[]) => reader.prepare(sql).all(...values) as R[] },
      input,
      this.looker(caller, scope),
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

  receivers(): { id: string; name: string; employeeNo: string; clients: number }[] {
    return this.context.registry.reader
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

  protected get today(): BusinessDate {
    return fromInstant(this.context.clock.now());
  }

  protected looker(caller: Caller, scope: Scope): Looker {
    // Creating needs less than seeing: a clerk who may create sees as far as `client.view` reaches.
    const seeing = this.scopeOf(caller, 'client.view');
    return {
      scope: scope === 'branch' && seeing === 'branch' ? 'branch' : 'own',
      employeeId: caller.account.employeeId,
      today: this.today,
    };
  }

  protected scopeOf(caller: Caller, permission: string) {
    return effectiveScope(permissions, handoverPermissions, caller.account, permission);
  }

  /** The client, if this person may see it. @throws RefusalError `client.notFound`, whether or not it exists. */
  protected require(caller: Caller, scope: Scope, clientId: string): Database['client'] {
    const client = this.facts.client(clientId);
    const visible = scope === 'branch' || this.facts.holds(clientId, caller.account.employeeId, this.today);
    if (client === undefined || !visible) throw new RefusalError(refusals.noSuchClient);
    return client;
  }

  protected async look(caller: Caller, scope: Scope, clientId: string): Promise<Database['client']> {
    const client = this.require(caller, scope, clientId);
    await this.#looks.record(caller, clientId);
    return client;
  }

  protected detail(caller: Caller, clientId: string): ClientDetail {
    const client = this.found(this.facts.client(clientId));
    const may = this.may(caller, client);
    const transferRequests = may.assign ? this.facts.transferRequests(clientId) : [];
    return { ...this.facts.detail(client, this.today), transferRequests, may };
  }

  protected may(caller: Caller, client: Database['client']): ClientDetail['may'] {
    const holds = this.facts.holds(client.id, caller.account.employeeId, this.today);
    const may = (permission: string): boolean => {
      const scope = this.scopeOf(caller, permission);
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

  protected receivable(caller: Caller, scope: Scope, id: string): Database['receivable'] {
    const receivable = this.read('receivable', id);
    if (receivable === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '应收', en: 'receivable' }));
    this.require(caller, scope, receivable.clientId);
    return receivable;
  }

  protected read<N extends 'contact' | 'followUp' | 'salesOrder' | 'receivable'>(
    table: N,
    id: string,
  ): Database[N] | undefined {
    return this.context.registry.reader.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id) as
      | Database[N]
      | undefined;
  }

  /** A row that was just written or read: its absence is a bug. */
  protected found<T>(row: T | undefined): T {
    if (row === undefined) throw new Error('a row that was just there is gone');
    return row;
  }
}

const noneHeld: Record<ClientChip, number> = { all: 0, mine: 0, owing: 0, openOrders: 0, dormant: 0, noOwner: 0 };
