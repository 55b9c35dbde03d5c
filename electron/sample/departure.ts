import type { Staff } from './staff.ts';
import type { Story } from './story.ts';
import type { Trade } from './trade.ts';

/** Everything that the departures of a sample branch are told with. */
export interface Scene {
  readonly story: Story;
  readonly staff: Staff;
  readonly trade: Trade;
  readonly paper: Blob;
}

/** One person's departure, step by step. Each step looks the case up as it then stands. */
export class Departure {
  readonly #scene: Scene;
  readonly #key: string;
  readonly #manager: string;
  #caseId = '';

  constructor(scene: Scene, key: string, manager = 'manager') {
    this.#scene = scene;
    this.#key = key;
    this.#manager = manager;
  }

  get employeeId(): string {
    return this.#scene.staff.of(this.#key).employeeId;
  }

  /** Whoever has an account gives notice alone, others through the clerk. */
  giveNotice(reason: string, requestedEnd: string | null = null): void {
    const { staff, story } = this.#scene;
    const own = staff.of(this.#key).account !== undefined;
    const { id } = this.#separation.submit(own ? this.#leaver : this.#clerk, own ? 'own' : 'branch', {
      employeeId: this.employeeId,
      kind: 'resignation',
      noticeDate: story.dayAgo(story.daysAgoNow()),
      requestedEnd,
      reason,
      supervisorId: staff.of('clerk').employeeId,
    });
    this.#caseId = id;
  }

  accept(): void {
    this.#separation.accept(this.#managerCaller, this.#case());
  }

  /** Names receivers in turn: client after client, what hangs on it follows; the rest goes to the first. */
  assign(receivers: readonly string[], portion = 1): void {
    const items = this.#items();
    const clients = items.filter((item) => item.kind === 'client');
    const chosen = clients.slice(0, Math.ceil(clients.length * portion));
    const others = portion < 1 ? [] : items.filter((item) => item.clientId === null);
    for (const [at, key] of receivers.entries()) {
      const itemIds = [...chosen.filter((_, nth) => nth % receivers.length === at), ...(at === 0 ? others : [])].map(
        (item) => item.id,
      );
      if (itemIds.length === 0) continue;
      const receiverId = this.#scene.staff.of(key).employeeId;
      this.#separation.assignReceiver(this.#managerCaller, { caseId: this.#caseId, itemIds, receiverId });
    }
    // Orders of one's own with clients of others have a client, but hang on none of the list.
    const left = portion < 1 ? [] : this.#items().filter((item) => item.receiver === null);
    const [first] = receivers;
    if (left.length === 0 || first === undefined) return;
    const receiverId = this.#scene.staff.of(first).employeeId;
    const itemIds = left.map((item) => item.id);
    this.#separation.assignReceiver(this.#managerCaller, { caseId: this.#caseId, itemIds, receiverId });
  }

  beginTransfer(): void {
    this.#separation.beginTransfer(this.#managerCaller, this.#case());
  }

  async printLetters(most: number): Promise<void> {
    const drafts = this.#letters().filter((letter) => letter.state === 'draft');
    for (const letter of drafts.slice(0, most)) {
      await this.#scene.story.branch.services.forms.print(this.#clerk, 'branch', 'confirmationLetter', letter.id);
    }
  }

  /** Clients' answers in the order of the letters; the others have not answered. */
  async answers(states: readonly ('signed' | 'refused' | 'unreachable')[]): Promise<void> {
    const printed = this.#letters().filter((letter) => letter.state === 'printed');
    for (const [at, state] of states.entries()) {
      const letter = printed[at];
      if (letter === undefined) return;
      await this.#separation.recordLetter(this.#clerk, 'branch', {
        letterId: letter.id,
        version: letter.version,
        state,
        confirmedBalance: state === 'signed' ? letter.balance : null,
        disputed: false,
        signatory: state === 'signed' ? '采购经理（授权签字）' : null,
        clientAccount: state === 'signed' ? '经同行介绍认识，一直与公司结算。' : null,
        note:
          state === 'refused'
            ? '客户表示等新负责人上门再签。'
            : state === 'unreachable'
              ? '电话停机，门店已搬迁。'
              : null,
        scan: state === 'signed' ? { bytes: await this.#paperOf(letter) } : null,
      });
    }
  }

  handOver(portion = 1): void {
    const open = this.#items().filter((item) => item.state === 'open' && item.receiver !== null);
    const itemIds = open.slice(0, Math.ceil(open.length * portion)).map((item) => item.id);
    const evidence = '已与接收人当面交接，资料齐全';
    this.#separation.handOver(this.#clerk, 'branch', { caseId: this.#caseId, itemIds, evidence });
  }

  returnOne(reason: string): void {
    const item = this.#items().find((each) => each.kind === 'client' && each.state === 'handedOver');
    if (item === undefined) throw new Error('nothing was handed over');
    this.#separation.returnItems(this.#managerCaller, { caseId: this.#caseId, itemIds: [item.id], reason });
  }

  submitForReview(): void {
    this.#separation.submitForReview(this.#clerk, 'branch', this.#case());
  }

  /** Accepts all, passes, and settles a day later at HR. */
  pass(): void {
    const itemIds = this.#items()
      .filter((item) => item.state === 'handedOver')
      .map((item) => item.id);
    this.#separation.acceptItems(this.#managerCaller, { caseId: this.#caseId, itemIds });
    this.#separation.pass(this.#managerCaller, this.#case());
  }

  settle(): void {
    this.#separation.beginHrReview(this.#clerk, this.#case());
    this.#separation.settle(this.#clerk, this.#case());
  }

  end(): void {
    this.#separation.end(this.#clerk, this.#case());
  }

  async issueCertificate(): Promise<void> {
    this.#separation.issueCertificate(this.#clerk, this.#case());
    await this.#scene.story.branch.services.forms.print(this.#clerk, 'branch', 'leaveCertificate', this.#caseId);
  }

  recordTransfer(): void {
    const { story } = this.#scene;
    const transferredOn = story.dayAgo(story.daysAgoNow());
    this.#separation.recordTransfer(this.#clerk, { ...this.#case(), transferredOn });
  }

  get #separation() {
    return this.#scene.story.branch.services.separation;
  }
  get #clerk() {
    return this.#scene.story.as(this.#scene.staff.account('clerk'));
  }
  get #managerCaller() {
    return this.#scene.story.as(this.#scene.staff.account(this.#manager));
  }
  get #leaver() {
    return this.#scene.story.as(this.#scene.staff.account(this.#key));
  }
  #case(): { caseId: string; version: number } {
    const row = this.#separation.caseRow(this.#caseId);
    if (row === undefined) throw new Error('there is no notice yet');
    return { caseId: row.id, version: row.version };
  }
  #items() {
    return this.#separation.items(this.#clerk, 'branch', this.#caseId);
  }
  /** What stands for the signed letter: the sheets as they were printed, marked as sample data like all of it. */
  async #paperOf({ formId }: { formId: string | null }): Promise<Blob> {
    const { forms } = this.#scene.story.branch.services;
    return (await forms.document(this.#clerk, 'branch', formId ?? '')).bytes;
  }
  #letters() {
    return this.#separation.letters(this.#clerk, 'branch', this.#caseId);
  }
}
