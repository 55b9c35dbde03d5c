import { createHash, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { orThrow, type Result } from '../../../shared/domain/refusal.ts';
import type { AgreementKind } from '../../../shared/schema/agreements.ts';
import { withPdf } from '../../paper/rasterise.ts';
import { testTree } from '../testing/identities.ts';
import { signAs } from '../testing/sampleAgreement.ts';
import { sampleContent } from '../testing/sampleContent.ts';
import { verifyPdf } from '../verify/verifyPdf.ts';
import { type ReadingRecord, templateDigest } from './auditPage.ts';
import { chineseNumber, type FilledAgreement, fillTemplate } from './fill.ts';
import { type RenderedAgreement, renderAgreement } from './renderAgreement.ts';
import type { AgreementTemplate } from './templateFormat.ts';
import { builtInTemplates, readTemplate, templateInForce } from './templates.ts';

const NOW = Date.UTC(2026, 2, 2, 1, 0, 0);
const template = (kind: AgreementKind): AgreementTemplate => {
  const found = builtInTemplates.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(kind);
  return found;
};
const fill = (kind: AgreementKind, change: Record<string, string> = {}): Result<FilledAgreement> => {
  const content = sampleContent(kind);
  return fillTemplate(template(kind), { ...content, values: { ...content.values, ...change } });
};
const refusalsOf = (result: Result<unknown>): (string | undefined)[][] =>
  result.ok ? [] : result.refusals.map((each) => [each.code, each.field]);
const textOf = (bytes: Uint8Array): Promise<string> =>
  withPdf(bytes, (pdf) => Array.from({ length: pdf.pageCount }, (_, i) => pdf.text(i + 1)).join('\n'));

const readingOf = (shown: RenderedAgreement): ReadingRecord => ({
  presentedAt: NOW,
  finishedAt: NOW + 360_000,
  documentHash: createHash('sha256').update(shown.bytes).digest('hex'),
  pages: Array.from({ length: shown.pageCount }, (_, i) => 8_000 + i * 1_000),
  clauses: shown.clauses.map(({ id, title }, i) => ({ id, title, at: NOW + 60_000 + i * 3_000 })),
  identity: 'idCardChecked',
  witness: '李人事',
});

describe('the built-in templates', () => {
  test('are there for every kind, valid by their schema, and in force by date', () => {
    expect(builtInTemplates.map((each) => each.kind).sort()).toEqual([
      'clientOwnership',
      'electronicSigning',
      'nonCompete',
      'nonDisclosure',
      'privacyConsent',
    ]);
    expect(templateInForce(builtInTemplates, 'nonCompete', '2026-06-01')?.templateVersion).toBe(1);
    expect(templateInForce(builtInTemplates, 'nonCompete', '2021-12-31')).toBeUndefined();
    const later = { ...template('nonCompete'), templateVersion: 2, effectiveFrom: '2026-07-01' };
    expect(templateInForce([later, ...builtInTemplates], 'nonCompete', '2026-06-30')?.templateVersion).toBe(1);
    expect(templateInForce([later, ...builtInTemplates], 'nonCompete', '2026-07-01')?.templateVersion).toBe(2);
  });

  test('agree a penalty in the non-compete alone (劳动合同法 25), and there only when one is filled in', () => {
    for (const each of builtInTemplates) {
      const asks = each.fields.some((field) => field.name === 'penalty');
      expect(asks, each.kind).toBe(each.kind === 'nonCompete');
    }
    const ids = (result: Result<FilledAgreement>) =>
      orThrow(result).sections.flatMap((each) => each.clauses.map((one) => one.id));
    expect(ids(fill('nonCompete'))).toContain('penalty');
    expect(ids(fill('nonCompete', { penalty: '' }))).not.toContain('penalty');
  });

  test('point out what the law wants pointed out, with the non-solicitation clause by itself', () => {
    const highlighted = (kind: AgreementKind) =>
      template(kind).sections.flatMap((each) => each.clauses.filter((one) => one.highlight).map((one) => one.id));
    expect(highlighted('clientOwnership')).toEqual(expect.arrayContaining(['non-solicit', 'free-choice', 'return']));
    expect(highlighted('nonCompete')).toEqual(expect.arrayContaining(['term', 'compensation', 'penalty', 'release']));
    expect(template('electronicSigning').method).toBe('wetInk');
  });

  test('pushed by headquarters are refused when they are malformed, naming what is wrong', () => {
    const good = JSON.stringify(template('nonDisclosure'));
    expect(readTemplate(good).ok).toBe(true);
    const broken = [
      '{',
      'null',
      good.replace('{businessSecrets}', '{noSuchField}'),
      good.replace('{businessSecrets}', '{businessSecrets'),
      good.replace('"nonDisclosure"', '"somethingElse"'),
      good.replace('"id":"business"', '"id":"meaning"'),
      good.replace('"preamble"', '"surprise":1,"preamble"'),
    ];
    for (const text of broken)
      expect(refusalsOf(readTemplate(text))).toEqual([['agreement.templateUnreadable', undefined]]);
  });
});

describe('filling in', () => {
  test('names every missing, wrong and unknown field at once', () => {
    const result = fill('nonCompete', {
      termMonths: '25',
      monthlyCompensation: '',
      payDay: 'zehn',
      role: '店长',
      area: '',
      shoe: '43',
    });
    expect(refusalsOf(result)).toEqual([
      ['agreement.fieldInvalid', 'role'],
      ['agreement.fieldMissing', 'area'],
      ['agreement.fieldInvalid', 'termMonths'],
      ['agreement.fieldMissing', 'monthlyCompensation'],
      ['agreement.fieldInvalid', 'payDay'],
      ['agreement.fieldUnknown', 'shoe'],
    ]);
    expect(result.ok ? '' : result.refusals[1]?.zh).toBe('还没有填写“限制地域”');
  });

  test.each([
    ['startDate', '2026-02-30'],
    ['startDate', '2026/03/02'],
    ['monthlyCompensation', '5000.00'],
    ['monthlyCompensation', '0'],
    ['monthlyCompensation', '-1'],
    ['monthlyCompensation', '9'.repeat(20)],
    ['area', 'x'.repeat(4001)],
    ['area', '厦门\u0000市'],
    ['area', '厦门\n市'],
    ['exposure', '报价\u001b[31m'],
  ])('refuses %s = %j', (field, value) => {
    expect(refusalsOf(fill('nonCompete', { [field]: value }))).toEqual([['agreement.fieldInvalid', field]]);
  });

  test('takes names of the language itself and braces as plain text', () => {
    expect(refusalsOf(fill('nonCompete', { toString: '1', constructor: '1' }))).toHaveLength(2);
    const filled = orThrow(fill('nonCompete', { area: '{penalty} 市' }));
    expect(
      filled.sections
        .flatMap((each) => each.clauses)
        .find((each) => each.id === 'area')
        ?.text.map((span) => span.text),
    ).toContain('{penalty} 市');
  });

  test('prints money with capitals, dates in words, and paragraphs without a second full stop', () => {
    const { shown } = orThrow(fill('nonCompete', { exposure: '报价。' }));
    expect(shown.monthlyCompensation).toBe('¥5,000.00（人民币伍仟元整）');
    expect(shown.startDate).toBe('2026年3月2日');
    expect(shown.exposure).toBe('报价');
  });

  test('refuses annexes that the template does not have', () => {
    const content = sampleContent('clientOwnership');
    const fillAnnex = (annexes: Record<string, Record<string, string>[]>) =>
      refusalsOf(fillTemplate(template('clientOwnership'), { ...content, annexes }));
    expect(fillAnnex({ secrets: [] })).toEqual([['agreement.annexUnknown', 'secrets']]);
    expect(fillAnnex({ clients: [{ name: '甲', margin: '12%' }] })).toEqual([['agreement.annexUnknown', 'clients']]);
  });

  test('numbers clauses as documents do', () => {
    expect([1, 9, 10, 11, 20, 25, 99].map(chineseNumber)).toEqual([
      '一',
      '九',
      '十',
      '十一',
      '二十',
      '二十五',
      '九十九',
    ]);
  });
});

describe('the document', () => {
  let agreement: FilledAgreement;
  let shown: RenderedAgreement;
  let final: RenderedAgreement;
  beforeAll(async () => {
    agreement = orThrow(fill('clientOwnership'));
    shown = await renderAgreement(agreement, { createdAt: NOW, sample: true });
    final = await renderAgreement(agreement, { createdAt: NOW, sample: true, reading: readingOf(shown) });
  });

  test('is the same for the same content, and has as many pages to sign as were read', async () => {
    const again = await renderAgreement(agreement, { createdAt: NOW, sample: true });
    expect(Buffer.compare(again.bytes, shown.bytes)).toBe(0);
    expect(final.pageCount).toBe(shown.pageCount);
    expect(final.clauses).toEqual(shown.clauses);
  });

  test('lays a signature field for each party and says on which page each highlighted clause is', () => {
    expect(final.fields.map((each) => each.name).sort()).toEqual(['company', 'employee']);
    expect(final.clauses.map((each) => each.id)).toEqual([
      'ownership',
      'channels',
      'return',
      'non-solicit',
      'free-choice',
    ]);
    expect(final.clauses.every((each) => each.page >= 1 && each.page <= final.pageCount)).toBe(true);
    expect(final.clauses[3]?.text).toContain('12个月内');
    expect(final.missingGlyphs).toEqual([]);
  });

  test('never has signatures on a page without any of the text that is signed', async () => {
    for (const length of [1, 200, 400, 600, 800, 1000, 1200]) {
      const long = orThrow(fill('nonCompete', { exposure: '客户报价和返利政策'.repeat(Math.ceil(length / 9)) }));
      const { bytes, fields } = await renderAgreement(long, { createdAt: NOW, sample: false });
      const page = (fields[0]?.page ?? 0) + 1;
      const text = await withPdf(bytes, (pdf) => pdf.text(page).replace(/\s/g, ''));
      expect(text.indexOf('生效与文本'), `${length} characters`).toBeGreaterThan(0);
      expect(text.indexOf('签署甲方')).toBeGreaterThan(text.indexOf('参照'));
    }
  });

  test('carries the audit page with the reading record and the hashes, and the mark of samples', async () => {
    const text = (await textOf(final.bytes)).replace(/\s/g, '');
    expect(text).toContain('审计页');
    expect(text).toContain(readingOf(shown).documentHash.toUpperCase());
    expect(text).toContain(templateDigest(agreement).toUpperCase());
    expect(text).toContain('2026-03-0209:00:00');
    expect(text).toContain('核对身份证件原件');
    expect(text).toContain('𠮷田𤧣');
    expect(text).toContain('示例数据不具效力');
    expect((await textOf(shown.bytes)).replace(/\s/g, '')).toContain('阅读完成后由系统写入');
  });

  test('signed by both is valid, and a long client register stays within one agreement', async () => {
    const tree = testTree();
    const content = sampleContent('clientOwnership', 400);
    const long = orThrow(fillTemplate(template('clientOwnership'), content));
    const read = await renderAgreement(long, { createdAt: NOW, sample: false });
    const ready = await renderAgreement(long, { createdAt: NOW, sample: false, reading: readingOf(read) });
    expect(ready.pageCount).toBe(read.pageCount);
    expect(read.pageCount).toBeGreaterThan(8);
    const once = await signAs(ready.bytes, 'employee', tree.signer('𠮷田𤧣'));
    const twice = await signAs(once, 'company', tree.signer('守客物流（厦门）有限公司'));
    expect(verifyPdf(twice, { roots: [new X509Certificate(tree.rootPem).raw] }).verdict).toBe('valid');
  });

  test('for ink has boxes to tick and date lines, and neither signature fields nor an audit page', async () => {
    const paper = await renderAgreement(orThrow(fill('electronicSigning')), { createdAt: NOW, sample: false });
    const text = (await textOf(paper.bytes)).replace(/\s/g, '');
    expect(paper.fields).toEqual([]);
    expect(text).toContain('乙方已阅知');
    expect(text).toContain('0123456789ABCDEF'.repeat(2));
    expect(text).not.toContain('审计页');
    const ink = await renderAgreement(orThrow(fill('nonDisclosure')), {
      createdAt: NOW,
      sample: false,
      method: 'wetInk',
    });
    expect(ink.fields).toEqual([]);
  });

  test('of every kind can be set', async () => {
    for (const each of builtInTemplates) {
      const rendered = await renderAgreement(orThrow(fill(each.kind)), { createdAt: NOW, sample: false });
      expect(rendered.pageCount, each.kind).toBeLessThanOrEqual(5);
      expect(rendered.missingGlyphs, each.kind).toEqual([]);
    }
  });
});
