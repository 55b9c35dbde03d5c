import type { agreementsContract } from '../../shared/contract/agreements.ts';
import type { InputOf, OutputOf } from '../../shared/contract/base.ts';
import { legalBars } from '../../shared/domain/legal.ts';
import { checkSigning } from '../../shared/domain/legalAgreements.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { Call } from '../router/call.ts';
import type { BranchAuthority } from './authority.ts';
import type { AgreementDecisions } from './decisions.ts';
import type { AgreementDocuments, StoredDocument } from './documents.ts';
import type { Generation } from './generation.ts';
import { minimumPerPage, type Reading, type ReadingPlace, Readings, turnableAt } from './reading.ts';
import { recordOf, storedRecord } from './readingRecord.ts';
import * as refusals from './refusals.ts';
import { renderingOf } from './rendering.ts';
import type { Signers } from './signers.ts';
import { signWithKey, signWithSeal } from './signing.ts';
import type { Agreement, AgreementRecord, AgreementStore } from './store.ts';

type Contract = typeof agreementsContract;
type Caller = Call['caller'];
type Presentation = OutputOf<Contract['presentForReading']>;

interface Parts {
  readonly context: FeatureContext;
  readonly store: AgreementStore;
  readonly documents: AgreementDocuments;
  readonly generation: Generation;
  readonly decisions: AgreementDecisions;
  readonly signers: Signers;
  readonly authority: BranchAuthority;
}

/** From the document on the table to the sealed copy in the employee's hands; every step decided here and recorded. */
export class Ceremony {
  readonly #parts: Parts;
  readonly #readings = new Readings();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Puts the document before the signer: from the first page, nothing acknowledged, whatever was read before. */
  present(caller: Caller, agreement: AgreementRecord): Presentation {
    const { context, decisions, documents } = this.#parts;
    const { pages, clauses } = renderingOf(agreement);
    // What is not there, or not what it was, is not put before anybody.
    documents.read(agreement);
    if (agreement.state === 'presented') decisions.refuse(caller.account, agreement, 'present');
    else {
      const event = agreement.state === 'refused' ? 'presentAgain' : 'present';
      const state = decisions.next(caller.account, agreement, event);
      this.#write(caller, `agreement.${event}`, agreement, (tx) => {
        const changes = { state, readingRecord: null, refusalReason: null };
        tx.update('agreement', agreement.id, changes, agreement.version);
      });
    }
    const reading = this.#readings.present(
      context.registry.newId(),
      { agreementId: agreement.id, documentHash: agreement.documentHash ?? '', pages, clauses },
      placeOf(caller),
      context.clock.now(),
    );
    return presentationOf(reading);
  }

  turnPage(caller: Caller, input: InputOf<Contract['turnPage']>): Presentation {
    const now = this.#parts.context.clock.now();
    const reading = this.#readings.at(input.presentationId, placeOf(caller), now);
    return presentationOf(this.#readings.turn(reading, input.page, now));
  }

  acknowledge(caller: Caller, input: InputOf<Contract['acknowledgeClause']>): Presentation {
    const now = this.#parts.context.clock.now();
    const reading = this.#readings.at(input.presentationId, placeOf(caller), now);
    return presentationOf(this.#readings.acknowledge(reading, input.clauseId, now));
  }

  /**
   * Concludes the reading. The record of it is printed on the last page of the document before anybody signs, so that
   * the first signature covers what was shown and for how long.
   * @returns the agreement's id
   */
  async recordReading(caller: Caller, input: InputOf<Contract['recordReading']>): Promise<string> {
    const { context, documents, generation } = this.#parts;
    const finishedAt = context.clock.now();
    const reading = this.#readings.at(input.presentationId, placeOf(caller), finishedAt);
    const agreement = this.#require(reading.agreementId);
    if (agreement.state !== 'presented' || agreement.documentHash !== reading.documentHash) {
      throw new RefusalError(refusals.notRead);
    }
    if (reading.turnedAt.length < reading.pages) throw new RefusalError(refusals.notRead);
    const unacknowledged = legalBars(
      checkSigning({
        method: agreement.method,
        electronicSigningOnFile: true,
        unlockedBySigner: true,
        unacknowledgedClauses: this.#readings.missingClauses(reading),
      }),
    );
    if (unacknowledged.length > 0) throw new RefusalError(...unacknowledged);
    const alone = caller.account.employeeId === agreement.employeeId;
    const witness = alone ? null : caller.account;
    const record = recordOf(reading, { identity: input.identity, witness: witness?.id ?? null, finishedAt });
    const document = documents.store(await generation.documentToSign(agreement, record, witness?.displayName ?? null));
    this.#write(caller, 'agreement.read', agreement, (tx) => {
      documents.refer(tx, agreement, document, 'agreementDraft');
      const changes = { readingRecord: storedRecord(record, document.hash), documentHash: document.hash };
      tx.update('agreement', agreement.id, changes, agreement.version);
    });
    this.#readings.end(reading.id);
    return agreement.id;
  }

  /** The employee's own signature. Who is signed in at the computer witnesses it; the PIN is the signer's. */
  async sign(caller: Caller, agreement: AgreementRecord, input: InputOf<Contract['signAsEmployee']>): Promise<void> {
    const { context, documents, decisions } = this.#parts;
    this.#refuseStale(agreement, input.version);
    decisions.next(caller.account, agreement, 'sign');
    const { certificate, signer } = await this.#unlock(caller, agreement, input.pin);
    const at = context.clock.now();
    const signed = await signWithKey({
      pdf: documents.read(agreement).bytes,
      signer,
      at,
      name: agreement.employeeName,
      serial: certificate.serial,
      title: agreement.title,
      ...(input.stroke && input.stroke.length > 0 ? { handwriting: input.stroke } : {}),
    });
    const document = documents.store(signed);
    // Everything was awaited above: what was decided is decided once more on what is true now.
    const state = decisions.next(caller.account, this.#require(agreement.id), 'sign');
    this.#write(caller, 'agreement.sign', agreement, (tx) => {
      this.#keep(tx, agreement, document, { state });
      tx.insert('signature', {
        agreementId: agreement.id,
        employeeId: agreement.employeeId,
        signer: agreement.employeeName,
        signerRole: 'employee',
        method: 'certificate',
        certificateSerial: certificate.serial,
        certificateFingerprint: certificate.fingerprint,
        at,
        witnessId: caller.account.employeeId === agreement.employeeId ? null : caller.account.id,
        documentHash: document.hash,
      });
    });
  }

  /** The company's counter-signature, by somebody entitled to the seal who is not the employee. */
  async counterSign(caller: Caller, agreement: AgreementRecord, version: number): Promise<void> {
    const { context, documents, decisions, authority } = this.#parts;
    this.#refuseStale(agreement, version);
    await authority.ready();
    decisions.next(caller.account, agreement, 'countersign');
    const { signer, certificate } = await authority.sealSigner();
    const at = context.clock.now();
    const { companyName } = context.branch;
    const reason = `公司用印《${agreement.title}》`;
    const pdf = documents.read(agreement).bytes;
    const document = documents.store(await signWithSeal({ pdf, signer, certificate, at, companyName, reason }));
    const state = decisions.next(caller.account, this.#require(agreement.id), 'countersign');
    this.#write(caller, 'agreement.counterSign', agreement, (tx) => {
      this.#keep(tx, agreement, document, { state, completedAt: at });
      tx.insert('signature', {
        agreementId: agreement.id,
        employeeId: agreement.employeeId,
        signer: companyName,
        signerRole: 'branch',
        method: 'certificate',
        certificateSerial: certificate.serialNumber,
        certificateFingerprint: Buffer.from(certificate.fingerprint).toString('hex'),
        at,
        witnessId: caller.account.id,
        documentHash: document.hash,
      });
    });
  }

  /** The employee will not sign. Said before a witness, written down as said; in onboarding the stage follows. */
  refuse(caller: Caller, agreement: AgreementRecord, input: InputOf<Contract['refuse']>): void {
    const { context, decisions } = this.#parts;
    this.#refuseStale(agreement, input.version);
    if (context.services.people.activeEmployment(input.witnessId) === undefined) {
      throw new RefusalError(refusals.witnessNotEmployed);
    }
    const { reason, witnessId } = input;
    const state = decisions.next(caller.account, agreement, 'refuse', { reason, witnessId });
    this.#write(caller, 'agreement.refuse', agreement, (tx) => {
      tx.update('agreement', agreement.id, { state, refusalReason: reason }, agreement.version);
      tx.insert('signature', {
        agreementId: agreement.id,
        employeeId: agreement.employeeId,
        signer: agreement.employeeName,
        signerRole: 'employee',
        method: 'refused',
        at: tx.now,
        witnessId,
        documentHash: agreement.documentHash,
        note: reason,
      });
      context.services.onboarding.markRefused(tx, agreement.employmentId, `${agreement.title}：${reason}`);
    });
    this.#readings.endOf(agreement.id);
  }

  /** 交付: the employee's own copy. */
  deliver(caller: Caller, agreement: AgreementRecord, input: InputOf<Contract['deliver']>): void {
    if (agreement.state !== 'completed') throw new RefusalError(refusals.notDelivered);
    const how = input.how === 'printed' ? '纸质副本' : '电子副本';
    this.#write(caller, 'agreement.deliver', agreement, () => undefined, [how, input.note].filter(Boolean).join('：'));
  }

  async #unlock(caller: Caller, agreement: AgreementRecord, pin: string) {
    try {
      return await this.#parts.signers.unlock(agreement.employeeId, pin);
    } catch (error) {
      if (error instanceof RefusalError && error.refusals[0]?.code.startsWith('signerKey.')) {
        await this.#parts.context.registry.write.seen(caller.actor, {
          action: 'signer.pinRefused',
          subject: { kind: 'agreement', id: agreement.id },
        });
      }
      throw error;
    }
  }

  #keep(
    tx: DomainTransaction,
    agreement: AgreementRecord,
    document: StoredDocument,
    changes: { state: Agreement['state']; completedAt?: number },
  ): void {
    this.#parts.documents.refer(tx, agreement, document, 'signedAgreement');
    tx.update('agreement', agreement.id, { ...changes, documentHash: document.hash }, agreement.version);
  }

  #require(id: string): AgreementRecord {
    const agreement = this.#parts.store.one(id);
    if (agreement === undefined) throw new RefusalError(refusals.noSuchAgreement);
    return agreement;
  }

  #refuseStale(agreement: AgreementRecord, version: number): void {
    if (agreement.version === version) return;
    throw new RefusalError(refusals.changedMeanwhile(agreement.id, agreement.number));
  }

  #write<T>(
    caller: Caller,
    action: string,
    agreement: AgreementRecord,
    body: (tx: DomainTransaction) => T,
    why?: string,
  ): T {
    const subject = { kind: 'agreement', id: agreement.id };
    return this.#parts.context.registry.write.domain(caller.actor, { action, subject, ...(why ? { why } : {}) }, body);
  }
}

const placeOf = (caller: Caller): ReadingPlace => ({
  sessionId: caller.session.id,
  accountId: caller.account.id,
});

const presentationOf = (reading: Reading): Presentation => ({
  presentationId: reading.id,
  agreementId: reading.agreementId,
  documentHash: reading.documentHash,
  pages: reading.pages,
  minimumPerPage: Array.from({ length: reading.pages }, () => minimumPerPage),
  pagesRead: reading.turnedAt.length,
  clauses: reading.clauses.map((clause) => ({
    ...clause,
    acknowledgedAt: reading.acknowledged.get(clause.id) ?? null,
  })),
  presentedAt: reading.presentedAt,
  turnableAt: turnableAt(reading),
});
