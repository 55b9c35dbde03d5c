import { type KeyObject, sign, X509Certificate } from 'node:crypto';
import { orThrow } from '../../../shared/domain/refusal.ts';
import type { Certificate } from '../../../shared/pki/certificate.ts';
import { type IssuingAuthority, issueCertificate, issueRoot } from '../../../shared/pki/issue.ts';
import { generatePrivateKey } from '../../../shared/pki/keys.ts';
import { issueRevocationList, type RevokedCertificate } from '../../../shared/pki/revocationList.ts';
import type { CertificateRole } from '../../../shared/pki/roles.ts';
import type { TestSigner } from './identities.ts';

const DAY = 86_400_000;

/** Certificates as headquarters and a branch really issue them: roles, branch binding, RSA-3072 signers. */
export interface BranchTree {
  readonly root: Certificate;
  employee(name: string, validity?: { notBefore: number; notAfter: number }): Promise<TestSigner>;
  seal(): Promise<TestSigner>;
  /** Signs with a certificate that is not meant for documents. */
  changeSets(): Promise<TestSigner>;
  revocationList(revoked: readonly RevokedCertificate[]): Uint8Array;
}

export async function branchTree(sample = false): Promise<BranchTree> {
  const [rootKey, branchKey] = await Promise.all([generatePrivateKey('p256'), generatePrivateKey('p256')]);
  const now = Date.now();
  const life = { sample, notBefore: now - 900 * DAY, notAfter: now + 3000 * DAY };
  const root = orThrow(issueRoot({ ...life, subject: { commonName: '守客集团 总部根证书' } }, rootKey));
  const hq: IssuingAuthority = { certificate: root, privateKey: rootKey };
  const issue = (
    role: CertificateRole,
    commonName: string,
    publicKey: KeyObject,
    issuer: IssuingAuthority,
    validity = life,
  ): Certificate => {
    const employeeNumber = role === 'employee' ? 'E0012' : null;
    const order = { ...life, ...validity, role, branchId: 'XM001', employeeNumber, publicKey, subject: { commonName } };
    return orThrow(issueCertificate(order, issuer));
  };
  const authority = issue('branchAuthority', '厦门分公司 签发机构', branchKey, hq);
  const branch: IssuingAuthority = { certificate: authority, privateKey: branchKey };
  const signer = (certificate: Certificate, key: KeyObject, chain: readonly Certificate[]): TestSigner => ({
    key,
    certificate: certificate.der,
    x509: new X509Certificate(certificate.der),
    chain: chain.map((each) => each.der),
    sign: (bytes) => sign('sha256', bytes, key),
  });
  return {
    root,
    async employee(name, validity) {
      const key = await generatePrivateKey('rsa3072');
      const own = { ...life, ...validity };
      return signer(issue('employee', name, key, branch, own), key, [authority, root]);
    },
    async seal() {
      const key = await generatePrivateKey('rsa3072');
      return signer(issue('branchSeal', '守客物流有限公司厦门分公司', key, hq), key, [root]);
    },
    async changeSets() {
      const key = await generatePrivateKey('p256');
      return signer(issue('branchChangeSets', '厦门分公司 变更包', key, hq), key, [root]);
    },
    revocationList: (revoked) =>
      issueRevocationList({ number: 2, thisUpdate: now - DAY, nextUpdate: now + 365 * DAY, revoked }, branch),
  };
}
