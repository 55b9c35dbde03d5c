import { addMonths, type BusinessDate, daysBetween, storedDate } from './businessDate.ts';
import type { Fen } from './money.ts';
import { holdersOn, type Ownership, type OwnershipRole } from './ownership.ts';
import type { HandoverItemKind } from './states/handoverItem.ts';

/** The rows of the branch from which a handover list is generated; only what concerns the leaver ends up in it. */
export interface HandoverSource {
  readonly clients: readonly { readonly id: string; readonly name: string; readonly uscc: string | null }[];
  readonly ownerships: readonly Ownership[];
  readonly orders: readonly {
    readonly id: string;
    readonly number: string;
    readonly clientId: string;
    readonly employeeId: string;
    readonly date: string;
    readonly amount: Fen;
    readonly status: 'open' | 'delivered' | 'settled' | 'cancelled';
    readonly title: string | null;
  }[];
  readonly receivables: readonly {
    readonly id: string;
    readonly clientId: string;
    readonly orderId: string | null;
    readonly dueDate: string;
    readonly amount: Fen;
    readonly balance: Fen;
    readonly disputed: 0 | 1;
    readonly note: string | null;
  }[];
  readonly followUps: readonly {
    readonly id: string;
    readonly clientId: string;
    readonly employeeId: string;
    readonly promisedDate: string | null;
    readonly promise: string | null;
    readonly doneAt: number | null;
  }[];
  readonly assets: readonly {
    readonly id: string;
    readonly kind: string;
    readonly name: string;
    readonly serial: string | null;
    readonly holderId: string | null;
    readonly condition: string | null;
  }[];
  /** Client data and accounts of the company's that the leaver holds: numbers, chat accounts, mailboxes, shared folders. */
  readonly dataCarriers: readonly { readonly id: string; readonly label: string }[];
}

/** The facts of an item as they were when the list was generated; the item keeps them whatever happens to the rows. */
export type HandoverSnapshot =
  | {
      readonly kind: 'client';
      readonly name: string;
      readonly uscc: string | null;
      readonly role: OwnershipRole;
      readonly share: number;
      readonly receivable: Fen;
      readonly disputed: Fen;
      readonly overdue: Fen;
      readonly openOrders: number;
      readonly openOrderAmount: Fen;
      /** Orders of the last twelve months, cancelled ones left out. */
      readonly last12Months: Fen;
      readonly lastOrderOn: BusinessDate | null;
    }
  | {
      readonly kind: 'order';
      readonly number: string;
      readonly date: BusinessDate;
      readonly status: 'open' | 'delivered';
      readonly amount: Fen;
    }
  | {
      readonly kind: 'receivable';
      readonly dueDate: BusinessDate;
      readonly amount: Fen;
      readonly balance: Fen;
      readonly disputed: boolean;
      readonly note: string | null;
      /** Days past the due date; 0 when it is not overdue. */
      readonly overdueDays: number;
    }
  | { readonly kind: 'followUp'; readonly promisedDate: BusinessDate | null; readonly promise: string }
  | {
      readonly kind: 'asset';
      readonly assetKind: string;
      readonly serial: string | null;
      readonly condition: string | null;
    }
  | { readonly kind: 'data'; readonly label: string };

/** One item of the list before anybody has touched it. */
export interface HandoverItemDraft {
  readonly kind: HandoverItemKind;
  readonly subjectId: string;
  /** The client under which the item is shown; null for assets and data. */
  readonly clientId: string | null;
  readonly title: string;
  readonly snapshot: HandoverSnapshot;
  /** Fen at stake in this very item; a client's own is 0, because its orders and receivables are items of their own. */
  readonly amount: Fen;
}

/**
 * What an item is called where its kind does not stand beside it. A receivable goes by the number of its order: without its kind
 * the two could not be told apart.
 */
export const handoverItemLabel = ({ kind, title }: Pick<HandoverItemDraft, 'kind' | 'title'>): string =>
  kind === 'receivable' && !title.startsWith('应收') ? `应收 ${title}` : title;

export interface HandoverTotals {
  readonly items: number;
  readonly clients: number;
  readonly openOrders: number;
  readonly openOrderAmount: Fen;
  readonly receivables: number;
  readonly receivable: Fen;
  readonly disputed: Fen;
  readonly overdue: Fen;
  readonly followUps: number;
  readonly assets: number;
  readonly data: number;
}

export interface HandoverList {
  readonly items: readonly HandoverItemDraft[];
  readonly totals: HandoverTotals;
}

const sum = (amounts: readonly Fen[]): Fen => amounts.reduce((total, amount) => total + amount, 0);

const byClient = <T extends { readonly clientId: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> =>
  Map.groupBy(rows, (row) => row.clientId);

/**
 * Generates a leaver's handover list from the data, as of a day; nothing of it is typed. A client is on it when the leaver
 * holds a share of it, and so is every open order of the leaver's, every receivable that is the leaver's to collect (the
 * owner's, else that of the order's salesperson), every promise not yet kept, every asset and data carrier. Disputed
 * receivables are on it with their dispute. The order is by client, the most money first.
 */
export function handoverList(source: HandoverSource, leaverId: string, asOf: BusinessDate): HandoverList {
  const names = new Map(source.clients.map((client) => [client.id, client]));
  const ordersById = new Map(source.orders.map((order) => [order.id, order]));
  const ordersOf = byClient(source.orders);
  const ownershipsOf = byClient(source.ownerships);
  const held = new Map<string, Ownership>();
  const owners = new Map<string, string>();
  for (const [clientId, ownerships] of ownershipsOf) {
    for (const span of holdersOn(ownerships, clientId, asOf)) {
      if (span.employeeId === leaverId) held.set(clientId, span);
      if (span.role === 'owner') owners.set(clientId, span.employeeId);
    }
  }

  const owed = source.receivables.filter((each) => each.balance > 0);
  const owedOf = byClient(owed);
  const hasReceivable = new Set(source.receivables.map((each) => each.orderId));
  const isOpen = (order: HandoverSource['orders'][number]): order is typeof order & { status: 'open' | 'delivered' } =>
    // A delivered order that is already a receivable would be counted twice.
    order.status === 'open' || (order.status === 'delivered' && !hasReceivable.has(order.id));
  const collectorOf = (each: HandoverSource['receivables'][number]): string | undefined =>
    owners.get(each.clientId) ?? ordersById.get(each.orderId ?? '')?.employeeId;
  const overdueDays = (dueDate: string): number => Math.max(0, daysBetween(storedDate(dueDate), asOf));
  const yearAgo = addMonths(asOf, -12);

  const clientItems = [...held].map(([clientId, span]): HandoverItemDraft => {
    const client = names.get(clientId);
    const orders = ordersOf.get(clientId) ?? [];
    const open = orders.filter(isOpen);
    const receivables = owedOf.get(clientId) ?? [];
    const placed = orders.filter((order) => order.status !== 'cancelled' && order.date <= asOf);
    const lastOrderOn = placed.reduce((last, order) => (order.date > last ? order.date : last), '');
    const name = client?.name ?? clientId;
    return {
      kind: 'client',
      subjectId: clientId,
      clientId,
      title: name,
      amount: 0,
      snapshot: {
        kind: 'client',
        name,
        uscc: client?.uscc ?? null,
        role: span.role,
        share: span.share,
        receivable: sum(receivables.map((each) => each.balance)),
        disputed: sum(receivables.filter((each) => each.disputed === 1).map((each) => each.balance)),
        overdue: sum(receivables.filter((each) => overdueDays(each.dueDate) > 0).map((each) => each.balance)),
        openOrders: open.length,
        openOrderAmount: sum(open.map((order) => order.amount)),
        last12Months: sum(placed.filter((order) => order.date > yearAgo).map((order) => order.amount)),
        lastOrderOn: lastOrderOn === '' ? null : storedDate(lastOrderOn),
      },
    };
  });

  const orderItems = source.orders
    .filter((order) => order.employeeId === leaverId)
    .filter(isOpen)
    .map(
      ({ id, number, clientId, date, status, amount, title }): HandoverItemDraft => ({
        kind: 'order',
        subjectId: id,
        clientId,
        title: title === null || title === '' ? number : `${number} ${title}`,
        amount,
        snapshot: { kind: 'order', number, date: storedDate(date), status, amount },
      }),
    );

  const receivableItems = owed
    .filter((each) => collectorOf(each) === leaverId)
    .map(
      ({ id, clientId, orderId, dueDate, amount, balance, disputed, note }): HandoverItemDraft => ({
        kind: 'receivable',
        subjectId: id,
        clientId,
        title: ordersById.get(orderId ?? '')?.number ?? `应收 ${dueDate}`,
        amount: balance,
        snapshot: {
          kind: 'receivable',
          dueDate: storedDate(dueDate),
          amount,
          balance,
          disputed: disputed === 1,
          note,
          overdueDays: overdueDays(dueDate),
        },
      }),
    );

  const followUpItems = source.followUps
    .filter((each) => each.employeeId === leaverId && each.doneAt === null && (each.promise ?? '') !== '')
    .map(
      ({ id, clientId, promisedDate, promise }): HandoverItemDraft => ({
        kind: 'followUp',
        subjectId: id,
        clientId,
        title: promise ?? '',
        amount: 0,
        snapshot: {
          kind: 'followUp',
          promisedDate: promisedDate === null ? null : storedDate(promisedDate),
          promise: promise ?? '',
        },
      }),
    );

  const assetItems = source.assets
    .filter((asset) => asset.holderId === leaverId)
    .map(
      ({ id, kind, name, serial, condition }): HandoverItemDraft => ({
        kind: 'asset',
        subjectId: id,
        clientId: null,
        title: name,
        amount: 0,
        snapshot: { kind: 'asset', assetKind: kind, serial, condition },
      }),
    );

  const dataItems = source.dataCarriers.map(
    ({ id, label }): HandoverItemDraft => ({
      kind: 'data',
      subjectId: id,
      clientId: null,
      title: label,
      amount: 0,
      snapshot: { kind: 'data', label },
    }),
  );

  const items = [...clientItems, ...orderItems, ...receivableItems, ...followUpItems, ...assetItems, ...dataItems];
  return { items: inOrder(items), totals: handoverTotals(items) };
}

const kindOrder: readonly HandoverItemKind[] = ['client', 'receivable', 'order', 'followUp', 'asset', 'data'];

/** By client, the client with the most money first, and within a client by kind; what has no client comes last. */
function inOrder(items: readonly HandoverItemDraft[]): readonly HandoverItemDraft[] {
  const stake = new Map<string | null, Fen>();
  for (const item of items) stake.set(item.clientId, (stake.get(item.clientId) ?? 0) + item.amount);
  return [...items].sort(
    (a, b) =>
      Number(a.clientId === null) - Number(b.clientId === null) ||
      (stake.get(b.clientId) ?? 0) - (stake.get(a.clientId) ?? 0) ||
      compare(a.clientId ?? '', b.clientId ?? '') ||
      kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) ||
      b.amount - a.amount ||
      compare(a.subjectId, b.subjectId),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What is at stake in some items, counted from their own snapshots; for a whole list or for those still open. */
export function handoverTotals(items: readonly Pick<HandoverItemDraft, 'snapshot'>[]): HandoverTotals {
  const snapshots = items.map((item) => item.snapshot);
  const of = <K extends HandoverItemKind>(kind: K) =>
    snapshots.filter((each): each is Extract<HandoverSnapshot, { kind: K }> => each.kind === kind);
  const orders = of('order');
  const receivables = of('receivable');
  return {
    items: items.length,
    clients: of('client').length,
    openOrders: orders.length,
    openOrderAmount: sum(orders.map((each) => each.amount)),
    receivables: receivables.length,
    receivable: sum(receivables.map((each) => each.balance)),
    disputed: sum(receivables.filter((each) => each.disputed).map((each) => each.balance)),
    overdue: sum(receivables.filter((each) => each.overdueDays > 0).map((each) => each.balance)),
    followUps: of('followUp').length,
    assets: of('asset').length,
    data: of('data').length,
  };
}

/** What a newly generated list has that an earlier one lacks: orders and promises go on while the handover runs. */
export function itemsToAdd(
  existing: readonly Pick<HandoverItemDraft, 'kind' | 'subjectId'>[],
  generated: readonly HandoverItemDraft[],
): readonly HandoverItemDraft[] {
  const known = new Set(existing.map((item) => `${item.kind} ${item.subjectId}`));
  return generated.filter((item) => !known.has(`${item.kind} ${item.subjectId}`));
}
