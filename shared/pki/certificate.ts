import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { done, type Result } from '../domain/refusal.ts';
import { DerError, type DerNode, readDer, tags } from './der.ts';
import { type DistinguishedName, readName } from './distinguishedName.ts';
import { oids } from './oids.ts';
import { refusePki } from './refusals.ts';
import { type RoleBinding, readRoleUri } from './roles.ts';

/** A certificate as its bytes say; nothing about it is verified yet. Times are UTC milliseconds. */
export interface Certificate {
  readonly der: Uint8Array;
  /** SHA-256 of `der`. */
  readonly fingerprint: Uint8Array;
  /** Lower-case hex. */
  readonly serialNumber: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Names are compared as bytes. */
  readonly subjectBytes: Uint8Array;
  readonly issuerBytes: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
  /** What it is for and whose it is; null where it was not issued by this product. */
  readonly binding: RoleBinding | null;
  readonly isAuthority: boolean;
  readonly pathLength: number | null;
  /** Bit numbers, see `keyUsageBits`. */
  readonly keyUsage: ReadonlySet<number>;
  readonly extendedKeyUsage: readonly string[];
  readonly extendedKeyUsageIsCritical: boolean;
  /** Critical extensions this reader does not know: the certificate must not be relied on. */
  readonly unknownCritical: readonly string[];
  readonly signature: SignedPart;
}

/** The part of a certificate or revocation list that is signed, and its signature. */
export interface SignedPart {
  readonly signed: Uint8Array;
  readonly algorithm: string;
  readonly value: Uint8Array;
}

const largest = 64 * 1024;

/** Reads a certificate in DER. Refusal: `pki.malformed`. */
export function readCertificate(der: Uint8Array): Result<Certificate> {
  if (der.length > largest) return refusePki('pki.malformed');
  try {
    return done(readFields(der));
  } catch (error) {
    if (error instanceof DerError) return refusePki('pki.malformed', error.message);
    throw error;
  }
}

function readFields(der: Uint8Array): Certificate {
  const [tbs, algorithm, signature, ...more] = readDer(der).children();
  if (tbs === undefined || algorithm === undefined || signature === undefined || more.length > 0) {
    throw new DerError('not a certificate');
  }
  const [version, serial, tbsAlgorithm, issuer, validity, subject, publicKey, extensions, ...rest] = tbs.children();
  if (
    version === undefined ||
    serial === undefined ||
    tbsAlgorithm === undefined ||
    issuer === undefined ||
    validity === undefined ||
    subject === undefined ||
    publicKey === undefined ||
    extensions === undefined ||
    rest.length > 0
  ) {
    throw new DerError('not a version 3 certificate');
  }
  if (version.only(0xa0).smallInteger() !== 2) throw new DerError('not a version 3 certificate');
  if (!tbsAlgorithm.raw.equals(algorithm.raw)) throw new DerError('two signature algorithms');
  const [notBefore, notAfter] = validity.children();
  if (notBefore === undefined || notAfter === undefined) throw new DerError('validity');
  return {
    der: new Uint8Array(der),
    fingerprint: certificateFingerprint(der),
    serialNumber: serial.integerHex(),
    subject: readName(subject),
    issuer: readName(issuer),
    subjectBytes: subject.raw,
    issuerBytes: issuer.raw,
    notBefore: notBefore.time(),
    notAfter: notAfter.time(),
    publicKey: readPublicKey(publicKey),
    ...readExtensions(extensions.only(0xa3)),
    signature: readSignature(tbs, algorithm, signature),
  };
}

function readPublicKey(node: DerNode): KeyObject {
  try {
    return createPublicKey({ key: node.raw, format: 'der', type: 'spki' });
  } catch {
    throw new DerError('public key');
  }
}

/** The signed part of `SEQUENCE { tbs, algorithm, signature }`. */
export function readSignature(tbs: DerNode, algorithm: DerNode, signature: DerNode): SignedPart {
  const [id] = algorithm.children();
  if (id === undefined) throw new DerError('signature algorithm');
  return { signed: tbs.raw, algorithm: id.oid(), value: signature.bits() };
}

/** SHA-256 of a certificate in DER. */
export function certificateFingerprint(der: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', der, 'buffer'));
}

/** A fingerprint for people to compare: upper-case hex in groups of four. */
export function formatFingerprint(fingerprint: Uint8Array): string {
  return Buffer.from(fingerprint)
    .toString('hex')
    .toUpperCase()
    .replace(/(....)(?!$)/g, '$1 ');
}

type Extensions = Pick<
  Certificate,
  | 'binding'
  | 'isAuthority'
  | 'pathLength'
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'extendedKeyUsageIsCritical'
  | 'unknownCritical'
>;

function readExtensions(list: DerNode): Extensions {
  const found = new Map<string, { readonly critical: boolean; readonly value: DerNode }>();
  for (const extension of list.children()) {
    const [id, ...rest] = extension.children();
    const critical = rest.length === 2 ? (rest[0]?.boolean() ?? false) : false;
    const content = rest.at(-1)?.expect(tags.octetString).content;
    if (id === undefined || content === undefined || rest.length > 2) throw new DerError('extension');
    if (found.has(id.oid())) throw new DerError('an extension occurs twice');
    found.set(id.oid(), { critical, value: readDer(content) });
  }
  const [authority, pathLength] = found.get(oids.basicConstraints)?.value.children() ?? [];
  const usages = found.get(oids.extendedKeyUsage);
  const known = new Set<string>(Object.values(oids));
  return {
    binding: readBinding(found.get(oids.subjectAlternativeName)?.value),
    isAuthority: authority?.boolean() ?? false,
    pathLength: pathLength?.smallInteger() ?? null,
    keyUsage: found.get(oids.keyUsage)?.value.namedBits() ?? new Set(),
    extendedKeyUsage: usages?.value.children().map((node) => node.oid()) ?? [],
    extendedKeyUsageIsCritical: usages?.critical ?? false,
    unknownCritical: [...found].filter(([id, { critical }]) => critical && !known.has(id)).map(([id]) => id),
  };
}

const uriTag = 0x86;

function readBinding(names: DerNode | undefined): RoleBinding | null {
  const uris = names?.children().filter((node) => node.tag === uriTag) ?? [];
  const bindings = uris
    .map((node) => readRoleUri(node.content.toString('latin1')))
    .filter((each) => each !== undefined);
  return bindings.length === 1 ? (bindings[0] ?? null) : null;
}

/** PEM text of a certificate. */
export function certificatePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
