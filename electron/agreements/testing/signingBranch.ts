import { composeDocument } from '../../../electron/paper/compose.ts';
import { mod11CheckCharacter } from '../../../shared/domain/identifiers/checkCharacter.ts';
import { RefusalError } from '../../../shared/domain/refusal.ts';
import type { AgreementKind } from '../../../shared/schema/agreements.ts';
import type { Caller } from '../../access/service.ts';
import { callerOf } from '../../testing/callerOf.ts';
import { employ } from '../../testing/employ.ts';
import { openTestBranch, type TestBranch } from '../../testing/openTestBranch.ts';
import { minimumPerClause, minimumPerPage } from '../reading.ts';
import type { AgreementView } from '../service.ts';

/** A signing PIN that passes every check. */
export const pin = '295184';

/** Somebody who calls with the permission for the whole branch. */
export interface BranchCall {
  readonly caller: Caller;
  readonly scope: 'own' | 'branch';
}

/** A branch with an admin, an authorised clerk, a colleague to witness, and a position that signs everything. */
export interface SigningBranch {
  readonly test: TestBranch;
  readonly admin: BranchCall;
  readonly clerk: BranchCall;
  readonly witnessId: string;
  readonly positionId: string;
  /** A verified employee in the signing stage, by way of the onboarding itself. */
  onboard(
    name: string,
    options?: { positionId?: string; toSigning?: boolean },
  ): Promise<{ employeeId: string; employmentId: string }>;
  /** Enrols the signer, prints 电子签名约定 and files its scan. */
  prepareSigner(employmentId: string): Promise<void>;
  generate(employmentId: string, kind: AgreementKind): Promise<AgreementView>;
  /** Reads to the end as a person would, the clock moving. */
  read(agreementId: string, by?: BranchCall): Promise<AgreementView>;
  sign(agreementId: string, by?: BranchCall): Promise<AgreementView>;
  counterSign(agreementId: string, by?: BranchCall): Promise<AgreementView>;
}

/** Resident numbers that are right and never the same: born 1990-01-01, Shanghai. */
let serial = 100;
export function nextIdNumber(): string {
  serial += 2;
  const digits = `31010419900101${String(serial).padStart(3, '0')}`;
  return digits + mod11CheckCharacter(digits);
}

export const nonCompeteTerms = {
  role: '其他负有保密义务的人员',
  exposure: '重点客户的报价和返利政策',
  competingBusiness: '同城零担物流',
  area: '上海市',
  termMonths: '12',
  monthlyCompensation: '600000',
  payDay: '15',
};
export const privacyTerms = {
  privacyContact: '李敏',
  privacyPhone: '021-62345678',
  locationConsent: '同意',
  photoConsent: '不同意',
};

/** A file as a scanner would give it. */
export async function scan(text = '亲笔签署'): Promise<File> {
  const { bytes } = await composeDocument({ title: text, createdAt: 0, blocks: [{ kind: 'paragraph', text }] });
  return new File([new Uint8Array(bytes)], 'scan.pdf', { type: 'application/pdf' });
}

export async function openSigningBranch(options: { sample?: boolean } = {}): Promise<SigningBranch> {
  const test = await openTestBranch(options);
  const admin: BranchCall = { caller: callerOf(test.account('hrAdmin')), scope: 'branch' };
  const clerk: BranchCall = { caller: callerOf(test.account('hrClerk')), scope: 'branch' };
  // Asked for each time: a test may reopen the branch.
  const services = () => test.branch.services;
  services().agreements.authoriseSeal(admin.caller, clerk.caller.account.id, true);
  const witnessId = employ(test, '周见');
  const position = services().people.positions.create(admin.caller.actor, {
    title: '大客户经理',
    tradeSecretLevel: 2,
    agreementKinds: ['clientOwnership', 'nonCompete', 'nonDisclosure', 'privacyConsent'],
  });

  const branch: SigningBranch = {
    test,
    admin,
    clerk,
    witnessId,
    positionId: position.id,
    onboard: async (name, given = {}) => {
      let view = services().onboarding.createDraft(clerk, {
        person: { name, idType: 'residentId', idNumber: nextIdNumber(), phone: '13800138000' },
        employment: { positionId: given.positionId ?? position.id, startDate: '2026-11-23', monthlyWage: 1_500_000 },
      });
      const { employmentId, employeeId } = view;
      view = await services().onboarding.setStage(clerk, { employmentId, versions: view.versions, event: 'verify' });
      if (given.toSigning === false) return { employeeId, employmentId };
      for (const kind of ['privacyConsent', 'nonCompete'] as const) {
        if (
          services()
            .agreements.plan(employmentId)
            .planned.some((each) => each.kind === kind)
        ) {
          await branch.generate(employmentId, kind);
        }
      }
      await services().onboarding.setStage(clerk, { employmentId, versions: view.versions, event: 'startSigning' });
      return { employeeId, employmentId };
    },
    prepareSigner: async (employmentId) => {
      const { employeeId } = test.branch.registry.reader
        .prepare('SELECT employeeId FROM employment WHERE id = ?')
        .get(employmentId) as {
        employeeId: string;
      };
      await services().agreements.enrolSigner(clerk, employeeId, pin);
      const paper = await branch.generate(employmentId, 'electronicSigning');
      await services().agreements.fileInkAgreement(clerk, {
        employmentId,
        kind: 'electronicSigning',
        agreementId: paper.id,
        signedOn: '2026-11-23',
        file: await scan(),
        note: '',
      });
    },
    generate: (employmentId, kind) =>
      services().agreements.generate(clerk, {
        employmentId,
        kind,
        values: kind === 'nonCompete' ? nonCompeteTerms : kind === 'privacyConsent' ? privacyTerms : {},
      }),
    read: async (agreementId, by = clerk) => {
      const { ceremony } = services().agreements;
      const shown = ceremony.present(by.caller, services().agreements.require(by, agreementId));
      for (let page = 1; page <= shown.pages; page += 1) {
        test.clock.pass(minimumPerPage + 1);
        ceremony.turnPage(by.caller, { presentationId: shown.presentationId, page });
      }
      for (const clause of shown.clauses) {
        test.clock.pass(minimumPerClause + 1);
        ceremony.acknowledge(by.caller, { presentationId: shown.presentationId, clauseId: clause.id });
      }
      await ceremony.recordReading(by.caller, { presentationId: shown.presentationId, identity: 'idCardChecked' });
      return services().agreements.after(by, agreementId);
    },
    sign: async (agreementId, by = clerk) => {
      const agreement = services().agreements.require(by, agreementId);
      await services().agreements.ceremony.sign(by.caller, agreement, { agreementId, version: agreement.version, pin });
      return services().agreements.after(by, agreementId);
    },
    counterSign: async (agreementId, by = clerk) => {
      const agreement = services().agreements.require(by, agreementId);
      await services().agreements.ceremony.counterSign(by.caller, agreement, agreement.version);
      return services().agreements.after(by, agreementId);
    },
  };
  return branch;
}

/** The code of the first refusal, or `done`. Anything else thrown is a bug and fails the test. */
export async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
    return 'done';
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals[0]?.code ?? '';
    throw error;
  }
}
