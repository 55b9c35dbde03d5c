import { createHash, X509Certificate } from 'node:crypto';
import { error, type Finding, warning } from './finding.ts';

/** A certificate in a report. */
export interface CertificateSummary {
  readonly commonName: string;
  readonly serial: string;
  /** UTC ms. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the DER, lower-case hex. */
  readonly sha256: string;
}

export interface TrustReport {
  readonly trusted: boolean;
  /** From the signer's certificate to the root, as far as it leads. */
  readonly path: readonly CertificateSummary[];
  /** The given root it leads to. */
  readonly root: CertificateSummary | undefined;
  readonly findings: readonly Finding[];
}

const MAX_PATH = 8;
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

export function summarise(certificate: X509Certificate): CertificateSummary {
  const { CN } = certificate.toLegacyObject().subject as { CN?: string | string[] };
  return {
    commonName: Array.isArray(CN) ? CN.join(', ') : (CN ?? certificate.subject),
    serial: certificate.serialNumber,
    notBefore: certificate.validFromDate.getTime(),
    notAfter: certificate.validToDate.getTime(),
    sha256: createHash('sha256').update(certificate.raw).digest('hex'),
  };
}

export interface TrustQuestion {
  readonly certificate: X509Certificate;
  /** Certificates that came with the signature; none of them is trusted for being there. */
  readonly pool: readonly Uint8Array[];
  readonly roots: readonly X509Certificate[];
  /** The time at which every certificate has to be valid, UTC ms. */
  readonly at: number;
  /** When the signer says it was signed: decides what an expired certificate means, and nothing else. */
  readonly claimedAt?: number | undefined;
  readonly purpose: 'document' | 'timestamp';
}

/** Looks for a path to one of the roots, and judges it (RFC 5280, 6.1, as far as certificates of one issuer tree go). */
export function establishTrust(question: TrustQuestion): TrustReport {
  const { certificate, roots, at, purpose } = question;
  const findings: Finding[] = [];
  const usages = certificate.keyUsage as string[] | undefined;
  const stamps = usages?.includes(TIME_STAMPING) === true;
  if (purpose === 'timestamp' && !stamps) {
    findings.push(
      error(
        'trust.notForTimestamps',
        '时间戳证书没有时间戳用途',
        'The time-stamp certificate is not for time stamping',
      ),
    );
  }
  if (purpose === 'document' && stamps) {
    findings.push(
      error(
        'trust.notForDocuments',
        '签署人用的是时间戳证书，不能签文件',
        'The certificate is for time stamping, not for documents',
      ),
    );
  }
  const chain = pathTo(certificate, candidates(question.pool), roots);
  for (const each of chain) findings.push(...validity(each, at, question.claimedAt));
  const last = chain.at(-1);
  const root = last !== undefined && roots.some((each) => each.raw.equals(last.raw)) ? summarise(last) : undefined;
  if (root === undefined) {
    findings.push(warning('trust.unknownRoot', '不能追溯到所给的根证书', 'it leads to none of the given roots'));
  }
  return { trusted: root !== undefined && findings.length === 0, path: chain.map(summarise), root, findings };
}

function candidates(pool: readonly Uint8Array[]): X509Certificate[] {
  const out: X509Certificate[] = [];
  for (const der of pool.slice(0, 32)) {
    try {
      out.push(new X509Certificate(der));
    } catch {
      // What cannot be read can vouch for nobody.
    }
  }
  return out;
}

/** Shortest path first; roots before what the message brought. Ends at a root, or where nobody is found to have issued. */
function pathTo(
  certificate: X509Certificate,
  pool: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): X509Certificate[] {
  const isRoot = (each: X509Certificate): boolean => roots.some((root) => root.raw.equals(each.raw));
  const chain = [certificate];
  for (let current = certificate; chain.length < MAX_PATH && !isRoot(current); ) {
    const issuer = [...roots, ...pool].find((each) => !chain.includes(each) && issued(each, current));
    if (issuer === undefined) break;
    chain.push(issuer);
    current = issuer;
  }
  return chain;
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function validity(certificate: X509Certificate, at: number, claimedAt: number | undefined): Finding[] {
  const { commonName, notBefore, notAfter } = summarise(certificate);
  const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
  if (at > notAfter && claimedAt !== undefined && claimedAt >= notBefore && claimedAt <= notAfter) {
    return [
      warning(
        'trust.expired',
        `证书 ${commonName} 已于 ${day(notAfter)} 过期；签署时间写在有效期内，但没有时间戳证明`,
        `The certificate of ${commonName} expired on ${day(notAfter)}; the stated signing time lies before, but no time stamp proves it`,
      ),
    ];
  }
  if (at > notAfter) {
    return [
      error(
        'trust.expired',
        `证书 ${commonName} 已于 ${day(notAfter)} 过期`,
        `The certificate of ${commonName} expired on ${day(notAfter)}`,
      ),
    ];
  }
  if (at < notBefore) {
    return [
      error(
        'trust.notYetValid',
        `证书 ${commonName} 自 ${day(notBefore)} 才有效`,
        `The certificate of ${commonName} is valid only from ${day(notBefore)}`,
      ),
    ];
  }
  return [];
}
