import { addDays, type BusinessDate, daysBetween, weekday } from '../../shared/domain/businessDate.ts';
import type { CaseDetail } from './states.ts';

type Milestone = CaseDetail['milestones'][number];
type Span = CaseDetail['accountSpans'][number];

export interface Tick {
  /** Per cent of the width. */
  readonly at: number;
  readonly label: string;
}

/** What falls on one day of a lane, under one label. */
export interface Mark {
  readonly on: BusinessDate;
  readonly at: number;
  readonly keys: readonly Milestone['key'][];
  readonly state: Milestone['state'];
  /** Where the label stands so that it hides no other; `none` leaves it to the tooltip. */
  readonly place: 'above' | 'below' | 'none';
  /** Which end of the label is at the mark. */
  readonly side: 'start' | 'end';
}

export interface Band {
  readonly state: Span['state'];
  readonly from: number;
  readonly to: number;
  readonly span: Span;
}

export interface LaneMap {
  readonly ticks: readonly Tick[];
  /** Per cent; undefined when today lies outside: a case of long ago. */
  readonly today: number | undefined;
  readonly legal: readonly Mark[];
  readonly handover: readonly Mark[];
  readonly bands: readonly Band[];
  readonly at: (day: BusinessDate) => number;
}

/** Days before the first mark and after the last, and of a long axis its part in a hundred. */
const margin = { before: 2, after: 4, share: 6 } as const;
/** Up to so many days the ticks are Mondays, beyond it the firsts of months. */
const longestByWeek = 100;
/** Per cent around today and at the edge where a tick would be written over. */
const crowded = { today: 3.5, edge: 96 } as const;
/** Pixels that the word of a state takes. */
const bandWidth = 46;
/** Days that a case may be over and today still be on its axis. */
const nearEnough = 14;

/** Lays out the three lanes of a case over one axis of days. `width` in CSS pixels, `widthOf` of a mark's label. */
export function laneMap(
  given: { milestones: readonly Milestone[]; accountSpans: readonly Span[]; over: boolean },
  today: BusinessDate,
  width: number,
  widthOf: (keys: readonly Milestone['key'][], on: BusinessDate) => number,
): LaneMap {
  const days = given.milestones.map((mark) => mark.on as BusinessDate);
  const changes = given.accountSpans.slice(1).map((span) => span.from as BusinessDate);
  const marked = [...days, ...changes].sort();
  const first = marked[0] ?? today;
  const last = marked.at(-1) ?? today;
  const showsToday = !given.over || today <= addDays(last, nearEnough);
  const start = addDays(first < today ? first : today, -margin.before);
  const until = showsToday && today > last ? today : last;
  const end = addDays(until, Math.max(margin.after, Math.ceil((daysBetween(start, until) * margin.share) / 100)));
  const length = Math.max(1, daysBetween(start, end));
  const at = (day: BusinessDate) => Math.min(100, Math.max(0, (daysBetween(start, day) / length) * 100));

  const lane = (track: Milestone['track']): Mark[] => {
    const byDay = Map.groupBy(
      given.milestones.filter((mark) => mark.track === track),
      (mark) => mark.on as BusinessDate,
    );
    let freeAbove = 0;
    let freeBelow = 0;
    return [...byDay]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([on, marks]) => {
        const keys = marks.map((mark) => mark.key);
        const x = (at(on) / 100) * width;
        const wide = widthOf(keys, on);
        const side = x + wide > width ? 'end' : 'start';
        const [left, right] = side === 'start' ? [x, x + wide] : [x - wide, x];
        const place = left >= freeAbove ? 'above' : left >= freeBelow ? 'below' : 'none';
        if (place === 'above') freeAbove = right;
        if (place === 'below') freeBelow = right;
        const state = marks.some((mark) => mark.state === 'overdue')
          ? 'overdue'
          : marks.some((mark) => mark.state === 'due')
            ? 'due'
            : 'done';
        return { on, at: at(on), keys, state, place, side };
      });
  };

  const now = showsToday && today >= start && today <= end ? at(today) : undefined;
  return {
    ticks: ticksOf(start, end, length)
      .map((tick) => ({ at: at(tick.day), label: tick.label }))
      .filter((tick) => tick.at < crowded.edge && !(now !== undefined && nearTo(tick.at, now))),
    today: now,
    legal: lane('legal'),
    handover: lane('handover'),
    bands: given.accountSpans.flatMap((span, index) => {
      const to = given.accountSpans[index + 1]?.from ?? (span.state === 'closed' ? end : showsToday ? today : end);
      // The present state is named even when it began today.
      const least = index === given.accountSpans.length - 1 ? (bandWidth / width) * 100 : 0.3;
      const band = { from: at(span.from as BusinessDate), to: at(to as BusinessDate) };
      return band.to > band.from || index === given.accountSpans.length - 1
        ? [{ ...band, to: Math.min(100, Math.max(band.to, band.from + least)), state: span.state, span }]
        : [];
    }),
    at,
  };
}

/** A tick's label begins at the tick and runs to the right; the mark of today stands centred over its line. */
const nearTo = (tick: number, today: number): boolean =>
  tick > today - crowded.today * 1.8 && tick < today + crowded.today;

function ticksOf(start: BusinessDate, end: BusinessDate, length: number): { day: BusinessDate; label: string }[] {
  const ticks: { day: BusinessDate; label: string }[] = [];
  for (let day = start; day <= end; day = addDays(day, 1)) {
    if (length <= longestByWeek ? weekday(day) === 1 : day.endsWith('-01')) {
      ticks.push({ day, label: length <= longestByWeek ? day.slice(5) : day.slice(0, 7) });
    }
  }
  return ticks;
}
