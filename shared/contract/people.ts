import * as z from 'zod';
import { idTypes } from '../domain/identifiers/identity.ts';
import type { PermissionTable } from '../domain/permissions.ts';
import { accountState, role } from './access.ts';
import {
  businessDate,
  fen,
  file,
  id,
  instant,
  line,
  pageInput,
  pageOf,
  procedure,
  refusalSchema,
  timelineEntry,
} from './base.ts';

export const peoplePermissions = {
  'employee.view': { hrAdmin: 'branch', hrClerk: 'branch', salesManager: 'branch', salesperson: 'own' },
  /** Enters a new employee, verifies the identity document and leads the onboarding. */
  'employee.onboard': { hrAdmin: 'branch', hrClerk: 'branch' },
  'employee.edit': { hrAdmin: 'branch', hrClerk: 'branch' },
  /** Reads identity number, phone, address and bank account in full. Every such reading is recorded. */
  'employee.viewIdentity': { hrAdmin: 'branch', hrClerk: 'branch' },
  'employee.correct': { hrAdmin: 'branch' },
  'position.edit': { hrAdmin: 'branch' },
  'asset.view': { hrAdmin: 'branch', hrClerk: 'branch', salesManager: 'branch', salesperson: 'own' },
  'asset.edit': { hrAdmin: 'branch', hrClerk: 'branch' },
} satisfies PermissionTable;

export const idType = z.enum(idTypes);
export const employmentStage = z.enum([
  'draft',
  'verified',
  'signing',
  'signed',
  'refused',
  'cancelled',
  'active',
  'leaving',
  'left',
  'corrected',
]);
export const sex = z.enum(['male', 'female']);
const words = z.object({ zh: z.string(), en: z.string() });
const version = z.int().min(1);
/** Another person confirms here with their own login name and password. */
export const secondPerson = z.object({ loginName: line(60).min(1), password: z.string().min(1).max(200) });
/** Largest scan taken: 20 MiB. What it is (PDF, PNG, JPEG) is told from its bytes, not from its name. */
export const scanFile = file(20 << 20);

/** The chips over the list: `onboarding` is everything from draft to signed, refused included. */
export const peopleChip = z.enum(['all', 'onboarding', 'active', 'leaving', 'left', 'cancelled']);

/** What a person answers for: the clients they own or help with, and the money in it. */
export const atStake = z.object({
  clients: z.int(),
  openOrders: z.int(),
  openOrderAmount: fen,
  receivable: fen,
  /** Orders of the last 12 months. */
  turnover12m: fen,
});

export const personRow = z.object({
  employeeId: id,
  employmentId: id,
  employeeNo: z.string(),
  name: z.string(),
  positionTitle: z.string(),
  stage: employmentStage,
  startDate: businessDate,
  legalEnd: businessDate.nullable(),
  /** Masked. */
  phone: z.string().nullable(),
  managerName: z.string().nullable(),
  accountState: accountState.nullable(),
  clients: z.int(),
  openOrders: z.int(),
  receivable: fen,
  /** Agreements begun and neither completed, refused nor superseded. */
  agreementsOpen: z.int(),
});

export const employmentView = z.object({
  id,
  version: z.int(),
  employeeNo: z.string(),
  positionId: id,
  positionTitle: z.string(),
  tradeSecretLevel: z.int(),
  managerId: id.nullable(),
  managerName: z.string().nullable(),
  startDate: businessDate,
  probationEnd: businessDate.nullable(),
  contractEnd: businessDate.nullable(),
  legalEnd: businessDate.nullable(),
  endReason: z.string().nullable(),
  rehireOf: id.nullable(),
  stage: employmentStage,
  stageReason: z.string().nullable(),
  monthlyWage: fen.nullable(),
});

export const assetView = z.object({
  id,
  version: z.int(),
  kind: z.string(),
  name: z.string(),
  serial: z.string().nullable(),
  holderId: id.nullable(),
  holderName: z.string().nullable(),
  condition: z.string().nullable(),
  since: businessDate.nullable(),
});

/** A person as every page shows one: what identifies them is masked. */
export const personView = z.object({
  id,
  version: z.int(),
  name: z.string(),
  nameVariants: z.array(z.string()),
  idType,
  /** Masked, as are phone, address and bank account. */
  idNumber: z.string(),
  idValidTo: businessDate.nullable(),
  hasIdScan: z.boolean(),
  phone: z.string().nullable(),
  birthday: businessDate.nullable(),
  sex: sex.nullable(),
  region: z.string().nullable(),
  address: z.string().nullable(),
  bankAccount: z.string().nullable(),
  /** Newest first; the first is the present one. */
  employments: z.array(employmentView).min(1),
  account: z
    .object({ id, loginName: z.string(), role, state: accountState, stateReason: z.string().nullable() })
    .nullable(),
  atStake,
  agreements: z.array(
    z.object({
      id,
      number: z.string(),
      kind: z.string(),
      title: z.string(),
      state: z.string(),
      completedAt: instant.nullable(),
    }),
  ),
  /** The newest one. */
  separation: z.object({ id, number: z.string(), handoverState: z.string() }).nullable(),
  assets: z.array(assetView),
});

export const positionView = z.object({
  id,
  version: z.int(),
  title: z.string(),
  tradeSecretLevel: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  agreementKinds: z.array(z.string()),
  retired: z.boolean(),
  /** Employments in this position that have not ended. */
  people: z.int(),
});
const positionInput = {
  title: line(60).min(1),
  tradeSecretLevel: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  agreementKinds: z
    .array(z.enum(['clientOwnership', 'nonCompete', 'nonDisclosure', 'electronicSigning', 'privacyConsent']))
    .max(10),
};

export const peopleContract = {
  list: procedure('employee.view')
    .input(
      z.object({
        /** Name, pinyin, initials, employee number, position, or the last digits of the phone. */
        query: line(80).default(''),
        chip: peopleChip.default('all'),
        positionId: id.optional(),
        sort: z.enum(['name', 'startDate', 'clients', 'receivable', 'employeeNo']).default('startDate'),
        descending: z.boolean().default(true),
        ...pageInput,
      }),
    )
    .output(z.object({ ...pageOf(personRow).shape, counts: z.record(peopleChip, z.int()) })),
  get: procedure('employee.view')
    .input(z.object({ employeeId: id }))
    .output(personView),
  /** The clients a person owns or helps with, the most money first. */
  clients: procedure('employee.view')
    .input(z.object({ employeeId: id, ...pageInput }))
    .output(
      pageOf(
        z.object({
          clientId: id,
          name: z.string(),
          role: z.enum(['owner', 'helper']),
          share: z.number(),
          since: businessDate,
          openOrders: z.int(),
          receivable: fen,
          turnover12m: fen,
        }),
      ),
    ),
  timeline: procedure('employee.view')
    .input(z.object({ employeeId: id, limit: z.int().min(1).max(500).default(100) }))
    .output(z.array(timelineEntry)),
  /** Identity number, phone, address and bank account in full. Recorded with the reason given. */
  viewIdentity: procedure('employee.viewIdentity')
    .input(z.object({ employeeId: id, why: line(200).min(2) }))
    .output(
      z.object({
        idNumber: z.string(),
        phone: z.string().nullable(),
        address: z.string().nullable(),
        bankAccount: z.string().nullable(),
      }),
    ),
  idScan: procedure('employee.viewIdentity')
    .input(z.object({ employeeId: id, why: line(200).min(2) }))
    .output(z.file()),
  /** Changes what may change while somebody is employed. Name and identity number: see `onboarding.setStage`, `correct`. */
  edit: procedure('employee.edit')
    .input(
      z.object({
        employeeId: id,
        version,
        nameVariants: z.array(line(60).min(1)).max(10).optional(),
        phone: line(40).nullable().optional(),
        address: line(200).nullable().optional(),
        bankAccount: line(60).nullable().optional(),
        idValidTo: businessDate.nullable().optional(),
      }),
    )
    .output(z.object({ version: z.int() })),
  /** Colleagues to choose from: manager, witness, receiver. */
  choices: procedure('session')
    .input(z.object({ query: line(60).default(''), limit: z.int().min(1).max(50).default(20) }))
    .output(z.array(z.object({ employeeId: id, name: z.string(), employeeNo: z.string(), positionTitle: z.string() }))),
  positions: {
    list: procedure('employee.view')
      .input(z.object({ retired: z.boolean().default(false) }))
      .output(z.array(positionView)),
    create: procedure('position.edit').input(z.object(positionInput)).output(positionView),
    update: procedure('position.edit')
      .input(z.object({ id, version, ...positionInput }))
      .output(positionView),
    /** Positions are never deleted. A retired one can no longer be chosen. */
    retire: procedure('position.edit')
      .input(z.object({ id, version, retired: z.boolean() }))
      .output(positionView),
  },
  assets: {
    list: procedure('asset.view')
      .input(z.object({ holderId: id.optional(), query: line(60).default(''), ...pageInput }))
      .output(pageOf(assetView)),
    register: procedure('asset.edit')
      .input(
        z.object({
          kind: line(40).min(1),
          name: line(80).min(1),
          serial: line(80).optional(),
          condition: line(120).optional(),
          holderId: id.optional(),
        }),
      )
      .output(assetView),
    /** Handed out (`holderId`) or taken back (null). */
    hand: procedure('asset.edit')
      .input(z.object({ id, version, holderId: id.nullable(), condition: line(120).min(1) }))
      .output(assetView),
  },
};

/** What a clerk enters of the person. */
const personFields = {
  name: line(60).min(1),
  nameVariants: z.array(line(60).min(1)).max(10),
  idType,
  idNumber: line(40).min(1),
  idValidTo: businessDate.nullable(),
  phone: line(40).nullable(),
  address: line(200).nullable(),
  bankAccount: line(60).nullable(),
  /** Only used where the document number does not tell. */
  birthday: businessDate.nullable(),
  sex: sex.nullable(),
};
/** What a clerk enters of the employment. */
const employmentFields = {
  positionId: id,
  managerId: id.nullable(),
  startDate: businessDate,
  probationEnd: businessDate.nullable(),
  contractEnd: businessDate.nullable(),
  monthlyWage: fen.min(0).nullable(),
};

export const onboardingStepName = z.enum(['identity', 'position', 'verification', 'agreements', 'account']);

/** A law's finding beside the field it concerns. */
export const legalFinding = z.object({
  rule: z.string(),
  level: z.enum(['error', 'warning', 'alarm', 'info']),
  zh: z.string(),
  en: z.string(),
  source: words,
  next: words,
  field: z.string().optional(),
});

export const onboardingStep = z.object({
  step: onboardingStepName,
  /** `open`: can be worked on; `barred`: an earlier step bars it. */
  state: z.enum(['done', 'open', 'barred']),
  /** Why the step that follows is barred now. */
  refusals: z.array(refusalSchema),
  /** What is still to be entered, each with the field to jump to. */
  missing: z.array(z.object({ step: onboardingStepName, field: z.string(), ...words.shape })),
  findings: z.array(legalFinding),
});

/** What a document number itself says; the form fills these fields and says where they come from. */
export const identityFacts = z.object({
  number: z.string(),
  birthday: businessDate.nullable(),
  sex: sex.nullable(),
  region: words.nullable(),
  needsSecondPerson: z.boolean(),
});

/** An onboarding as the clerk works on it. Unmasked until signing begins; every opening is recorded. */
export const onboardingView = z.object({
  employeeId: id,
  employmentId: id,
  /** Of both rows; a change names the versions it was made on. */
  versions: z.object({ employee: z.int(), employment: z.int() }),
  employeeNo: z.string(),
  stage: employmentStage,
  stageReason: z.string().nullable(),
  masked: z.boolean(),
  /** This is somebody who was employed here before. */
  rehireOf: id.nullable(),
  person: z.object({
    ...personFields,
    region: z.string().nullable(),
    hasIdScan: z.boolean(),
    /** Who compared a document without check digit with the original; null while nobody has. */
    reviewedBy: z.string().nullable(),
  }),
  employment: z.object({ ...employmentFields, positionTitle: z.string(), managerName: z.string().nullable() }),
  account: z.object({ id, loginName: z.string(), role, state: accountState }).nullable(),
  steps: z.array(onboardingStep).length(5),
  /** What the people responsible can do now, with the reasons that bar it. */
  choices: z.array(
    z.object({
      event: z.string(),
      to: employmentStage,
      words,
      needs: z.array(z.string()),
      barredBy: z.array(refusalSchema),
    }),
  ),
});

export const onboardingEvent = z.enum([
  'verify',
  'startSigning',
  'completeSigning',
  'refuseSigning',
  'resumeSigning',
  'cancel',
  'activate',
  'correct',
]);

const versions = z.object({ employee: version, employment: version });

export const onboardingContract = {
  /** Reads a document number: what it says, what is wrong with it, and who (masked) has it already. */
  checkIdentity: procedure('employee.onboard')
    .input(z.object({ idType, idNumber: line(40), employmentId: id.optional() }))
    .output(
      z.object({
        facts: identityFacts.nullable(),
        refusals: z.array(refusalSchema),
        /** The person who has it already: rehire them instead of entering them again. */
        known: z
          .object({
            employeeId: id,
            name: z.string(),
            employeeNo: z.string(),
            stage: employmentStage,
            rehirable: z.boolean(),
          })
          .nullable(),
      }),
    ),
  /** A draft. The employee number is assigned here and never again. `rehire` names the person already known. */
  createDraft: procedure('employee.onboard')
    .input(
      z.object({
        rehire: id.optional(),
        person: z.object(personFields).partial().required({ name: true, idType: true, idNumber: true }),
        employment: z.object(employmentFields).partial().required({ positionId: true, startDate: true }),
      }),
    )
    .output(onboardingView),
  /** Only drafts can be changed here. */
  update: procedure('employee.onboard')
    .input(
      z.object({
        employmentId: id,
        versions,
        person: z.object(personFields).partial().default({}),
        employment: z.object(employmentFields).partial().default({}),
      }),
    )
    .output(onboardingView),
  get: procedure('employee.onboard')
    .input(z.object({ employmentId: id }))
    .output(onboardingView),
  /** The five steps alone, with what bars each. */
  steps: procedure('employee.onboard')
    .input(z.object({ employmentId: id }))
    .output(z.array(onboardingStep).length(5)),
  attachIdScan: procedure('employee.onboard')
    .input(z.object({ employmentId: id, versions, file: scanFile }))
    .output(onboardingView),
  /**
   * A passport has no check digit: somebody who did not enter it compares it with the original. Either the caller, or a
   * second person who signs here.
   */
  reviewIdentity: procedure('employee.onboard')
    .input(z.object({ employmentId: id, versions, secondPerson: secondPerson.optional() }))
    .output(onboardingView),
  /** The next stage, or every reason why not. */
  setStage: procedure('employee.onboard')
    .input(
      z.object({
        employmentId: id,
        versions,
        event: onboardingEvent,
        reason: line(400).optional(),
        /** Employee who was present. */
        witnessId: id.optional(),
        secondPerson: secondPerson.optional(),
      }),
    )
    .output(onboardingView),
  /** Creates the account and takes the person on, in one decision. */
  finish: procedure('employee.onboard')
    .input(
      z.object({
        employmentId: id,
        versions,
        account: z.object({ loginName: line(60).min(2), role, password: z.string().min(10).max(200) }),
      }),
    )
    .output(onboardingView),
};
