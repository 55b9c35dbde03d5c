import type { AgreementKind } from '../../shared/schema/agreements.ts';
import type { Chronicle } from './chronicle.ts';
import type { Scene } from './departure.ts';
import type { Member } from './staff.ts';

/** Signing PINs of the sample branch's people. They protect nothing; they lie in a note beside the data. */
export const samplePins: Readonly<Record<string, string>> = { s1: 'song2468', s2: 'ding1357' };

const termsOfNonCompete = (months: number, yuan: number): Record<string, string> => ({
  role: '高级技术人员',
  exposure: '掌握干线与城市配送的线路成本模型、客户报价底线和承运商结算价。',
  competingBusiness: '干线运输、城市配送的线路规划与报价',
  area: '上海市、苏州市',
  termMonths: String(months),
  monthlyCompensation: String(yuan * 100),
  payDay: '15',
});

/** Agreements of a sample branch: some really signed with keys made here, some on paper, and the papers on file. */
export class AgreementStory {
  readonly #scene: Scene;
  /** Keys take a second each to make; they are made while the orders are told. */
  #keys: Promise<unknown> | undefined;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  beginKeys(): void {
    const { story, staff } = this.#scene;
    const { agreements } = story.branch.services;
    const clerk = story.call(staff.account('clerk'));
    this.#keys = Promise.all([
      agreements.authority.ready(),
      ...Object.entries(samplePins).map(([key, pin]) => agreements.enrolSigner(clerk, staff.of(key).employeeId, pin)),
    ]);
    this.#keys.catch(() => undefined);
  }

  /** Waits for the keys, so that they are dated on the day on which they were ordered. */
  keysMade(): Promise<unknown> {
    return this.#keys ?? Promise.resolve();
  }

  tell(chronicle: Chronicle): void {
    chronicle
      .on(398, 10, async () => {
        await this.#onPaper('paid', 'nonCompete', termsOfNonCompete(18, 5000));
        await this.#onPaper('unpaid', 'nonCompete', termsOfNonCompete(12, 4500));
        for (const key of ['s1', 's2', 's3', 's5', 'silent', 'overdue']) await this.#filed(key, 'electronicSigning');
        for (const key of ['manager', 'silent', 'overdue']) await this.#filed(key, 'clientOwnership');
      })
      .on(396, 14, () => this.#signed('s1', 'clientOwnership', {}))
      .on(395, 14, () => this.#signed('s2', 'nonDisclosure', {}));
  }

  /** Set from its template, printed, signed in ink, scanned. */
  async #onPaper(key: string, kind: AgreementKind, values: Record<string, string>): Promise<void> {
    const { story, staff } = this.#scene;
    const { agreements } = story.branch.services;
    const { employmentId } = staff.of(key);
    const made = await agreements.generate(story.call(staff.account('clerk')), {
      employmentId,
      kind,
      values,
      method: 'wetInk',
    });
    await this.#filed(key, kind, made.id);
  }

  async #filed(key: string, kind: AgreementKind, agreementId?: string): Promise<void> {
    const { story, staff, paper } = this.#scene;
    await story.branch.services.agreements.fileInkAgreement(story.call(staff.account('clerk')), {
      employmentId: staff.of(key).employmentId,
      kind,
      ...(agreementId === undefined ? {} : { agreementId }),
      signedOn: story.dayAgo(story.daysAgoNow()),
      file: new File([paper], 'scan.pdf', { type: paper.type }),
      note: '',
    });
  }

  /** Read page by page, acknowledged, signed with the person's own key and sealed by the company. */
  async #signed(key: string, kind: AgreementKind, values: Record<string, string>): Promise<void> {
    const { story, staff } = this.#scene;
    const { agreements } = story.branch.services;
    const clerk = story.call(staff.account('clerk'));
    const { employmentId } = staff.of(key);
    const { id } = await agreements.generate(clerk, { employmentId, kind, values });
    await this.read(id);
    const read = agreements.require(clerk, id);
    await agreements.ceremony.sign(clerk.caller, read, {
      agreementId: id,
      version: read.version,
      pin: samplePins[key] ?? '',
    });
    story.wait(120);
    const admin = story.call(staff.account('admin'));
    await agreements.ceremony.counterSign(
      admin.caller,
      agreements.require(admin, id),
      agreements.require(admin, id).version,
    );
    agreements.ceremony.deliver(clerk.caller, agreements.require(clerk, id), {
      agreementId: id,
      how: 'printed',
      note: '',
    });
  }

  async read(agreementId: string): Promise<void> {
    const { story, staff } = this.#scene;
    const { agreements } = story.branch.services;
    const { ceremony } = agreements;
    const clerk = story.call(staff.account('clerk'));
    let shown = ceremony.present(clerk.caller, agreements.require(clerk, agreementId));
    for (let page = 1; page <= shown.pages; page++) {
      story.wait(25);
      shown = ceremony.turnPage(clerk.caller, { presentationId: shown.presentationId, page });
    }
    for (const clause of shown.clauses) {
      story.wait(5);
      ceremony.acknowledge(clerk.caller, { presentationId: shown.presentationId, clauseId: clause.id });
    }
    story.wait(5);
    await ceremony.recordReading(clerk.caller, { presentationId: shown.presentationId, identity: 'idCardChecked' });
  }
}

/** Somebody's own keys are named beside the data: whose, and the PIN. */
export const pinsOf = (of: (key: string) => Member): { name: string; pin: string }[] =>
  Object.entries(samplePins).map(([key, pin]) => ({ name: of(key).name, pin }));
