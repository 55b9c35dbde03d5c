import type { AgreementKind } from '../../shared/schema/agreements.ts';
import type { OnboardingView } from '../people/onboarding.ts';
import type { Chronicle } from './chronicle.ts';
import type { Scene } from './departure.ts';
import { newPerson, type PositionKey } from './staff.ts';

/** The people who are about to begin, each at another step of onboarding. */
export function tellNewcomers(chronicle: Chronicle, scene: Scene): void {
  const { story, staff, paper } = scene;
  const { onboarding, agreements } = story.branch.services;
  const clerk = () => story.call(staff.account('clerk'));

  function begin(
    known: { name: string; sex: 'male' | 'female'; phone?: null },
    position: PositionKey,
    startsAgo: number,
    yuan: number,
  ): OnboardingView {
    const { idType, idNumber, phone, address, bankAccount } = newPerson(story, known);
    const startDate = story.dayAgo(startsAgo);
    return onboarding.createDraft(clerk(), {
      person: {
        name: known.name,
        idType,
        idNumber,
        phone: known.phone === null ? null : phone,
        address: address ?? null,
        bankAccount: bankAccount ?? null,
      },
      employment: {
        positionId: staff.positions[position],
        managerId: staff.of('manager').employeeId,
        startDate,
        probationEnd: story.dayAgo(startsAgo - 88),
        monthlyWage: yuan * 100,
      },
    });
  }

  async function verify(draft: OnboardingView): Promise<OnboardingView> {
    const { employmentId, versions } = draft;
    const file = new File([paper], 'id.pdf', { type: paper.type });
    const scanned = await onboarding.attachIdScan(clerk(), { employmentId, versions, file });
    return onboarding.setStage(clerk(), { employmentId, versions: scanned.versions, event: 'verify' });
  }

  /** Some of what the position asks for, set from its templates; then the signing begins. */
  async function startSigning(verified: OnboardingView, kinds: readonly AgreementKind[]): Promise<void> {
    const { employmentId } = verified;
    const filed: AgreementKind = 'electronicSigning';
    await agreements.fileInkAgreement(clerk(), {
      employmentId,
      kind: filed,
      signedOn: story.dayAgo(story.daysAgoNow()),
      file: new File([paper], 'scan.pdf', { type: paper.type }),
      note: '',
    });
    for (const kind of kinds) {
      await agreements.generate(clerk(), { employmentId, kind, values: kind === 'privacyConsent' ? consent : {} });
    }
    const { versions } = await onboarding.get(clerk(), employmentId);
    await onboarding.setStage(clerk(), { employmentId, versions, event: 'startSigning' });
  }

  chronicle
    .on(13, 10, async () => {
      const verified = await verify(begin({ name: '邵立群', sex: 'male' }, 'sales', 6, 8500));
      await startSigning(verified, ['privacyConsent', 'clientOwnership']);
    })
    .on(12, 15, () => {
      const [id] = drafts('邵立群');
      if (id === undefined) return;
      agreements.ceremony.present(clerk().caller, agreements.require(clerk(), id));
      const presented = agreements.require(clerk(), id);
      agreements.ceremony.refuse(clerk().caller, presented, {
        agreementId: id,
        version: presented.version,
        reason: '不同意离职后十二个月不招揽客户的约定',
        witnessId: staff.of('manager').employeeId,
      });
    })
    .on(5, 10, async () => {
      const verified = await verify(begin({ name: '龚䶮', sex: 'female' }, 'sales', 0, 8800));
      await startSigning(verified, ['privacyConsent', 'nonDisclosure', 'clientOwnership']);
    })
    .on(2, 10, async () => {
      await verify(begin({ name: '石佳琪', sex: 'female' }, 'keyAccounts', -4, 11_000));
    })
    .on(1, 11, () => {
      begin({ name: '白宇凡', sex: 'male', phone: null }, 'sales', -7, 8500);
    });

  function drafts(name: string): string[] {
    return story.branch.registry.reader
      .prepare(
        `SELECT a.id FROM agreement a JOIN employee e ON e.id = a.employeeId
         WHERE e.name = ? AND a.kind = 'clientOwnership' AND a.state = 'draft'`,
      )
      .pluck()
      .all(name) as string[];
  }
}

const consent: Record<string, string> = {
  privacyContact: '人事行政部 陆文静',
  privacyPhone: '021-60000000',
  locationConsent: '同意',
  photoConsent: '不同意',
};
