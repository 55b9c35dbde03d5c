import { type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Result } from '../domain/refusal.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import {
  bitString,
  derNull,
  derTrue,
  explicit,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  smallInteger,
  time,
  tlv,
} from './der.ts';
import { type DistinguishedName, encodeName, isNamePart } from './distinguishedName.ts';
import { keyIdentifier, keyKindOf, publicKeyInfo } from './keys.ts';
import { oids } from './oids.ts';
import { refusePki } from './refusals.ts';
import { type RoleBinding, roleRules, roleUri } from './roles.ts';

/** Who issues: an authority's certificate and its private key. */
export interface IssuingAuthority {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
}

export interface CertificateOrder extends RoleBinding {
  readonly subject: DistinguishedName;
  /** Of the holder. A private key is taken for its public half. */
  readonly publicKey: KeyObject;
  /** UTC milliseconds, whole seconds kept. Both are cut to the issuer's own validity. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** 16 bytes; random when left out, given only by tests. */
  readonly serialNumber?: Uint8Array;
}

/**
 * Issues a certificate (RFC 5280 profile, SHA-256 signatures) in the shape its role demands. The caller logs every
 * issuance. Refusals: `pki.name`, `pki.weak` (key of the wrong kind), `pki.wrongIssuerRole`, `pki.otherBranch`,
 * `pki.sampleMixed`, `pki.validity`.
 */
export function issueCertificate(order: CertificateOrder, issuer: IssuingAuthority): Result<Certificate> {
  const rules = roleRules[order.role];
  const from = issuer.certificate.binding;
  if (from === null || !rules.issuers.includes(from.role)) return refusePki('pki.wrongIssuerRole');
  if (from.branchId !== null && from.branchId !== order.branchId) return refusePki('pki.otherBranch');
  if (from.sample !== order.sample) return refusePki('pki.sampleMixed');
  const notBefore = Math.max(order.notBefore, issuer.certificate.notBefore);
  const notAfter = Math.min(order.notAfter, issuer.certificate.notAfter);
  return build({ ...order, notBefore, notAfter }, issuer.certificate.subjectBytes, issuer.privateKey);
}

/** Issues a root to itself. */
export function issueRoot(
  order: Omit<CertificateOrder, 'role' | 'branchId' | 'employeeNumber' | 'publicKey'>,
  privateKey: KeyObject,
): Result<Certificate> {
  const root = { ...order, role: 'root', branchId: null, employeeNumber: null, publicKey: privateKey } as const;
  return build(root, encodeName(order.subject), privateKey);
}

function build(order: CertificateOrder, issuerName: Uint8Array, issuerKey: KeyObject): Result<Certificate> {
  const refusal = checkOrder(order);
  if (refusal !== undefined) return refusal;
  const algorithm = signatureAlgorithm(issuerKey);
  const tbs = sequence(
    explicit(0, smallInteger(2)),
    integer(order.serialNumber ?? randomSerialNumber()),
    algorithm,
    issuerName,
    sequence(time(order.notBefore), time(order.notAfter)),
    encodeName(order.subject),
    publicKeyInfo(order.publicKey),
    explicit(3, sequence(...extensionsOf(order, issuerKey))),
  );
  return readCertificate(signedSequence(tbs, algorithm, issuerKey));
}

function checkOrder(order: CertificateOrder): Result<never> | undefined {
  const rules = roleRules[order.role];
  const kind = keyKindOf(order.publicKey);
  if (kind === undefined || !rules.keys.includes(kind)) return refusePki('pki.weak', rules.keys.join(', '));
  const { commonName, organization, organizationalUnit, employeeNumber } = order.subject;
  for (const part of [commonName, organization, organizationalUnit, employeeNumber]) {
    if (part !== undefined && !isNamePart(part)) return refusePki('pki.name');
  }
  const owner = { hq: 0, branch: 1, employee: 2 }[rules.boundTo];
  const given = [order.branchId, order.employeeNumber].filter((part) => part !== null);
  if (given.length !== owner || !given.every(isNamePart)) return refusePki('pki.name');
  if (order.notAfter <= order.notBefore) return refusePki('pki.validity');
  return undefined;
}

const critical = (id: string, value: Buffer): Buffer => sequence(oid(id), derTrue, octetString(value));
const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), octetString(value));

function extensionsOf(order: CertificateOrder, issuerKey: KeyObject): Buffer[] {
  const rules = roleRules[order.role];
  const constraints = rules.pathLength === undefined ? sequence() : sequence(derTrue, smallInteger(rules.pathLength));
  const list = [
    critical(oids.basicConstraints, constraints),
    critical(oids.keyUsage, namedBits(rules.keyUsage)),
    extension(oids.subjectKeyIdentifier, octetString(keyIdentifier(order.publicKey))),
    extension(oids.authorityKeyIdentifier, authorityKeyIdentifier(issuerKey)),
    extension(oids.subjectAlternativeName, sequence(tlv(0x86, Buffer.from(roleUri(order), 'latin1')))),
  ];
  if (rules.timeStamping) list.push(critical(oids.extendedKeyUsage, sequence(oid(oids.timeStamping))));
  return list;
}

/** The value of AuthorityKeyIdentifier: the issuer's key identifier, tagged [0]. */
export const authorityKeyIdentifier = (issuerKey: KeyObject): Buffer => sequence(tlv(0x80, keyIdentifier(issuerKey)));

/** AlgorithmIdentifier of SHA-256 with this kind of key. */
export function signatureAlgorithm(key: KeyObject): Buffer {
  return key.asymmetricKeyType === 'rsa'
    ? sequence(oid(oids.sha256WithRsa), derNull)
    : sequence(oid(oids.ecdsaWithSha256));
}

/** `SEQUENCE { tbs, algorithm, signature }` with the signature of `key`. */
export function signedSequence(tbs: Buffer, algorithm: Buffer, key: KeyObject): Buffer {
  return sequence(tbs, algorithm, bitString(sign('sha256', tbs, key)));
}

/** 16 random bytes whose first makes every serial number positive and equally long. */
function randomSerialNumber(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}
