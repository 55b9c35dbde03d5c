import { createHash, type X509Certificate } from 'node:crypto';
import type { Refusal } from '../../../shared/domain/refusal.ts';
import { type Certificate, readCertificate } from '../../../shared/pki/certificate.ts';
import type { CertificateRole, RoleBinding } from '../../../shared/pki/roles.ts';
import { verifyCertificate } from '../../../shared/pki/verifyCertificate.ts';
import { error, type Finding, info, warning } from './finding.ts';
import { foreignPath } from './foreignPath.ts';

/** A certificate in a report. */
export interface CertificateSummary {
  readonly commonName: string;
  /** Lower-case hex. */
  readonly serial: string;
  /** UTC ms. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the DER, lower-case hex. */
  readonly sha256: string;
  /** What this product issued it for, and to whom; null for certificates of others. */
  readonly binding: RoleBinding | null;
}

export interface TrustReport {
  readonly trusted: boolean;
  /** From the signer's certificate to the root, as far as it leads. */
  readonly path: readonly CertificateSummary[];
  /** The given root it leads to. */
  readonly root: CertificateSummary | undefined;
  readonly findings: readonly Finding[];
}

export interface TrustQuestion {
  readonly certificate: X509Certificate;
  /** Certificates that came with the signature, DER; none of them is trusted for being there. */
  readonly pool: readonly Uint8Array[];
  /** DER. */
  readonly roots: readonly Uint8Array[];
  /** DER; what is not signed by an authority of the path is passed over. */
  readonly revocationLists: readonly Uint8Array[];
  /** The time at which every certificate has to be valid, UTC ms. */
  readonly at: number;
  /** When the signer says it was signed: decides what expiry or revocation since then means, and nothing else. */
  readonly claimedAt?: number | undefined;
  readonly purpose: 'document' | 'timestamp';
}

const ROLES: Record<TrustQuestion['purpose'], readonly CertificateRole[]> = {
  document: ['employee', 'branchSeal', 'hqSeal'],
  timestamp: ['timestamping'],
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A certificate's summary. Written so that no certificate, however broken, can throw here or crash the runtime. */
export function summarise(certificate: X509Certificate): CertificateSummary {
  // Not toLegacyObject(): it crashes the process on a public key it cannot decode (seen with Node 24).
  const name = /^CN=(.*)$/m.exec(certificate.subject)?.[1]?.replace(/\\(.)/g, '$1');
  const read = readCertificate(certificate.raw);
  return {
    commonName: name ?? certificate.subject,
    serial: certificate.serialNumber.toLowerCase(),
    notBefore: certificate.validFromDate.getTime(),
    notAfter: certificate.validToDate.getTime(),
    sha256: createHash('sha256').update(certificate.raw).digest('hex'),
    binding: read.ok ? read.value.binding : null,
  };
}

const summaryOf = (certificate: Certificate): CertificateSummary => ({
  commonName: certificate.subject.commonName,
  serial: certificate.serialNumber,
  notBefore: certificate.notBefore,
  notAfter: certificate.notAfter,
  sha256: hex(certificate.fingerprint),
  binding: certificate.binding,
});

/**
 * Whether a certificate leads to one of the roots. Under a root of this product the product's own rules hold: each certificate
 * has its role, branch and place in the tree. Roots of others are judged by RFC 5280 alone.
 */
export function establishTrust(question: TrustQuestion): TrustReport {
  const roots = question.roots.map((der) => ({ der, own: isOwnRoot(der) }));
  const own = roots.filter((each) => each.own).map((each) => each.der);
  const read = readCertificate(question.certificate.raw);
  if (own.length > 0 && read.ok && read.value.binding !== null) return byRole(question, own, read.value.binding);
  const foreign = roots.filter((each) => !each.own).map((each) => each.der);
  const { path, root, findings } = foreignPath(question, foreign);
  const all = root === undefined ? [...findings, unknownRoot()] : findings;
  return {
    trusted: all.length === 0,
    path: path.map(summarise),
    root: root === undefined ? undefined : summarise(root),
    findings: all,
  };
}

const isOwnRoot = (der: Uint8Array): boolean => {
  const read = readCertificate(der);
  return read.ok && read.value.binding?.role === 'root';
};

const unknownRoot = (): Finding =>
  warning('trust.unknownRoot', '不能追溯到所给的根证书', 'it leads to none of the given roots');

function byRole(question: TrustQuestion, roots: readonly Uint8Array[], binding: RoleBinding): TrustReport {
  const { certificate, purpose, claimedAt } = question;
  const path = [summarise(certificate)];
  if (!ROLES[purpose].includes(binding.role)) {
    const wrong =
      purpose === 'document'
        ? error('trust.notForDocuments', '签署人的证书不是用来签文件的', 'The certificate is not for signing documents')
        : error(
            'trust.notForTimestamps',
            '时间戳证书没有时间戳用途',
            'The time-stamp certificate is not for time stamping',
          );
    return { trusted: false, path, root: undefined, findings: [wrong] };
  }
  const verified = (at: number) =>
    verifyCertificate(certificate.raw, {
      roots,
      intermediates: question.pool,
      revocationLists: question.revocationLists,
      role: binding.role,
      sample: binding.sample,
      at,
      revocation: 'known',
    });
  const now = verified(question.at);
  if (now.ok) {
    const chain = now.value.chain.map(summaryOf);
    const findings = binding.sample
      ? [
          info(
            'trust.sample',
            '签署人用的是示例证书，文件不具效力',
            'The certificate is a sample; the document has no effect',
          ),
        ]
      : [];
    return { trusted: true, path: chain, root: chain.at(-1), findings };
  }
  const then = claimedAt !== undefined && claimedAt < question.at && verified(claimedAt).ok;
  return { trusted: false, path, root: undefined, findings: now.refusals.map((each) => refusalFinding(each, then)) };
}

/** Certificates end, people leave: what was valid when it is said to have been signed is unproven, not wrong. */
function refusalFinding(refusal: Refusal, thenValid: boolean): Finding {
  const code = refusal.code.replace('pki.', 'trust.');
  if (refusal.code === 'pki.unknownIssuer') return unknownRoot();
  if (!thenValid) return error(code, refusal.zh, refusal.en);
  return warning(
    code,
    `${refusal.zh}签署时间写在此前，但没有时间戳证明`,
    `${refusal.en} The stated signing time lies before, but no time stamp proves it`,
  );
}
