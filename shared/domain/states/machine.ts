import type { Role } from '../permissions.ts';
import { roleWords } from '../permissions.ts';
import { done, type Refusal, type Result, refused, type Words } from '../refusal.ts';
import type { AccountState } from './account.ts';

/** Who acts: a person, the application itself by policy, or headquarters by an order. */
export type ActorRole = Role | 'system' | 'headquarters';

export interface Actor {
  /** Null for the application, for headquarters, and for an account without an employee. */
  readonly employeeId: string | null;
  readonly role: ActorRole;
}

/** What every decision is about; each machine adds its own facts. */
export interface DecisionFacts {
  readonly actor: Actor;
  /** UTC milliseconds. */
  readonly now: number;
  /** The employee whom the decision concerns; null when it concerns nobody in particular. */
  readonly subjectId: string | null;
}

/** Somebody who decides together with the actor, with the state of their account. */
export interface SecondPerson {
  readonly employeeId: string;
  readonly role: Role;
  readonly state: AccountState;
}

/** What the person who decides adds: asked for in a dialogue, so its absence does not bar the button. */
export interface Decision {
  readonly reason?: string;
  readonly secondPerson?: SecondPerson;
  /** Employee who was present. */
  readonly witnessId?: string;
  /** UTC milliseconds at which the decision lapses. */
  readonly until?: number;
  /** The open items that the person names one by one. */
  readonly itemIds?: readonly string[];
}

export type Need = 'reason' | 'secondPerson' | 'witness' | 'until' | 'itemIds';

/** One row of a table of states: what may happen where, who may do it, what is asked and what bars it. */
export interface Transition<S extends string, E extends string, F extends DecisionFacts> {
  readonly event: E;
  readonly from: readonly S[];
  readonly to: S;
  /** The action as a button says it. */
  readonly words: Words;
  /** Whose decision it is; without it the permission table alone decides. */
  readonly by?: readonly ActorRole[];
  /** Nobody decides this about themselves. */
  readonly notOwn?: true;
  readonly needs?: readonly Need[];
  /** Roles of which the second person must have one. */
  readonly secondPersonBy?: readonly Role[];
  /** Every reason why it cannot happen now. */
  readonly guard?: (facts: F) => readonly Refusal[];
  /** What is wrong with the decision itself, once the guard is passed. */
  readonly confirm?: (facts: F, decision: Decision) => readonly Refusal[];
}

/** A step that leads on from a state, with every reason that bars it now; the dialogue asks for `needs`. */
export interface Choice<S extends string, E extends string> {
  readonly event: E;
  readonly to: S;
  readonly words: Words;
  readonly needs: readonly Need[];
  readonly barredBy: readonly Refusal[];
}

export interface Machine<S extends string, E extends string, F extends DecisionFacts> {
  readonly name: string;
  readonly states: Readonly<Record<S, Words>>;
  readonly initial: S;
  /** States in which nothing is left to do; some of them can still be left. */
  readonly settled: readonly S[];
  readonly transitions: readonly Transition<S, E, F>[];
  /** Every step that leads on from a state, barred ones with their reasons: no disabled button without its reason. */
  allowed(state: S, facts: F): readonly Choice<S, E>[];
  /** The state after an event, or every reason why not. */
  next(state: S, event: E, facts: F, decision?: Decision): Result<S>;
}

export function defineMachine<S extends string, E extends string, F extends DecisionFacts>(
  table: Pick<Machine<S, E, F>, 'name' | 'states' | 'initial' | 'settled' | 'transitions'>,
): Machine<S, E, F> {
  const leaving = (state: S): readonly Transition<S, E, F>[] =>
    table.transitions.filter((each) => each.from.includes(state));
  return {
    ...table,
    allowed: (state, facts) =>
      leaving(state).map((each) => ({
        event: each.event,
        to: each.to,
        words: each.words,
        needs: each.needs ?? [],
        barredBy: bars(table.name, each, facts),
      })),
    next: (state, event, facts, decision = {}) => {
      const options = leaving(state);
      const transition = options.find((each) => each.event === event);
      if (!transition) return refused(notFromHere(table, state, event, options));
      const barredBy = bars(table.name, transition, facts);
      if (barredBy.length > 0) return refused(...barredBy);
      const missing = incomplete(transition, facts, decision);
      return missing.length > 0 ? refused(...missing) : done(transition.to);
    },
  };
}

function bars<S extends string, E extends string, F extends DecisionFacts>(
  machine: string,
  transition: Transition<S, E, F>,
  facts: F,
): readonly Refusal[] {
  const { words, by, notOwn, guard } = transition;
  const refusals: Refusal[] = [];
  if (by && !by.includes(facts.actor.role)) {
    const people = by.filter((role): role is Role => role !== 'system' && role !== 'headquarters');
    const zh = people.map((role) => roleWords[role].zh).join('或') || '系统';
    const en = people.map((role) => roleWords[role].en).join(' or ') || 'system';
    refusals.push({
      kind: 'forbidden',
      code: `${machine}.role`,
      zh: `“${words.zh}”由${zh}办理。`,
      en: `“${words.en}” is for the ${en}.`,
      next: { zh: `请联系${zh}。`, en: `Ask the ${en}.` },
    });
  }
  if (notOwn && facts.subjectId !== null && facts.actor.employeeId === facts.subjectId) {
    refusals.push({
      kind: 'forbidden',
      code: `${machine}.ownCase`,
      zh: `不能对本人的事项办理“${words.zh}”。`,
      en: `Nobody can do “${words.en}” in their own case.`,
      next: { zh: '请由另一位有权限的同事办理。', en: 'Have another authorised colleague do it.' },
    });
  }
  return guard ? [...refusals, ...guard(facts)] : refusals;
}

function notFromHere<S extends string, E extends string, F extends DecisionFacts>(
  table: Pick<Machine<S, E, F>, 'name' | 'states' | 'transitions'>,
  state: S,
  event: E,
  options: readonly Transition<S, E, F>[],
): Refusal {
  const known = table.transitions.find((each) => each.event === event);
  const here: Words = Object.hasOwn(table.states, state) ? table.states[state] : { zh: state, en: state };
  const possible = options.map((each) => each.words);
  return {
    kind: known ? 'barred' : 'invalid',
    code: `${table.name}.notFromHere`,
    zh: `当前状态是“${here.zh}”，不能“${known?.words.zh ?? event}”。`,
    en: `In the state “${here.en}” it is not possible to “${known?.words.en ?? event}”.`,
    next:
      possible.length === 0
        ? { zh: '这件事已经办结，没有后续步骤。', en: 'This is concluded; there is no further step.' }
        : {
            zh: `现在可以：${possible.map((each) => each.zh).join('、')}。`,
            en: `Possible now: ${possible.map((each) => each.en).join(', ')}.`,
          },
  };
}

const isBlank = (text: string | undefined): boolean => (text ?? '').trim() === '';

function incomplete<S extends string, E extends string, F extends DecisionFacts>(
  transition: Transition<S, E, F>,
  facts: F,
  decision: Decision,
): readonly Refusal[] {
  const { words, needs = [], secondPersonBy, confirm } = transition;
  const refusals: Refusal[] = [];
  if (needs.includes('reason') && isBlank(decision.reason)) {
    refusals.push({
      kind: 'invalid',
      code: 'decision.reason',
      field: 'reason',
      zh: `“${words.zh}”需要写明原因。`,
      en: `“${words.en}” needs a reason.`,
      next: { zh: '请填写原因。', en: 'Enter the reason.' },
    });
  }
  if (needs.includes('secondPerson')) {
    const problem = secondPersonProblem(facts, decision.secondPerson, secondPersonBy);
    if (problem) {
      refusals.push({
        kind: 'invalid',
        code: 'decision.secondPerson',
        field: 'secondPerson',
        zh: problem.zh,
        en: problem.en,
        next: { zh: '请另一位管理人员确认。', en: 'Have another manager confirm.' },
      });
    }
  }
  if (needs.includes('witness')) {
    const { witnessId } = decision;
    if (isBlank(witnessId) || witnessId === facts.subjectId || witnessId === facts.actor.employeeId) {
      refusals.push({
        kind: 'invalid',
        code: 'decision.witness',
        field: 'witnessId',
        zh: isBlank(witnessId) ? `“${words.zh}”需要一位见证人。` : '见证人不能是当事人或办理人本人。',
        en: isBlank(witnessId)
          ? `“${words.en}” needs a witness.`
          : 'The witness can be neither the person concerned nor the person acting.',
        next: { zh: '请选择在场的另一位同事。', en: 'Choose another colleague who was present.' },
      });
    }
  }
  if (needs.includes('until') && !(decision.until !== undefined && decision.until > facts.now)) {
    refusals.push({
      kind: 'invalid',
      code: 'decision.until',
      field: 'until',
      zh: decision.until === undefined ? `“${words.zh}”需要写明有效期。` : '有效期已经过去。',
      en: decision.until === undefined ? `“${words.en}” needs an expiry.` : 'The expiry is in the past.',
      next: { zh: '请选择今后的时间。', en: 'Choose a time to come.' },
    });
  }
  return confirm ? [...refusals, ...confirm(facts, decision)] : refusals;
}

function secondPersonProblem(
  facts: DecisionFacts,
  second: SecondPerson | undefined,
  by: readonly Role[] | undefined,
): Words | null {
  if (!second) return { zh: '需要第二个人确认。', en: 'A second person must confirm.' };
  if (second.employeeId === facts.actor.employeeId) {
    return { zh: '第二个人不能是办理人本人。', en: 'The second person cannot be the person acting.' };
  }
  if (second.employeeId === facts.subjectId) {
    return { zh: '第二个人不能是当事人本人。', en: 'The second person cannot be the person concerned.' };
  }
  if (second.state !== 'active') {
    return { zh: '第二个人的账号不是正常状态。', en: 'The account of the second person is not active.' };
  }
  if (by && !by.includes(second.role)) {
    const zh = by.map((role) => roleWords[role].zh).join('或');
    const en = by.map((role) => roleWords[role].en).join(' or ');
    return { zh: `第二个人应为${zh}。`, en: `The second person must be ${en}.` };
  }
  return null;
}

/** One reason why not, as a guard gives it. */
export const bar = (refusal: Omit<Refusal, 'kind'>): readonly Refusal[] => [{ kind: 'barred', ...refusal }];

/** A condition that must hold, and why not when it does not. */
export const unless = (holds: boolean, refusal: Omit<Refusal, 'kind'>): readonly Refusal[] =>
  holds ? [] : bar(refusal);
