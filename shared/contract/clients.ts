import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import {
  businessDate,
  fen,
  id,
  instant,
  line,
  pageInput,
  pageOf,
  paragraph,
  procedure,
  timelineEntry,
} from './base.ts';

export const clientStatus = z.enum(['prospect', 'active', 'dormant', 'lost', 'retired']);
export const ownershipRole = z.enum(['owner', 'helper']);
export const followUpKind = z.enum(['visit', 'call', 'message', 'meeting', 'other']);
export const orderStatus = z.enum(['open', 'delivered', 'settled', 'cancelled']);

/** `own`: clients in which the person holds a share today, as owner or helper. */
export const clientPermissions = {
  'client.view': { salesperson: 'own', salesManager: 'branch', hrClerk: 'branch', hrAdmin: 'branch' },
  /** Phone numbers of contacts in full; every use is an audited call of its own. */
  'client.viewContacts': { salesperson: 'own', salesManager: 'branch', hrAdmin: 'branch' },
  /** Who looked at a client, and every change: the timeline. */
  'client.viewTimeline': { salesManager: 'branch', hrAdmin: 'branch' },
  'client.create': { salesperson: 'own', salesManager: 'branch', hrClerk: 'branch' },
  'client.edit': { salesperson: 'own', salesManager: 'branch' },
  'client.followUp': { salesperson: 'own', salesManager: 'branch' },
  'order.create': { salesperson: 'own', salesManager: 'branch' },
  'payment.record': { salesManager: 'branch', hrClerk: 'branch' },
  'receivable.dispute': { salesperson: 'own', salesManager: 'branch' },
  'client.assign': { salesManager: 'branch' },
} satisfies PermissionTable;

/** A restricted person works on the handover: own clients, contacts masked, no new client or order, no export. */
export const clientHandoverPermissions = ['client.view', 'client.followUp', 'receivable.dispute'] as const;

const person = z.object({ id, name: z.string() });

/** The facts by which a list decides without opening a client. Amounts in fen. */
export const clientRow = z.object({
  id,
  version: z.int(),
  name: z.string(),
  city: z.string().nullable(),
  status: clientStatus,
  owner: person.nullable(),
  /** Still owed, disputed or not. */
  balance: fen,
  /** Of the balance, what is past its due date today. */
  overdue: fen,
  openOrders: z.int(),
  lastOrderDate: businessDate.nullable(),
  /** Orders of the last 12 months that were not cancelled. */
  amount12m: fen,
});

export const clientChip = z.enum(['all', 'mine', 'owing', 'openOrders', 'dormant', 'noOwner']);
export const clientSort = z.enum(['name', 'balance', 'openOrders', 'lastOrder', 'amount12m']);

export const contactRow = z.object({
  id,
  version: z.int(),
  name: z.string(),
  title: z.string().nullable(),
  /** Masked; `revealContact` answers it in full to those who may. */
  phone: z.string().nullable(),
  isSignatory: z.boolean(),
});

export const ownershipRow = z.object({
  id,
  employee: person,
  role: ownershipRole,
  /** Per cent. */
  share: z.int(),
  from: businessDate,
  /** First day on which it no longer held; null while it holds. */
  to: businessDate.nullable(),
  reason: z.string(),
  endReason: z.string().nullable(),
  caseId: z.string().nullable(),
  decidedBy: z.string(),
  /** Counts the transfers of the client, from 1. */
  epoch: z.int(),
});

export const orderRow = z.object({
  id,
  version: z.int(),
  number: z.string(),
  date: businessDate,
  amount: fen,
  status: orderStatus,
  source: z.string(),
  title: z.string().nullable(),
  employee: person,
});

export const receivableRow = z.object({
  id,
  version: z.int(),
  orderId: z.string().nullable(),
  orderNumber: z.string().nullable(),
  dueDate: businessDate,
  amount: fen,
  balance: fen,
  /** Days past due today; 0 when not due yet. */
  overdueDays: z.int(),
  disputed: z.boolean(),
  note: z.string().nullable(),
});

export const followUpRow = z.object({
  id,
  version: z.int(),
  date: businessDate,
  kind: followUpKind,
  note: z.string(),
  employee: person,
  promisedDate: businessDate.nullable(),
  promise: z.string().nullable(),
  doneAt: instant.nullable(),
});

export const clientDetail = z.object({
  id,
  version: z.int(),
  name: z.string(),
  uscc: z.string().nullable(),
  address: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  status: clientStatus,
  creditDays: z.int(),
  industry: z.string().nullable(),
  city: z.string().nullable(),
  note: z.string().nullable(),
  createdAt: instant,
  owner: person.nullable(),
  helpers: z.array(person.extend({ share: z.int() })),
  /** What is at stake. */
  stake: z.object({
    balance: fen,
    overdue: fen,
    disputed: fen,
    openOrders: z.int(),
    openOrdersAmount: fen,
    amount12m: fen,
    lastOrderDate: businessDate.nullable(),
    lastFollowUp: businessDate.nullable(),
  }),
  /** Who asked for it and why, for those who decide about ownership. */
  transferRequests: z.array(z.string()),
  /** What this person may do with this client now. */
  may: z.object({
    edit: z.boolean(),
    followUp: z.boolean(),
    addOrder: z.boolean(),
    recordPayment: z.boolean(),
    dispute: z.boolean(),
    assign: z.boolean(),
    viewContacts: z.boolean(),
    viewTimeline: z.boolean(),
  }),
});

/** A client that may be the same. What is not the caller's own is masked: only the name that was typed anyway, branch and owner. */
export const duplicateClient = z.object({
  id,
  /** `uscc`: same credit code, certainly the same; `name`: same name but for spelling. */
  by: z.enum(['uscc', 'name']),
  name: z.string(),
  owner: z.string().nullable(),
  /** Whether the caller may open it. */
  mine: z.boolean(),
  zh: z.string(),
  en: z.string(),
});

const clientFacts = {
  name: line(120).min(2),
  uscc: line(30).nullish(),
  address: line(200).nullish(),
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
  creditDays: z.int().min(0).max(365),
  industry: line(60).nullish(),
  city: line(40).nullish(),
  note: paragraph(2000).nullish(),
};

const ofClient = z.object({ clientId: id });
const contactFacts = {
  name: line(60).min(1),
  title: line(60).nullish(),
  phone: line(40).nullish(),
  isSignatory: z.boolean().default(false),
};

export const clientsContract = {
  /** Rows of a list. `total` of a search stops at 1,000, the best matches. */
  list: procedure('client.view')
    .input(
      z.object({
        query: line(100).default(''),
        chip: clientChip.default('all'),
        ownerId: id.optional(),
        sort: clientSort.optional(),
        descending: z.boolean().default(false),
        ...pageInput,
      }),
    )
    .output(pageOf(clientRow).extend({ capped: z.boolean() })),
  /** How many clients each chip would show. */
  chipCounts: procedure('client.view').output(z.record(clientChip, z.int())),
  get: procedure('client.view').input(ofClient).output(clientDetail),
  ownershipHistory: procedure('client.view').input(ofClient).output(z.array(ownershipRow)),
  orders: procedure('client.view').input(ofClient.extend(pageInput)).output(pageOf(orderRow)),
  /** Orders and amounts per month, oldest first, months without orders included; and the client's own cadence. */
  ordersByMonth: procedure('client.view')
    .input(ofClient.extend({ months: z.int().min(1).max(120).default(36) }))
    .output(
      z.object({
        months: z.array(z.object({ month: z.string().regex(/^\d{4}-\d{2}$/), orders: z.int(), amount: fen })),
        /** Quartiles of orders per month while the client ordered, and the gap between orders; null without a cadence. */
        cadence: z
          .object({ low: z.number(), median: z.number(), high: z.number(), medianGapDays: z.number() })
          .nullable(),
        /** The day from which it counts as dormant unless it orders; null when it never ordered. */
        dormantFrom: businessDate.nullable(),
        dormant: z.boolean(),
      }),
    ),
  /** What is owed, oldest due date first, and its sums by age. */
  receivables: procedure('client.view')
    .input(ofClient)
    .output(
      z.object({
        rows: z.array(receivableRow),
        ages: z.array(z.object({ age: z.enum(['notDue', 'd30', 'd60', 'd90', 'older']), amount: fen, count: z.int() })),
        disputed: fen,
      }),
    ),
  followUps: procedure('client.view').input(ofClient.extend(pageInput)).output(pageOf(followUpRow)),
  contacts: procedure('client.view').input(ofClient).output(z.array(contactRow)),
  /** A phone number in full. Audited as a look of its own. */
  revealContact: procedure('client.viewContacts')
    .input(z.object({ contactId: id }))
    .output(z.object({ phone: z.string().nullable() })),
  /** Everything that happened, newest first, looks included. */
  timeline: procedure('client.viewTimeline').input(ofClient).output(z.array(timelineEntry)),

  /** Who may be the same, before anything is created. */
  findDuplicates: procedure('client.create')
    .input(z.object({ name: line(120), uscc: line(30).nullish() }))
    .output(z.array(duplicateClient)),
  /**
   * Creates a client. Refused (`client.duplicate`) when one with the same name is there, unless its ids are named in
   * `notDuplicates`; the same credit code is always refused. `ownerId` is for those with `client.assign`; without it
   * the salesperson who creates becomes owner.
   */
  create: procedure('client.create')
    .input(
      z.object({
        ...clientFacts,
        ownerId: id.nullish(),
        contacts: z.array(z.object(contactFacts)).max(20).default([]),
        notDuplicates: z.array(id).max(50).default([]),
      }),
    )
    .output(clientDetail),
  /** Asks the manager to move a client to the person who asks; it appears on the manager's workbench. */
  requestTransfer: procedure('client.create')
    .input(ofClient.extend({ reason: line(200).min(2) }))
    .output(z.object({ requested: z.boolean() })),
  update: procedure('client.edit')
    .input(z.object({ clientId: id, version: z.int(), ...clientFacts, status: clientStatus }))
    .output(clientDetail),
  addContact: procedure('client.edit').input(ofClient.extend(contactFacts)).output(contactRow),
  retireContact: procedure('client.edit')
    .input(z.object({ contactId: id, version: z.int() }))
    .output(z.object({ retired: z.boolean() })),
  addFollowUp: procedure('client.followUp')
    .input(
      ofClient.extend({
        date: businessDate,
        kind: followUpKind,
        note: paragraph(4000).min(1),
        promisedDate: businessDate.nullish(),
        promise: line(200).nullish(),
      }),
    )
    .output(followUpRow),
  completeFollowUp: procedure('client.followUp')
    .input(z.object({ followUpId: id, version: z.int() }))
    .output(followUpRow),
  /** A new order and the receivable that falls due after the client's credit days. */
  addOrder: procedure('order.create')
    .input(
      ofClient.extend({
        /** The paper's or system's own number; made by the branch when left out. */
        number: line(60).min(1).optional(),
        date: businessDate,
        amount: fen.min(1),
        title: line(200).nullish(),
        /** Who took the order; the client's owner when left out. */
        employeeId: id.optional(),
      }),
    )
    .output(z.object({ order: orderRow, receivable: receivableRow })),
  /** Delivered, or cancelled with what it owed; an order on which money came in is not cancelled. */
  closeOrder: procedure('order.create')
    .input(
      z.object({
        orderId: id,
        version: z.int(),
        to: z.enum(['delivered', 'cancelled']),
        reason: line(200).min(2).optional(),
      }),
    )
    .output(orderRow),
  recordPayment: procedure('payment.record')
    .input(
      z.object({
        receivableId: id,
        version: z.int(),
        date: businessDate,
        amount: fen.min(1),
        method: line(60).nullish(),
      }),
    )
    .output(receivableRow),
  disputeReceivable: procedure('receivable.dispute')
    .input(z.object({ receivableId: id, version: z.int(), disputed: z.boolean(), note: line(400).min(2) }))
    .output(receivableRow),
  /** The first owner, or a transfer to another. Several clients are one decision: all of them or none. */
  assignOwner: procedure('client.assign')
    .input(
      z.object({
        clients: z
          .array(z.object({ clientId: id, version: z.int() }))
          .min(1)
          .max(500),
        toEmployeeId: id,
        on: businessDate,
        reason: line(200).min(2),
      }),
    )
    .output(z.object({ moved: z.int() })),
  /** People who can receive clients: in service and not leaving. */
  receivers: procedure('client.assign').output(z.array(person.extend({ employeeNo: z.string(), clients: z.int() }))),
};
