import { type KeyObject, verify } from 'node:crypto';
import { done, type Result } from '../domain/refusal.ts';
import { type Certificate, readCertificate, type SignedPart } from './certificate.ts';
import { keyKindOf } from './keys.ts';
import { oids } from './oids.ts';
import { refusePki } from './refusals.ts';
import type { RevocationList } from './revocationList.ts';
import { readRevocationList } from './revocationList.ts';
import { type CertificateRole, type RoleBinding, roleRules } from './roles.ts';

export interface CertificateExpectations {
  /** Roots that are trusted, DER. */
  readonly roots: readonly Uint8Array[];
  /** Authorities that may stand in between, DER. Others in the list are passed over. */
  readonly intermediates: readonly Uint8Array[];
  /** Revocation lists, DER; whatever is not signed by an authority of the chain is passed over. */
  readonly revocationLists: readonly Uint8Array[];
  readonly role: CertificateRole;
  /** The branch it must be bound to; left out where any will do. */
  readonly branchId?: string;
  readonly sample: boolean;
  /**
   * The instant it is judged at, UTC milliseconds: of a trusted timestamp, else of now, never one that the signer
   * claims. Null leaves dates alone, for change sets, which are judged by sequence.
   */
  readonly at: number | null;
  /**
   * `required`: each authority's revocation list must be there and cover `at`. `known`: whatever is there is heeded.
   * `bySequence`: the caller judges revocation by the sequence of a change set.
   */
  readonly revocation: 'required' | 'known' | 'bySequence';
}

export interface VerifiedCertificate {
  readonly certificate: Certificate;
  readonly binding: RoleBinding;
  /** From the certificate up to the root, both included. */
  readonly chain: readonly Certificate[];
}

/** Ours have four; a longer one is refused for what is wrong with it, up to here. */
const longestChain = 6;

/**
 * Verifies that a certificate leads to a trusted root, each link signed and allowed by its role, for this purpose, branch
 * and time, and that none is revoked. Refusals: `pki.malformed`, `unknownIssuer`, `badSignature`, `wrongRole`,
 * `wrongIssuerRole`, `otherBranch`, `sampleMixed`, `constraints`, `weak`, `notYetValid`, `expired`, `revoked`,
 * `revocationUnknown`.
 */
export function verifyCertificate(der: Uint8Array, expect: CertificateExpectations): Result<VerifiedCertificate> {
  const read = readCertificate(der);
  if (!read.ok) return read;
  const chain = findChain(read.value, readAll(expect.roots), readAll(expect.intermediates));
  if (!chain.ok) return chain;
  const lists = expect.revocationLists.map(readRevocationList).flatMap((each) => (each.ok ? [each.value] : []));
  for (const [index, certificate] of chain.value.entries()) {
    const issuer = chain.value[index + 1] ?? certificate;
    const refusal =
      checkShape(certificate, index) ??
      checkLink(certificate, issuer, expect.sample) ??
      checkTime(certificate, expect.at) ??
      checkRevocation(certificate, issuer, lists, expect);
    if (refusal !== undefined) return refusal;
  }
  const { binding } = read.value;
  if (binding?.role !== expect.role) return refusePki('pki.wrongRole', binding?.role);
  if (expect.branchId !== undefined && binding.branchId !== expect.branchId) {
    return refusePki('pki.otherBranch', binding.branchId ?? undefined);
  }
  return done({ certificate: read.value, binding, chain: chain.value });
}

const readAll = (ders: readonly Uint8Array[]): Certificate[] =>
  ders.map(readCertificate).flatMap((each) => (each.ok ? [each.value] : []));

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Walks up by name and signature. Names and keys of authorities are unique here, so the first match is the one. */
function findChain(
  leaf: Certificate,
  roots: readonly Certificate[],
  intermediates: readonly Certificate[],
): Result<readonly Certificate[]> {
  const chain = [leaf];
  for (let current = leaf; chain.length <= longestChain; ) {
    if (roots.some((root) => same(root.der, current.der))) return done(chain);
    const named = [...roots, ...intermediates].filter((each) => same(each.subjectBytes, current.issuerBytes));
    const issuer = named.find((each) => isSignedBy(current.signature, each.publicKey));
    if (issuer === undefined)
      return refusePki(named.length > 0 ? 'pki.badSignature' : 'pki.unknownIssuer', current.subject.commonName);
    if (chain.some((each) => same(each.der, issuer.der)))
      return refusePki('pki.unknownIssuer', current.subject.commonName);
    chain.push(issuer);
    current = issuer;
  }
  return refusePki('pki.unknownIssuer', leaf.subject.commonName);
}

/** Whether the signature is SHA-256 with RSA or ECDSA by this key. */
export function isSignedBy({ signed, algorithm, value }: SignedPart, key: KeyObject): boolean {
  const expected = key.asymmetricKeyType === 'rsa' ? oids.sha256WithRsa : oids.ecdsaWithSha256;
  return algorithm === expected && keyKindOf(key) !== undefined && verify('sha256', signed, key, value);
}

/** Whether a certificate is in the shape its own role demands. */
function checkShape(certificate: Certificate, depth: number): Result<never> | undefined {
  const { binding, subject } = certificate;
  if (binding === null) return refusePki('pki.wrongRole', subject.commonName);
  const rules = roleRules[binding.role];
  const kind = keyKindOf(certificate.publicKey);
  if (kind === undefined || !rules.keys.includes(kind)) return refusePki('pki.weak', subject.commonName);
  const isAuthority = rules.pathLength !== undefined;
  const timeStamping =
    certificate.extendedKeyUsage.join() === oids.timeStamping && certificate.extendedKeyUsageIsCritical;
  const fits =
    certificate.isAuthority === isAuthority &&
    (certificate.pathLength ?? undefined) === rules.pathLength &&
    certificate.keyUsage.size === rules.keyUsage.length &&
    rules.keyUsage.every((bit) => certificate.keyUsage.has(bit)) &&
    (rules.timeStamping ? timeStamping : certificate.extendedKeyUsage.length === 0) &&
    certificate.unknownCritical.length === 0 &&
    (depth === 0 || (isAuthority && depth - 1 <= (certificate.pathLength ?? 0)));
  return fits ? undefined : refusePki('pki.constraints', subject.commonName);
}

function checkLink(certificate: Certificate, issuer: Certificate, sample: boolean): Result<never> | undefined {
  const { binding, subject } = certificate;
  const from = issuer.binding;
  if (binding === null || from === null) return refusePki('pki.wrongRole', subject.commonName);
  if (binding.sample !== sample) return refusePki('pki.sampleMixed', subject.commonName);
  const isRoot = certificate === issuer;
  const allowed = isRoot ? binding.role === 'root' : roleRules[binding.role].issuers.includes(from.role);
  if (!allowed) return refusePki('pki.wrongIssuerRole', subject.commonName);
  if (from.branchId !== null && from.branchId !== binding.branchId) {
    return refusePki('pki.otherBranch', subject.commonName);
  }
  if (isRoot && !isSignedBy(certificate.signature, certificate.publicKey)) {
    return refusePki('pki.badSignature', subject.commonName);
  }
  return undefined;
}

function checkTime({ notBefore, notAfter, subject }: Certificate, at: number | null): Result<never> | undefined {
  if (at === null) return undefined;
  if (at < notBefore) return refusePki('pki.notYetValid', subject.commonName);
  return at > notAfter ? refusePki('pki.expired', subject.commonName) : undefined;
}

/** A root is not revoked by a list of its own: trust in it is withdrawn by taking it out of the roots. */
function checkRevocation(
  certificate: Certificate,
  issuer: Certificate,
  lists: readonly RevocationList[],
  { at, revocation }: CertificateExpectations,
): Result<never> | undefined {
  if (certificate === issuer || revocation === 'bySequence') return undefined;
  const own = lists.filter(
    (list) => same(list.issuerBytes, issuer.subjectBytes) && isSignedBy(list.signature, issuer.publicKey),
  );
  for (const list of own) {
    const entry = list.revoked.find(({ serialNumber }) => serialNumber === certificate.serialNumber);
    if (entry === undefined) continue;
    // Whatever the reason, what was timestamped before stays valid: else everybody could undo agreements by a report.
    if (at === null || entry.revokedAt <= at) {
      return refusePki('pki.revoked', certificate.subject.commonName);
    }
  }
  if (revocation === 'known') return undefined;
  const covered = own.some((list) => at === null || list.nextUpdate >= at);
  return covered ? undefined : refusePki('pki.revocationUnknown', certificate.subject.commonName);
}
