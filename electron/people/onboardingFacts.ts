import type * as z from 'zod';
import type { onboardingStep } from '../../shared/contract/people.ts';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import {
  employmentRefusals,
  type MissingField,
  missingOfPerson,
  type PersonEntry,
  personRefusals,
} from '../../shared/domain/employeeChecks.ts';
import { checkIdentity } from '../../shared/domain/identifiers/identity.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import type { Actor as DecidingActor } from '../../shared/domain/states/machine.ts';
import { type OnboardingFacts, onboardingMachine } from '../../shared/domain/states/onboarding.ts';
import type { Account } from '../access/service.ts';
import type { FeatureContext } from '../feature.ts';
import * as refusals from './refusals.ts';
import { chips, type Employee, type Employment, type PeopleStore, unfinishedStages } from './store.ts';

export type OnboardingStep = z.infer<typeof onboardingStep>;
type About = { table: string; id: string; label: string }[];

/** An account as a state machine knows it. One without an employee is still somebody, and only themselves. */
export const decider = (
  account: Pick<Account, 'id' | 'employeeId' | 'role'>,
): DecidingActor & { employeeId: string } => ({
  employeeId: account.employeeId ?? `account:${account.id}`,
  role: account.role,
});

/** Everything the onboarding of one person turns on, read at one moment. */
export interface OnboardingReading {
  readonly facts: OnboardingFacts;
  readonly missingOfPerson: readonly MissingField[];
  readonly personRefusals: readonly Refusal[];
  readonly employmentRefusals: readonly Refusal[];
  readonly missingOfAgreements: readonly MissingField[];
}

/** Reads what an onboarding turns on. Nothing is awaited: what is decided on it is written in the same breath. */
export function readOnboarding(
  context: FeatureContext,
  store: PeopleStore,
  employee: Employee,
  employment: Employment,
  account: Pick<Account, 'id' | 'employeeId' | 'role'>,
): OnboardingReading {
  const now = context.clock.now();
  const today = fromInstant(now);
  const person: PersonEntry = employee;
  const missing = missingOfPerson(person);
  const wrong = personRefusals(person, today);
  const dates = employmentRefusals(employment);
  const identity = checkIdentity(employee.idType, employee.idNumber, today);
  const planned = context.services.agreements.plan(employment.id).planned;
  return {
    missingOfPerson: missing,
    personRefusals: wrong,
    employmentRefusals: dates,
    missingOfAgreements: planned.flatMap((each) =>
      each.missing.map((field) => ({
        field: `${each.kind}.${field.field}`,
        zh: `${each.title}：${field.zh}`,
        en: `${each.title}: ${field.en}`,
      })),
    ),
    facts: {
      actor: decider(account),
      now,
      subjectId: employee.id,
      identityRefusals: [...(missing.length > 0 ? [refusals.incomplete(missing)] : []), ...wrong, ...dates],
      identityReviewPending: identity.ok && identity.value.needsSecondPerson && employee.idReviewedBy === null,
      duplicates: sameDocument(context, employee),
      activeEmployments: otherEmployments(store, employee.id, employment.id),
      unresolvedNonCompetes: obligations(context, employee.id),
      missingFields: planned.flatMap((each) => each.missing.map((field) => `${each.title} ${field.zh}`)),
      legalFindings: planned.flatMap((each) => each.findings),
      unsigned: planned
        .filter((each) => each.state !== 'completed')
        .map((each) => ({ table: 'agreement', id: each.agreementId ?? each.templateId, label: each.title })),
      accountCreated: store.account(employee.id) !== undefined && store.account(employee.id)?.state !== 'closed',
    },
  };
}

/** The same number registered as another kind of document: one of the two was entered wrongly. */
function sameDocument(context: FeatureContext, employee: Employee): About {
  const rows = context.registry.reader
    .prepare(
      `SELECT p.id, p.name FROM employee p WHERE p.idNumber = ? AND p.id <> ?
       AND EXISTS (SELECT 1 FROM employment WHERE employeeId = p.id AND stage <> 'corrected')`,
    )
    .all(employee.idNumber, employee.id) as { id: string; name: string }[];
  return rows.map(({ id, name }) => ({ table: 'employee', id, label: name }));
}

function otherEmployments(store: PeopleStore, employeeId: string, employmentId: string): About {
  return store
    .employmentsOf(employeeId)
    .filter((each) => each.id !== employmentId && (unfinishedStages as readonly string[]).includes(each.stage))
    .map((each) => ({ table: 'employment', id: each.id, label: `${each.employeeNo} ${each.positionTitle}` }));
}

function obligations(context: FeatureContext, employeeId: string): About {
  const rows = context.registry.reader
    .prepare("SELECT id, startDate, endDate FROM nonCompete WHERE employeeId = ? AND state IN ('pending', 'running')")
    .all(employeeId) as { id: string; startDate: string; endDate: string }[];
  return rows.map(({ id, startDate, endDate }) => ({ table: 'nonCompete', id, label: `${startDate} – ${endDate}` }));
}

const passed = (stage: Employment['stage'], after: readonly string[]): boolean => after.includes(stage);

/** The five steps of the page: what is done, what is missing, and why the next one is barred. */
export function stepsOf(stage: Employment['stage'], reading: OnboardingReading): OnboardingStep[] {
  const { facts } = reading;
  const isDraft = stage === 'draft';
  const barsOf = (event: 'verify' | 'startSigning' | 'completeSigning' | 'activate'): readonly Refusal[] =>
    onboardingMachine.allowed(stage, facts).find((choice) => choice.event === event)?.barredBy ?? [];
  const missingIn =
    (step: OnboardingStep['step']) =>
    ({ field, zh, en }: MissingField) => ({ step, field, zh, en });
  const done = !isDraft && !passed(stage, ['cancelled', 'corrected']);
  const signed = passed(stage, ['signed', ...chips.active, ...chips.leaving, ...chips.left]);
  const active = passed(stage, [...chips.active, ...chips.leaving, ...chips.left]);
  const identityOk = reading.missingOfPerson.length === 0 && reading.personRefusals.length === 0;
  const verifyBars = barsOf('verify');
  const signingBars = stage === 'signing' ? barsOf('completeSigning') : barsOf('startSigning');
  return [
    {
      step: 'identity',
      state: done || identityOk ? 'done' : 'open',
      refusals: [...reading.personRefusals],
      missing: reading.missingOfPerson.map(missingIn('identity')),
      findings: [],
    },
    {
      step: 'position',
      state: done || reading.employmentRefusals.length === 0 ? 'done' : 'open',
      refusals: [...reading.employmentRefusals],
      missing: [],
      findings: [],
    },
    {
      step: 'verification',
      state: done ? 'done' : verifyBars.length > 0 ? 'barred' : 'open',
      refusals: [...verifyBars],
      missing: [],
      findings: [],
    },
    {
      step: 'agreements',
      state: signed ? 'done' : done ? 'open' : 'barred',
      refusals: signed ? [] : done ? [...signingBars] : [refusals.verifyFirst],
      missing: signed ? [] : reading.missingOfAgreements.map(missingIn('agreements')),
      findings: signed ? [] : facts.legalFindings.map((finding) => ({ ...finding })),
    },
    {
      step: 'account',
      state: active ? 'done' : signed ? 'open' : 'barred',
      refusals: active ? [] : signed ? [...barsOf('activate')] : [refusals.signFirst],
      missing:
        signed && !active && !facts.accountCreated
          ? [{ step: 'account', field: 'loginName', zh: '登录名和首次密码', en: 'Login name and first password' }]
          : [],
      findings: [],
    },
  ];
}
