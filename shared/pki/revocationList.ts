import { done, type Result } from '../domain/refusal.ts';
import { readSignature, type SignedPart } from './certificate.ts';
import {
  DerError,
  type DerNode,
  explicit,
  integer,
  octetString,
  oid,
  readDer,
  sequence,
  smallInteger,
  tags,
  time,
  tlv,
} from './der.ts';
import { authorityKeyIdentifier, type IssuingAuthority, signatureAlgorithm, signedSequence } from './issue.ts';
import { oids } from './oids.ts';
import { refusePki } from './refusals.ts';

/** Reasons of RFC 5280 section 5.3.1 that are used here. */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;
export type RevocationReason = keyof typeof revocationReasons;

export interface RevokedCertificate {
  /** Lower-case hex. */
  readonly serialNumber: string;
  /** UTC milliseconds, whole seconds kept. */
  readonly revokedAt: number;
  readonly reason: RevocationReason;
}

export interface RevocationListOrder {
  /** Rises with each list of one authority. */
  readonly number: number;
  readonly thisUpdate: number;
  /** By when the next list will be there. */
  readonly nextUpdate: number;
  readonly revoked: readonly RevokedCertificate[];
}

/** A revocation list as its bytes say; its signature is verified together with a chain. */
export interface RevocationList extends RevocationListOrder {
  readonly der: Uint8Array;
  readonly issuerBytes: Uint8Array;
  readonly signature: SignedPart;
}

/** Issues a revocation list (version 2, RFC 5280 section 5), DER. Entries go in the order of their serial numbers. */
export function issueRevocationList(order: RevocationListOrder, issuer: IssuingAuthority): Uint8Array {
  const algorithm = signatureAlgorithm(issuer.privateKey);
  const entries = order.revoked
    .toSorted((a, b) => (a.serialNumber < b.serialNumber ? -1 : 1))
    .map(({ serialNumber, revokedAt, reason }) => {
      const code = revocationReasons[reason];
      const extensions = sequence(sequence(oid(oids.reasonCode), octetString(tlv(tags.enumerated, Buffer.of(code)))));
      const stated = code === 0 ? [] : [extensions]; // "unspecified" is said by silence
      return sequence(integer(Buffer.from(serialNumber, 'hex')), time(revokedAt), ...stated);
    });
  const extensions = sequence(
    sequence(oid(oids.authorityKeyIdentifier), octetString(authorityKeyIdentifier(issuer.privateKey))),
    sequence(oid(oids.crlNumber), octetString(smallInteger(order.number))),
  );
  const tbs = sequence(
    smallInteger(1),
    algorithm,
    issuer.certificate.subjectBytes,
    time(order.thisUpdate),
    time(order.nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    explicit(0, extensions),
  );
  return new Uint8Array(signedSequence(tbs, algorithm, issuer.privateKey));
}

/** Reads a revocation list in DER. Refusal: `pki.malformed`. */
export function readRevocationList(der: Uint8Array): Result<RevocationList> {
  try {
    return done(readFields(der));
  } catch (error) {
    if (error instanceof DerError) return refusePki('pki.malformed', error.message);
    throw error;
  }
}

function readFields(der: Uint8Array): RevocationList {
  const [tbs, algorithm, signature, ...more] = readDer(der).children();
  if (tbs === undefined || algorithm === undefined || signature === undefined || more.length > 0) {
    throw new DerError('not a revocation list');
  }
  const [version, tbsAlgorithm, issuer, thisUpdate, nextUpdate, ...rest] = tbs.children();
  if (version?.smallInteger() !== 1 || issuer === undefined || nextUpdate === undefined || thisUpdate === undefined) {
    throw new DerError('not a version 2 revocation list');
  }
  if (tbsAlgorithm === undefined || !tbsAlgorithm.raw.equals(algorithm.raw)) throw new DerError('two algorithms');
  const extensions = rest.at(-1);
  if (extensions === undefined || rest.length > 2) throw new DerError('revocation list without number');
  const entries = rest.length === 2 ? (rest[0]?.children() ?? []) : [];
  return {
    der: new Uint8Array(der),
    issuerBytes: issuer.raw,
    thisUpdate: thisUpdate.time(),
    nextUpdate: nextUpdate.time(),
    number: readNumber(extensions.only(0xa0)),
    revoked: entries.map(readEntry),
    signature: readSignature(tbs, algorithm, signature),
  };
}

function readNumber(extensions: DerNode): number {
  for (const extension of extensions.children()) {
    const [id, ...rest] = extension.children();
    const isCritical = rest.length === 2;
    if (isCritical) throw new DerError('critical extension');
    if (id?.oid() === oids.crlNumber) return readDer(rest[0]?.content ?? Buffer.alloc(0)).smallInteger();
  }
  throw new DerError('revocation list without number');
}

function readEntry(entry: DerNode): RevokedCertificate {
  const [serial, revokedAt, extensions] = entry.children();
  if (serial === undefined || revokedAt === undefined) throw new DerError('entry');
  let code = 0;
  for (const extension of extensions?.children() ?? []) {
    const [id, ...rest] = extension.children();
    if (id?.oid() === oids.reasonCode) code = readDer(rest.at(-1)?.content ?? Buffer.alloc(0)).content[0] ?? 0;
    else if (rest.length === 2) throw new DerError('critical extension');
  }
  const names = Object.keys(revocationReasons) as RevocationReason[];
  const reason = names.find((name) => revocationReasons[name] === code) ?? 'unspecified';
  return { serialNumber: serial.integerHex(), revokedAt: revokedAt.time(), reason };
}

/** PEM text of a revocation list. */
export function revocationListPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN X509 CRL-----', ...lines, '-----END X509 CRL-----', ''].join('\n');
}
