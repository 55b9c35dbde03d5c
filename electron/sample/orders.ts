import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { Story } from './story.ts';
import { goods } from './words.ts';

/** How many orders a sample branch has, over three years. */
export const orderCount = 20_000;
/** Receivables are kept for orders of so many days; what is older was settled in the earlier system. */
const receivablesReach = 120;

export interface Order {
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

export interface BookedClient {
  readonly id: string;
  readonly creditDays: number;
  readonly helper: string | null;
  /** Belongs to somebody who leaves in the course of the story. */
  readonly leaving: boolean;
  /** Who owns it from which day on, newest first. `ago` counts days before today. */
  readonly owners: { readonly employeeId: string; readonly ago: number }[];
}

/** Orders of some clients, told in the order of days: placed, then delivered, then paid. */
export class OrderBook {
  readonly #story: Story;
  readonly #orders: readonly Order[];
  #next = 0;
  /** Orders that have been told and may still be delivered or paid. */
  #pending: Order[] = [];

  /** @param orders the oldest first. */
  constructor(story: Story, orders: readonly Order[]) {
    this.#story = story;
    this.#orders = orders;
  }

  /** Tells what happened until a day. */
  tellUntil(tx: DomainTransaction, ago: number): void {
    this.#pending = this.#pending.filter((order) => this.#follow(tx, order, ago));
    for (;;) {
      const order = this.#orders[this.#next];
      if (order === undefined || order.ago < ago) return;
      this.#next += 1;
      this.#place(tx, order, ago);
    }
  }

  /** @returns whether there is more to come. */
  #follow(tx: DomainTransaction, order: Order, ago: number): boolean {
    const status = statusOf(order, ago);
    if (status !== order.status) tx.update('salesOrder', order.id, { status });
    order.status = status;
    if (status !== 'settled') return true;
    if (order.receivableId !== undefined) {
      tx.update('receivable', order.receivableId, { balance: 0 });
      tx.insert('payment', this.#payment(order, order.receivableId));
    }
    return false;
  }

  #place(tx: DomainTransaction, order: Order, ago: number): void {
    const { client, amount } = order;
    const status = statusOf(order, ago);
    order.status = status;
    if (order.ago <= receivablesReach && status !== 'cancelled')
      order.receivableId = this.#story.branch.registry.newId();
    const { receivableId } = order;
    this.#story.branch.services.clients.insertMany(tx, {
      orders: [
        {
          id: order.id,
          number: order.number,
          clientId: client.id,
          employeeId: ownerOn(client, order.ago),
          date: this.#story.dayAgo(order.ago),
          amount,
          status,
          source: '订单系统',
          title: order.title,
        },
      ],
      ...(receivableId === undefined
        ? {}
        : {
            receivables: [
              {
                id: receivableId,
                clientId: client.id,
                orderId: order.id,
                dueDate: this.#story.dayAgo(order.ago - client.creditDays),
                amount,
                balance: status === 'settled' ? 0 : amount,
                disputed: 0,
              },
            ],
            payments: status === 'settled' ? [this.#payment(order, receivableId)] : [],
          }),
    });
    if (status === 'open' || status === 'delivered') this.#pending.push(order);
  }

  #payment(order: Order, receivableId: string) {
    return {
      receivableId,
      clientId: order.client.id,
      date: this.#story.dayAgo(order.paidAgo ?? 0),
      amount: order.amount,
      method: this.#story.seeded.chance(0.8) ? '银行转账' : '承兑汇票',
    };
  }
}

/** How often a client orders, and from when to when, in days before today. */
export interface Plan {
  readonly client: BookedClient;
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** The orders of all clients, exactly as many as there are to be, the oldest first. */
export function plannedOrders(story: Story, plans: readonly Plan[]): Order[] {
  const { seeded } = story;
  const busyDays = (plan: Plan): number => plan.weight * (plan.from - plan.to + 30);
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

/** Who placed an order on a day; orders older than any span were placed by the first owner. */
export function ownerOn(client: BookedClient, ago: number): string {
  const span = client.owners.find((each) => each.ago >= ago) ?? client.owners.at(-1);
  if (span === undefined) throw new Error('a client without an owner has no dealings');
  return span.employeeId;
}
