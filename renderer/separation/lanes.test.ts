import { describe, expect, it } from 'vitest';
import type { BusinessDate } from '../../shared/domain/businessDate.ts';
import { laneMap } from './lanes.ts';
import type { CaseDetail } from './states.ts';

const day = (text: string) => text as BusinessDate;
const mark = (
  track: 'legal' | 'handover',
  key: CaseDetail['milestones'][number]['key'],
  on: string,
  state: 'done' | 'due' | 'overdue' = 'done',
) => ({ track, key, on, state });
const usual = [
  mark('legal', 'notice', '2026-11-23'),
  mark('legal', 'end', '2026-12-23', 'due'),
  mark('legal', 'certificate', '2026-12-23', 'due'),
  mark('legal', 'transfer', '2027-01-07', 'due'),
  mark('handover', 'submitted', '2026-11-23'),
  mark('handover', 'settled', '2026-12-20', 'due'),
];
const span = (state: 'active' | 'restricted' | 'closed', from: string, to: string | null = null) => ({
  state,
  from,
  to,
  by: '',
  why: '',
});
const map = (
  milestones: typeof usual,
  options: { today?: string; over?: boolean; spans?: ReturnType<typeof span>[]; labelWidth?: number } = {},
) =>
  laneMap(
    { milestones, accountSpans: options.spans ?? [], over: options.over ?? false },
    day(options.today ?? '2026-12-01'),
    1000,
    () => options.labelWidth ?? 100,
  );

describe('the lanes of a case', () => {
  it('put what falls on one day under one label, in order', () => {
    const { legal, handover } = map(usual);
    expect(legal.map(({ on, keys, state }) => [on, keys, state])).toEqual([
      ['2026-11-23', ['notice'], 'done'],
      ['2026-12-23', ['end', 'certificate'], 'due'],
      ['2027-01-07', ['transfer'], 'due'],
    ]);
    expect(handover).toHaveLength(2);
    expect(legal[0]?.at).toBe(handover[0]?.at);
  });

  it('keep every mark on the axis, with today between', () => {
    const { legal, today, ticks } = map(usual);
    const all = [...legal.map((each) => each.at), today ?? -1, ...ticks.map((tick) => tick.at)];
    expect(all.every((at) => at >= 0 && at <= 100)).toBe(true);
    expect(today).toBeGreaterThan(legal[0]?.at ?? 100);
    expect(today).toBeLessThan(legal[1]?.at ?? 0);
    expect(ticks[0]?.label).toBe('11-23');
  });

  it('move labels out of each other’s way, and turn those at the edge inwards', () => {
    const crowded = ['2026-11-23', '2026-11-24', '2026-11-25'].map((on) => mark('handover', 'accepted', on));
    const { handover } = map([...usual.filter((each) => each.track === 'legal'), ...crowded], { labelWidth: 120 });
    expect(handover.map((each) => each.place)).toEqual(['above', 'below', 'none']);
    expect(map(usual, { labelWidth: 200 }).legal.at(-1)?.side).toBe('end');
  });

  it('reach to today when something is long overdue, but not for a case of long ago', () => {
    expect(map(usual, { today: '2027-06-01' }).today).toBeGreaterThan(90);
    const over = map(usual, { today: '2029-06-01', over: true });
    expect(over.today).toBeUndefined();
    expect(over.legal.at(-1)?.at).toBeGreaterThan(80);
  });

  it('count months instead of weeks on a long axis', () => {
    expect(map(usual, { today: '2027-06-01' }).ticks.map((tick) => tick.label)).toContain('2027-02');
  });

  it('clip what the account was long before the notice', () => {
    const { bands } = map(usual, {
      spans: [span('active', '2019-01-01', '2026-11-23'), span('restricted', '2026-11-23')],
    });
    expect(bands.map(({ state, from }) => [state, from > 0])).toEqual([
      ['active', false],
      ['restricted', true],
    ]);
    expect(bands[0]?.to).toBe(bands[1]?.from);
  });
});
