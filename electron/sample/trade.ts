import { type BookedClient, OrderBook, ownerOn, type Plan, plannedOrders } from './orders.ts';
import type { Staff } from './staff.ts';
import type { Story } from './story.ts';
import { disputes, notesOfVisits, promises, titlesOfContacts } from './words.ts';

/** Clients of those who leave in the course of the story. */
const leaving: Readonly<Record<string, number>> = {
  submitted: 57,
  listed: 38,
  transferring: 7,
  underReview: 4,
  overdue: 29,
  silent: 5,
};
/** How many clients each salesperson has; `none` are without an owner. */
const shares: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Array.from({ length: 14 }, (_, at) => [`s${at + 1}`, 118 - at * 4])),
  ...leaving,
  none: 10,
};
export const clientCount = 1500;
const longName = '上海临港锦程远航国际货运代理仓储配送服务股份有限公司';

/** The clients of a sample branch and what passes between them and the company, told day by day. */
export class Trade {
  readonly #story: Story;
  readonly #clients = new Map<string, BookedClient>();
  #books: Readonly<Record<'leavers' | 'others', OrderBook>> | undefined;

  constructor(story: Story) {
    this.#story = story;
  }

  /** Takes over the clients with contacts, owners and helpers, and their orders until a day. */
  takeOver(staff: Staff, ago: number): void {
    const { seeded, inventor, branch } = this.#story;
    const newId = branch.registry.newId;
    const plans: Plan[] = [];
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
            leaving: key in leaving,
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
      const orders = plannedOrders(this.#story, plans);
      this.#books = {
        leavers: new OrderBook(
          this.#story,
          orders.filter((order) => order.client.leaving),
        ),
        others: new OrderBook(
          this.#story,
          orders.filter((order) => !order.client.leaving),
        ),
      };
      this.#books.leavers.tellUntil(tx, ago);
      this.#books.others.tellUntil(tx, ago);
    });
  }

  /**
   * Tells what happened until a day. The clients of those who leave are told of often, so that a handover list finds what
   * there was on its day; all others now and then, in one delivery of the order system.
   */
  tellUntil(ago: number, whose: 'leavers' | 'others'): void {
    this.#story.write('orders.takeOver', (tx) => this.#books?.[whose].tellUntil(tx, ago));
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

  /** What salespeople promised their clients for these days: some of it is late, some due today, some this week. */
  promise(employeeIds: readonly string[], each: number): void {
    const { seeded, branch } = this.#story;
    this.#story.write('clients.takeOverNotes', (tx) => {
      for (const employeeId of employeeIds) {
        const own = [...this.#clients.values()].filter((client) => client.owners[0]?.employeeId === employeeId);
        for (let at = 0; at < Math.min(each, own.length); at++) {
          const due = seeded.whole(-6, 3);
          branch.services.clients.insertMany(tx, {
            followUps: [
              {
                clientId: seeded.pick(own).id,
                employeeId,
                date: this.#story.dayAgo(Math.max(1, due + seeded.whole(2, 9))),
                kind: 'call',
                note: seeded.pick(notesOfVisits),
                promisedDate: this.#story.dayAgo(due),
                promise: seeded.pick(promises),
              },
            ],
          });
        }
      }
    });
  }

  /** The largest receivables that a person's clients still owe are in dispute. */
  dispute(employeeId: string, most: number): void {
    const { branch, seeded } = this.#story;
    const open = branch.registry.reader
      .prepare(
        `SELECT r.id FROM receivable r JOIN client c ON c.id = r.clientId WHERE c.ownerId = ? AND r.balance > 0
         ORDER BY r.amount DESC LIMIT ?`,
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
  // Four of five stopped soon after their salesperson had left.
  if (key === 'silent') return { from: 1000, to: at === 0 ? 4 : 118 + at * 7, orders: 3 + at };
  if (['transferring', 'underReview', 'overdue'].includes(key)) return { from, to: seeded.whole(3, 30), orders: busy };
  const kind = seeded.next();
  if (kind < 0.04 || key === 'none') return { from: 0, to: 0, orders: 0 };
  if (kind < 0.11) return { from, to: seeded.whole(366, Math.max(366, from - 20)), orders: busy * 0.4 };
  if (kind < 0.2) return { from, to: seeded.whole(93, 360), orders: busy * 0.7 };
  if (kind < 0.35) return { from: seeded.whole(40, 400), to: seeded.whole(1, 30), orders: busy };
  return { from, to: seeded.whole(0, 28), orders: busy };
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
