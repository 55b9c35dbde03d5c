import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, startOfDay } from '../businessDate.ts';
import { finding, legalRules } from '../legal.ts';
import type { Role } from '../permissions.ts';
import type { Refusal } from '../refusal.ts';
import { type AccountFacts, accountMachine } from './account.ts';
import { type AgreementFacts, agreementMachine } from './agreementStatus.ts';
import { type ClientFacts, clientMachine } from './clientStatus.ts';
import { type HandoverItemFacts, handoverItemMachine } from './handoverItem.ts';
import { type HandoverFacts, handoverMachine } from './handoverTrack.ts';
import { type LegalTrackFacts, legalTrackMachine } from './legalTrack.ts';
import type { Actor, Decision, DecisionFacts, Machine, Need } from './machine.ts';
import { type NonCompeteProgressFacts, nonCompeteMachine } from './nonCompete.ts';
import { type OnboardingFacts, onboardingMachine } from './onboarding.ts';

const now = startOfDay('2026-11-23');
const people = ['e1', 'e2', 'e3'] as const;
const roles: readonly Role[] = ['hrClerk', 'salesperson', 'salesManager', 'hrAdmin'];

const actor: fc.Arbitrary<Actor> = fc.record({
  employeeId: fc.constantFrom(...people, null),
  role: fc.constantFrom(...roles, 'system' as const, 'headquarters' as const),
});
const base = { actor, now: fc.constant(now), subjectId: fc.constantFrom(...people, null) };
const flag = fc.boolean();
const date = fc.integer({ min: -40, max: 40 }).map((days) => addDays('2026-11-23', days));
const refusal: Refusal = {
  kind: 'invalid',
  code: 'x',
  zh: '不对。',
  en: 'Wrong.',
  next: { zh: '请改正。', en: 'Correct it.' },
};
const refusals = fc.constantFrom<readonly Refusal[]>([], [refusal]);
const about = fc.constantFrom<NonNullable<Refusal['about']>>([], [{ table: 't', id: 'i', label: '某项' }]);
const findings = fc.constantFrom([], [finding(legalRules, 'nc-term')], [finding(legalRules, 'retention')]);

const decision: fc.Arbitrary<Decision> = fc.record(
  {
    reason: fc.constantFrom('', '  ', '事由'),
    secondPerson: fc.record({
      employeeId: fc.constantFrom(...people),
      role: fc.constantFrom(...roles),
      state: fc.constantFrom('active' as const, 'frozen' as const),
    }),
    witnessId: fc.constantFrom(...people, ''),
    until: fc.constantFrom(now - 1, now, now + 1),
    itemIds: fc.subarray(['i1', 'i2', 'i3']),
  },
  { requiredKeys: [] },
);

const account: fc.Arbitrary<AccountFacts> = fc.record({
  ...base,
  role: fc.constantFrom(...roles),
  state: fc.constantFrom('active', 'restricted', 'frozen', 'closed'),
  otherActiveHrAdmins: fc.nat(2),
  separationOpen: flag,
});
const onboarding: fc.Arbitrary<OnboardingFacts> = fc.record({
  ...base,
  identityRefusals: refusals,
  identityReviewPending: flag,
  duplicates: about,
  activeEmployments: about,
  unresolvedNonCompetes: about,
  missingFields: fc.constantFrom([], ['保密协议: 甲方']),
  legalFindings: findings,
  unsigned: about,
  accountCreated: flag,
});
const legalTrack: fc.Arbitrary<LegalTrackFacts> = fc.record({
  ...base,
  end: date,
  employeeAgreesToWithdraw: flag,
  employerAgreesToWithdraw: flag,
});
const handover: fc.Arbitrary<HandoverFacts> = fc.record({
  ...base,
  kind: fc.constantFrom('resignation', 'dismissal', 'expiry', 'disappearance'),
  legalState: fc.constantFrom('noticed', 'ended', 'certificateIssued', 'withdrawn'),
  items: fc
    .array(
      fc.record({
        state: fc.constantFrom('open', 'handedOver', 'returned', 'accepted', 'waived'),
        receiverId: fc.constantFrom('e2', null),
        receiverRefusals: refusals,
      }),
      { maxLength: 3 },
    )
    .map((items) => items.map((item, index) => ({ ...item, id: `i${index + 1}`, label: `第${index + 1}项` }))),
  approvalsHeld: fc.nat(1),
});
const handoverItem: fc.Arbitrary<HandoverItemFacts> = fc.record({
  ...base,
  kind: fc.constantFrom('client', 'order', 'receivable', 'followUp', 'asset', 'data'),
  caseState: fc.constantFrom('listed', 'transferring', 'underReview', 'passed', 'hrReview', 'settled'),
  receiverId: fc.constantFrom('e2', null),
  receiverRefusals: refusals,
  letterRequired: flag,
  letterState: fc.constantFrom('draft', 'printed', 'signed', 'refused', 'unreachable', null),
  disputed: flag,
  disputeNote: fc.constantFrom(null, ' ', '金额不符'),
});
const nonCompete: fc.Arbitrary<NonCompeteProgressFacts> = fc.record({
  ...base,
  employmentEnded: flag,
  legalFindings: findings,
  scheduled: flag,
  rehired: flag,
  end: date,
  unpaidMonths: fc.nat(4),
  unpaidMonthsToRelease: fc.constant(3),
});
const client: fc.Arbitrary<ClientFacts> = fc.record({
  ...base,
  orders: fc.nat(2),
  openOrders: fc.nat(1),
  receivable: fc.constantFrom(0, 100, -100),
  isDormant: flag,
});
const agreement: fc.Arbitrary<AgreementFacts> = fc.record({
  ...base,
  method: fc.constantFrom('certificate', 'wetInk'),
  missingFields: fc.constantFrom([], ['甲方']),
  documentFindings: findings,
  signingFindings: findings,
  readToTheEnd: flag,
  sealAvailable: flag,
  scanOnFile: flag,
});

/** The properties that every table of states has, whatever it is about. */
function holds<S extends string, E extends string, F extends DecisionFacts>(
  machine: Machine<S, E, F>,
  facts: fc.Arbitrary<F>,
): void {
  const states = Object.keys(machine.states) as S[];
  const events = [...new Set(machine.transitions.map((each) => each.event))];
  const reached = (from: readonly S[]): Set<S> => {
    const seen = new Set(from);
    for (let grew = true; grew; ) {
      const size = seen.size;
      for (const each of machine.transitions) if (each.from.some((state) => seen.has(state))) seen.add(each.to);
      grew = seen.size > size;
    }
    return seen;
  };
  const supplied = (need: Need, given: Decision): boolean => {
    if (need === 'reason') return (given.reason ?? '').trim() !== '';
    if (need === 'secondPerson') return given.secondPerson?.state === 'active';
    if (need === 'witness') return Boolean(given.witnessId);
    if (need === 'until') return (given.until ?? 0) > now;
    return true;
  };

  describe(machine.name, () => {
    it('has no state that cannot be reached', () => {
      expect([...reached([machine.initial])].sort()).toEqual([...states].sort());
    });

    it('has no state from which nothing can ever be concluded', () => {
      for (const state of states) {
        expect([...reached([state])].some((each) => machine.settled.includes(each))).toBe(true);
      }
    });

    it('has one meaning for each event in each state', () => {
      for (const state of states) {
        const here = machine.transitions.filter((each) => each.from.includes(state)).map((each) => each.event);
        expect(new Set(here).size).toBe(here.length);
      }
    });

    it('moves only along its table, past no guard, with everything that is asked', () => {
      fc.assert(
        fc.property(fc.constantFrom(...states), facts, decision, (state, given, made) => {
          for (const event of events) {
            const result = machine.next(state, event, given, made);
            const row = machine.transitions.find((each) => each.event === event && each.from.includes(state));
            const choice = machine.allowed(state, given).find((each) => each.event === event);
            expect(choice === undefined).toBe(row === undefined);
            if (!result.ok) {
              expect(result.refusals.length).toBeGreaterThan(0);
              for (const each of result.refusals) {
                for (const words of [each, each.next]) {
                  expect(words.zh).toMatch(/[。]$/);
                  expect(words.en).toMatch(/[.]$/);
                }
              }
              continue;
            }
            expect(result.value).toBe(row?.to);
            expect(choice?.barredBy).toEqual([]);
            expect(row?.guard?.(given) ?? []).toEqual([]);
            if (row?.by) expect(row.by).toContain(given.actor.role);
            if (row?.notOwn && given.subjectId !== null) expect(given.actor.employeeId).not.toBe(given.subjectId);
            for (const need of row?.needs ?? []) expect(supplied(need, made)).toBe(true);
            if (row?.needs?.includes('secondPerson')) {
              expect(made.secondPerson?.employeeId).not.toBe(given.actor.employeeId);
              expect(made.secondPerson?.employeeId).not.toBe(given.subjectId);
            }
          }
        }),
        { numRuns: 300 },
      );
    });

    it('takes every row of its table when nothing bars it', () => {
      const willing: Decision = {
        reason: '事由',
        secondPerson: { employeeId: 'e3', role: 'hrAdmin', state: 'active' },
        witnessId: 'e3',
        until: now + 1,
        itemIds: ['i1', 'i2', 'i3'],
      };
      // A fixed seed: the samples are many, and the same every time.
      const samples = fc.sample(facts, { seed: 1, numRuns: 5000 });
      const rows = machine.transitions.flatMap(({ event, from }) => from.map((state) => ({ event, state })));
      const never = rows.filter(
        ({ state, event }) => !samples.some((each) => machine.next(state, event, each, willing).ok),
      );
      expect(never).toEqual([]);
    });

    it('answers events and states that nobody has heard of with a refusal', () => {
      fc.assert(
        fc.property(facts, fc.constantFrom('constructor', '__proto__', '', 'no such thing'), (given, name) => {
          const initial = machine.next(machine.initial, name as E, given);
          expect(initial).toMatchObject({
            ok: false,
            refusals: [{ kind: 'invalid', code: `${machine.name}.notFromHere` }],
          });
          expect(machine.next(name as S, events[0] as E, given).ok).toBe(false);
          expect(machine.allowed(name as S, given)).toEqual([]);
        }),
        { numRuns: 20 },
      );
    });
  });
}

holds(accountMachine, account);
holds(onboardingMachine, onboarding);
holds(legalTrackMachine, legalTrack);
holds(handoverMachine, handover);
holds(handoverItemMachine, handoverItem);
holds(nonCompeteMachine, nonCompete);
holds(clientMachine, client);
holds(agreementMachine, agreement);
