import type { agreementsContract } from '../../shared/contract/agreements.ts';
import type { InputOf, OutputOf } from '../../shared/contract/base.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Account } from '../access/service.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { Call } from '../router/call.ts';
import { type TimelineEntry, timelineOf } from '../timeline/timeline.ts';
import { BranchAuthority } from './authority.ts';
import { Ceremony } from './ceremony.ts';
import { AgreementDecisions } from './decisions.ts';
import { AgreementDocuments } from './documents.ts';
import { Generation } from './generation.ts';
import type { PdfRect } from './pades/prepare.ts';
import { Planning } from './planning.ts';
import * as refusals from './refusals.ts';
import { missingDocument, verificationOf } from './report.ts';
import { SealUse } from './sealUse.ts';
import { Signers, type SignerView } from './signers.ts';
import { signWithSeal, withSealField } from './signing.ts';
import { type Agreement, type AgreementRecord, AgreementStore } from './store.ts';
import { seedTemplates, templateViews } from './templates.ts';
import { verifyPdf } from './verify/verifyPdf.ts';
import { agreementView, rowView } from './views.ts';

type Contract = typeof agreementsContract;
/** Who calls, and how far their permission reaches. */
export type Reader = Pick<Call, 'caller' | 'scope'>;
export type AgreementView = OutputOf<Contract['get']>;
export type Verification = OutputOf<Contract['verify']>;

/** A completed agreement, for evidence and for the obligations that rest on it. */
export interface SignedAgreement {
  readonly id: string;
  readonly kind: Agreement['kind'];
  readonly number: string;
  readonly title: string;
  readonly method: Agreement['method'];
  readonly completedAt: number;
  /** SHA-256 of the stored document. */
  readonly documentHash: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Agreements: which ones, made from what, read, signed by whose key, sealed, kept. */
export class AgreementService {
  /** The branch's own authority and seal; enrolment takes the keys from here and brings the certificates. */
  readonly authority: BranchAuthority;
  readonly ceremony: Ceremony;
  readonly #context: FeatureContext;
  readonly #store: AgreementStore;
  readonly #documents: AgreementDocuments;
  readonly #signers: Signers;
  readonly #seal: SealUse;
  readonly #planning: Planning;
  readonly #generation: Generation;
  readonly #decisions: AgreementDecisions;
  #installed = false;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#store = new AgreementStore(context.registry);
    this.#documents = new AgreementDocuments(context, this.#store);
    this.authority = new BranchAuthority(context);
    this.#signers = new Signers(context, this.#store, this.authority);
    this.#seal = new SealUse(context);
    this.#planning = new Planning(context, this.#store);
    this.#generation = new Generation(context, this.#store, this.#documents, this.#planning);
    this.#decisions = new AgreementDecisions(context, this.#store, {
      planning: this.#planning,
      authority: this.authority,
      seal: this.#seal,
    });
    this.ceremony = new Ceremony({
      context,
      store: this.#store,
      documents: this.#documents,
      generation: this.#generation,
      decisions: this.#decisions,
      signers: this.#signers,
      authority: this.authority,
    });
  }

  /** Stores the built-in templates that the branch does not have yet. Done at start, and before they are first used. */
  installTemplates(): void {
    if (this.#installed) return;
    seedTemplates(this.#context);
    this.#installed = true;
  }

  templates(): OutputOf<Contract['templates']> {
    this.installTemplates();
    return templateViews(this.#store.templates());
  }

  /** Which agreements an employment asks for, and how far each is. */
  plan(employmentId: string): ReturnType<Planning['plan']> {
    this.installTemplates();
    return this.#planning.plan(employmentId);
  }

  async list(call: Reader, input: InputOf<Contract['list']>): Promise<OutputOf<Contract['list']>> {
    const employeeId = call.scope === 'own' ? (call.caller.account.employeeId ?? '') : input.employeeId;
    const { rows, total, counts } = this.#store.list({ ...input, employeeId });
    await this.#seen(call, 'agreement.list', { kind: 'list', id: 'agreements' }, input.query || undefined);
    return { rows: rows.map(rowView), total, counts };
  }

  async get(call: Reader, agreementId: string): Promise<AgreementView> {
    const agreement = this.#within(call, agreementId);
    const view = this.#view(call, agreement);
    await this.#seen(call, 'agreement.view', { kind: 'agreement', id: agreementId });
    return view;
  }

  timeline(call: Reader, agreementId: string): TimelineEntry[] {
    this.#within(call, agreementId);
    return timelineOf(this.#context.registry, [{ kind: 'agreement', id: agreementId }]);
  }

  async generate(call: Reader, input: InputOf<Contract['generate']>): Promise<AgreementView> {
    this.installTemplates();
    const id = await this.#generation.generate(call.caller, input);
    return this.#view(call, this.#within(call, id));
  }

  async fileInkAgreement(call: Reader, input: InputOf<Contract['fileInkAgreement']>): Promise<AgreementView> {
    this.installTemplates();
    const id = await this.#generation.fileInk(call.caller, input);
    return this.#view(call, this.#within(call, id));
  }

  /** The stored bytes, for reading on screen, to take away, or for the printer. */
  async document(call: Reader, agreementId: string, purpose: 'view' | 'export' | 'print'): Promise<File> {
    const agreement = this.#within(call, agreementId);
    const file = this.#documents.file(agreement);
    await this.#seen(call, `agreement.${purpose === 'view' ? 'viewDocument' : purpose}`, {
      kind: 'agreement',
      id: agreementId,
    });
    return file;
  }

  /** What our own verifier says of the stored bytes; a missing or changed file is named as such. */
  async verify(call: Reader, agreementId: string): Promise<Verification> {
    const agreement = this.#within(call, agreementId);
    await this.#seen(call, 'agreement.verify', { kind: 'agreement', id: agreementId });
    try {
      const { bytes, mediaType } = this.#documents.read(agreement);
      if (mediaType !== 'application/pdf') return onPaper(agreement, bytes.length);
      return verificationOf(verifyPdf(bytes, { roots: this.authority.roots(), at: this.#context.clock.now() }));
    } catch (error) {
      const [refusal] = error instanceof RefusalError ? error.refusals : [];
      if (refusal === undefined) throw error;
      return missingDocument(agreement.documentHash ?? '', refusal.zh, refusal.en);
    }
  }

  signer(call: Reader, employeeId: string): Promise<SignerView> {
    this.#refuseStranger(call, employeeId);
    return this.#signers.view(employeeId);
  }

  enrolSigner(call: Reader, employeeId: string, pin: string): Promise<SignerView> {
    this.#refuseStranger(call, employeeId);
    return this.#signers.enrol(call.caller.actor, employeeId, pin);
  }

  revokeSigner(call: Reader, employeeId: string, reason: string): Promise<SignerView> {
    this.#refuseStranger(call, employeeId);
    return this.#signers.revoke(call.caller.actor, employeeId, reason);
  }

  /** The agreement a step of the ceremony is about. @throws RefusalError when it is not the caller's to work on. */
  require(call: Reader, agreementId: string): AgreementRecord {
    return this.#within(call, agreementId);
  }

  /** The view after a step. */
  after(call: Reader, agreementId: string): AgreementView {
    return this.#view(call, this.#within(call, agreementId));
  }

  async seal(caller: Call['caller']): Promise<OutputOf<Contract['seal']>> {
    await this.authority.ready();
    const { seal, root, provisional } = this.authority.state();
    return {
      ready: seal.notAfter > this.#context.clock.now(),
      serial: seal.serialNumber,
      notAfter: seal.notAfter,
      provisional,
      rootFingerprint: Buffer.from(root.fingerprint).toString('hex'),
      mayUse: this.#seal.mayUse(caller.account),
      clerks: caller.account.role === 'hrAdmin' ? this.#seal.clerks() : [],
    };
  }

  authoriseSeal(caller: Call['caller'], accountId: string, authorised: boolean): { authorised: boolean } {
    this.#seal.authorise(caller.actor, accountId, authorised);
    return { authorised };
  }

  /**
   * Puts the seal of the branch under a PDF that nobody has signed: certificates of termination, notices. The caller
   * stores what comes back. @param use `reason` stands in the visible signature and in the log; `place` (page from 0,
   * points from the lower left corner) where the document has no field `company` of its own.
   * @throws RefusalError `seal.notAuthorised`, `authority.*`, `signature.notFirst`.
   */
  async sealDocument(
    pdf: Uint8Array,
    use: {
      caller: Call['caller'];
      reason: string;
      subject: { kind: string; id: string };
      place?: { page: number; rect: PdfRect };
    },
  ): Promise<Uint8Array> {
    const { caller, reason, subject } = use;
    if (!this.#seal.mayUse(caller.account)) throw new RefusalError(refusals.clerkNotAuthorised);
    const { signer, certificate } = await this.authority.sealSigner();
    const { companyName } = this.#context.branch;
    const at = this.#context.clock.now();
    const prepared = withSealField(pdf, use.place);
    const sealed = await signWithSeal({ pdf: prepared, signer, certificate, at, companyName, reason, certify: true });
    this.#context.registry.write.domain(caller.actor, { action: 'seal.use', subject, why: reason }, () => undefined);
    return sealed;
  }

  /** Completed agreements of an employment, oldest first. */
  signedOf(employmentId: string): SignedAgreement[] {
    return this.#store
      .standing(employmentId)
      .filter((each) => each.state === 'completed' && each.documentHash !== null)
      .map((each) => ({
        id: each.id,
        kind: each.kind,
        number: each.number,
        title: each.title,
        method: each.method,
        completedAt: each.completedAt ?? each.updatedAt,
        documentHash: each.documentHash ?? '',
        values: JSON.parse(each.fieldValues),
      }))
      .sort((a, b) => a.completedAt - b.completedAt || (a.number < b.number ? -1 : 1));
  }

  /** A correction closes an employment: its agreements stay as they are and no longer count. */
  supersedeAll(tx: DomainTransaction, employmentId: string, reason: string): void {
    for (const agreement of this.#store.standing(employmentId)) {
      tx.update('agreement', agreement.id, { state: 'superseded', refusalReason: agreement.refusalReason ?? reason });
    }
  }

  /** The person left: their signing certificate ends with the employment. */
  revokeSignerIn(tx: DomainTransaction, employeeId: string, reason: string): void {
    this.#signers.revokeIn(tx, employeeId, reason);
  }

  #view(call: Reader, agreement: AgreementRecord): AgreementView {
    return agreementView({
      agreement,
      template: this.#store.templateById(agreement.templateId),
      signatures: this.#store.signatures(agreement.id),
      choices: this.#decisions.choices(call.caller.account, agreement),
      certificate: this.#store.certificateOf(agreement.employeeId),
      lockedUntil: this.#signers.lockedUntil(agreement.employeeId),
      nameOf: (witnessId) => this.#store.witnessName(witnessId),
    });
  }

  #within(call: Reader, agreementId: string): AgreementRecord {
    const agreement = this.#store.one(agreementId);
    const mine = call.scope === 'branch' || isOwn(call.caller.account, agreement?.employeeId);
    if (agreement === undefined || !mine) throw new RefusalError(refusals.noSuchAgreement);
    return agreement;
  }

  #refuseStranger(call: Reader, employeeId: string): void {
    const known = this.#store.employee(employeeId) !== undefined;
    if (!known || (call.scope === 'own' && !isOwn(call.caller.account, employeeId))) {
      throw new RefusalError(refusals.noSuchSigner);
    }
  }

  #seen(call: Reader, action: string, subject: { kind: string; id: string }, why?: string): Promise<void> {
    return this.#context.registry.write.seen(call.caller.actor, { action, subject, ...(why ? { why } : {}) });
  }
}

/** A scan has no certificates to verify: its hash is what the registry vouches for. */
const onPaper = (agreement: AgreementRecord, size: number): Verification => ({
  ...missingDocument(
    agreement.documentHash ?? '',
    '纸质签署的扫描件，散列与登记库一致；没有电子签名可核验。',
    'A scan of a paper signed in ink; its hash is the registered one. There is no electronic signature to verify.',
  ),
  verdict: 'unsigned',
  size,
});

const isOwn = (account: Pick<Account, 'employeeId'>, employeeId: string | undefined): boolean =>
  account.employeeId !== null && account.employeeId === employeeId;

export const agreementsFeature = {
  name: 'agreements',
  create: (context: FeatureContext) => ({ agreements: new AgreementService(context) }),
  jobs: (context: FeatureContext) => [
    // Making keys takes a second; done before somebody waits for it.
    {
      name: 'agreementsReady',
      every: 15_000,
      run: () => {
        context.services.agreements.installTemplates();
        return context.services.agreements.authority.ready();
      },
    },
  ],
} satisfies Feature<{ agreements: AgreementService }>;
