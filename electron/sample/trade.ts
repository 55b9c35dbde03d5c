import type { Staff } from './staff.ts';
import type { Story } from './story.ts';
import { disputes, goods, notesOfVisits, promises, titlesOfContacts } from './words.ts';

/** How many clients each salesperson has; `none` are without an owner. */
const shares: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Array.from({ length: 14 }, (_, at) => [`s${at + 1}`, 118 - at * 4])),
  submitted: 57,
  listed: 38,
  transferring: 8,
  underReview: 4,
  overdue: 29,
  silent: 6,
  none: 10,
};
export const clientCount = 1500;
export const orderCount = 20_000;
/** Receivables are kept for orders of so many days; what is older was settled in the earlier system. */
const receivablesReach = 210;
const longName = '上海浦东锦程远航国际货运代理与仓储配送服务股份有限公司';

interface Order {
  readonly id: string;
  readonly client: BookedClient;
  /** Days before today. */
  readonly ago: number;
  readonly number: string;
  readonly amount: number;
  readonly title: string;
  readonly cancelled: boolean;
  /** Days before today on which it is delivered, and paid; null for not yet. */
  readonly deliveredAgo: number | null;
  readonly paidAgo: number | null;
  receivableId?: string;
  status?: 'open' | 'delivered' | 'settled' | 'cancelled';
}

interface BookedClient {
  readonly id: string;
  readonly creditDays: number;
  readonly helper: string | null;
  /** Who owns it from which day on, newest first. `ago` counts days before today. */
  readonly owners: { readonly employeeId: string; readonly ago: number }[];
}

/** The clients of a sample branch and what passes between them and the company, told day by day. */
export class Trade {
  readonly #story: Story;
  readonly #clients = new Map<string, BookedClient>();
  /** Orders by date, the oldest first; those before `#next` have been told. */
  #orders: Order[] = [];
  #next = 0;
  /** Orders that have been told and may still be delivered or paid. */
  #pending: Order[] = [];

  constructor(story: Story) {
    this.#story = story;
  }

  /** Takes over the clients with contacts, owners and helpers. */
  takeOver(staff: Staff): void {
    const { seeded, inventor, branch } = this.#story;
    const newId = branch.registry.newId;
    const plans: { client: BookedClient; from: number; to: number; weight: number }[] = [];
    this.#story.write('clients.takeOver', (tx) => {
      for (const [key, size] of Object.entries(ownersOf())) {
        const owner = key === 'none' ? undefined : staff.of(key);
        for (let at = 0; at < size; at++) {
          const firm = inventor.firm(key === 's1' && at === 0 ? longName : undefined);
          const habit = habitOf(this.#story, key, at);
          const since = Math.max(habit.from, 401) + seeded.whole(5, 400);
          const ownedSince = owner === undefined ? since : Math.min(since, this.#story.agoOf(owner.startDate));
          const earlier =
            owner !== undefined && key.startsWith('s') && ownedSince > 700 && seeded.chance(0.12)
              ? staff.of(`s${seeded.whole(1, 14)}`)
              : undefined;
          const moved = earlier && earlier.employeeId !== owner?.employeeId ? seeded.whole(420, 680) : undefined;
          const helper = owner !== undefined && seeded.chance(0.05) ? staff.of(`s${seeded.whole(1, 14)}`) : undefined;
          const shared = helper !== undefined && helper.employeeId !== owner?.employeeId && moved === undefined;
          const client: BookedClient = {
            id: newId(),
            creditDays: seeded.pick([15, 30, 30, 30, 45, 60]),
            helper: shared ? helper.employeeId : null,
            owners: [
              ...(owner ? [{ employeeId: owner.employeeId, ago: moved ?? ownedSince }] : []),
              ...(moved !== undefined && earlier ? [{ employeeId: earlier.employeeId, ago: ownedSince }] : []),
            ],
          };
          this.#clients.set(client.id, client);
          const last = habit.orders === 0 ? undefined : habit.to;
          branch.services.clients.insertMany(tx, {
            clients: [
              {
                id: client.id,
                name: firm.name,
                uscc: firm.uscc,
                address: firm.address,
                ...(seeded.chance(0.75) ? { latitude: firm.latitude, longitude: firm.longitude } : {}),
                status: last === undefined ? 'prospect' : last > 365 ? 'lost' : last > 92 ? 'dormant' : 'active',
                creditDays: client.creditDays,
                industry: firm.industry,
                city: firm.city,
                ownerId: owner?.employeeId ?? null,
              },
            ],
            contacts: Array.from({ length: seeded.chance(0.25) ? 2 : 1 }, (_, nth) => ({
              clientId: client.id,
              name: inventor.personName(),
              title: seeded.pick(titlesOfContacts),
              phone: inventor.phone(),
              isSignatory: nth === 0 ? (1 as const) : (0 as const),
              retired: 0 as const,
            })),
            ownerships: ownershipsOf(this.#story, client),
          });
          if (habit.orders > 0) plans.push({ client, from: habit.from, to: habit.to, weight: habit.orders });
        }
      }
    });
    this.#orders = plannedOrders(this.#story, plans);
  }

  /** Tells what happened until a day: orders placed, delivered and paid. */
  tellUntil(ago: number): void {
    const { branch, dayAgo } = { branch: this.#story.branch, dayAgo: (days: number) => this.#story.dayAgo(days) };
    this.#story.write('orders.takeOver', (tx) => {
      const waiting: Order[] = [];
      for (const order of this.#pending) {
        const status = statusOf(order, ago);
        if (status !== order.status) {
          tx.update('salesOrder', order.id, { status });
          order.status = status;
        }
        if (order.receivableId !== undefined && status === 'settled') {
          tx.update('receivable', order.receivableId, { balance: 0 });
          tx.insert('payment', paymentOf(this.#story, order, order.receivableId));
        } else if (status !== 'settled') waiting.push(order);
      }
      this.#pending = waiting;
      for (
        let order = this.#orders[this.#next];
        order !== undefined && order.ago >= ago;
        order = this.#orders[++this.#next]
      ) {
        const status = statusOf(order, ago);
        order.status = status;
        const owner = ownerOn(order.client, order.ago);
        const receivable = order.ago <= receivablesReach && status !== 'cancelled';
        if (receivable) order.receivableId = branch.registry.newId();
        branch.services.clients.insertMany(tx, {
          orders: [
            {
              id: order.id,
              number: order.number,
              clientId: order.client.id,
              employeeId: owner,
              date: dayAgo(order.ago),
              amount: order.amount,
              status,
              source: '订单系统',
              title: order.title,
            },
          ],
          receivables:
            order.receivableId === undefined
              ? []
              : [
                  {
                    id: order.receivableId,
                    clientId: order.client.id,
                    orderId: order.id,
                    dueDate: dayAgo(order.ago - order.client.creditDays),
                    amount: order.amount,
                    balance: status === 'settled' ? 0 : order.amount,
                    disputed: 0,
                  },
                ],
          payments:
            order.receivableId !== undefined && status === 'settled'
              ? [paymentOf(this.#story, order, order.receivableId)]
              : [],
        });
        if (status === 'open' || status === 'delivered') this.#pending.push(order);
      }
    });
  }

  /** What colleagues noted of their clients in a span of days, with promises still to be kept. */
  followUps(until: number, from: number, count: number): void {
    const { seeded } = this.#story;
    const clients = [...this.#clients.values()].filter((client) => client.owners.length > 0);
    this.#story.write('clients.takeOverNotes', (tx) => {
      for (let at = 0; at < count; at++) {
        const client = seeded.pick(clients);
        const ago = seeded.whole(until, from);
        const promised = seeded.chance(0.3) ? Math.max(ago - seeded.whole(2, 20), -12) : null;
        const kept = promised !== null && promised > 6;
        this.#story.branch.services.clients.insertMany(tx, {
          followUps: [
            {
              clientId: client.id,
              employeeId: ownerOn(client, ago),
              date: this.#story.dayAgo(ago),
              kind: seeded.pick(['visit', 'call', 'call', 'message', 'meeting'] as const),
              note: seeded.pick(notesOfVisits),
              promisedDate: promised === null ? null : this.#story.dayAgo(promised),
              promise: promised === null ? null : seeded.pick(promises),
              doneAt: kept ? tx.now : null,
            },
          ],
        });
      }
    });
  }

  /** Some of the open receivables of a person are in dispute; some of a client's promises are due. */
  dispute(employeeId: string, most: number): void {
    const { branch, seeded } = this.#story;
    const open = branch.registry.reader
      .prepare(
        'SELECT r.id FROM receivable r JOIN client c ON c.id = r.clientId WHERE c.ownerId = ? AND r.balance > 0 ORDER BY r.amount DESC LIMIT ?',
      )
      .pluck()
      .all(employeeId, most) as string[];
    this.#story.write('receivable.dispute', (tx) => {
      for (const id of open) tx.update('receivable', id, { disputed: 1, note: seeded.pick(disputes) });
    });
  }

  /** Ownership moved by a settlement: whoever owns a client now places its orders from this day on. */
  learnOwners(ago: number): void {
    const rows = this.#story.branch.registry.reader.prepare('SELECT id, ownerId FROM client').all() as {
      id: string;
      ownerId: string | null;
    }[];
    for (const { id, ownerId } of rows) {
      const client = this.#clients.get(id);
      if (client && ownerId !== null && client.owners[0]?.employeeId !== ownerId) {
        client.owners.unshift({ employeeId: ownerId, ago });
      }
    }
  }
}

/** The shares, made up to exactly the number of clients by the first of the list. */
function ownersOf(): Record<string, number> {
  const rest = clientCount - Object.values(shares).reduce((sum, size) => sum + size, 0);
  return { ...shares, s1: (shares.s1 ?? 0) + rest };
}

/** From and to: days before today of the first and the last order; `orders` is how busy the client is. */
function habitOf(story: Story, key: string, at: number): { from: number; to: number; orders: number } {
  const { seeded } = story;
  const from = seeded.whole(420, 1095);
  const busy = 0.25 + seeded.skewed(0.9);
  // Five of six stopped soon after their salesperson had left.
  if (key === 'silent') return { from: 1000, to: at === 0 ? 4 : 118 + at * 7, orders: 3 + at };
  if (['transferring', 'underReview', 'overdue'].includes(key)) return { from, to: seeded.whole(3, 30), orders: busy };
  const kind = seeded.next();
  if (kind < 0.04 || key === 'none') return { from: 0, to: 0, orders: 0 };
  if (kind < 0.11) return { from, to: seeded.whole(366, Math.max(366, from - 20)), orders: busy * 0.4 };
  if (kind < 0.2) return { from, to: seeded.whole(93, 360), orders: busy * 0.7 };
  if (kind < 0.35) return { from: seeded.whole(40, 400), to: seeded.whole(1, 30), orders: busy };
  return { from, to: seeded.whole(0, 28), orders: busy };
}

function plannedOrders(
  story: Story,
  plans: readonly { client: BookedClient; from: number; to: number; weight: number }[],
): Order[] {
  const { seeded } = story;
  const busyDays = (plan: (typeof plans)[number]): number => plan.weight * (plan.from - plan.to + 30);
  const total = plans.reduce((sum, plan) => sum + busyDays(plan), 0);
  let left = orderCount;
  const drafts = plans.flatMap((plan, at) => {
    const rest = plans.length - at - 1;
    const wanted = Math.max(1, Math.round((orderCount * busyDays(plan)) / total));
    const count = rest === 0 ? left : Math.min(wanted, left - rest);
    left -= count;
    // Larger clients order more often and more at a time.
    const usual = 180_000 * plan.weight ** 0.6 * seeded.skewed(0.5);
    return Array.from({ length: count }, (_, nth) => {
      const even = count === 1 ? plan.to : plan.from - ((plan.from - plan.to) * nth) / (count - 1);
      const gap = (plan.from - plan.to) / Math.max(1, count - 1);
      const jitter = nth === count - 1 || nth === 0 ? 0 : (seeded.next() - 0.5) * gap * 0.8;
      return { client: plan.client, ago: Math.round(Math.max(plan.to, even + jitter)), usual };
    });
  });
  drafts.sort((a, b) => b.ago - a.ago);
  const serials = new Map<string, number>();
  return drafts.map(({ client, ago, usual }) => {
    const month = story.dayAgo(ago).slice(0, 7).replace('-', '');
    const serial = (serials.get(month) ?? 0) + 1;
    serials.set(month, serial);
    const cancelled = seeded.chance(0.015);
    const deliveredAgo = ago - seeded.whole(1, 6);
    const late = seeded.chance(0.1) ? seeded.whole(10, 70) : seeded.whole(-6, 6);
    const unpaid = ago <= receivablesReach && seeded.chance(0.02);
    return {
      id: story.branch.registry.newId(),
      client,
      ago,
      number: `${story.branch.identity.code}-DD-${month}-${String(serial).padStart(6, '0')}`,
      amount: Math.max(8000, Math.round((usual * seeded.skewed(0.45)) / 500) * 500),
      title: seeded.pick(goods),
      cancelled,
      deliveredAgo,
      paidAgo: unpaid ? null : Math.min(deliveredAgo, ago - client.creditDays - late),
    };
  });
}

/** How an order stands on a day. */
function statusOf(order: Order, ago: number): NonNullable<Order['status']> {
  if (order.cancelled) return 'cancelled';
  if (order.paidAgo !== null && order.paidAgo >= ago) return 'settled';
  return order.deliveredAgo !== null && order.deliveredAgo >= ago ? 'delivered' : 'open';
}

function paymentOf(story: Story, order: Order, receivableId: string) {
  return {
    receivableId,
    clientId: order.client.id,
    date: story.dayAgo(order.paidAgo ?? 0),
    amount: order.amount,
    method: story.seeded.chance(0.8) ? '银行转账' : '承兑汇票',
  };
}

/** Who placed an order on a day; orders older than any span were placed by the first owner. */
function ownerOn(client: BookedClient, ago: number): string {
  const span = client.owners.find((each) => each.ago >= ago) ?? client.owners.at(-1);
  if (span === undefined) throw new Error('a client without an owner has no dealings');
  return span.employeeId;
}

function ownershipsOf(story: Story, client: BookedClient) {
  const spans = [...client.owners].reverse();
  return [
    ...spans.map((span, at) => {
      const next = spans[at + 1];
      return {
        clientId: client.id,
        employeeId: span.employeeId,
        role: 'owner' as const,
        share: client.helper === null ? 100 : 70,
        fromDate: story.dayAgo(span.ago),
        toDate: next ? story.dayAgo(next.ago) : null,
        endReason: next ? '区域调整' : null,
        reason: at === 0 ? '开发' : '区域调整',
        decidedBy: 'system',
        epoch: at + 1,
      };
    }),
    ...(client.helper === null
      ? []
      : [
          {
            clientId: client.id,
            employeeId: client.helper,
            role: 'helper' as const,
            share: 30,
            fromDate: story.dayAgo(client.owners[0]?.ago ?? 0),
            toDate: null,
            reason: '协同开发',
            decidedBy: 'system',
            epoch: 1,
          },
        ]),
  ];
}
