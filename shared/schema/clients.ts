import { domainTable, integer, integerOrNull, localTable, realOrNull, text, textOrNull } from './table.ts';

export const client = domainTable(
  20,
  'client',
  {
    name: text(10),
    /** Unified social credit code (GB 32100), 18 characters. */
    uscc: textOrNull(11),
    normalizedName: text(12),
    pinyin: text(13),
    initials: text(14),
    address: textOrNull(15),
    latitude: realOrNull(16),
    longitude: realOrNull(17),
    status: text<'prospect' | 'active' | 'dormant' | 'lost' | 'retired'>(18),
    creditDays: integer(19),
    industry: textOrNull(20),
    city: textOrNull(21),
    /** Employee id of the present 主 owner; kept by the ownership writer so that lists need no join over history. */
    ownerId: textOrNull(22),
    note: textOrNull(23),
  },
  { subject: { kind: 'client', column: 'id' } },
);

export const contact = domainTable(
  21,
  'contact',
  {
    clientId: text(10),
    name: text(11),
    title: textOrNull(12),
    phone: textOrNull(13),
    isSignatory: integer<0 | 1>(14),
    retired: integer<0 | 1>(15),
  },
  { subject: { kind: 'client', column: 'clientId' } },
);

/** Who handled which client, from when to when, in which share, by whose decision. Never edited, only ended. */
export const ownership = domainTable(22, 'ownership', {
  clientId: text(10),
  employeeId: text(11),
  role: text<'owner' | 'helper'>(12),
  /** Per cent, 1 to 100; shares of one client on one day sum to at most 100. */
  share: integer(13),
  fromDate: text(14),
  /** First day on which it no longer holds; null while it holds. */
  toDate: textOrNull(15),
  reason: text(16),
  caseId: textOrNull(17),
  decidedBy: text(18),
  endReason: textOrNull(19),
  /** Counts the transfers of the client, from 1. */
  epoch: integer(20),
});

export const followUp = domainTable(
  23,
  'followUp',
  {
    clientId: text(10),
    employeeId: text(11),
    date: text(12),
    kind: text<'visit' | 'call' | 'message' | 'meeting' | 'other'>(13),
    note: text(14),
    promisedDate: textOrNull(15),
    promise: textOrNull(16),
    doneAt: integerOrNull(17),
  },
  { subject: { kind: 'client', column: 'clientId' } },
);

export const salesOrder = domainTable(24, 'salesOrder', {
  number: text(10),
  clientId: text(11),
  employeeId: text(12),
  date: text(13),
  /** Fen. */
  amount: integer(14),
  status: text<'open' | 'delivered' | 'settled' | 'cancelled'>(15),
  source: text(16),
  title: textOrNull(17),
});

export const receivable = domainTable(25, 'receivable', {
  clientId: text(10),
  orderId: textOrNull(11),
  dueDate: text(12),
  /** Fen. */
  amount: integer(13),
  /** Fen still owed. */
  balance: integer(14),
  disputed: integer<0 | 1>(15),
  note: textOrNull(16),
});

export const payment = domainTable(26, 'payment', {
  receivableId: text(10),
  clientId: text(11),
  date: text(12),
  /** Fen. */
  amount: integer(13),
  method: textOrNull(14),
});

/**
 * What a list shows of a client beside its own row; `id` is the client's. Derived, so that a first page of 200,000
 * clients reads 100 rows and not two million orders.
 */
export const clientSummary = localTable(27, 'clientSummary', {
  number: integer(10),
  ownerId: textOrNull(11),
  /** 0 once the client is retired: no list and no count has it any more. */
  live: integer<0 | 1>(12),
  /** The name's pinyin, by which lists are ordered. */
  sortName: text(13),
  /** Fen still owed. */
  balance: integer(14),
  openOrders: integer(15),
  /** Fen. */
  openAmount: integer(16),
  lastOrderDate: textOrNull(17),
  /** Fen of the orders of the last 12 months that were not cancelled. */
  amount12m: integer(18),
  /** Date of the earliest order in `amount12m`: the day on which it falls out is known beforehand. */
  oldest12m: textOrNull(19),
});

/** How many live clients there are of each sort, and per day of the last order (`last:2026-11-23`). Derived. */
export const clientTally = localTable(28, 'clientTally', { value: integer(10) });

export const clientTables = {
  client,
  contact,
  ownership,
  followUp,
  salesOrder,
  receivable,
  payment,
  clientSummary,
  clientTally,
};
