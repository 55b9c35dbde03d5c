import type { agreementsContract } from '../../shared/contract/agreements.ts';
import type { InputOf } from '../../shared/contract/base.ts';
import { type BusinessDate, fromInstant, startOfDay } from '../../shared/domain/businessDate.ts';
import { legalBars } from '../../shared/domain/legal.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { scanName, scanTypeOf } from '../attachments/mediaType.ts';
import type { FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { Call } from '../router/call.ts';
import { nextAgreementNumber } from './agreementNumber.ts';
import { annexRows } from './annexes.ts';
import type { AgreementDocuments } from './documents.ts';
import type { Planning, Proposal } from './planning.ts';
import type { ReadingRecord } from './readingRecord.ts';
import * as refusals from './refusals.ts';
import { fillTemplate } from './render/fill.ts';
import { renderAgreement } from './render/renderAgreement.ts';
import { renderingOf } from './rendering.ts';
import type { Agreement, AgreementStore } from './store.ts';
import { missingFields, templateOf, typedValues } from './templates.ts';

type Contract = typeof agreementsContract;
type Caller = Call['caller'];

/** Makes documents from templates, and files papers that were signed in ink. */
export class Generation {
  readonly #context: FeatureContext;
  readonly #store: AgreementStore;
  readonly #documents: AgreementDocuments;
  readonly #planning: Planning;

  constructor(context: FeatureContext, store: AgreementStore, documents: AgreementDocuments, planning: Planning) {
    this.#context = context;
    this.#store = store;
    this.#documents = documents;
    this.#planning = planning;
  }

  /**
   * Makes the document of an agreement. An open one of the same kind is superseded by it; what the employee has signed is
   * not made anew. @returns the agreement's id
   */
  async generate(caller: Caller, input: InputOf<Contract['generate']>): Promise<string> {
    const { registry, branch, clock } = this.#context;
    const proposal = this.#planning.propose(input.employmentId, input.kind);
    const method = input.method ?? proposal.template.method;
    if (input.kind === 'electronicSigning' && method === 'certificate') throw new RefusalError(refusals.inInkOnly);
    this.#refuseUnready(proposal);
    const id = registry.newId();
    const values = { ...proposal.values, ...typedValues(proposal.template, input.values), ...proposal.derived };
    const annexes = annexRows(
      registry.reader,
      proposal.template,
      proposal.employment.employeeId,
      input.annexes ?? proposal.annexes,
    );
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const number = this.#freeNumber();
      const createdAt = clock.now();
      const filled = orThrow(fillTemplate(proposal.template, { number, values, annexes }));
      const made = await renderAgreement(filled, { createdAt, sample: branch.sample, method });
      if (made.missingGlyphs.length > 0) throw new RefusalError(refusals.unprintable(made.missingGlyphs));
      // Setting the document took a moment: what was decided is decided once more on what is true now.
      const present = this.#planning.propose(input.employmentId, input.kind);
      this.#refuseUnready(present);
      if (number !== this.#freeNumber()) continue;
      const document = this.#documents.store(made.bytes);
      registry.write.domain(
        caller.actor,
        { action: 'agreement.generate', subject: { kind: 'agreement', id } },
        (tx) => {
          const row = tx.insert('agreement', {
            id,
            employmentId: input.employmentId,
            employeeId: proposal.employment.employeeId,
            kind: input.kind,
            templateId: proposal.templateRow.id,
            number,
            title: proposal.template.title,
            fieldValues: JSON.stringify(filled.values),
            state: 'draft',
            method,
            documentHash: document.hash,
            rendering: JSON.stringify({ createdAt, pages: made.pageCount, clauses: made.clauses, annexes }),
          });
          this.#documents.refer(tx, row, document, 'agreementDraft');
          this.#supersede(tx, present, id);
        },
      );
      return id;
    }
    throw new RefusalError(refusals.busy);
  }

  /** The document with the record of its reading on the last page, ready for the first signature. */
  async documentToSign(agreement: Agreement, record: ReadingRecord, witness: string | null): Promise<Uint8Array> {
    const row = this.#store.templateById(agreement.templateId);
    if (row === undefined) throw new RefusalError(refusals.noTemplate(agreement.title));
    const { createdAt, annexes } = renderingOf(agreement);
    const values: Record<string, string> = JSON.parse(agreement.fieldValues);
    const filled = orThrow(fillTemplate(templateOf(row), { number: agreement.number, values, annexes }));
    const { sample } = this.#context.branch;
    const made = await renderAgreement(filled, {
      createdAt,
      sample,
      method: agreement.method,
      reading: { ...record, witness },
    });
    return made.bytes;
  }

  /**
   * Files the scan of a paper signed in ink: of one made here, or of one that was not. The day of signing is the one on
   * the paper. @returns the agreement's id
   */
  async fileInk(caller: Caller, input: InputOf<Contract['fileInkAgreement']>): Promise<string> {
    const bytes = new Uint8Array(await input.file.arrayBuffer());
    const type = scanTypeOf(bytes);
    const { registry, branch, clock } = this.#context;
    if (input.signedOn > fromInstant(clock.now())) throw new RefusalError(refusals.signedInFuture);
    const proposal = this.#planning.propose(input.employmentId, input.kind);
    const standing = proposal.standing;
    const given = input.agreementId;
    if (standing !== undefined && (standing.state === 'completed' || standing.state === 'signedByEmployee')) {
      throw new RefusalError(refusals.underWay(standing.number));
    }
    if (given !== undefined && standing?.id !== given) throw new RefusalError(refusals.noSuchAgreement);
    this.#refusePaper(caller, proposal, given);
    const document = this.#documents.store(bytes);
    const id = given ?? registry.newId();
    registry.write.domain(caller.actor, { action: 'agreement.fileInk', subject: { kind: 'agreement', id } }, (tx) => {
      const signedAt = startOfDay(input.signedOn as BusinessDate);
      const paper = {
        state: 'completed',
        method: 'wetInk',
        documentHash: document.hash,
        completedAt: signedAt,
      } as const;
      const row =
        given === undefined
          ? tx.insert('agreement', {
              id,
              employmentId: input.employmentId,
              employeeId: proposal.employment.employeeId,
              kind: input.kind,
              templateId: proposal.templateRow.id,
              number: nextAgreementNumber(tx, branch.code, fromInstant(tx.now)),
              title: proposal.template.title,
              fieldValues: JSON.stringify(withoutKeys(proposal)),
              ...paper,
            })
          : tx.update('agreement', given, paper);
      this.#documents.refer(tx, row, document, 'scan', {
        name: scanName(`${row.title}-${row.number}`, type),
        mediaType: type,
      });
      if (given === undefined) this.#supersede(tx, proposal, id);
      for (const signerRole of ['employee', 'branch'] as const) {
        tx.insert('signature', {
          agreementId: id,
          employeeId: row.employeeId,
          signer: signerRole === 'employee' ? (proposal.values.employeeName ?? '') : branch.companyName,
          signerRole,
          method: 'wetInk',
          at: signedAt,
          witnessId: caller.account.id,
          documentHash: document.hash,
          note: input.note || null,
        });
      }
    });
    return id;
  }

  /** A paper that says what the law does not allow, or does not say what later steps rest on, is not filed. */
  #refusePaper(caller: Caller, proposal: Proposal, given: string | undefined): void {
    const { standing, employment, template } = proposal;
    if (caller.account.employeeId === employment.employeeId) throw new RefusalError(refusals.ownPaper);
    if (standing?.state === 'refused' && caller.account.role !== 'hrAdmin') {
      throw new RefusalError(refusals.refusedBefore);
    }
    if (given === undefined) {
      const missing = missingFields(template, proposal.derived);
      if (missing.length > 0) throw new RefusalError(refusals.termsUnknown(missing));
      return;
    }
    const bars = legalBars(standing ? this.#planning.judge({ ...standing, method: 'wetInk' }).findings : []);
    if (bars.length > 0) throw new RefusalError(...bars);
  }

  /** The number the next agreement gets. The number is on the paper, so the paper is set before the number is taken. */
  #freeNumber(): string {
    const { reader } = this.#context.registry;
    const one = <R>(sql: string, ...values: (string | number)[]) => reader.prepare(sql).get(...values) as R | undefined;
    return nextAgreementNumber({ one }, this.#context.branch.code, fromInstant(this.#context.clock.now()));
  }

  #refuseUnready({ standing, kind, employment }: Proposal): void {
    if (standing !== undefined && (standing.state === 'completed' || standing.state === 'signedByEmployee')) {
      throw new RefusalError(refusals.underWay(standing.number));
    }
    if (!preparingStages.includes(employment.stage)) throw new RefusalError(refusals.verifyFirst);
    // The paper on electronic signing carries the fingerprint of the signer's own key.
    const certificate = this.#store.certificateOf(employment.employeeId);
    const enrolled = certificate !== undefined && this.#store.signerKey(certificate.id) !== undefined;
    if (kind === 'electronicSigning' && !enrolled) throw new RefusalError(refusals.notEnrolled);
  }

  #supersede(tx: DomainTransaction, { standing }: Proposal, by: string): void {
    if (standing === undefined || standing.state === 'completed') return;
    tx.update('agreement', standing.id, { state: 'superseded', supersededBy: by });
  }
}

/** Stages in which documents may be made: the identity is verified. */
const preparingStages: readonly string[] = ['verified', 'signing', 'refused', 'signed', 'active', 'leaving'];

/** A paper that was not made here says nothing of the signer's key. */
const withoutKeys = ({ template, derived }: Proposal): Record<string, string> =>
  Object.fromEntries(
    template.fields
      .filter((field) => derived[field.name] !== undefined && !field.source?.startsWith('signer.'))
      .map((field) => [field.name, derived[field.name] ?? '']),
  );
