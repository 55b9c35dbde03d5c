import { createPublicKey, type KeyObject } from 'node:crypto';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { readCertificate } from '../../shared/pki/certificate.ts';
import { titledName } from '../../shared/pki/distinguishedName.ts';
import { acceptEnrolment, type EnrolmentBundle } from '../../shared/pki/enrolmentAnswer.ts';
import { makeEnrolmentRequest } from '../../shared/pki/enrolmentRequest.ts';
import { hpkeKeyId, hpkePublicKeyBytes } from '../../shared/pki/hpke.ts';
import { issueCertificate, issueRoot } from '../../shared/pki/issue.ts';
import { generatePrivateKey } from '../../shared/pki/keys.ts';
import { wrapDatabaseKeyForRecovery } from '../../shared/pki/recovery.ts';
import type { FeatureContext } from '../feature.ts';
import { Keyring, keyFileOf } from '../registry/keyring.ts';
import type { Actor } from '../registry/unitOfWork.ts';
import { type EnrolmentRecord, enrolmentRecordText, readEnrolmentRecord } from './enrolmentRecord.ts';
import * as refusals from './refusals.ts';
import type { SealingIdentity } from './sealing.ts';
import { putSetting, type SyncSettings } from './settings.ts';
import type { SyncKeys } from './syncKeys.ts';

const day = 86_400_000;
const year = 365.25 * day;

/** How a branch joins headquarters: a request carried there, an answer carried back, a fingerprint compared on paper. */
export class Enrolment {
  readonly #context: FeatureContext;
  readonly #settings: SyncSettings;
  readonly #keys: SyncKeys;

  constructor(context: FeatureContext, settings: SyncSettings, keys: SyncKeys) {
    this.#context = context;
    this.#settings = settings;
    this.#keys = keys;
  }

  get record(): EnrolmentRecord {
    return readEnrolmentRecord(this.#settings);
  }

  /** What headquarters issued, where this device holds the keys for it. */
  get bundle(): EnrolmentBundle | undefined {
    const { bundle } = this.record;
    if (bundle === null || !this.#keys.usable) return undefined;
    const certified = orThrow(readCertificate(bundle.changeSets)).publicKey;
    return certified.equals(createPublicKey(this.#keys.get().changeSets)) ? bundle : undefined;
  }

  /**
   * The request for headquarters. While it waits for an answer the same bytes are given again, so that an answer to an
   * earlier copy fits too. @throws RefusalError `sync.sample`, `sync.alreadyEnrolled`
   */
  async request(actor: Actor): Promise<{ readonly request: Uint8Array; readonly fingerprint: Uint8Array }> {
    const { branch, clock, registry, services } = this.#context;
    if (branch.sample) throw new RefusalError(refusals.sampleNeverEnrols);
    if (this.bundle !== undefined) throw new RefusalError(refusals.alreadyEnrolled);
    const { request: waiting, bundle } = this.record;
    if (waiting !== null && this.#keys.usable) return { request: waiting.bytes, fingerprint: waiting.fingerprint };
    const { authority, seal } = await services.agreements.authority.enrolmentKeys();
    const keys = { ...this.#keys.getOrMake(), authority, seal };
    const identity = {
      branchId: branch.id,
      branchName: branch.name,
      companyName: branch.companyName,
      sample: branch.sample,
    };
    const made = orThrow(makeEnrolmentRequest(identity, keys, clock.now()));
    const stored = {
      bytes: new Uint8Array(made.request),
      fingerprint: new Uint8Array(made.fingerprint),
      requestedAt: clock.now(),
    };
    await registry.write.seen(actor, { action: 'branch.requestEnrolment', subject: { kind: 'branch', id: branch.id } });
    this.#settings.put('enrolment', enrolmentRecordText({ request: stored, bundle }));
    return made;
  }

  /**
   * Takes headquarters' answer: verifies it in full, wraps the database key to headquarters' recovery key, and takes over
   * the certificates. `replacing` is called before, where another enrolment is replaced. @throws RefusalError `sync.noRequest`, `sync.fingerprintUnreadable`, `enrolment.*`, `pki.*`
   */
  async accept(actor: Actor, answer: Uint8Array, typedFingerprint: string, replacing: () => void): Promise<void> {
    const { branch, clock, registry, services } = this.#context;
    if (branch.sample) throw new RefusalError(refusals.sampleNeverEnrols);
    const rootFingerprint = readFingerprint(typedFingerprint);
    const { request, bundle: replaced } = this.record;
    if (request === null) {
      throw new RefusalError(this.bundle === undefined ? refusals.noRequest : refusals.alreadyEnrolled);
    }
    const own = await services.agreements.authority.enrolmentKeys();
    const bundle = orThrow(
      acceptEnrolment(answer, {
        request: request.bytes,
        keys: { ...this.#keys.get(), ...own },
        at: clock.now(),
        rootFingerprint,
      }),
    );
    this.#wrapForRecovery(bundle.headquarters.recoveryPublicKey);
    if (replaced !== null) replacing();
    registry.write.domain(actor, { action: 'branch.enrol', subject: { kind: 'branch', id: branch.id } }, (tx) => {
      services.agreements.authority.adopt(tx, bundle);
      putSetting(tx, 'enrolment', enrolmentRecordText({ request: null, bundle }));
    });
  }

  /** In whose name change sets are sealed. @throws RefusalError `sync.notEnrolled`, `sync.keysLost` */
  async sealingIdentity(): Promise<Omit<SealingIdentity, 'checkpoint'>> {
    if (this.#context.branch.sample) return this.#sampleIdentity();
    const { bundle } = this;
    if (bundle !== undefined) {
      return {
        signer: { certificate: bundle.changeSets, privateKey: this.#keys.get().changeSets },
        authorities: bundle.headquarters.intermediates,
        recipients: [bundle.headquarters.encryptionPublicKey],
        recoveryPackage: this.#wrappedFor(bundle.headquarters.recoveryPublicKey),
      };
    }
    throw new RefusalError(this.record.bundle === null ? refusals.notEnrolled : refusals.keysLost);
  }

  /**
   * A sample branch seals under keys of its own, for itself: everything on the road is there to be seen, and no real
   * headquarters could open or would accept it.
   */
  async #sampleIdentity(): Promise<Omit<SealingIdentity, 'checkpoint'>> {
    const keys = this.#keys.getOrMake();
    return {
      signer: { certificate: await this.#sampleCertificate(keys.changeSets), privateKey: keys.changeSets },
      authorities: [],
      recipients: [hpkePublicKeyBytes(keys.encryption)],
      recoveryPackage: null,
    };
  }

  async #sampleCertificate(key: KeyObject): Promise<Uint8Array> {
    const stored = this.#settings.get('sampleCertificate');
    if (stored !== undefined) {
      const certificate = orThrow(readCertificate(Buffer.from(stored, 'base64')));
      if (certificate.publicKey.equals(createPublicKey(key))) return certificate.der;
    }
    const { branch, clock } = this.#context;
    const rootKey = await generatePrivateKey('p256');
    const subject = (title: string) => ({
      commonName: titledName(branch.name, title),
      organization: branch.companyName,
    });
    const validity = { sample: true, notBefore: clock.now() - day, notAfter: clock.now() + 20 * year };
    const root = orThrow(issueRoot({ ...validity, subject: subject('示例根证书') }, rootKey));
    const certificate = orThrow(
      issueCertificate(
        {
          ...validity,
          role: 'branchChangeSets',
          branchId: branch.id,
          employeeNumber: null,
          subject: subject('变更包签名'),
          publicKey: createPublicKey(key),
        },
        { certificate: root, privateKey: rootKey },
      ),
    );
    this.#settings.put('sampleCertificate', Buffer.from(certificate.der).toString('base64'));
    return certificate.der;
  }

  #wrapForRecovery(recoveryPublicKey: Uint8Array): void {
    const keyring = orThrow(Keyring.read(keyFileOf(this.#context.folder)));
    const keyId = Buffer.from(hpkeKeyId(recoveryPublicKey)).toString('hex');
    keyring.wrapForHeadquarters(keyId, this.#wrappedFor(recoveryPublicKey));
    keyring.save();
  }

  #wrappedFor(recoveryPublicKey: Uint8Array): Uint8Array {
    const { keys, branch } = this.#context;
    return wrapDatabaseKeyForRecovery(keys.databaseKey, recoveryPublicKey, branch.id);
  }
}

/** A fingerprint as people type it: hexadecimal in groups, with spaces, colons or dashes, in any case. */
export function readFingerprint(typed: string): Uint8Array {
  const digits = typed.normalize('NFKC').replaceAll(/[\s:·-]/g, '');
  if (!/^[0-9a-f]{64}$/i.test(digits)) throw new RefusalError(refusals.fingerprintUnreadable);
  return new Uint8Array(Buffer.from(digits, 'hex'));
}
