import { createHash, sign } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { issuerAndSerial } from '../cms/certificate.ts';
import { derNull, octetString, oid, sequence, setOf, smallInteger, tlv } from '../cms/der.ts';
import { OID } from '../cms/oids.ts';
import { openPdf } from '../pdf/file.ts';
import { type CertificateWish, type TestSigner, type TestTree, testTree } from '../testing/identities.ts';
import { sampleAgreement, signAs } from '../testing/sampleAgreement.ts';
import { replaceContents } from '../testing/tamper.ts';
import { extractCms } from './extractCms.ts';
import { findSignatures } from './signatureDictionary.ts';
import { verifyPdf } from './verifyPdf.ts';

const DAY = 86_400_000;
let tree: TestTree;
let signer: TestSigner;
let signed: Uint8Array;

beforeAll(async () => {
  tree = testTree();
  signer = tree.signer('王小明');
  signed = await signAs(await sampleAgreement(), 'employee', signer);
});

const attribute = (type: string, ...values: Buffer[]): Buffer => sequence(oid(type), setOf(values));
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

interface Forgery {
  attributes?: (usual: Record<'type' | 'digest' | 'certificate', Buffer>) => Buffer[];
  noAttributes?: boolean;
  content?: Buffer;
  signers?: 1 | 2;
  certificates?: Uint8Array[];
  digest?: string;
}

/** The same document with a signature that a careless or hostile program would have made. */
function forge(forgery: Forgery, by: TestSigner = signer): Buffer {
  const found = findSignatures(openPdf(signed)).signed[0];
  const content = Buffer.concat(found?.signed ?? []);
  const usual = {
    type: attribute(OID.contentType, oid(OID.data)),
    digest: attribute(OID.messageDigest, octetString(sha256(content))),
    certificate: attribute(OID.signingCertificateV2, sequence(sequence(sequence(octetString(sha256(by.certificate)))))),
  };
  const attributes = setOf(forgery.attributes?.(usual) ?? Object.values(usual));
  const signature = sign('sha256', forgery.noAttributes ? content : attributes, by.key);
  const { issuer, serial } = issuerAndSerial(by.certificate);
  const signed0 = Buffer.from(attributes);
  signed0[0] = 0xa0;
  const info = sequence(
    smallInteger(1),
    sequence(issuer, serial),
    sequence(oid(forgery.digest ?? OID.sha256)),
    ...(forgery.noAttributes ? [] : [signed0]),
    sequence(oid(OID.sha256WithRsa), derNull),
    octetString(signature),
  );
  const second = forgery.signers === 2 ? [sequence(smallInteger(3), ...[info.subarray(7)])] : [];
  const data = sequence(
    smallInteger(1),
    setOf([sequence(oid(OID.sha256))]),
    sequence(oid(OID.data), ...(forgery.content ? [tlv(0xa0, octetString(forgery.content))] : [])),
    tlv(0xa0, ...(forgery.certificates ?? [by.certificate, ...by.chain])),
    tlv(0x31, info, ...second),
  );
  return replaceContents(signed, 'employee', sequence(oid(OID.signedData), tlv(0xa0, data)));
}

const codesOf = (pdf: Uint8Array, level?: string): string[] =>
  (verifyPdf(pdf, { roots: [tree.root.raw] }).signatures[0]?.findings ?? [])
    .filter((each) => level === undefined || each.level === level)
    .map((each) => each.code);

describe('the message', () => {
  test('made by hand from the right parts is accepted: the forgeries below differ in one thing each', () => {
    expect(codesOf(forge({}))).toEqual([]);
  });

  test('without signing-certificate-v2, or with that of another certificate', () => {
    expect(codesOf(forge({ attributes: ({ type, digest }) => [type, digest] }))).toEqual(['cms.noSigningCertificate']);
    const other = attribute(OID.signingCertificateV2, sequence(sequence(sequence(octetString(sha256(tree.root.raw))))));
    expect(codesOf(forge({ attributes: ({ type, digest }) => [type, digest, other] }))).toEqual([
      'cms.certificateMismatch',
    ]);
  });

  test('with signing-time, which PAdES leaves to the dictionary', () => {
    const time = attribute(OID.signingTime, tlv(0x17, Buffer.from('260301000000Z')));
    const pdf = forge({ attributes: (usual) => [...Object.values(usual), time] });
    expect(codesOf(pdf)).toEqual(['cms.signingTime']);
    expect(codesOf(pdf, 'error')).toEqual([]);
  });

  test('without or with repeated or wrong attributes', () => {
    expect(codesOf(forge({ noAttributes: true }), 'error')).toContain('cms.noAttributes');
    expect(codesOf(forge({ attributes: (usual) => [...Object.values(usual), usual.digest] }), 'error')).toContain(
      'cms.attributeRepeated',
    );
    expect(codesOf(forge({ attributes: ({ digest, certificate }) => [digest, certificate] }), 'error')).toContain(
      'cms.contentType',
    );
    expect(codesOf(forge({ attributes: ({ type, certificate }) => [type, certificate] }), 'error')).toContain(
      'cms.digestMismatch',
    );
    const wrongType = attribute(OID.contentType, oid(OID.tstInfo));
    expect(codesOf(forge({ attributes: ({ digest, certificate }) => [wrongType, digest, certificate] }))).toContain(
      'cms.contentType',
    );
    const double = attribute(OID.messageDigest, octetString(Buffer.alloc(32)), octetString(Buffer.alloc(32, 1)));
    expect(codesOf(forge({ attributes: ({ type, certificate }) => [type, double, certificate] }))).toContain(
      'cms.attributeRepeated',
    );
  });

  test('with content inside, with two signers, without its certificate, with a digest nobody accepts', () => {
    expect(codesOf(forge({ content: Buffer.from('other') }), 'error')).toEqual(['cms.encapsulated']);
    expect(codesOf(forge({ signers: 2 }), 'error')).toContain('cms.signerCount');
    expect(codesOf(forge({ certificates: signer.chain.slice() }), 'error')).toEqual(['cms.noCertificate']);
    expect(codesOf(forge({ digest: OID.sha1 }), 'error')).toContain('cms.digestWeak');
    expect(codesOf(forge({ digest: '1.2.840.113549.2.5' }), 'error')).toContain('cms.digestUnknown');
  });

  test('signed by a key that is not that of the certificate it names', () => {
    const impostor = { ...signer, key: tree.signer('李四').key };
    expect(codesOf(forge({}, impostor), 'error')).toEqual(['cms.signatureWrong']);
  });
});

describe('the certificate', () => {
  const by = async (other: TestSigner, at = Date.now()): Promise<{ verdict: string; codes: string[] }> => {
    const report = verifyPdf(await signAs(await sampleAgreement(), 'employee', other, { at }), {
      roots: [tree.root.raw],
    });
    return { verdict: report.verdict, codes: report.signatures[0]?.findings.map((each) => each.code) ?? [] };
  };
  const wish = (from: number, to: number): CertificateWish => ({
    notBefore: new Date(Date.now() + from * DAY),
    notAfter: new Date(Date.now() + to * DAY),
  });

  test('of another authority of the same name is intact but not trusted, and so is everything without a root', async () => {
    const stranger = testTree().signer('王小明');
    expect(await by(stranger)).toEqual({ verdict: 'untrusted', codes: ['trust.unknownRoot'] });
    expect(verifyPdf(signed, { roots: [] }).verdict).toBe('untrusted');
  });

  test('issued by somebody who is no authority leads nowhere', async () => {
    expect(await by(tree.issuedBy(signer, '王小明的朋友'))).toEqual({
      verdict: 'untrusted',
      codes: ['trust.unknownRoot'],
    });
  });

  test('for time stamps does not sign documents', async () => {
    expect(await by(tree.signer('TSA', { timeStamping: true }))).toEqual({
      verdict: 'invalid',
      codes: ['trust.notForDocuments'],
    });
  });

  test('expired since, with a stated time in its validity, is not confirmed; at the stated time it is', async () => {
    const old = tree.signer('王小明', wish(-100, -10));
    const at = Date.now() - 50 * DAY;
    expect(await by(old, at)).toEqual({ verdict: 'untrusted', codes: ['trust.expired'] });
    const pdf = await signAs(await sampleAgreement(), 'employee', old, { at });
    expect(verifyPdf(pdf, { roots: [tree.root.raw], at }).verdict).toBe('incomplete');
  });

  test('used before it was issued or after it expired, by the stated time, is a fault', async () => {
    // The signer's program would refuse; a hostile one would not. The claimed time is signed, so it is made so from the start.
    const at = Date.now() - 50 * DAY;
    const first = tree.signer('王小明', wish(-100, 10));
    const pdf = await signAs(await sampleAgreement(), 'employee', first, { at });
    for (const [validity, code] of [
      [wish(-20, 100), 'signature.beforeIssue'],
      [wish(-200, -60), 'signature.afterExpiry'],
    ] as const) {
      const hostile = tree.signer('王小明', validity);
      const [{ signedBytes = new Uint8Array() } = {}] = extractCms(pdf);
      const { createDetachedCms } = await import('../cms/create.ts');
      const forged = replaceContents(pdf, 'employee', await createDetachedCms(hostile, sha256(signedBytes)));
      const report = verifyPdf(forged, { roots: [tree.root.raw] });
      expect(report.verdict).toBe('invalid');
      expect(report.signatures[0]?.findings.map((each) => each.code)).toContain(code);
    }
  });

  test('used in the future by the stated time is remarked on', async () => {
    expect((await by(tree.signer('王小明'), Date.now() + DAY)).codes).toEqual(['signature.inFuture']);
  });
});
