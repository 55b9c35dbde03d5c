import type { Fen } from '../../shared/domain/money.ts';
import type { Item } from './states.ts';

/** A client with what hangs on it; or, at the end, everything that belongs to no client. */
export interface Group {
  /** Id of the client; empty for what has none. */
  readonly key: string;
  readonly name: string;
  /** The client itself as an item: its ownership moves. Undefined where only its orders or debts do. */
  readonly client: Item | undefined;
  /** Orders, receivables, promises of the client. */
  readonly children: readonly Item[];
  /** What is at stake with the client in all, whatever the filter leaves of its items. */
  readonly receivable: Fen;
  readonly orders: Fen;
  readonly disputed: boolean;
  /** Items decided, and of how many. */
  readonly settled: number;
  readonly items: readonly Item[];
}

export const filters = ['all', 'noReceiver', 'toHandOver', 'toReview', 'returned', 'disputed', 'settled'] as const;
export type Filter = (typeof filters)[number];

const isDisputed = (item: Item): boolean =>
  item.snapshot.disputed === true || (typeof item.snapshot.disputed === 'number' && item.snapshot.disputed > 0);
export const isSettled = (item: Item): boolean => item.state === 'accepted' || item.state === 'waived';

const passes: Readonly<Record<Filter, (item: Item) => boolean>> = {
  all: () => true,
  noReceiver: (item) => item.receiver === null && !isSettled(item),
  toHandOver: (item) => item.state === 'open' || item.state === 'returned',
  toReview: (item) => item.state === 'handedOver',
  returned: (item) => item.state === 'returned',
  disputed: isDisputed,
  settled: isSettled,
};

export const countOf = (items: readonly Item[], filter: Filter): number => items.filter(passes[filter]).length;

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
const sum = (items: readonly Item[], kind: Item['kind']): Fen =>
  items.reduce((total, item) => (item.kind === kind ? total + item.amount : total), 0);

/**
 * The items that pass a filter and a search, by client, the most money first; what belongs to no client comes last. A search
 * that meets the name of a client shows all of the client.
 */
export function grouped(items: readonly Item[], filter: Filter, text: string): readonly Group[] {
  const wanted = folded(text.trim());
  const meets = (item: Item): boolean =>
    wanted === '' ||
    folded(item.clientName ?? '').includes(wanted) ||
    folded(item.title).includes(wanted) ||
    folded(item.receiver?.name ?? '').includes(wanted);
  const byClient = Map.groupBy(
    items.filter((item) => passes[filter](item) && meets(item)),
    (item) => item.clientId ?? '',
  );
  const whole = Map.groupBy(items, (item) => item.clientId ?? '');
  const groups = [...byClient].map(([key, all]): Group => {
    const atStake = whole.get(key) ?? all;
    const client = all.find((item) => item.kind === 'client');
    return {
      key,
      name: all[0]?.clientName ?? '',
      client,
      children: all.filter((item) => item !== client),
      receivable: sum(atStake, 'receivable'),
      orders: sum(atStake, 'order'),
      disputed: all.some(isDisputed),
      settled: all.filter(isSettled).length,
      items: all,
    };
  });
  return groups.sort(
    (a, b) => Number(a.key === '') - Number(b.key === '') || b.receivable + b.orders - (a.receivable + a.orders),
  );
}

/** A line of the list: a client, or one of the items under it. */
export type Line =
  | { readonly kind: 'group'; readonly id: string; readonly group: Group; readonly open: boolean }
  | { readonly kind: 'item'; readonly id: string; readonly group: Group; readonly item: Item };

/** The lines that are to be seen, with the groups that are closed. */
export function linesOf(groups: readonly Group[], closed: (group: Group) => boolean): readonly Line[] {
  return groups.flatMap((group): Line[] => {
    const open = group.children.length > 0 && !closed(group);
    const head: Line = { kind: 'group', id: group.client?.id ?? `group ${group.key}`, group, open };
    return open ? [head, ...group.children.map((item): Line => ({ kind: 'item', id: item.id, group, item }))] : [head];
  });
}

/** The items that a line stands for when it is ticked: a client with everything on it. */
export const itemsOfLine = (line: Line): readonly Item[] => (line.kind === 'group' ? line.group.items : [line.item]);
