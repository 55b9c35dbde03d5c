import { X509Certificate } from 'node:crypto';
import { error, type Finding, warning } from './finding.ts';

const MAX_PATH = 8;
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

interface Question {
  readonly certificate: X509Certificate;
  readonly pool: readonly Uint8Array[];
  readonly at: number;
  readonly claimedAt?: number | undefined;
  readonly purpose: 'document' | 'timestamp';
}

/** The path from a certificate of another product to one of the roots, and what is wrong with it (RFC 5280, 6.1, in outline). */
export function foreignPath(
  question: Question,
  rootDers: readonly Uint8Array[],
): { path: X509Certificate[]; root: X509Certificate | undefined; findings: Finding[] } {
  const { certificate, at, purpose } = question;
  const findings: Finding[] = [];
  const stamps = certificate.keyUsage?.includes(TIME_STAMPING) === true;
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
  const roots = readAll(rootDers);
  const path = pathTo(certificate, readAll(question.pool), roots);
  for (const each of path) findings.push(...validity(each, at, question.claimedAt));
  const last = path.at(-1);
  return { path, root: roots.find((each) => last?.raw.equals(each.raw)), findings };
}

function readAll(ders: readonly Uint8Array[]): X509Certificate[] {
  const out: X509Certificate[] = [];
  for (const der of ders.slice(0, 32)) {
    try {
      out.push(new X509Certificate(der));
    } catch {
      // What cannot be read can vouch for nobody.
    }
  }
  return out;
}

/** Roots before what the message brought. Ends at a root, or where nobody is found to have issued. */
function pathTo(
  certificate: X509Certificate,
  pool: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): X509Certificate[] {
  const isRoot = (each: X509Certificate): boolean => roots.some((root) => root.raw.equals(each.raw));
  const path = [certificate];
  for (let current = certificate; path.length < MAX_PATH && !isRoot(current); ) {
    const issuer = [...roots, ...pool].find((each) => !path.includes(each) && issued(each, current));
    if (issuer === undefined) break;
    path.push(issuer);
    current = issuer;
  }
  return path;
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function validity(certificate: X509Certificate, at: number, claimedAt: number | undefined): Finding[] {
  const notBefore = certificate.validFromDate.getTime();
  const notAfter = certificate.validToDate.getTime();
  const who = certificate.subject.replaceAll('\n', ', ');
  if (!Number.isFinite(notBefore) || !Number.isFinite(notAfter)) {
    return [
      error(
        'trust.noDates',
        `证书 ${who} 的有效期无法读取`,
        `The validity of the certificate of ${who} cannot be read`,
      ),
    ];
  }
  const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
  if (at < notBefore) {
    return [
      error(
        'trust.notYetValid',
        `证书 ${who} 自 ${day(notBefore)} 才有效`,
        `The certificate of ${who} is valid only from ${day(notBefore)}`,
      ),
    ];
  }
  if (at <= notAfter) return [];
  const zh = `证书 ${who} 已于 ${day(notAfter)} 过期`;
  const en = `The certificate of ${who} expired on ${day(notAfter)}`;
  if (claimedAt === undefined || claimedAt < notBefore || claimedAt > notAfter) return [error('trust.expired', zh, en)];
  return [
    warning(
      'trust.expired',
      `${zh}；签署时间写在此前，但没有时间戳证明`,
      `${en}; the stated signing time lies before, but no time stamp proves it`,
    ),
  ];
}
