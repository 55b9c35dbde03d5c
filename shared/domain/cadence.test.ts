import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type BusinessDate } from './businessDate.ts';
import { cadenceOf, declineBeside, median } from './cadence.ts';

const every = (gap: number, count: number, from: BusinessDate = '2026-01-01'): BusinessDate[] =>
  Array.from({ length: count }, (_, index) => addDays(from, index * gap));

describe("a client's cadence", () => {
  it('is the median of the gaps between order days', () => {
    expect(cadenceOf(['2026-03-01', '2026-01-01', '2026-01-31', '2026-01-31'], '2026-03-31')).toEqual({
      orderDays: 3,
      firstOrder: '2026-01-01',
      lastOrder: '2026-03-01',
      daysSinceLast: 30,
      medianGap: 29.5,
      silentGaps: 30 / 29.5,
      dormant: false,
      dormantFrom: '2026-06-01',
    });
  });

  it('is not shaken by one long gap', () => {
    const dates = [...every(7, 10), ...every(7, 10, '2026-08-01')];
    expect(cadenceOf(dates, '2026-10-10').medianGap).toBe(7);
  });

  it('is unknown for somebody who ordered once or twice', () => {
    expect(cadenceOf(['2026-01-01'], '2026-11-23')).toMatchObject({ medianGap: null, silentGaps: null, dormant: true });
    expect(cadenceOf(['2026-01-01', '2026-02-01'], '2026-11-23').medianGap).toBeNull();
    expect(cadenceOf([], '2026-11-23')).toMatchObject({ orderDays: 0, lastOrder: null, dormant: false });
  });

  it('says dormant after three calendar months, to the day', () => {
    expect(cadenceOf(['2026-08-24'], '2026-11-23').dormant).toBe(false);
    expect(cadenceOf(['2026-08-24'], '2026-11-24').dormant).toBe(true);
    expect(cadenceOf(['2026-11-30'], '2027-02-27').dormant).toBe(false);
    expect(cadenceOf(['2026-11-30'], '2027-02-28').dormant).toBe(true);
    expect(cadenceOf(['2026-08-24'], '2026-10-24', 2).dormant).toBe(true);
  });

  it('leaves out orders that are dated in the future', () => {
    expect(cadenceOf(['2026-01-01', '2030-01-01'], '2026-11-23')).toMatchObject({
      orderDays: 1,
      lastOrder: '2026-01-01',
    });
  });

  it('does not depend on the order of the rows, and moves with the calendar', () => {
    const dates = fc.array(
      fc.nat(900).map((day) => addDays('2024-01-01', day)),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(dates, fc.integer({ min: 900, max: 1200 }), (rows, day) => {
        const today = addDays('2024-01-01', day);
        const cadence = cadenceOf(rows, today);
        expect(cadenceOf([...rows].reverse(), today)).toEqual(cadence);
        expect(cadence.daysSinceLast).toBeGreaterThanOrEqual(0);
        if (cadence.medianGap !== null) expect(cadence.medianGap).toBeGreaterThanOrEqual(1);
        const moved = cadenceOf(
          rows.map((each) => addDays(each, 365)),
          addDays(today, 365),
        );
        expect(moved.medianGap).toBe(cadence.medianGap);
        expect(moved.silentGaps).toBe(cadence.silentGaps);
      }),
    );
  });
});

describe('the median', () => {
  it('has as many values below as above', () => {
    expect(median([])).toBeNull();
    expect(median([3])).toBe(3);
    expect(median([10, 1])).toBe(5.5);
    expect(median([100, 9, 10])).toBe(10);
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values) ?? Number.NaN;
        const below = values.filter((each) => each < middle).length;
        const above = values.filter((each) => each > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

describe('a decline', () => {
  const steady = Array.from({ length: 6 }, () => ({ before: 100_000, after: 90_000 }));

  it('is measured against what comparable clients did', () => {
    expect(declineBeside({ before: 200_000, after: 45_000 }, steady)).toEqual({
      ownRatio: 0.225,
      peerRatio: 0.9,
      peers: 6,
      expected: 180_000,
      missing: 135_000,
      shortfall: 0.75,
    });
  });

  it('accuses nobody of a slack season, nor of growing', () => {
    const slack = steady.map((each) => ({ ...each, after: 20_000 }));
    expect(declineBeside({ before: 200_000, after: 45_000 }, slack)).toMatchObject({ missing: 0, shortfall: 0 });
    expect(declineBeside({ before: 200_000, after: 900_000 }, steady)).toMatchObject({ missing: 0 });
    const gone = steady.map((each) => ({ ...each, after: 0 }));
    expect(declineBeside({ before: 200_000, after: 0 }, gone)).toMatchObject({ expected: 0, shortfall: 0 });
  });

  it('is unknown without a past or without comparable clients', () => {
    expect(declineBeside({ before: 0, after: 100 }, steady)).toBeNull();
    expect(declineBeside({ before: 100, after: 0 }, steady.slice(0, 4))).toBeNull();
    expect(
      declineBeside(
        { before: 100, after: 0 },
        Array.from({ length: 9 }, () => ({ before: 0, after: 5 })),
      ),
    ).toBeNull();
  });

  it('stays between nothing and everything', () => {
    const amount = fc.integer({ min: -1_000_000, max: 1_000_000_000 });
    const periods = fc.record({ before: amount, after: amount });
    fc.assert(
      fc.property(periods, fc.array(periods, { maxLength: 12 }), (client, others) => {
        const decline = declineBeside(client, others);
        if (!decline) return;
        expect(decline.shortfall).toBeGreaterThanOrEqual(0);
        expect(decline.shortfall).toBeLessThanOrEqual(1);
        expect(Number.isInteger(decline.missing)).toBe(true);
      }),
    );
  });
});
