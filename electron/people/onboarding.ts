import type { InputOf } from '../../shared/contract/base.ts';
import type { onboardingContract } from '../../shared/contract/people.ts';
import { fromInstant, isBusinessDate } from '../../shared/domain/businessDate.ts';
import { checkIdentity as readIdentity } from '../../shared/domain/identifiers/identity.ts';
import { normaliseIdentifier } from '../../shared/domain/identifiers/normaliseIdentifier.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import type { Decision } from '../../shared/domain/states/machine.ts';
import { onboardingMachine } from '../../shared/domain/states/onboarding.ts';
import { scanName, scanTypeOf } from '../attachments/mediaType.ts';
import type { FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { Call } from '../router/call.ts';
import { nextEmployeeNo } from './employeeNo.ts';
import { employmentEntered, entered, factsView, personColumns } from './entries.ts';
import { decider, type OnboardingStep, readOnboarding, stepsOf } from './onboardingFacts.ts';
import { type OnboardingView, onboardingView, openStages } from './onboardingView.ts';
import * as refusals from './refusals.ts';
import { type Employee, type Employment, PeopleStore, unfinishedStages } from './store.ts';

export type { OnboardingView };

type Contract = typeof onboardingContract;
type Caller = Pick<Call, 'caller'>;
type EmploymentInput = InputOf<Contract['update']>['employment'];

/** Leads a person from the first entry to the first day: one page, five steps, each saying what bars the next. */
export class OnboardingService {
  readonly #context: FeatureContext;
  readonly #store: PeopleStore;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#store = new PeopleStore(context.registry);
  }

  async checkIdentity(call: Caller, input: InputOf<Contract['checkIdentity']>) {
    const identity = readIdentity(input.idType, input.idNumber, this.#today());
    const number = identity.ok ? identity.value.number : normaliseIdentifier(input.idNumber);
    const known = number === '' ? undefined : this.#known(input.idType, number, input.employmentId);
    if (known) {
      await this.#context.registry.write.seen(call.caller.actor, {
        action: 'employee.lookUpIdentity',
        subject: { kind: 'employee', id: known.employeeId },
      });
    }
    return {
      facts: identity.ok ? factsView(identity.value) : null,
      refusals: identity.ok ? [] : [...identity.refusals],
      known: known ?? null,
    };
  }

  createDraft(call: Caller, input: InputOf<Contract['createDraft']>): OnboardingView {
    const person = personColumns(input.person, this.#today());
    const employment = this.#employmentColumns(input.employment, null);
    const known = this.#known(input.person.idType, person.idNumber);
    if (known && (!known.rehirable || input.rehire !== known.employeeId)) {
      throw new RefusalError(refusals.knownIdentity({ ...known, label: `${known.employeeNo} ${known.name}` }));
    }
    if (input.rehire !== undefined && known === undefined) throw new RefusalError(refusals.identityOfRehire);
    const employeeId = known?.employeeId ?? this.#context.registry.newId();
    const employmentId = this.#context.registry.write.domain(
      call.caller.actor,
      { action: known ? 'onboarding.rehire' : 'onboarding.begin', subject: { kind: 'employee', id: employeeId } },
      (tx) => {
        if (known) tx.update('employee', employeeId, { ...person, idReviewedBy: null });
        else tx.insert('employee', { ...person, id: employeeId });
        return tx.insert('employment', {
          ...employment,
          employeeId,
          employeeNo: nextEmployeeNo(tx, this.#context.branch.code)(),
          rehireOf: known ? this.#lastEnded(employeeId) : null,
          stage: 'draft',
        }).id;
      },
    );
    return this.#view(call, employmentId);
  }

  update(call: Caller, input: InputOf<Contract['update']>): OnboardingView {
    const { employee, employment } = this.#require(input.employmentId);
    if (employment.stage !== 'draft') throw new RefusalError(refusals.notDraft);
    const merged = { ...entered(employee), ...input.person };
    const person = personColumns(merged, this.#today());
    const known = this.#known(merged.idType, person.idNumber, employment.id);
    if (known && known.employeeId !== employee.id) {
      throw new RefusalError(refusals.knownIdentity({ ...known, label: `${known.employeeNo} ${known.name}` }));
    }
    const sameDocument = employee.idNumber === person.idNumber && employee.idType === person.idType;
    if (employment.rehireOf !== null && !sameDocument) throw new RefusalError(refusals.identityOfRehire);
    this.#write(call, 'onboarding.update', input, (tx) => {
      tx.update(
        'employee',
        employee.id,
        { ...person, ...(sameDocument ? {} : { idReviewedBy: null, idScanHash: null }) },
        input.versions.employee,
      );
      tx.update(
        'employment',
        employment.id,
        this.#employmentColumns({ ...employmentEntered(employment), ...input.employment }, employee.id),
        input.versions.employment,
      );
    });
    return this.#view(call, employment.id);
  }

  async get(call: Caller, employmentId: string): Promise<OnboardingView> {
    const view = this.#view(call, employmentId);
    await this.#context.registry.write.seen(call.caller.actor, {
      action: view.masked ? 'employee.view' : 'employee.viewIdentity',
      subject: { kind: 'employee', id: view.employeeId },
      ...(view.masked ? {} : { why: '入职办理' }),
    });
    return view;
  }

  steps(call: Caller, employmentId: string): OnboardingStep[] {
    const { employee, employment } = this.#require(employmentId);
    return stepsOf(employment.stage, this.#read(call, employee, employment));
  }

  async attachIdScan(call: Caller, input: InputOf<Contract['attachIdScan']>): Promise<OnboardingView> {
    const bytes = new Uint8Array(await input.file.arrayBuffer());
    const type = scanTypeOf(bytes);
    const { employee, employment } = this.#require(input.employmentId);
    if (!openStages.includes(employment.stage)) throw new RefusalError(refusals.notDraft);
    const stored = this.#context.registry.attachments.put(bytes);
    this.#write(call, 'employee.attachIdScan', input, (tx) => {
      tx.insert('attachment', {
        hash: stored.hash,
        size: stored.size,
        kind: 'idScan',
        mediaType: type,
        fileName: scanName(`证件-${employment.employeeNo}`, type),
        subjectTable: 'employee',
        subjectId: employee.id,
      });
      tx.update('employee', employee.id, { idScanHash: stored.hash }, input.versions.employee);
    });
    return this.#view(call, employment.id);
  }

  async reviewIdentity(call: Caller, input: InputOf<Contract['reviewIdentity']>): Promise<OnboardingView> {
    const reviewer = input.secondPerson
      ? await this.#context.services.access.secondPerson(input.secondPerson)
      : call.caller.account;
    const { employee, employment } = this.#require(input.employmentId);
    const identity = orThrow(readIdentity(employee.idType, employee.idNumber, this.#today()));
    if (!identity.needsSecondPerson) throw new RefusalError(refusals.reviewNotNeeded);
    const typist = this.#typistOf(employee);
    const isHr = reviewer.role === 'hrClerk' || reviewer.role === 'hrAdmin' || reviewer.role === 'salesManager';
    if (!isHr || reviewer.id === typist || reviewer.employeeId === employee.id) {
      throw new RefusalError(refusals.reviewedByTypist);
    }
    this.#context.registry.write.domain(
      { id: reviewer.id, name: reviewer.displayName },
      { action: 'onboarding.reviewIdentity', subject: { kind: 'employee', id: employee.id } },
      (tx) => tx.update('employee', employee.id, { idReviewedBy: reviewer.id }, input.versions.employee),
    );
    return this.#view(call, employment.id);
  }

  async setStage(call: Caller, input: InputOf<Contract['setStage']>): Promise<OnboardingView> {
    const second = input.secondPerson && (await this.#context.services.access.secondPerson(input.secondPerson));
    const decision: Decision = {
      ...(input.reason === undefined ? {} : { reason: input.reason }),
      ...(input.witnessId === undefined ? {} : { witnessId: input.witnessId }),
      ...(second ? { secondPerson: { ...decider(second), role: second.role, state: second.state } } : {}),
    };
    const { employee, employment } = this.#require(input.employmentId);
    const { facts } = this.#read(call, employee, employment);
    const stage = orThrow(onboardingMachine.next(employment.stage, input.event, facts, decision));
    if (decision.witnessId !== undefined) this.#refuseStranger(decision.witnessId);
    const why = second && input.reason ? `${input.reason}（复核：${second.displayName}）` : input.reason;
    this.#write(call, `onboarding.${input.event}`, { ...input, reason: why }, (tx) => {
      if (second) this.#context.services.access.refuseDependent(tx, second.id);
      this.#refuseStale(tx, employee.id, input.versions.employee);
      tx.update('employment', employment.id, { stage, stageReason: input.reason ?? null }, input.versions.employment);
      if (input.event === 'correct') {
        this.#context.services.agreements.supersedeAll(tx, employment.id, input.reason ?? '');
      }
    });
    return this.#view(call, employment.id);
  }

  /** Account and first day in one decision: there is never somebody at work without an account, nor the reverse. */
  async finish(call: Caller, input: InputOf<Contract['finish']>): Promise<OnboardingView> {
    const { access } = this.#context.services;
    const hash = await access.firstPassword(input.account.password, input.account.loginName);
    const { employee, employment } = this.#require(input.employmentId);
    const { facts } = this.#read(call, employee, employment);
    const stage = orThrow(onboardingMachine.next(employment.stage, 'activate', { ...facts, accountCreated: true }));
    this.#write(call, 'onboarding.activate', input, (tx) => {
      this.#refuseStale(tx, employee.id, input.versions.employee);
      access.createIn(tx, {
        employeeId: employee.id,
        displayName: employee.name,
        loginName: input.account.loginName,
        role: input.account.role,
        hash,
        mustChange: true,
      });
      tx.update('employment', employment.id, { stage }, input.versions.employment);
    });
    return this.#view(call, employment.id);
  }

  /**
   * Somebody refused to sign during their onboarding: its stage follows, within that decision. An employment that is
   * past its onboarding stays as it is.
   */
  markRefused(tx: DomainTransaction, employmentId: string, reason: string): void {
    const employment = tx.get('employment', employmentId);
    if (employment?.stage === 'signing')
      tx.update('employment', employmentId, { stage: 'refused', stageReason: reason });
  }

  #view(call: Caller, employmentId: string): OnboardingView {
    const { employee, employment } = this.#require(employmentId);
    const reading = this.#read(call, employee, employment);
    return onboardingView(this.#context.registry.reader, this.#store, { employee, employment, reading });
  }

  #read(call: Caller, employee: Employee, employment: Employment) {
    return readOnboarding(this.#context, this.#store, employee, employment, call.caller.account);
  }

  #require(employmentId: string): { employee: Employee; employment: Employment } {
    const employment = this.#store.employment(employmentId);
    const employee = employment && this.#store.employee(employment.employeeId);
    if (employment === undefined || employee === undefined) throw new RefusalError(refusals.noSuchEmployment);
    return { employee, employment };
  }

  #write<T>(
    call: Caller,
    action: string,
    input: { employmentId: string; reason?: string | undefined },
    body: (tx: DomainTransaction) => T,
  ): T {
    const { employee } = this.#require(input.employmentId);
    return this.#context.registry.write.domain(
      call.caller.actor,
      { action, subject: { kind: 'employee', id: employee.id }, ...(input.reason ? { why: input.reason } : {}) },
      body,
    );
  }

  /** The decision was made on what the page showed of the person: an unchanged update checks the version only. */
  #refuseStale(tx: DomainTransaction, employeeId: string, version: number): void {
    tx.update('employee', employeeId, {}, version);
  }

  #refuseStranger(employeeId: string): void {
    if (this.#context.services.people.activeEmployment(employeeId) === undefined) {
      throw new RefusalError({
        ...refusals.holderNotEmployed,
        code: 'onboarding.witnessNotEmployed',
        field: 'witnessId',
      });
    }
  }

  /** Who is registered under a number already, apart from the onboarding in hand. */
  #known(idType: Employee['idType'], number: string, employmentId?: string) {
    const person = this.#store.byIdentity(idType, number);
    if (person === undefined) return undefined;
    const all = this.#store.employmentsOf(person.id);
    const last = all[0];
    if (last === undefined || all.some((each) => each.id === employmentId)) return undefined;
    return {
      employeeId: person.id,
      name: person.name,
      employeeNo: last.employeeNo,
      stage: last.stage,
      rehirable:
        person.idType === idType && !all.some((each) => (unfinishedStages as readonly string[]).includes(each.stage)),
    };
  }

  #lastEnded(employeeId: string): string | null {
    return this.#store.employmentsOf(employeeId).find((each) => each.stage === 'left')?.id ?? null;
  }

  /** Account of the person who last entered the document number, as the audit log knows it. */
  #typistOf(employee: Employee): string {
    const { audit } = this.#context.registry;
    for (const record of audit.about('employee', employee.id, 1000)) {
      const typed = audit
        .opened(record.sequence)
        .some((detail) => detail.table === 'employee' && detail.values.idNumber !== undefined);
      if (typed) return record.actor;
    }
    return employee.createdBy;
  }

  #employmentColumns(input: EmploymentInput & { positionId?: string; startDate?: string }, employeeId: string | null) {
    const { positionId = '', managerId = null, startDate = '' } = input;
    const position = this.#context.registry.reader
      .prepare('SELECT retired FROM position WHERE id = ?')
      .pluck()
      .get(positionId);
    if (position !== 0) throw new RefusalError(refusals.noSuchPosition);
    if (managerId !== null) {
      const employed = this.#context.services.people.activeEmployment(managerId) !== undefined;
      if (!employed || managerId === employeeId) throw new RefusalError(refusals.noSuchManager);
    }
    if (!isBusinessDate(startDate)) throw new RangeError('the contract lets only business dates pass');
    return {
      positionId,
      managerId,
      startDate,
      probationEnd: input.probationEnd ?? null,
      contractEnd: input.contractEnd ?? null,
      monthlyWage: input.monthlyWage ?? null,
    };
  }

  #today() {
    return fromInstant(this.#context.clock.now());
  }
}
