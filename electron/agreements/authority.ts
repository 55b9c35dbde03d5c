import { createPublicKey, type KeyObject } from 'node:crypto';
import { orThrow, type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { type Certificate, certificatePem, readCertificate } from '../../shared/pki/certificate.ts';
import { titledName } from '../../shared/pki/distinguishedName.ts';
import type { EnrolmentBundle } from '../../shared/pki/enrolmentAnswer.ts';
import { issueCertificate, issueRoot } from '../../shared/pki/issue.ts';
import { generatePrivateKey } from '../../shared/pki/keys.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import type { CmsSigner } from './cms/create.ts';
import { openSignerKey, sealSignerKey } from './keys/sealedKey.ts';
import { signerWith } from './keys/signer.ts';

type CertificateRow = Database['signerCertificate'];
const purposes = ['branchAuthority', 'branchSeal'] as const;
type Purpose = (typeof purposes)[number];

const hour = 3_600_000;
const day = 24 * hour;
const year = 365.25 * day;
const systemActor = { id: 'system', name: '系统' };

/** Where the certificates of a branch come from, as people are told. */
export interface AuthorityState {
  readonly authority: Certificate;
  readonly seal: Certificate;
  readonly root: Certificate;
  /** No headquarters stands behind it: the root is the branch's own. */
  readonly provisional: boolean;
}

/**
 * The branch's own authority and seal. Until the branch is enrolled they lead to a provisional root of its own, made when
 * they are first needed; the root's private key issues both and is then thrown away. Enrolment replaces the
 * certificates and keeps the keys, so that what was signed before still leads to the root it names.
 *
 * Private keys lie in the local table, sealed by the device key: on a replaced device they cannot be opened, and new
 * ones are made.
 */
export class BranchAuthority {
  readonly #context: FeatureContext;
  #founding: Promise<void> | undefined;

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  /** Makes keys and certificates where there are none that this device can use. Safe to call at any time. */
  async ready(): Promise<void> {
    if (this.#founding !== undefined) return this.#founding;
    if ((await this.#usableKey('branchAuthority')) && (await this.#usableKey('branchSeal'))) return;
    // An enrolled branch on a new device is enrolled again; a root of its own would part it from headquarters.
    if (this.#isOfHeadquarters()) throw new RefusalError(enrolAgain);
    this.#founding ??= this.#found().finally(() => {
      this.#founding = undefined;
    });
    return this.#founding;
  }

  /** Whether there is a seal certificate that is valid now; its key is tried when it is used. */
  isFounded(): boolean {
    const row = this.#row('branchSeal');
    return row !== undefined && row.notAfter > this.#context.clock.now();
  }

  /** @throws RefusalError `authority.notReady` before {@link ready}. */
  state(): AuthorityState {
    const [authority] = this.#chain('branchAuthority');
    const [seal] = this.#chain('branchSeal');
    const root = this.#chain('branchAuthority').at(-1);
    if (authority === undefined || seal === undefined || root === undefined) throw new RefusalError(notReady);
    return { authority, seal, root, provisional: isProvisional(root, this.#context.branch.id) };
  }

  /** Roots that documents of this branch may lead to: the present one and those before it, DER. */
  roots(): Uint8Array[] {
    const rows = this.#context.registry.reader
      .prepare("SELECT chain FROM signerCertificate WHERE purpose = 'branchAuthority' ORDER BY createdAt DESC")
      .pluck()
      .all() as string[];
    const roots = rows.map((chain) => readChain(chain).at(-1)?.der).filter((der) => der !== undefined);
    return [...new Map(roots.map((der) => [Buffer.from(der).toString('base64'), der])).values()];
  }

  /** An employee's certificate for a key made on this computer, and the chain above it. Valid for three years. */
  async issueSigner(
    person: { name: string; employeeNo: string },
    publicKey: KeyObject,
  ): Promise<{ certificate: Certificate; chain: Certificate[] }> {
    await this.ready();
    const chain = this.#chain('branchAuthority');
    const [authority] = chain;
    const privateKey = await this.#usableKey('branchAuthority');
    if (authority === undefined || privateKey === undefined) throw new RefusalError(notReady);
    const now = this.#context.clock.now();
    const { id, name, companyName, sample } = this.#context.branch;
    const certificate = orThrow(
      issueCertificate(
        {
          role: 'employee',
          sample,
          branchId: id,
          employeeNumber: person.employeeNo,
          subject: {
            commonName: person.name,
            organization: companyName,
            organizationalUnit: name,
            employeeNumber: person.employeeNo,
          },
          publicKey,
          notBefore: Math.max(authority.notBefore, now - hour),
          notAfter: now + 3 * year,
        },
        { certificate: authority, privateKey },
      ),
    );
    return { certificate, chain };
  }

  /** The company's counter-signature. @throws RefusalError `authority.notReady`. */
  async sealSigner(): Promise<{ signer: CmsSigner; certificate: Certificate }> {
    await this.ready();
    const [certificate, ...above] = this.#chain('branchSeal');
    const key = await this.#usableKey('branchSeal');
    if (key === undefined || certificate === undefined) throw new RefusalError(notReady);
    return {
      certificate,
      signer: signerWith(
        key,
        certificate.der,
        above.map((each) => each.der),
      ),
    };
  }

  /**
   * The private keys that an enrolment request proves and headquarters certifies. Only the sync feature asks. A branch that
   * is enrolled again on a new device gets new ones; they sign nothing until headquarters has certified them.
   */
  async enrolmentKeys(): Promise<{ authority: KeyObject; seal: KeyObject }> {
    if (!this.#isOfHeadquarters()) await this.ready();
    const authority = await this.#openKey('branchAuthority');
    const seal = await this.#openKey('branchSeal');
    if (authority !== undefined && seal !== undefined) return { authority, seal };
    if (!this.#isOfHeadquarters()) throw new RefusalError(notReady);
    return this.#makeKeys();
  }

  /**
   * Takes over what headquarters issued for the keys of {@link enrolmentKeys}, within the sync feature's enrolment. The
   * bundle is verified before it comes here. What was issued before is superseded, never revoked.
   */
  adopt(tx: DomainTransaction, bundle: Pick<EnrolmentBundle, 'authority' | 'seal' | 'headquarters'>): void {
    const above = [...bundle.headquarters.intermediates, bundle.headquarters.root];
    for (const purpose of purposes) {
      const own = purpose === 'branchSeal' ? bundle.seal : bundle.authority;
      this.#put(
        tx,
        purpose,
        [own, ...above].map((der) => orThrow(readCertificate(der))),
      );
    }
  }

  #isOfHeadquarters(): boolean {
    const root = this.#chain('branchAuthority').at(-1);
    return root !== undefined && !isProvisional(root, this.#context.branch.id);
  }

  async #makeKeys(): Promise<{ authority: KeyObject; seal: KeyObject }> {
    const [authority, seal] = await Promise.all([generatePrivateKey('p256'), generatePrivateKey('rsa3072')]);
    const sealed = await this.#sealed(authority, seal);
    this.#context.registry.write.local((tx) => {
      for (const purpose of purposes) tx.put('signerKey', keyRow(purpose, sealed[purpose], this.#context.clock.now()));
    });
    return { authority, seal };
  }

  async #sealed(authority: KeyObject, seal: KeyObject): Promise<Record<Purpose, Uint8Array>> {
    return {
      branchAuthority: await sealSignerKey(authority, this.#lock('branchAuthority')),
      branchSeal: await sealSignerKey(seal, this.#lock('branchSeal')),
    };
  }

  async #found(): Promise<void> {
    const [rootKey, authorityKey, sealKey] = await Promise.all([
      generatePrivateKey('p256'),
      generatePrivateKey('p256'),
      generatePrivateKey('rsa3072'),
    ]);
    const { id, name, companyName, sample } = this.#context.branch;
    const now = this.#context.clock.now();
    const order = (title: string) => ({
      sample,
      branchId: id,
      employeeNumber: null,
      subject: { commonName: titledName(name, title), organization: companyName, organizationalUnit: name },
      notBefore: now - day,
      notAfter: now + 10 * year,
    });
    const { branchId: _, employeeNumber: __, ...rootOrder } = order(provisionalTitle);
    const root = orThrow(
      issueRoot(
        { ...rootOrder, subject: { ...rootOrder.subject, employeeNumber: id }, notAfter: now + 20 * year },
        rootKey,
      ),
    );
    const issuer = { certificate: root, privateKey: rootKey };
    const authority = orThrow(
      issueCertificate(
        { ...order('签发机构'), role: 'branchAuthority', publicKey: createPublicKey(authorityKey) },
        issuer,
      ),
    );
    const seal = orThrow(
      issueCertificate({ ...order('印章'), role: 'branchSeal', publicKey: createPublicKey(sealKey) }, issuer),
    );
    const sealed = await this.#sealed(authorityKey, sealKey);
    this.#context.registry.write.domain(
      systemActor,
      { action: 'authority.found', subject: { kind: 'branch', id } },
      (tx) => {
        this.#put(tx, 'branchAuthority', [authority, root]);
        this.#put(tx, 'branchSeal', [seal, root]);
        for (const purpose of purposes) tx.put('signerKey', keyRow(purpose, sealed[purpose], tx.now));
      },
    );
  }

  #put(tx: DomainTransaction, purpose: Purpose, chain: readonly Certificate[]): void {
    const [certificate, ...above] = chain;
    if (certificate === undefined) throw new RangeError('a certificate chain begins with the certificate');
    const before = tx.all<{ id: string }>(
      "SELECT id FROM signerCertificate WHERE purpose = ? AND state = 'valid'",
      purpose,
    );
    for (const { id } of before) tx.update('signerCertificate', id, { state: 'superseded' });
    tx.insert('signerCertificate', certificateColumns(null, purpose, certificate, above));
  }

  #row(purpose: Purpose): CertificateRow | undefined {
    return this.#context.registry.reader
      .prepare("SELECT * FROM signerCertificate WHERE purpose = ? AND state = 'valid' ORDER BY createdAt DESC LIMIT 1")
      .get(purpose) as CertificateRow | undefined;
  }

  #chain(purpose: Purpose): Certificate[] {
    const row = this.#row(purpose);
    return row ? readChain(row.chain) : [];
  }

  /** The private key of the valid certificate, where this device can open it. */
  async #usableKey(purpose: Purpose): Promise<KeyObject | undefined> {
    const row = this.#row(purpose);
    if (row === undefined || row.notAfter <= this.#context.clock.now()) return undefined;
    const key = await this.#openKey(purpose);
    // One that waits for its certificate must not sign under the one before.
    const certified = readChain(row.chain)[0]?.publicKey;
    return key !== undefined && certified?.equals(createPublicKey(key)) === true ? key : undefined;
  }

  async #openKey(purpose: Purpose): Promise<KeyObject | undefined> {
    const sealed = this.#context.registry.reader
      .prepare('SELECT sealed FROM signerKey WHERE id = ?')
      .pluck()
      .get(purpose) as Uint8Array | undefined;
    if (sealed === undefined) return undefined;
    const opened = await openSignerKey(sealed, this.#lock(purpose));
    return opened.ok ? opened.value : undefined;
  }

  #lock(purpose: Purpose) {
    return { deviceKey: this.#context.keys.deviceKey, signerId: `${this.#context.branch.id}:${purpose}`, pin: null };
  }
}

const keyRow = (id: Purpose, sealed: Uint8Array, createdAt: number) => ({
  id,
  sealed,
  failures: 0,
  lockedUntil: 0,
  createdAt,
});

const provisionalTitle = '自签根证书';
/** A provisional root names the branch it was made for; headquarters' root never does. */
const isProvisional = (root: Certificate, branchId: string): boolean => root.subject.employeeNumber === branchId;

/** The row of a certificate with its chain. */
export function certificateColumns(
  employeeId: string | null,
  purpose: CertificateRow['purpose'],
  certificate: Certificate,
  above: readonly Certificate[],
) {
  return {
    employeeId,
    purpose,
    serial: certificate.serialNumber,
    fingerprint: Buffer.from(certificate.fingerprint).toString('hex'),
    chain: [certificate, ...above].map((each) => certificatePem(each.der)).join(''),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    state: 'valid' as const,
  };
}

/** The certificates of a stored chain, the signer's first. */
export function readChain(pem: string): Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) =>
    orThrow(readCertificate(Buffer.from(block.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'))),
  );
}

const notReady: Refusal = {
  kind: 'unavailable',
  code: 'authority.notReady',
  zh: '门店的签发证书和印章还没有就绪，或已过期。',
  en: 'The authority and the seal of this branch are not ready, or have expired.',
  next: {
    zh: '请稍候几秒再试；仍不行请HR管理员检查门店证书。',
    en: 'Wait a few seconds and try again; otherwise have the HR admin look at the certificates.',
  },
};

const enrolAgain: Refusal = {
  kind: 'unavailable',
  code: 'authority.enrolAgain',
  zh: '这台电脑上没有本店的印章密钥，或证书已过期；已签的文件不受影响。',
  en: 'The seal key of this branch is not on this computer, or its certificate has expired. Signed documents stand.',
  next: { zh: '请在“同步”中向总部重新登记本店。', en: 'Enrol the branch with headquarters again, under Sync.' },
};
