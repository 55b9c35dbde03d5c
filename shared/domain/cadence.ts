import { addMonths, type BusinessDate, daysBetween } from './businessDate.ts';
import type { Fen } from './money.ts';

/** How a client has been ordering, as of a day. */
export interface Cadence {
  /** Days with at least one order; several orders on one day count once. */
  readonly orderDays: number;
  readonly firstOrder: BusinessDate | null;
  readonly lastOrder: BusinessDate | null;
  readonly daysSinceLast: number | null;
  /** Median of the gaps between order days, in days; null with fewer than three order days. */
  readonly medianGap: number | null;
  /** How many of its own median gaps the client has been silent; null without one. */
  readonly silentGaps: number | null;
  /** No order for the dormancy period. A client that never ordered is a prospect, not dormant. */
  readonly dormant: boolean;
  /** The day from which the client counts as dormant if it does not order; null without any order. */
  readonly dormantFrom: BusinessDate | null;
}

/** Two gaps are the least of which a median says anything; a client with one order has no cadence. */
const fewestGaps = 2;

/** Three calendar months without an order, the default of the dormancy alarm. */
export const defaultDormantMonths = 3;

/** The median of some numbers; null for none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/**
 * The cadence of a client from the dates of its orders, in any order; orders after `today` are left out. Simple recency and
 * the client's own median gap, nothing probabilistic: on public purchase data that does as well.
 */
export function cadenceOf(
  orderDates: readonly BusinessDate[],
  today: BusinessDate,
  dormantMonths: number = defaultDormantMonths,
): Cadence {
  const days = [...new Set(orderDates)].filter((day) => day <= today).sort();
  const firstOrder = days[0] ?? null;
  const lastOrder = days.at(-1) ?? null;
  if (firstOrder === null || lastOrder === null) {
    return {
      orderDays: 0,
      firstOrder: null,
      lastOrder: null,
      daysSinceLast: null,
      medianGap: null,
      silentGaps: null,
      dormant: false,
      dormantFrom: null,
    };
  }
  const gaps = days.slice(1).map((day, index) => daysBetween(days[index] ?? day, day));
  const medianGap = gaps.length >= fewestGaps ? median(gaps) : null;
  const daysSinceLast = daysBetween(lastOrder, today);
  const dormantFrom = addMonths(lastOrder, dormantMonths);
  return {
    orderDays: days.length,
    firstOrder,
    lastOrder,
    daysSinceLast,
    medianGap,
    silentGaps: medianGap === null ? null : daysSinceLast / medianGap,
    dormant: today >= dormantFrom,
    dormantFrom,
  };
}

/** What a client ordered in two periods of the same length: before, and of late. */
export interface TwoPeriods {
  readonly before: Fen;
  readonly after: Fen;
}

/** A client's decline beside that of comparable clients over the same two periods. */
export interface Decline {
  /** after / before of the client. */
  readonly ownRatio: number;
  /** Median of the same ratio over the comparable clients. */
  readonly peerRatio: number;
  readonly peers: number;
  /** Fen that would have been ordered had the client gone the way of the others. */
  readonly expected: Fen;
  /** Fen by which it fell short of that; 0 when it did not. */
  readonly missing: Fen;
  /** Share of the expected amount that is missing, 0 to 1. */
  readonly shortfall: number;
}

/**
 * Compares a client's decline with that of the branch's other clients, so that a slack season accuses nobody. Null where
 * nothing can be said: the client ordered nothing before, or fewer than `fewestPeers` others did.
 */
export function declineBeside(client: TwoPeriods, others: readonly TwoPeriods[], fewestPeers = 5): Decline | null {
  const ratios = others.filter((each) => each.before > 0).map((each) => Math.max(0, each.after) / each.before);
  const peerRatio = median(ratios);
  if (client.before <= 0 || ratios.length < fewestPeers || peerRatio === null) return null;
  const after = Math.max(0, client.after);
  const expected = Math.round(client.before * peerRatio);
  const missing = Math.max(0, expected - after);
  return {
    ownRatio: after / client.before,
    peerRatio,
    peers: ratios.length,
    expected,
    missing,
    shortfall: expected === 0 ? 0 : missing / expected,
  };
}
