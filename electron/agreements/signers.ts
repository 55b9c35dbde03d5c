import type * as z from 'zod';
import type { signerView } from '../../shared/contract/agreements.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import type { FeatureContext } from '../feature.ts';
import type { Actor, DomainTransaction } from '../registry/unitOfWork.ts';
import { type BranchAuthority, certificateColumns, readChain } from './authority.ts';
import type { CmsSigner } from './cms/create.ts';
import { Lockout, NO_FAILURES } from './keys/lockout.ts';
import { checkNewPin } from './keys/pin.ts';
import { createSignerKey, openSignerKey } from './keys/sealedKey.ts';
import { signerWith } from './keys/signer.ts';
import * as refusals from './refusals.ts';
import type { AgreementStore, SignerCertificate } from './store.ts';

export type SignerView = z.infer<typeof signerView>;

/** The signing keys of employees: made on this computer, unlocked only by their own PIN, never leaving it. */
export class Signers {
  readonly #context: FeatureContext;
  readonly #store: AgreementStore;
  readonly #authority: BranchAuthority;
  readonly #lockout: Lockout;

  constructor(context: FeatureContext, store: AgreementStore, authority: BranchAuthority) {
    this.#context = context;
    this.#store = store;
    this.#authority = authority;
    this.#lockout = new Lockout(context.clock);
  }

  /** Until when signing waits after wrong PINs; null when it does not. */
  lockedUntil(employeeId: string): number | null {
    const certificate = this.#store.certificateOf(employeeId);
    const key = certificate && this.#store.signerKey(certificate.id);
    return key === undefined ? null : this.#lockout.waitsUntil(key);
  }

  async view(employeeId: string): Promise<SignerView> {
    await this.#authority.ready();
    const certificate = this.#store.certificateOf(employeeId);
    const key = certificate && this.#store.signerKey(certificate.id);
    const now = this.#context.clock.now();
    return {
      employeeId,
      enrolled: certificate !== undefined && certificate.notAfter > now,
      keyOnThisDevice: key !== undefined,
      serial: certificate?.serial ?? null,
      fingerprint: certificate?.fingerprint ?? null,
      rootFingerprint: Buffer.from(this.#authority.state().root.fingerprint).toString('hex'),
      notAfter: certificate?.notAfter ?? null,
      failures: key?.failures ?? 0,
      lockedUntil: this.lockedUntil(employeeId),
    };
  }

  /**
   * Makes a key under the signer's own PIN and a certificate for it. A certificate whose key lies on another device, or
   * has expired, is superseded by it. @throws RefusalError `pin.*`, `agreement.enrolledAlready`.
   */
  async enrol(actor: Actor, employeeId: string, pin: string): Promise<SignerView> {
    const employee = this.#store.employee(employeeId);
    const employment = this.#context.services.people.latestEmployment(employeeId);
    if (employee === undefined || employment === undefined) throw new RefusalError(refusals.noSuchSigner);
    this.#refuseEnrolled(employeeId);
    const checked = orThrow(
      checkNewPin(pin, {
        idNumber: employee.idNumber,
        employeeNumber: employment.employeeNo,
        ...(employee.birthday ? { birthDate: employee.birthday } : {}),
        ...(employee.phone ? { phone: employee.phone } : {}),
      }),
    );
    const id = this.#context.registry.newId();
    const key = await createSignerKey({
      deviceKey: this.#context.keys.deviceKey,
      signerId: lockId(employeeId, id),
      pin: checked,
    });
    const issued = await this.#authority.issueSigner(
      { name: employee.name, employeeNo: employment.employeeNo },
      key.publicKey,
    );
    this.#context.registry.write.domain(
      actor,
      { action: 'signer.enrol', subject: { kind: 'employee', id: employeeId } },
      (tx) => {
        // Making the key took a second: somebody may have enrolled in another window meanwhile.
        this.#refuseEnrolled(employeeId);
        for (const row of validCertificates(tx, employeeId)) {
          tx.update('signerCertificate', row.id, { state: 'superseded' });
          tx.remove('signerKey', row.id);
        }
        tx.insert('signerCertificate', {
          id,
          ...certificateColumns(employeeId, 'employee', issued.certificate, issued.chain),
        });
        tx.put('signerKey', { id, sealed: key.sealed, ...NO_FAILURES, createdAt: tx.now });
      },
    );
    return this.view(employeeId);
  }

  async revoke(actor: Actor, employeeId: string, reason: string): Promise<SignerView> {
    if (this.#store.certificateOf(employeeId) === undefined) throw new RefusalError(refusals.notEnrolled);
    this.#context.registry.write.domain(
      actor,
      { action: 'signer.revoke', subject: { kind: 'employee', id: employeeId }, why: reason },
      (tx) => this.revokeIn(tx, employeeId, reason),
    );
    return this.view(employeeId);
  }

  /** As {@link revoke}, within a decision that ends more than the certificate. The key is destroyed. */
  revokeIn(tx: DomainTransaction, employeeId: string, reason: string): void {
    for (const row of validCertificates(tx, employeeId)) {
      tx.update('signerCertificate', row.id, { state: 'revoked', revokedAt: tx.now, revocationReason: reason });
      tx.remove('signerKey', row.id);
    }
  }

  /**
   * The signer, once their own PIN has opened their key. The try is counted before the PIN is: guesses sent side by
   * side count like guesses one after the other. @throws RefusalError `signerKey.*`, `agreement.notEnrolled`.
   */
  async unlock(employeeId: string, pin: string): Promise<{ certificate: SignerCertificate; signer: CmsSigner }> {
    const { write, clock } = { write: this.#context.registry.write, clock: this.#context.clock };
    const certificate = this.#store.certificateOf(employeeId);
    if (certificate === undefined || certificate.notAfter <= clock.now()) throw new RefusalError(refusals.notEnrolled);
    const counted = write.local((tx) => {
      const key = tx.get('signerKey', certificate.id);
      if (key === undefined) return undefined;
      orThrow(this.#lockout.mayTry(key));
      const after = { ...key, ...this.#lockout.afterFailure(key) };
      tx.put('signerKey', after);
      return after;
    });
    if (counted === undefined) throw new RefusalError(refusals.notEnrolled);
    const opened = await openSignerKey(counted.sealed, {
      deviceKey: this.#context.keys.deviceKey,
      signerId: lockId(employeeId, certificate.id),
      pin,
    });
    if (!opened.ok) {
      const wrong = opened.refusals[0]?.code === 'signerKey.wrongPin';
      if (wrong) throw new RefusalError(this.#lockout.wrongPin(counted));
      throw new RefusalError(...opened.refusals);
    }
    write.local((tx) => {
      const key = tx.get('signerKey', certificate.id);
      if (key) tx.put('signerKey', { ...key, ...NO_FAILURES });
    });
    const [own, ...above] = readChain(certificate.chain);
    if (own === undefined) throw new RefusalError(refusals.notEnrolled);
    return {
      certificate,
      signer: signerWith(
        opened.value,
        own.der,
        above.map((each) => each.der),
      ),
    };
  }

  #refuseEnrolled(employeeId: string): void {
    const present = this.#store.certificateOf(employeeId);
    const usable =
      present !== undefined &&
      present.notAfter > this.#context.clock.now() &&
      this.#store.signerKey(present.id) !== undefined;
    if (usable) throw new RefusalError(refusals.enrolledAlready);
  }
}

/** Whose key it is and which: bound into its seal. */
const lockId = (employeeId: string, certificateId: string): string => `${employeeId}:${certificateId}`;

const validCertificates = (tx: DomainTransaction, employeeId: string): { id: string }[] =>
  tx.all(
    "SELECT id FROM signerCertificate WHERE employeeId = ? AND purpose = 'employee' AND state = 'valid'",
    employeeId,
  );
