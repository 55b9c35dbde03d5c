import type * as z from 'zod';
import type { InputOf } from '../../shared/contract/base.ts';
import type { assetView, peopleContract, personView } from '../../shared/contract/people.ts';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { checkIdentity } from '../../shared/domain/identifiers/identity.ts';
import { maskIdNumber, maskPhone } from '../../shared/domain/names/masking.ts';
import { normalisePersonName } from '../../shared/domain/names/personName.ts';
import { checkPhone } from '../../shared/domain/names/phone.ts';
import { namePinyin } from '../../shared/domain/names/pinyin.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { onboardingMachine } from '../../shared/domain/states/onboarding.ts';
import type { Database, Tables } from '../../shared/schema/index.ts';
import type { NewRowOf } from '../../shared/schema/table.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { DamagedAttachmentError } from '../registry/attachmentStore.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { Call } from '../router/call.ts';
import { type TimelineEntry, timelineOf } from '../timeline/timeline.ts';
import { Assets } from './assets.ts';
import { nextEmployeeNo } from './employeeNo.ts';
import { OnboardingService } from './onboarding.ts';
import { Positions } from './positions.ts';
import * as refusals from './refusals.ts';
import { stakeOf } from './stake.ts';
import { type Employee, type Employment, PeopleStore } from './store.ts';

type Inputs = { [K in 'list' | 'clients' | 'viewIdentity' | 'edit']: InputOf<(typeof peopleContract)[K]> };
export type PersonView = z.infer<typeof personView>;
export type AssetView = z.infer<typeof assetView>;
/** Who calls, and how far their permission reaches. */
export type Reader = Pick<Call, 'caller' | 'scope'>;

/** Somebody for a branch that is filled in one go: sample data, a first import. */
export interface NewPerson {
  readonly name: string;
  readonly idType: Employee['idType'];
  readonly idNumber: string;
  readonly phone: string | null;
  readonly address?: string | null;
  readonly bankAccount?: string | null;
  readonly positionId: string;
  readonly managerId?: string | null;
  readonly startDate: string;
  readonly probationEnd?: string | null;
  readonly contractEnd?: string | null;
  readonly monthlyWage?: number | null;
  readonly stage: Employment['stage'];
}

/** The people of a branch: who they are, where they stand, and what depends on them. */
export class PeopleService {
  readonly positions: Positions;
  readonly assets: Assets;
  readonly #context: FeatureContext;
  readonly #store: PeopleStore;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#store = new PeopleStore(context.registry);
    this.positions = new Positions(context);
    this.assets = new Assets(context);
  }

  async list(call: Reader, input: Inputs['list']) {
    const { rows, total, counts } = this.#store.list({
      ...input,
      ...(call.scope === 'own' ? { only: call.caller.account.employeeId } : {}),
    });
    await this.#seen(call, 'employee.list', { kind: 'list', id: 'employees' }, input.query || undefined);
    return {
      rows: rows.map(({ phone, ...row }) => ({ ...row, phone: phone && maskPhone(phone) })),
      total,
      counts,
    };
  }

  async get(call: Reader, employeeId: string): Promise<PersonView> {
    const person = this.#within(call, employeeId);
    const account = this.#store.account(employeeId);
    const view: PersonView = {
      id: person.id,
      version: person.version,
      name: person.name,
      nameVariants: JSON.parse(person.nameVariants),
      idType: person.idType,
      idNumber: maskIdNumber(person.idNumber),
      idValidTo: person.idValidTo,
      hasIdScan: person.idScanHash !== null,
      phone: person.phone && maskPhone(person.phone),
      birthday: person.birthday,
      sex: person.sex,
      region: person.region,
      address: person.address && maskText(person.address),
      bankAccount: person.bankAccount && maskIdNumber(person.bankAccount),
      employments: this.#store.employmentsOf(employeeId),
      account: account
        ? {
            id: account.id,
            loginName: account.loginName,
            role: account.role,
            state: account.state,
            stateReason: account.stateReason,
          }
        : null,
      atStake: stakeOf(this.#context.registry, employeeId),
      agreements: this.#store.agreementsOf(employeeId),
      separation: this.#store.casesOf(employeeId)[0] ?? null,
      assets: this.assets.heldBy(employeeId),
    };
    await this.#seen(call, 'employee.view', { kind: 'employee', id: employeeId });
    return view;
  }

  async clients(call: Reader, input: Inputs['clients']) {
    this.#within(call, input.employeeId);
    const page = this.#store.clientsOf(input.employeeId, input.offset, input.limit);
    await this.#seen(call, 'employee.viewClients', { kind: 'employee', id: input.employeeId });
    return page;
  }

  /** What happened to a person, their account, their agreements and their separation. */
  timeline(call: Reader, employeeId: string, limit: number): TimelineEntry[] {
    this.#within(call, employeeId);
    const account = this.#store.account(employeeId);
    return timelineOf(
      this.#context.registry,
      [
        { kind: 'employee', id: employeeId },
        ...(account ? [{ kind: 'account', id: account.id }] : []),
        ...this.#store.agreementsOf(employeeId).map(({ id }) => ({ kind: 'agreement', id })),
        ...this.#store.casesOf(employeeId).map(({ id }) => ({ kind: 'separationCase', id })),
      ],
      { limit },
    );
  }

  async viewIdentity(call: Reader, { employeeId, why }: Inputs['viewIdentity']) {
    const { idNumber, phone, address, bankAccount } = this.#within(call, employeeId);
    await this.#seen(call, 'employee.viewIdentity', { kind: 'employee', id: employeeId }, why);
    return { idNumber, phone, address, bankAccount };
  }

  async idScan(call: Reader, { employeeId, why }: Inputs['viewIdentity']): Promise<File> {
    const person = this.#within(call, employeeId);
    const stored = person.idScanHash === null ? undefined : this.#attachment(person.idScanHash);
    if (stored === undefined) throw new RefusalError(refusals.noIdScan);
    await this.#seen(call, 'employee.viewIdScan', { kind: 'employee', id: employeeId }, why);
    try {
      const bytes = this.#context.registry.attachments.get(stored.hash, stored.size);
      return new File([new Uint8Array(bytes)], stored.fileName, { type: stored.mediaType });
    } catch (error) {
      if (error instanceof DamagedAttachmentError) throw new RefusalError(refusals.damagedScan);
      throw error;
    }
  }

  edit(call: Reader, input: Inputs['edit']): { version: number } {
    const person = this.#within(call, input.employeeId);
    const { employeeId, version, nameVariants, phone, ...rest } = input;
    const row = this.#context.registry.write.domain(
      call.caller.actor,
      { action: 'employee.edit', subject: { kind: 'employee', id: employeeId } },
      (tx) =>
        tx.update(
          'employee',
          person.id,
          {
            ...rest,
            ...(nameVariants ? { nameVariants: JSON.stringify(nameVariants.map(normalisePersonName)) } : {}),
            ...(phone === undefined ? {} : { phone: phone && orThrow(checkPhone(phone)) }),
          },
          version,
        ),
    );
    return { version: row.version };
  }

  /** Colleagues to choose from. Names and positions of those who are employed are no secret among colleagues. */
  choices(input: { query: string; limit: number }) {
    return this.#store.choices(input.query, input.limit);
  }

  /** The employment of a person who works here, leaving or not; undefined before and after. */
  activeEmployment(employeeId: string): Employment | undefined {
    return this.#store.employmentsOf(employeeId).find((each) => each.stage === 'active' || each.stage === 'leaving');
  }

  /** The newest employment of a person, whatever its stage. */
  latestEmployment(employeeId: string): Employment | undefined {
    return this.#store.employmentsOf(employeeId)[0];
  }

  /** Whether nothing may be handed to a person: leaving, gone, not yet taken on, or unknown. */
  isLeavingOrLeft(employeeId: string): boolean {
    return this.activeEmployment(employeeId)?.stage !== 'active';
  }

  /** Notice was given. Part of the caller's transaction. @throws RefusalError when the employment is not active. */
  markLeaving(tx: DomainTransaction, employmentId: string): Employment {
    return this.#follow(tx, employmentId, 'giveNotice', {});
  }

  /** The notice was withdrawn by both sides. */
  unmarkLeaving(tx: DomainTransaction, employmentId: string): Employment {
    return this.#follow(tx, employmentId, 'withdrawNotice', { legalEnd: null, endReason: null });
  }

  /** The employment ended. @param end `on`: its last day; `reason`: as the certificate of termination says. */
  markLeft(tx: DomainTransaction, employmentId: string, end: { on: string; reason: string }): Employment {
    const employment = tx.get('employment', employmentId);
    // With the employment ends the certificate that says who the person is here; what it signed stays valid.
    if (employment) this.#context.services.agreements.revokeSignerIn(tx, employment.employeeId, '离职');
    return this.#follow(tx, employmentId, 'end', { legalEnd: end.on, endReason: end.reason });
  }

  /** Assets come back to the branch, or go to a colleague. */
  returnAssets(
    tx: DomainTransaction,
    assetIds: readonly string[],
    to: { holderId: string | null; condition?: string },
  ): void {
    this.assets.handIn(tx, assetIds, to);
  }

  /** Fills a branch: rows without the onboarding of each. @returns ids in the order given. */
  insertMany(tx: DomainTransaction, people: readonly NewPerson[]): { employeeId: string; employmentId: string }[] {
    const today = fromInstant(tx.now);
    const { code } = this.#context.branch;
    const number = nextEmployeeNo(tx, code);
    return people.map((person) => {
      const identity = checkIdentity(person.idType, person.idNumber, today);
      const facts = identity.ok ? identity.value : undefined;
      const { pinyin, initials } = namePinyin(person.name);
      const employee = tx.insert('employee', {
        name: normalisePersonName(person.name),
        nameVariants: '[]',
        pinyin,
        initials,
        idType: person.idType,
        idNumber: facts?.number ?? person.idNumber,
        phone: person.phone,
        birthday: facts?.birthday ?? null,
        sex: facts?.sex ?? null,
        region: facts?.region?.zh ?? null,
        address: person.address ?? null,
        bankAccount: person.bankAccount ?? null,
      });
      const row: NewRowOf<Tables['employment']> = {
        employeeId: employee.id,
        employeeNo: number(),
        positionId: person.positionId,
        managerId: person.managerId ?? null,
        startDate: person.startDate,
        probationEnd: person.probationEnd ?? null,
        contractEnd: person.contractEnd ?? null,
        monthlyWage: person.monthlyWage ?? null,
        stage: person.stage,
      };
      return { employeeId: employee.id, employmentId: tx.insert('employment', row).id };
    });
  }

  #follow(
    tx: DomainTransaction,
    employmentId: string,
    event: 'giveNotice' | 'withdrawNotice' | 'end',
    changes: { legalEnd?: string | null; endReason?: string | null },
  ): Employment {
    const employment = tx.get('employment', employmentId);
    if (employment === undefined) throw new RefusalError(refusals.noSuchEmployment);
    const stage = orThrow(
      onboardingMachine.next(employment.stage, event, {
        actor: { employeeId: null, role: 'system' },
        now: tx.now,
        subjectId: employment.employeeId,
        identityRefusals: [],
        identityReviewPending: false,
        duplicates: [],
        activeEmployments: [],
        unresolvedNonCompetes: [],
        missingFields: [],
        legalFindings: [],
        unsigned: [],
        accountCreated: true,
      }),
    );
    return tx.update('employment', employmentId, { ...changes, stage });
  }

  #within(call: Reader, employeeId: string): Employee {
    const person = this.#store.employee(employeeId);
    const mine = call.scope === 'branch' || call.caller.account.employeeId === employeeId;
    if (person === undefined || !mine) throw new RefusalError(refusals.noSuchEmployee);
    return person;
  }

  #attachment(hash: string): Database['attachment'] | undefined {
    return this.#context.registry.reader
      .prepare("SELECT * FROM attachment WHERE hash = ? AND kind = 'idScan' LIMIT 1")
      .get(hash) as Database['attachment'] | undefined;
  }

  #seen(call: Reader, action: string, subject: { kind: string; id: string }, why?: string): Promise<void> {
    return this.#context.registry.write.seen(call.caller.actor, { action, subject, ...(why ? { why } : {}) });
  }
}

/** Keeps the district of an address, hides the house. */
function maskText(text: string): string {
  const characters = [...text];
  const shown = Math.min(6, Math.floor(characters.length / 2));
  return characters.slice(0, shown).join('') + '*'.repeat(Math.min(8, characters.length - shown));
}

export const peopleFeature = {
  name: 'people',
  create: (context: FeatureContext) => ({
    people: new PeopleService(context),
    onboarding: new OnboardingService(context),
  }),
} satisfies Feature<{ people: PeopleService; onboarding: OnboardingService }>;
