import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { orThrow } from '../domain/refusal.ts';
import { type Certificate, certificatePem, formatFingerprint, readCertificate } from './certificate.ts';
import {
  DerError,
  derTrue,
  explicit,
  integer,
  octetString,
  oid,
  readDer,
  sequence,
  set,
  smallInteger,
  time,
  utf8String,
} from './der.ts';
import {
  type CertificateOrder,
  type IssuingAuthority,
  issueCertificate,
  issueRoot,
  signatureAlgorithm,
  signedSequence,
} from './issue.ts';
import { publicKeyInfo } from './keys.ts';
import {
  issueBranchAuthority,
  issueEmployee,
  makeHeadquarters,
  makeHeadquartersKeys,
  now,
  type TestHeadquarters,
  year,
} from './pkiFixture.ts';
import { issueRevocationList, readRevocationList, revocationListPem } from './revocationList.ts';
import { type RoleBinding, readRoleUri, roleUri } from './roles.ts';
import { type CertificateExpectations, verifyCertificate } from './verifyCertificate.ts';

let hq: TestHeadquarters;
let branchKey: KeyObject;
let employeeKey: KeyObject;
let branch: IssuingAuthority;
let employee: Certificate;

beforeAll(async () => {
  hq = await makeHeadquarters(await makeHeadquartersKeys());
  branchKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  employeeKey = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey;
  branch = issueBranchAuthority(hq, branchKey);
  employee = issueEmployee(branch, employeeKey);
});

function expectations(change: Partial<CertificateExpectations> = {}): CertificateExpectations {
  return {
    roots: [hq.certificates.root.der],
    intermediates: [hq.certificates.authority.der, branch.certificate.der],
    revocationLists: [],
    role: 'employee',
    branchId: 'SH001',
    sample: false,
    at: now + year,
    revocation: 'known',
    ...change,
  };
}

const code = (name: string) => ({ ok: false, refusals: [{ code: `pki.${name}` }] });
const verify = (der: Uint8Array, change: Partial<CertificateExpectations> = {}) =>
  verifyCertificate(der, expectations(change));
const issued = (authority: IssuingAuthority, revoked: Parameters<typeof issueRevocationList>[0]['revoked']) =>
  issueRevocationList({ number: 2, thisUpdate: now, nextUpdate: now + 2 * year, revoked }, authority);

describe('an issued certificate', () => {
  test('says whose it is, in Chinese, encoded once', () => {
    const other = new X509Certificate(employee.der);
    expect(other.subject).toBe('C=CN\nO=守客连锁有限公司\nOU=上海一店\nCN=张伟\nserialNumber=E0012');
    expect(other.issuer).toContain('CN=上海一店 签发机构');
    expect(other.subjectAltName).toBe('URI:urn:shouke:real:employee:SH001:E0012');
    expect(employee.subject).toEqual({
      commonName: '张伟',
      organization: '守客连锁有限公司',
      organizationalUnit: '上海一店',
      employeeNumber: 'E0012',
    });
    expect(Buffer.from(employee.issuerBytes)).toEqual(Buffer.from(branch.certificate.subjectBytes));
    expect(Buffer.from(employee.der).includes(Buffer.concat([Buffer.of(0x0c, 6), Buffer.from('张伟')]))).toBe(true);
  });

  test('reads the same through OpenSSL', () => {
    const other = new X509Certificate(employee.der);
    expect(other.serialNumber.toLowerCase()).toBe(employee.serialNumber);
    expect(other.validFromDate.getTime()).toBe(employee.notBefore);
    expect(other.validToDate.getTime()).toBe(employee.notAfter);
    expect(other.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
      Buffer.from(employee.fingerprint).toString('hex'),
    );
    expect(other.publicKey.equals(employee.publicKey)).toBe(true);
    expect(other.verify(branch.certificate.publicKey)).toBe(true);
    expect(other.checkIssued(new X509Certificate(branch.certificate.der))).toBe(true);
  });

  test('rare characters, a long branch name and a Chinese employee number survive', () => {
    const certificate = issueEmployee(branch, employeeKey, { commonName: '𠮷𤧣', employeeNumber: '沪-007号' });
    expect(certificate.subject).toMatchObject({ commonName: '𠮷𤧣', employeeNumber: '沪-007号' });
    expect(certificate.binding).toMatchObject({ branchId: 'SH001', employeeNumber: '沪-007号' });
    expect(verify(certificate.der).ok).toBe(true);
  });

  test('begins no earlier and ends no later than its issuer, and dates from 2050 on are read back', () => {
    const early = issueEmployee(branch, employeeKey, { notBefore: now - year });
    expect(early.notBefore).toBe(branch.certificate.notBefore);
    expect(issueEmployee(branch, employeeKey, { notAfter: now + 40 * year }).notAfter).toBe(
      branch.certificate.notAfter,
    );
    const subject = { commonName: '根' };
    const root = orThrow(issueRoot({ sample: false, subject, notBefore: now, notAfter: now + 30 * year }, branchKey));
    expect(new X509Certificate(root.der).validToDate.getTime()).toBe(root.notAfter);
    expect(new Date(root.notAfter).getUTCFullYear()).toBe(2056);
  });

  test('has a positive serial number that is never the same', () => {
    const serials = Array.from({ length: 20 }, () => issueEmployee(branch, employeeKey).serialNumber);
    expect(new Set(serials).size).toBe(20);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/);
  });

  test('a fingerprint for people has groups of four', () => {
    expect(formatFingerprint(new Uint8Array([0xab, 0xcd, 1, 2]))).toBe('ABCD 0102');
  });
});

describe('an order is refused', () => {
  const order = (change: Partial<CertificateOrder>): CertificateOrder => ({
    role: 'employee',
    sample: false,
    branchId: 'SH001',
    employeeNumber: 'E1',
    subject: { commonName: '张伟' },
    publicKey: employeeKey,
    notBefore: now,
    notAfter: now + year,
    ...change,
  });

  test('for a key of the wrong kind', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    expect(issueCertificate(order({ publicKey: weak }), branch)).toMatchObject(code('weak'));
    expect(issueCertificate(order({ publicKey: branchKey }), branch)).toMatchObject(code('weak'));
  });

  test.each([
    ['an empty name', { subject: { commonName: '' } }],
    ['a name too long', { subject: { commonName: '名'.repeat(65) } }],
    ['a line break', { subject: { commonName: '张\n伟' } }],
    ['half a character', { subject: { commonName: '\ud842' } }],
    ['no employee number', { employeeNumber: null }],
    ['no branch', { branchId: null, employeeNumber: null }],
  ])('for %s', (_, change) => {
    expect(issueCertificate(order(change), branch)).toMatchObject({ ok: false });
  });

  test('by an issuer that may not', () => {
    expect(issueCertificate(order({}), hq.authority)).toMatchObject(code('wrongIssuerRole'));
    const self = { certificate: employee, privateKey: employeeKey };
    expect(issueCertificate(order({}), self)).toMatchObject(code('wrongIssuerRole'));
    const changeSets = order({ role: 'branchChangeSets', employeeNumber: null, publicKey: branchKey });
    expect(issueCertificate(changeSets, branch)).toMatchObject(code('wrongIssuerRole'));
  });

  test('for another branch, another world, or before its issuer', () => {
    expect(issueCertificate(order({ branchId: 'NB002' }), branch)).toMatchObject(code('otherBranch'));
    expect(issueCertificate(order({ sample: true }), branch)).toMatchObject(code('sampleMixed'));
    const past = order({ notBefore: now - 2 * year, notAfter: now - year });
    expect(issueCertificate(past, branch)).toMatchObject(code('validity'));
    expect(issueCertificate(order({ notAfter: now }), branch)).toMatchObject(code('validity'));
  });
});

describe('verification', () => {
  test('follows an employee’s certificate to the root', () => {
    const verified = orThrow(verify(employee.der));
    expect(verified.chain.map((each) => each.subject.commonName)).toEqual([
      '张伟',
      '上海一店 签发机构',
      '守客连锁有限公司 总部签发机构',
      '守客连锁有限公司 总部根证书',
    ]);
    expect(verified.binding).toEqual({ role: 'employee', sample: false, branchId: 'SH001', employeeNumber: 'E0012' });
  });

  test('accepts every certificate of headquarters for its own role only', () => {
    const { root, authority, changeSets, seal, timestamping } = hq.certificates;
    const roles = { root, hqAuthority: authority, hqChangeSets: changeSets, hqSeal: seal, timestamping } as const;
    for (const [role, certificate] of Object.entries(roles)) {
      for (const asked of Object.keys(roles) as (keyof typeof roles)[]) {
        const { branchId: _, ...any } = expectations({ role: asked });
        const verified = verifyCertificate(certificate.der, any);
        if (role === asked) expect(verified.ok).toBe(true);
        else expect(verified).toMatchObject(code('wrongRole'));
      }
    }
  });

  test('judges time, unless told that sequence decides', () => {
    expect(verify(employee.der, { at: now - 1000 })).toMatchObject(code('notYetValid'));
    expect(verify(employee.der, { at: now + 4 * year })).toMatchObject(code('expired'));
    expect(verify(employee.der, { at: null }).ok).toBe(true);
  });

  test('wants the right branch, role and world', () => {
    expect(verify(employee.der, { branchId: 'NB002' })).toMatchObject(code('otherBranch'));
    expect(verify(employee.der, { role: 'branchSeal' })).toMatchObject(code('wrongRole'));
    expect(verify(employee.der, { sample: true })).toMatchObject(code('sampleMixed'));
  });

  test('needs the whole chain and a trusted root', async () => {
    expect(verify(employee.der, { intermediates: [] })).toMatchObject(code('unknownIssuer'));
    expect(verify(employee.der, { intermediates: [branch.certificate.der] })).toMatchObject(code('unknownIssuer'));
    expect(verify(employee.der, { roots: [] })).toMatchObject(code('unknownIssuer'));
    const namesake = await makeHeadquarters({ ...hq.keys, root: branchKey });
    expect(verify(employee.der, { roots: [namesake.certificates.root.der] })).toMatchObject(code('badSignature'));
  });

  test('passes over authorities that are unreadable or have nothing to do with it', () => {
    const intermediates = [Buffer.from('junk'), employee.der, branch.certificate.der, hq.certificates.authority.der];
    expect(verify(employee.der, { intermediates }).ok).toBe(true);
  });

  test('finds every flipped bit', () => {
    const accepted: number[] = [];
    for (let bit = 0; bit < employee.der.length * 8; bit += 7) {
      const changed = new Uint8Array(employee.der);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (verify(changed).ok) accepted.push(bit);
    }
    expect(accepted).toEqual([]);
  });

  test('an employee cannot issue, whatever the certificate below says', () => {
    const forged = forge(
      { role: 'employee', sample: false, branchId: 'SH001', employeeNumber: 'E2' },
      employee,
      employeeKey,
    );
    expect(verify(forged, { intermediates: [...expectations().intermediates, employee.der] })).toMatchObject(
      code('wrongIssuerRole'),
    );
  });

  test('a branch authority cannot make itself change-set signers, other branches or an authority', () => {
    const own = { sample: false, branchId: 'SH001', employeeNumber: null };
    for (const role of ['branchChangeSets', 'branchSeal', 'branchAuthority'] as const) {
      expect(verify(forge({ ...own, role }, branch.certificate, branchKey), { role })).toMatchObject({ ok: false });
    }
    const elsewhere = forge(
      { role: 'employee', sample: false, branchId: 'NB002', employeeNumber: 'E2' },
      branch.certificate,
      branchKey,
    );
    const { branchId: _, ...any } = expectations();
    expect(verifyCertificate(elsewhere, any)).toMatchObject(code('otherBranch'));
  });

  test('a certificate without role, with unknown critical extensions, or with another key usage is refused', () => {
    const binding = { role: 'employee', sample: false, branchId: 'SH001', employeeNumber: 'E2' } as const;
    const forged = (change: ForgedChange) => verify(forge(binding, branch.certificate, branchKey, change));
    expect(forged({}).ok).toBe(true);
    expect(forged({ uri: 'https://example.com' })).toMatchObject(code('wrongRole'));
    expect(forged({ critical: '2.5.29.30' })).toMatchObject(code('constraints'));
    expect(forged({ keyUsage: [3, 2, 7, 0x80] })).toMatchObject(code('constraints'));
    expect(forged({ authority: true })).toMatchObject(code('constraints'));
    expect(forged({ publicKey: branchKey })).toMatchObject(code('weak'));
  });
});

interface ForgedChange {
  readonly uri?: string;
  readonly critical?: string;
  /** Content of the bit string with its tag: as DER. */
  readonly keyUsage?: readonly number[];
  readonly authority?: boolean;
  readonly publicKey?: KeyObject;
}

/** A certificate as a decent authority never issues it. */
function forge(binding: RoleBinding, issuer: Certificate, issuerKey: KeyObject, change: ForgedChange = {}): Uint8Array {
  const extension = (id: string, value: Buffer) => sequence(oid(id), derTrue, octetString(value));
  const uri = Buffer.from(change.uri ?? roleUri(binding));
  const algorithm = signatureAlgorithm(issuerKey);
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8String('伪造'))));
  const tbs = sequence(
    explicit(0, smallInteger(2)),
    integer(Buffer.of(1, 2, 3)),
    algorithm,
    issuer.subjectBytes,
    sequence(time(now), time(now + 2 * year)),
    name,
    publicKeyInfo(change.publicKey ?? employeeKeyPublic()),
    explicit(
      3,
      sequence(
        extension('2.5.29.19', change.authority ? sequence(derTrue) : sequence()),
        extension('2.5.29.15', Buffer.from(change.keyUsage ?? [3, 2, 6, 0xc0])),
        extension('2.5.29.17', sequence(Buffer.concat([Buffer.of(0x86, uri.length), uri]))),
        ...(change.critical === undefined ? [] : [extension(change.critical, sequence())]),
      ),
    ),
  );
  return signedSequence(tbs, algorithm, issuerKey);
}

const employeeKeyPublic = (): KeyObject => employee.publicKey;

describe('revocation', () => {
  test('takes effect from its time on, whatever was signed before stays', () => {
    const revoked = { serialNumber: employee.serialNumber, revokedAt: now + year, reason: 'keyCompromise' } as const;
    const revocationLists = [issued(branch, [revoked])];
    expect(verify(employee.der, { revocationLists, at: now + year - 1 }).ok).toBe(true);
    expect(verify(employee.der, { revocationLists, at: now + year })).toMatchObject(code('revoked'));
    expect(verify(employee.der, { revocationLists, at: null })).toMatchObject(code('revoked'));
    expect(verify(employee.der, { revocationLists, at: null, revocation: 'bySequence' }).ok).toBe(true);
  });

  test('of an authority reaches everything below', () => {
    const serialNumber = branch.certificate.serialNumber;
    const revocationLists = [issued(hq.authority, [{ serialNumber, revokedAt: now, reason: 'cessationOfOperation' }])];
    expect(verify(employee.der, { revocationLists })).toMatchObject(code('revoked'));
  });

  test('is only believed from the issuer itself', () => {
    const revoked = [{ serialNumber: employee.serialNumber, revokedAt: now, reason: 'unspecified' } as const];
    const impostor = { certificate: branch.certificate, privateKey: employeeKey };
    expect(verify(employee.der, { revocationLists: [issued(hq.authority, revoked)] }).ok).toBe(true);
    expect(verify(employee.der, { revocationLists: [issued(impostor, revoked)] }).ok).toBe(true);
  });

  test('when required, needs a current list of every authority', () => {
    const lists = [issued(branch, []), issued(hq.authority, []), issued(hq.rootAuthority, [])];
    expect(verify(employee.der, { revocationLists: lists, revocation: 'required' }).ok).toBe(true);
    for (let missing = 0; missing < 3; missing++) {
      const revocationLists = lists.toSpliced(missing, 1);
      expect(verify(employee.der, { revocationLists, revocation: 'required' })).toMatchObject(
        code('revocationUnknown'),
      );
    }
    const late = { revocationLists: lists, revocation: 'required', at: now + 2.5 * year } as const;
    expect(verify(employee.der, late)).toMatchObject(code('revocationUnknown'));
  });

  test('lists come back as they went', () => {
    const serial = fc
      .integer({ min: 1, max: 2 ** 40 })
      .map((n) => n.toString(16).padStart(n.toString(16).length + (n.toString(16).length % 2), '0'));
    const entry = fc.record({
      serialNumber: serial,
      revokedAt: fc.integer({ min: 0, max: 3_000_000_000 }).map((seconds) => seconds * 1000),
      reason: fc.constantFrom(
        'unspecified',
        'keyCompromise',
        'affiliationChanged',
        'superseded',
        'cessationOfOperation',
      ),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: (each) => each.serialNumber, maxLength: 6 }),
        fc.nat(),
        (revoked, number) => {
          const order = { number, thisUpdate: now, nextUpdate: now + year, revoked };
          const read = orThrow(readRevocationList(issueRevocationList(order, branch)));
          expect(read).toMatchObject({ number, thisUpdate: now, nextUpdate: now + year });
          const sorted = revoked.toSorted((a, b) => (a.serialNumber < b.serialNumber ? -1 : 1));
          expect(read.revoked).toEqual(sorted);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('hostile bytes', () => {
  test('are refused as malformed, never thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(employee.der.length), (noise, kept) => {
        const bytes = Buffer.concat([employee.der.subarray(0, kept), noise]);
        if (bytes.equals(employee.der)) return;
        const read = readCertificate(bytes);
        if (read.ok) expect(verify(bytes)).toMatchObject(code('badSignature'));
        else expect(read).toMatchObject(code('malformed'));
        expect(readRevocationList(bytes)).toMatchObject(code('malformed'));
      }),
      { numRuns: 300 },
    );
    expect(readCertificate(Buffer.alloc(70_000, 0x30))).toMatchObject(code('malformed'));
  });

  test.each([
    ['an indefinite length', '3080'],
    ['a length with a needless byte', '308101 00'],
    ['a length with needless bytes', '30820001 00'],
    ['more than there is', '3005 00'],
    ['a long tag', '1f8100'],
    ['bytes after the end', '0500 00'],
    ['nothing', ''],
  ])('%s is not DER', (_, hex) => {
    expect(() => readDer(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toThrow(DerError);
  });

  test('integers that are negative, padded or too large are refused', () => {
    const read = (hex: string) => readDer(Buffer.from(hex, 'hex'));
    expect(() => read('0201ff').integerHex()).toThrow(DerError);
    expect(() => read('02020001').integerHex()).toThrow(DerError);
    expect(() => read('0200').integerHex()).toThrow(DerError);
    expect(read('020200ff').integerHex()).toBe('ff');
    expect(() => read('020900ffffffffffffffff').smallInteger()).toThrow(DerError);
    expect(() => read('06028880').oid()).toThrow(DerError);
    expect(() => read('0c01ff').text()).toThrow(DerError);
    expect(() => read('170d3236303130313030303030303030').time()).toThrow(DerError);
  });

  test('role addresses that are not exactly ours name nobody', () => {
    expect(readRoleUri('urn:shouke:real:employee:SH001:E1')).toMatchObject({ role: 'employee' });
    for (const uri of [
      'urn:shouke:real:employee:SH001',
      'urn:shouke:real:employee:SH001:E1:x',
      'urn:shouke:real:employee::E1',
      'urn:shouke:other:employee:SH001:E1',
      'urn:shouke:real:root:SH001',
      'urn:shouke:real:chief',
      'urn:shouke:real:employee:SH001:%',
      'urn:shouke:real:employee:SH001:%45',
      'urn:SHOUKE:real:root',
      'https://example.com/',
      '',
    ]) {
      expect(readRoleUri(uri), uri).toBeUndefined();
    }
  });
});

describe('OpenSSL', () => {
  const openssl = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
  const present = (() => {
    try {
      openssl('version');
      return true;
    } catch {
      return false;
    }
  })();

  test.runIf(present)('follows the chain with revocation lists, and finds a revoked certificate', () => {
    const folder = mkdtempSync(join(tmpdir(), 'shouke-pki-'));
    try {
      const file = (name: string, ...pems: string[]): string => {
        const path = join(folder, name);
        writeFileSync(path, pems.join(''));
        return path;
      };
      const root = file('root.pem', certificatePem(hq.certificates.root.der));
      const between = [hq.certificates.authority.der, branch.certificate.der].map(certificatePem);
      const leaf = file('leaf.pem', certificatePem(employee.der));
      const at = String(Math.floor((now + year / 2) / 1000));
      const run = (lists: Uint8Array[]) =>
        openssl(
          'verify',
          '-x509_strict',
          '-crl_check_all',
          '-attime',
          at,
          '-CAfile',
          root,
          '-untrusted',
          file('between.pem', ...between),
          '-CRLfile',
          file('lists.pem', ...lists.map(revocationListPem)),
          leaf,
        );
      const lists = [issued(hq.rootAuthority, []), issued(hq.authority, [])];
      expect(run([...lists, issued(branch, [])])).toContain('OK');
      const revoked = { serialNumber: employee.serialNumber, revokedAt: now, reason: 'superseded' } as const;
      expect(() => run([...lists, issued(branch, [revoked])])).toThrow(/revoked/);
      const stamp = file('tsa.pem', certificatePem(hq.certificates.timestamping.der));
      const untrusted = file('hq.pem', certificatePem(hq.certificates.authority.der));
      expect(
        openssl(
          'verify',
          '-x509_strict',
          '-purpose',
          'timestampsign',
          '-attime',
          at,
          '-CAfile',
          root,
          '-untrusted',
          untrusted,
          stamp,
        ),
      ).toContain('OK');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
