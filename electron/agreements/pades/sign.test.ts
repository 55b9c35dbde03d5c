import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RefusalError } from '../../../shared/domain/refusal.ts';
import { composeDocument } from '../../paper/compose.ts';
import { OID } from '../cms/oids.ts';
import { readCms } from '../cms/read.ts';
import { openPdf } from '../pdf/file.ts';
import { catalogOf } from '../pdf/pages.ts';
import { type TestSigner, type TestTree, testTree } from '../testing/identities.ts';
import { publicTool, runTool, titleFor } from '../testing/publicTools.ts';
import { sampleAgreement, signAs } from '../testing/sampleAgreement.ts';
import { extractCms } from '../verify/extractCms.ts';
import { verifyPdf } from '../verify/verifyPdf.ts';
import { prepareForSigning } from './prepare.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouke-sign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let tree: TestTree;
let employee: TestSigner;
let company: TestSigner;
let prepared: Uint8Array;
let once: Uint8Array;
let twice: Uint8Array;

const write = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const refusalOf = async (work: Promise<unknown>): Promise<string | undefined> => {
  try {
    await work;
    return undefined;
  } catch (problem) {
    if (problem instanceof RefusalError) return problem.refusals[0]?.code;
    throw problem;
  }
};

beforeAll(async () => {
  tree = testTree();
  employee = tree.signer('𠮷田𤧣');
  company = tree.signer('守客物流有限公司厦门分公司');
  prepared = await sampleAgreement();
  once = await signAs(prepared, 'employee', employee, {
    appearance: {
      name: '𠮷田𤧣',
      lines: [
        '时间：2026-03-01 10:20:33（北京时间）',
        `证书序列号：${employee.x509.serialNumber}`,
        '事由：签署《保密协议》',
      ],
      party: 'person',
      handwriting: [
        [
          [0, 0],
          [10, 20],
          [30, 5],
          [40, 40],
        ],
        [
          [50, 0],
          [55, 50],
        ],
        [[60, 10]],
      ],
    },
  });
  twice = await signAs(once, 'company', company);
});

describe('a signed agreement', () => {
  test('keeps every byte that was there before each signature', () => {
    expect(Buffer.compare(once.subarray(0, prepared.length), prepared)).toBe(0);
    expect(Buffer.compare(twice.subarray(0, once.length), once)).toBe(0);
  });

  test('is PAdES: sub-filter, /M, certification with P=2 by the first signer only, no /Cert', () => {
    const report = verifyPdf(twice, { roots: [tree.root.raw] });
    expect(report.signatures.map((each) => [each.field, each.kind, each.subFilter])).toEqual([
      ['employee', 'certification', 'ETSI.CAdES.detached'],
      ['company', 'approval', 'ETSI.CAdES.detached'],
    ]);
    expect(catalogOf(openPdf(twice).view()).dict.has('Perms')).toBe(true);
    const text = Buffer.from(twice).toString('latin1');
    expect(text).not.toMatch(/\/Cert /);
    expect(text.match(/\/TransformMethod \/DocMDP/g)).toHaveLength(1);
    expect(report.verdict).toBe('valid');
  });

  test('carries one SignerInfo in DER with exactly the three baseline attributes, sorted, and the chain', () => {
    for (const { cms } of extractCms(twice)) {
      const message = readCms(cms);
      expect(message.signerCount).toBe(1);
      expect(message.content).toBeUndefined();
      expect(message.certificates).toHaveLength(3);
      expect(message.signedAttributes?.list.map((each) => each.type)).toEqual([
        OID.contentType,
        OID.messageDigest,
        OID.signingCertificateV2,
      ]);
    }
  });

  test.skipIf(!publicTool('pdfsig'))(titleFor(['pdfsig'], 'is valid to pdfsig, both signatures'), () => {
    const { output } = runTool('pdfsig', [write('twice.pdf', twice)]);
    expect(output.match(/Signature is Valid/g)).toHaveLength(2);
    expect(output).toContain('Total document signed');
    expect(output.match(/ETSI\.CAdES\.detached/g)).toHaveLength(2);
  });

  test.skipIf(!publicTool('openssl'))(titleFor(['openssl'], 'is valid to openssl cms -cades, both signatures'), () => {
    const root = write('root.pem', tree.rootPem);
    const signatures = extractCms(twice);
    expect(signatures.map((each) => each.field)).toEqual(['employee', 'company']);
    for (const { field, cms, signedBytes } of signatures) {
      const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', write(`${field}.der`, cms)];
      const content = write(`${field}.signed`, signedBytes);
      const { code, output } = runTool('openssl', [
        ...args,
        '-content',
        content,
        '-CAfile',
        root,
        '-purpose',
        'any',
        '-cades',
        '-out',
        join(folder, 'out'),
      ]);
      expect(output).toMatch(/Verification successful/i);
      expect(code).toBe(0);
    }
  });

  test.skipIf(!publicTool('qpdf'))(titleFor(['qpdf'], 'is sound to qpdf --check at every stage'), () => {
    for (const pdf of [prepared, once, twice]) {
      expect(runTool('qpdf', ['--check', write('check.pdf', pdf)])).toMatchObject({ code: 0 });
    }
  });

  test.skipIf(!publicTool('pdftotext') || !publicTool('pdftoppm'))(
    titleFor(
      ['pdftotext', 'pdftoppm'],
      'shows rare characters, certificate and strokes in the visible signature, as text and as ink',
    ),
    () => {
      const path = write('visible.pdf', twice);
      const text = runTool('pdftotext', ['-layout', path, '-']).output;
      expect(text).toContain('𠮷田𤧣');
      expect(text).toContain(`证书序列号：${employee.x509.serialNumber}`);
      const ink = (pdf: Uint8Array, name: string): Buffer => {
        runTool('pdftoppm', ['-r', '72', '-gray', '-singlefile', write(`${name}.pdf`, pdf), join(folder, name)]);
        return readFileSync(join(folder, `${name}.pgm`));
      };
      const [before, after] = [ink(prepared, 'before'), ink(once, 'after')];
      let darker = 0;
      for (let i = 0; i < before.length; i++) if ((before[i] ?? 0) - (after[i] ?? 0) > 60) darker++;
      expect(darker).toBeGreaterThan(800);
    },
  );
});

describe('signing refuses', () => {
  test('a field that is not there, one that is taken, and a second certification', async () => {
    expect(await refusalOf(signAs(once, 'employee', employee))).toBe('signature.fieldTaken');
    expect(await refusalOf(signAs(once, 'company', company, { certify: true }))).toBe('signature.notFirst');
    const other = await composeDocument({ title: '无栏', createdAt: 0, blocks: [{ kind: 'paragraph', text: '没有' }] });
    expect(await refusalOf(signAs(other.bytes, 'employee', employee))).toBe('signature.fieldMissing');
  });

  test('a certificate that is not valid at the time, and a key of somebody else', async () => {
    const old = tree.signer('过期', { notBefore: new Date('2025-01-01'), notAfter: new Date('2025-06-01') });
    expect(await refusalOf(signAs(prepared, 'employee', old))).toBe('signature.certificateNotValid');
    const mixed = { ...employee, sign: company.sign };
    expect(await refusalOf(signAs(prepared, 'employee', mixed))).toBe('signature.keyMismatch');
  });

  test('texts that cannot be read in the box and strokes without coordinates', async () => {
    const appearance = { name: '王小明', lines: ['很长'.repeat(2000)], party: 'person' as const };
    expect(await refusalOf(signAs(prepared, 'employee', employee, { appearance }))).toBe('signature.appearanceTooLong');
    const stroke = { name: '王小明', lines: [], party: 'person' as const, handwriting: [[[0, Number.NaN] as const]] };
    expect(await refusalOf(signAs(prepared, 'employee', employee, { appearance: stroke }))).toBe(
      'signature.handwritingUnusable',
    );
  });

  test('field names used twice and pages that do not exist', () => {
    const field = { name: 'x', label: 'x', page: 0, rect: [0, 0, 10, 10] as const };
    expect(() => prepareForSigning(prepared, [field, field])).toThrow(RangeError);
    expect(() => prepareForSigning(prepared, [{ ...field, name: 'employee' }])).toThrow(RangeError);
    expect(() => prepareForSigning(prepared, [{ ...field, page: 7 }])).toThrow(RangeError);
  });
});

test('a document with a cross-reference stream is updated in the same form', async () => {
  const document = await PDFDocument.create();
  document.addPage().drawText('Object streams');
  const fields = [{ name: 'employee', label: 'x', page: 0, rect: [50, 50, 250, 120] as const }];
  const pdf = prepareForSigning(await document.save({ useObjectStreams: true }), fields);
  const signed = await signAs(pdf, 'employee', employee);
  expect(openPdf(signed).revisions.every((each) => each.usesXrefStream)).toBe(true);
  expect(verifyPdf(signed, { roots: [tree.root.raw] }).verdict).toBe('valid');
  if (publicTool('qpdf')) expect(runTool('qpdf', ['--check', write('streams.pdf', signed)])).toMatchObject({ code: 0 });
  if (publicTool('pdfsig'))
    expect(runTool('pdfsig', [write('streams.pdf', signed)]).output).toContain('Signature is Valid');
});
