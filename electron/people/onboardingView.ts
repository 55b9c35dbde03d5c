import type * as z from 'zod';
import type { onboardingView as schema } from '../../shared/contract/people.ts';
import { maskIdNumber, maskPhone } from '../../shared/domain/names/masking.ts';
import { type OnboardingEvent, onboardingMachine } from '../../shared/domain/states/onboarding.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';
import { employmentEntered, entered } from './entries.ts';
import { type OnboardingReading, stepsOf } from './onboardingFacts.ts';
import type { Employee, Employment, PeopleStore } from './store.ts';

export type OnboardingView = z.infer<typeof schema>;

/** Stages in which the page shows what was typed in full: the clerk still compares it with the document. */
export const openStages: readonly Employment['stage'][] = ['draft', 'verified'];
/** Decisions that belong to the separation. */
const elsewhere: readonly OnboardingEvent[] = ['giveNotice', 'withdrawNotice', 'end'];

/** An onboarding as the clerk works on it: what was entered, the five steps, what can be decided and what bars it. */
export function onboardingView(
  reader: Sqlite3,
  store: PeopleStore,
  given: { employee: Employee; employment: Employment; reading: OnboardingReading },
): OnboardingView {
  const { employee, employment, reading } = given;
  const title = reader.prepare('SELECT title FROM position WHERE id = ?').pluck().get(employment.positionId);
  const account = store.account(employee.id);
  const masked = !openStages.includes(employment.stage);
  const hide = (text: string | null, mask: (text: string) => string) => (masked && text ? mask(text) : text);
  const reviewer =
    employee.idReviewedBy &&
    reader.prepare('SELECT displayName FROM account WHERE id = ?').pluck().get(employee.idReviewedBy);
  return {
    employeeId: employee.id,
    employmentId: employment.id,
    versions: { employee: employee.version, employment: employment.version },
    employeeNo: employment.employeeNo,
    stage: employment.stage,
    stageReason: employment.stageReason,
    masked,
    rehireOf: employment.rehireOf,
    person: {
      ...entered(employee),
      idNumber: hide(employee.idNumber, maskIdNumber) ?? '',
      phone: hide(employee.phone, maskPhone),
      address: hide(employee.address, () => '******'),
      bankAccount: hide(employee.bankAccount, maskIdNumber),
      region: employee.region,
      hasIdScan: employee.idScanHash !== null,
      reviewedBy: typeof reviewer === 'string' ? reviewer : null,
    },
    employment: {
      ...employmentEntered(employment),
      positionTitle: typeof title === 'string' ? title : '',
      managerName: employment.managerId === null ? null : (store.employee(employment.managerId)?.name ?? null),
    },
    account: account
      ? { id: account.id, loginName: account.loginName, role: account.role, state: account.state }
      : null,
    steps: stepsOf(employment.stage, reading),
    choices: onboardingMachine
      .allowed(employment.stage, reading.facts)
      .filter((choice) => !elsewhere.includes(choice.event))
      .map(({ event, to, words, needs, barredBy }) => ({
        event,
        to,
        words,
        needs: [...needs],
        barredBy: [...barredBy],
      })),
  };
}
