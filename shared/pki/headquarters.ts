import type { KeyObject } from 'node:crypto';
import { done, type Result } from '../domain/refusal.ts';
import type { Certificate } from './certificate.ts';
import { titledName } from './distinguishedName.ts';
import { type IssuingAuthority, issueCertificate, issueRoot } from './issue.ts';
import { issueRevocationList } from './revocationList.ts';
import type { CertificateRole } from './roles.ts';

/** Private keys of headquarters. Each has one purpose. */
export interface HeadquartersKeys {
  /** RSA-3072 or P-256; kept offline. */
  readonly root: KeyObject;
  /** RSA-3072 or P-256; issues day by day. */
  readonly authority: KeyObject;
  /** P-256; signs change sets to branches and enrolment answers. */
  readonly changeSets: KeyObject;
  /** RSA-3072; signs documents and manifests. */
  readonly seal: KeyObject;
  /** RSA-3072. */
  readonly timestamping: KeyObject;
}

export interface HeadquartersCertificates {
  readonly root: Certificate;
  readonly authority: Certificate;
  readonly changeSets: Certificate;
  readonly seal: Certificate;
  readonly timestamping: Certificate;
  /** First, empty revocation lists of root and authority, DER. */
  readonly revocationLists: readonly Uint8Array[];
}

const year = 365.25 * 24 * 3600 * 1000;
export const rootYears = 20;
const authorityYears = 15;
const leafYears = 5;
/** Branches may be offline for long: a list is good for a year, and a new one comes with each synchronisation. */
export const revocationListLifetime = year;

const sampleTitle = (companyName: string): string => `${[...companyName].slice(0, 60).join('')}（样例）`;

/**
 * Issues everything a new headquarters needs. `at` is UTC milliseconds; validity begins a day before, for clocks that are
 * behind. Refusals: `pki.name`, `pki.weak`.
 */
export function foundHeadquarters(
  { companyName, sample }: { readonly companyName: string; readonly sample: boolean },
  keys: HeadquartersKeys,
  at: number,
): Result<HeadquartersCertificates> {
  const title = sample ? sampleTitle(companyName) : companyName;
  const notBefore = at - 24 * 3600 * 1000;
  const base = { sample, notBefore };
  const name = (suffix: string) => ({ commonName: titledName(title, suffix), organization: title });
  const root = issueRoot({ ...base, subject: name('总部根证书'), notAfter: at + rootYears * year }, keys.root);
  if (!root.ok) return root;
  const order = (role: CertificateRole, suffix: string, publicKey: KeyObject, years: number) => {
    const owner = { role, branchId: null, employeeNumber: null };
    return { ...base, ...owner, subject: name(suffix), publicKey, notAfter: at + years * year };
  };
  const rootAuthority: IssuingAuthority = { certificate: root.value, privateKey: keys.root };
  const authority = issueCertificate(
    order('hqAuthority', '总部签发机构', keys.authority, authorityYears),
    rootAuthority,
  );
  if (!authority.ok) return authority;
  const issuer: IssuingAuthority = { certificate: authority.value, privateKey: keys.authority };
  const changeSets = issueCertificate(order('hqChangeSets', '总部变更包签名', keys.changeSets, leafYears), issuer);
  if (!changeSets.ok) return changeSets;
  const seal = issueCertificate(order('hqSeal', '总部印章', keys.seal, leafYears), issuer);
  if (!seal.ok) return seal;
  const timestamping = issueCertificate(order('timestamping', '时间戳服务', keys.timestamping, leafYears), issuer);
  if (!timestamping.ok) return timestamping;
  const list = { number: 1, thisUpdate: at, nextUpdate: at + revocationListLifetime, revoked: [] };
  return done({
    root: root.value,
    authority: authority.value,
    changeSets: changeSets.value,
    seal: seal.value,
    timestamping: timestamping.value,
    revocationLists: [issueRevocationList(list, rootAuthority), issueRevocationList(list, issuer)],
  });
}
