import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type BusinessDate } from './businessDate.ts';
import {
  applyChange,
  type Holding,
  holdersOn,
  type Ownership,
  type OwnershipChange,
  ownerOn,
  ownershipFaults,
  redistribute,
  transfer,
} from './ownership.ts';
import type { Result } from './refusal.ts';

const decision = { clientId: 'c1', reason: '离职交接', caseId: 'case1', decidedBy: 'm1' };
const first = '2020-01-01';

/** A history under test: applies what is allowed, ignores what is refused. */
function ledger(initial: readonly Ownership[] = []) {
  let ownerships = initial;
  let ids = initial.length;
  const makeId = (): string => {
    ids += 1;
    return `o${ids}`;
  };
  return {
    get ownerships() {
      return ownerships;
    },
    apply(result: Result<OwnershipChange>): string[] {
      if (!result.ok) return result.refusals.map((each) => each.code);
      ownerships = applyChange(ownerships, result.value, makeId);
      return [];
    },
  };
}

const start = (...holdings: Holding[]) => {
  const book = ledger();
  const codes = book.apply(redistribute([], { ...decision, on: first, reason: '首次分配', caseId: null, holdings }));
  expect(codes).toEqual([]);
  return book;
};
const shown = (book: { ownerships: readonly Ownership[] }, day: BusinessDate): string[] =>
  holdersOn(book.ownerships, 'c1', day).map((span) => `${span.employeeId} ${span.role} ${span.share}`);

describe('the ownership of a client', () => {
  it('passes from the leaver to the receiver on one day, without a gap', () => {
    const book = start({ employeeId: 'zhang', role: 'owner', share: 100 });
    expect(book.apply(transfer(book.ownerships, { ...decision, from: 'zhang', to: 'wang', on: '2026-12-01' }))).toEqual(
      [],
    );
    expect(ownerOn(book.ownerships, 'c1', '2026-11-30')?.employeeId).toBe('zhang');
    expect(ownerOn(book.ownerships, 'c1', '2026-12-01')?.employeeId).toBe('wang');
    expect(ownerOn(book.ownerships, 'c1', '2019-12-31')).toBeUndefined();
    expect(book.ownerships[1]).toMatchObject({ reason: '离职交接', caseId: 'case1', decidedBy: 'm1', epoch: 2 });
    expect(book.ownerships[0]).toMatchObject({
      toDate: '2026-12-01',
      endReason: '离职交接',
      reason: '首次分配',
      epoch: 1,
    });
  });

  it('shared by two people loses only the leaver’s share', () => {
    const book = start(
      { employeeId: 'zhang', role: 'helper', share: 30 },
      { employeeId: 'li', role: 'owner', share: 60 },
    );
    const result = transfer(book.ownerships, { ...decision, from: 'zhang', to: 'wang', on: '2026-12-01' });
    expect(result).toMatchObject({
      ok: true,
      value: { ended: [{ id: 'o1' }], opened: [{ employeeId: 'wang', role: 'helper', share: 30 }] },
    });
    book.apply(result);
    expect(shown(book, '2026-12-01')).toEqual(['li owner 60', 'wang helper 30']);
  });

  it('gives a helper who takes over both shares and the role of the owner', () => {
    const book = start(
      { employeeId: 'zhang', role: 'owner', share: 70 },
      { employeeId: 'wang', role: 'helper', share: 20 },
    );
    book.apply(transfer(book.ownerships, { ...decision, from: 'zhang', to: 'wang', on: '2026-12-01' }));
    expect(shown(book, '2026-12-01')).toEqual(['wang owner 90']);
    expect(shown(book, '2026-11-30')).toEqual(['zhang owner 70', 'wang helper 20']);
  });

  it('can pass on twice in one day', () => {
    const book = start({ employeeId: 'zhang', role: 'owner', share: 100 });
    for (const [from, to] of [
      ['zhang', 'wang'],
      ['wang', 'li'],
    ] as const) {
      expect(book.apply(transfer(book.ownerships, { ...decision, from, to, on: '2026-12-01' }))).toEqual([]);
    }
    expect(shown(book, '2026-12-01')).toEqual(['li owner 100']);
    expect(ownershipFaults(book.ownerships, 'c1')).toEqual([]);
  });

  it('is not changed behind its history', () => {
    const book = start({ employeeId: 'zhang', role: 'owner', share: 100 });
    book.apply(transfer(book.ownerships, { ...decision, from: 'zhang', to: 'wang', on: '2026-12-01' }));
    const back = transfer(book.ownerships, { ...decision, from: 'wang', to: 'li', on: '2026-11-30' });
    expect(back).toMatchObject({
      refusals: [
        { code: 'ownership.behindHistory', zh: '这家客户在 2026-12-01 已有归属变更，不能再从 2026-11-30 起改动。' },
      ],
    });
  });

  it('refuses what would leave it in doubt', () => {
    const book = start({ employeeId: 'zhang', role: 'owner', share: 100 });
    const set = (...holdings: Holding[]) =>
      book.apply(redistribute(book.ownerships, { ...decision, on: '2026-12-01', holdings }));
    expect(book.apply(transfer(book.ownerships, { ...decision, from: 'li', to: 'wang', on: '2026-12-01' }))).toEqual([
      'ownership.notHeld',
    ]);
    expect(
      book.apply(transfer(book.ownerships, { ...decision, from: 'zhang', to: 'zhang', on: '2026-12-01' })),
    ).toEqual(['ownership.sameEmployee']);
    expect(
      book.apply(transfer(book.ownerships, { ...decision, from: 'zhang', to: 'li', on: '2026-12-01', reason: ' ' })),
    ).toEqual(['ownership.reason']);
    expect(book.apply(transfer(book.ownerships, { ...decision, from: 'zhang', to: 'li', on: '2026-02-30' }))).toEqual([
      'ownership.date',
    ]);
    expect(set()).toEqual(['ownership.oneOwner']);
    expect(set({ employeeId: 'a', role: 'owner', share: 50 }, { employeeId: 'b', role: 'owner', share: 50 })).toEqual([
      'ownership.oneOwner',
    ]);
    expect(set({ employeeId: 'a', role: 'owner', share: 80 }, { employeeId: 'b', role: 'helper', share: 21 })).toEqual([
      'ownership.shares',
    ]);
    expect(set({ employeeId: 'a', role: 'owner', share: 0 })).toEqual(['ownership.share']);
    expect(set({ employeeId: 'a', role: 'owner', share: Number.NaN })).toEqual(['ownership.share']);
    expect(set({ employeeId: 'a', role: 'owner', share: 50 }, { employeeId: 'a', role: 'helper', share: 10 })).toEqual([
      'ownership.twice',
    ]);
  });

  it('names the faults of a history that came from elsewhere', () => {
    const span: Ownership = {
      ...decision,
      id: 'o1',
      employeeId: 'zhang',
      role: 'owner',
      share: 60,
      fromDate: '2024-01-01',
      toDate: null,
      endReason: null,
      epoch: 1,
    };
    const faults = (...others: Partial<Ownership>[]): string[] =>
      ownershipFaults([span, ...others.map((each) => ({ ...span, ...each }))], 'c1').map((each) => each.zh);
    expect(faults()).toEqual([]);
    expect(faults({ employeeId: 'li', role: 'helper', share: 41, fromDate: '2025-01-01' })).toEqual([
      '2025-01-01 起份额合计 101%。',
    ]);
    expect(faults({ employeeId: 'li', share: 40, fromDate: '2025-01-01', toDate: '2025-02-01' })).toEqual([
      '2025-01-01 起有 2 位主负责人。',
    ]);
    expect(faults({ role: 'helper', share: 10, fromDate: '2025-01-01' })).toEqual(['2025-01-01 起同一人有两份归属。']);
    expect(faults({ employeeId: 'li', fromDate: '2023-06-01', toDate: '2023-01-01' })).toContain(
      '归属自 2023-06-01 起，却在 2023-01-01 结束。',
    );
    expect(faults({ employeeId: 'li', fromDate: '2023-01-01', toDate: '2023-06-01' })).toEqual([
      '2023-06-01 起有 0 位主负责人。',
    ]);
  });
});

describe('whatever happens to a client', () => {
  const people = ['a', 'b', 'c', 'd'];
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('transfer' as const),
      from: fc.constantFrom(...people),
      to: fc.constantFrom(...people),
      after: fc.integer({ min: -1, max: 60 }),
    }),
    fc.record({
      kind: fc.constant('redistribute' as const),
      // Mostly sound, at times without an owner, with a share of nothing, or beyond 100 %.
      holdings: fc
        .record({
          who: fc.shuffledSubarray(people, { minLength: 1, maxLength: 3 }),
          shares: fc.array(fc.integer({ min: 0, max: 45 }), { minLength: 3, maxLength: 3 }),
          ownerAt: fc.nat(2),
        })
        .map(({ who, shares, ownerAt }) =>
          who.map(
            (employeeId, index): Holding => ({
              employeeId,
              role: index === ownerAt ? 'owner' : 'helper',
              share: shares[index] ?? 0,
            }),
          ),
        ),
      after: fc.integer({ min: -1, max: 60 }),
    }),
  );

  it('its shares fit, it has one owner each day, and its history is only added to', () => {
    let applied = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), (steps) => {
        const book = start({ employeeId: 'a', role: 'owner', share: 60 });
        let day: BusinessDate = first;
        for (const each of steps) {
          const before = book.ownerships;
          day = addDays(day, each.after);
          const result =
            each.kind === 'transfer'
              ? transfer(book.ownerships, { ...decision, from: each.from, to: each.to, on: day })
              : redistribute(book.ownerships, { ...decision, holdings: each.holdings, on: day });
          if (book.apply(result).length === 0) applied += 1;

          expect(ownershipFaults(book.ownerships, 'c1')).toEqual([]);
          for (const [index, old] of before.entries()) {
            const now = book.ownerships[index];
            if (old.toDate !== null) expect(now).toEqual(old);
            else expect({ ...now, toDate: null, endReason: null }).toEqual(old);
          }
          // Day by day, and not by the function under test.
          for (let offset = -70; offset <= 2; offset += 1) {
            const on = addDays(day, offset);
            const held = book.ownerships.filter((o) => o.fromDate <= on && (o.toDate === null || o.toDate > on));
            expect(held.reduce((sum, o) => sum + o.share, 0)).toBeLessThanOrEqual(100);
            expect(held.filter((o) => o.role === 'owner').length).toBe(on < first ? 0 : 1);
            if (on >= first) expect(holdersOn(book.ownerships, 'c1', on)[0]).toBe(ownerOn(book.ownerships, 'c1', on));
          }
          for (const o of book.ownerships) expect(o.toDate === null || o.toDate >= o.fromDate).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
    expect(applied).toBeGreaterThan(60);
  });

  it('a transfer leaves every other holder and the sum of shares as they were', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('a', 'b'),
        (mine, theirs, from) => {
          const book = start(
            { employeeId: 'a', role: 'owner', share: mine },
            { employeeId: 'b', role: 'helper', share: theirs },
          );
          const other = from === 'a' ? 'b' : 'a';
          const untouched = book.ownerships.find((o) => o.employeeId === other);
          book.apply(transfer(book.ownerships, { ...decision, from, to: 'z', on: '2026-01-01' }));
          expect(book.ownerships).toContainEqual(untouched);
          const sum = holdersOn(book.ownerships, 'c1', '2026-01-01').reduce((total, o) => total + o.share, 0);
          expect(sum).toBe(mine + theirs);
        },
      ),
    );
  });

  it('other clients of the same people are not touched', () => {
    const book = start({ employeeId: 'a', role: 'owner', share: 100 });
    const elsewhere = book.ownerships.map((o) => ({ ...o, id: 'x1', clientId: 'c2' }));
    const result = transfer([...book.ownerships, ...elsewhere], { ...decision, from: 'a', to: 'b', on: '2026-01-01' });
    expect(result).toMatchObject({ ok: true, value: { ended: [{ id: 'o1' }] } });
  });
});
