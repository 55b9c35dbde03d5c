import { beforeAll, describe, expect, test } from 'vitest';
import { type BranchTree, branchTree } from '../testing/branchTree.ts';
import { type TestSigner, testTree } from '../testing/identities.ts';
import { sampleAgreement, signAs } from '../testing/sampleAgreement.ts';
import { verifyPdf } from './verifyPdf.ts';

const DAY = 86_400_000;
let tree: BranchTree;
let employee: TestSigner;
let prepared: Uint8Array;

beforeAll(async () => {
  tree = await branchTree();
  employee = await tree.employee('王小明');
  prepared = await sampleAgreement();
});

const codes = (report: ReturnType<typeof verifyPdf>): string[] =>
  report.signatures.flatMap((each) => each.findings.map((finding) => `${finding.level} ${finding.code}`));

describe('an agreement signed with certificates of a branch', () => {
  test('is valid under the root of its headquarters, and says in which role each signed', async () => {
    const signed = await signAs(await signAs(prepared, 'employee', employee), 'company', await tree.seal());
    const report = verifyPdf(signed, { roots: [tree.root.der] });
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map((each) => each.signer?.binding?.role)).toEqual(['employee', 'branchSeal']);
    expect(report.signatures[0]?.signer?.binding).toMatchObject({ branchId: 'XM001', employeeNumber: 'E0012' });
    expect(report.signatures[0]?.trust?.path.map((each) => each.commonName)).toEqual([
      '王小明',
      '厦门分公司 签发机构',
      '守客集团 总部根证书',
    ]);
  });

  test('has no byte that could be changed: not in the last signature, which nothing else covers, nor in its spelling', async () => {
    const signed = await signAs(await signAs(prepared, 'employee', employee), 'company', await tree.seal());
    const file = Buffer.from(signed);
    const start = file.lastIndexOf('/Contents <') + '/Contents '.length;
    const digits = file.subarray(start + 1, file.indexOf('>', start)).toString('latin1');
    const used = digits.replace(/0+$/, '').length;
    const verdictWith = (at: number, text: string): string => {
      const changed = Buffer.from(file);
      changed.write(text, at, 'latin1');
      return verifyPdf(changed, { roots: [tree.root.der] }).verdict;
    };
    // Another digit every 17 digits: the frame, all certificates, attributes and the signature value are met.
    for (let at = 0; at < used; at += 17) {
      const digit = (Number.parseInt(digits.charAt(at), 16) ^ 1).toString(16);
      expect(verdictWith(start + 1 + at, digit), `digit ${at}`).not.toBe('valid');
    }
    const letter = digits.search(/[a-f]/);
    expect(verdictWith(start + 1 + letter, digits.charAt(letter).toUpperCase())).toBe('invalid');
    expect(verdictWith(start + digits.length, ' ')).toBe('invalid');
    expect(verdictWith(start + digits.length, '1')).toBe('invalid');
  });

  test('is not trusted under another root, nor without one', async () => {
    const signed = await signAs(prepared, 'employee', employee);
    for (const roots of [[], [(await branchTree()).root.der], [testTree().root.raw]]) {
      expect(verifyPdf(signed, { roots }).verdict).not.toBe('incomplete');
    }
  });

  test('signed with a certificate for change sets is not valid', async () => {
    const signed = await signAs(prepared, 'employee', await tree.changeSets());
    const report = verifyPdf(signed, { roots: [tree.root.der] });
    expect(report.verdict).toBe('invalid');
    expect(codes(report)).toEqual(['error trust.notForDocuments']);
  });

  test('signed with a sample certificate says that it has no effect', async () => {
    const sample = await branchTree(true);
    const signed = await signAs(prepared, 'employee', await sample.employee('示例员工'));
    const report = verifyPdf(signed, { roots: [sample.root.der] });
    expect(report.verdict).toBe('incomplete');
    expect(codes(report)).toEqual(['info trust.sample']);
    expect(verifyPdf(signed, { roots: [tree.root.der] }).verdict).not.toBe('incomplete');
  });

  test('whose certificate was revoked: wrong if signed after, unproven if signed before', async () => {
    const serialNumber = Buffer.from(employee.x509.serialNumber, 'hex').toString('hex');
    const roots = [tree.root.der];
    const at = Date.now() - 10 * DAY;
    const signed = await signAs(prepared, 'employee', employee, { at });
    const verify = (revokedAt: number) =>
      verifyPdf(signed, {
        roots,
        revocationLists: [tree.revocationList([{ serialNumber, revokedAt, reason: 'affiliationChanged' }])],
      });
    expect(codes(verify(at - DAY))).toEqual(['error trust.revoked']);
    expect(verify(at - DAY).verdict).toBe('invalid');
    expect(codes(verify(at + DAY))).toEqual(['warning trust.revoked']);
    expect(verify(at + DAY).verdict).toBe('untrusted');
    expect(verifyPdf(signed, { roots, revocationLists: [tree.revocationList([])] }).verdict).toBe('incomplete');
  });

  test('whose certificate has expired since is unproven without a time stamp', async () => {
    const validity = { notBefore: Date.now() - 100 * DAY, notAfter: Date.now() - 10 * DAY };
    const signed = await signAs(prepared, 'employee', await tree.employee('李四', validity), {
      at: Date.now() - 50 * DAY,
    });
    const report = verifyPdf(signed, { roots: [tree.root.der] });
    expect(report.verdict).toBe('untrusted');
    expect(codes(report)).toEqual(['warning trust.expired']);
    expect(report.words.zh).toContain('没有时间戳');
  });
});
