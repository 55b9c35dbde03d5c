import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { CmsSigner } from '../cms/create.ts';
import { derNull, octetString, oid, sequence, setOf, tlv } from '../cms/der.ts';
import { OID } from '../cms/oids.ts';

/**
 * Certificates for tests, written out byte by byte so that a test can also have the ones a decent authority never issues:
 * expired, not yet valid, an issuer that is no authority, a time-stamping certificate that signs documents.
 */
export interface TestCertificate {
  readonly key: KeyObject;
  readonly x509: X509Certificate;
}
export type TestSigner = TestCertificate & CmsSigner;

export interface CertificateWish {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly authority?: boolean;
  readonly timeStamping?: boolean;
}

/** A root, a branch authority under it, and a way to certify signers. */
export interface TestTree {
  readonly root: X509Certificate;
  readonly rootPem: string;
  signer(name: string, wish?: CertificateWish): TestSigner;
  /** A certificate issued by somebody else than the branch authority, for example by a signer. */
  issuedBy(issuer: TestCertificate, name: string, wish?: CertificateWish): TestSigner;
}

const DAY = 86_400_000;
const EXTENSION = { basicConstraints: '2.5.29.19', keyUsage: '2.5.29.15', extendedKeyUsage: '2.5.29.37' };
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
const nameOf = (commonName: string): Buffer => sequence(setOf([sequence(oid('2.5.4.3'), utf8(commonName))]));
const time = (date: Date): Buffer =>
  tlv(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
const extension = (id: string, value: Buffer): Buffer =>
  sequence(oid(id), tlv(0x01, Buffer.from([0xff])), octetString(value));

function issue(
  name: string,
  wish: CertificateWish,
  issuer: TestCertificate | undefined,
  bits: number,
): TestCertificate {
  const { publicKey, privateKey } =
    bits > 0 ? generateKeyPairSync('rsa', { modulusLength: bits }) : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signingKey = issuer?.key ?? privateKey;
  const algorithm =
    signingKey.asymmetricKeyType === 'rsa'
      ? sequence(oid(OID.sha256WithRsa), derNull)
      : sequence(oid(OID.ecdsaWithSha256));
  // keyCertSign and cRLSign for an authority, digitalSignature and nonRepudiation for a signer.
  const usage = tlv(0x03, Buffer.from(wish.authority ? [1, 0x06] : [6, 0xc0]));
  const extensions = [
    extension(EXTENSION.basicConstraints, sequence(...(wish.authority ? [tlv(0x01, Buffer.from([0xff]))] : []))),
    extension(EXTENSION.keyUsage, usage),
    ...(wish.timeStamping ? [extension(EXTENSION.extendedKeyUsage, sequence(oid(TIME_STAMPING)))] : []),
  ];
  const now = Date.now();
  const tbs = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([0x10]), randomBytes(12)])),
    algorithm,
    nameOf(issuer === undefined ? name : commonNameOf(issuer)),
    sequence(time(wish.notBefore ?? new Date(now - 30 * DAY)), time(wish.notAfter ?? new Date(now + 700 * DAY))),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', tbs, signingKey);
  const der = sequence(tbs, algorithm, tlv(0x03, Buffer.from([0]), signature));
  return { key: privateKey, x509: new X509Certificate(der) };
}

/** The CN of a certificate. */
export const commonNameOf = (each: TestCertificate): string => /^CN=(.*)$/m.exec(each.x509.subject)?.[1] ?? '';

/** Makes a tree of certificates: P-256 authorities and RSA-2048 signers, because tests must not wait for larger primes. */
export function testTree(name = 'Test'): TestTree {
  const long = { notBefore: new Date('2020-01-01'), notAfter: new Date('2040-01-01'), authority: true };
  const root = issue(`${name} Root`, long, undefined, 0);
  const branch = issue(`${name} 厦门分公司`, long, root, 0);
  const issuedBy = (issuer: TestCertificate, commonName: string, wish: CertificateWish = {}): TestSigner => {
    const own = issue(commonName, wish, issuer, 2048);
    const chain = [...new Set([issuer.x509.raw, branch.x509.raw, root.x509.raw])];
    return { ...own, certificate: own.x509.raw, chain, sign: (bytes) => sign('sha256', bytes, own.key) };
  };
  return {
    root: root.x509,
    rootPem: root.x509.toString(),
    signer: (commonName, wish) => issuedBy(branch, commonName, wish),
    issuedBy,
  };
}
