import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicTool, runTool, titleFor } from '../agreements/testing/publicTools.ts';
import type { Block, PaperDocument } from './blocks.ts';
import { composeDocument } from './compose.ts';
import { withPdf } from './rasterise.ts';
import { inkIn, inkInMargins } from './testing.ts';

const paper = (blocks: readonly Block[], more: Partial<PaperDocument> = {}): PaperDocument => ({
  title: '测试文书',
  createdAt: Date.UTC(2026, 10, 23, 2, 0),
  header: { left: '测试文书', right: '示例门店' },
  blocks,
  ...more,
});
const textsOf = (bytes: Uint8Array) =>
  withPdf(bytes, (pdf) => Array.from({ length: pdf.pageCount }, (_, index) => pdf.text(index + 1)));
const sentence = '乙方应当妥善保管所持有的一切载有商业秘密的文件、资料、图表、笔记、报告、信件以及其他任何形式的载体。';
const clauses = (count: number): Block[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'clause',
    number: `第${index + 1}条`,
    text: sentence.repeat(2),
  }));

describe('a composed document', () => {
  it('has the same bytes each time it is made', async () => {
    const document = paper([{ kind: 'heading', level: 1, text: '协议' }, ...clauses(20)]);
    const first = await composeDocument(document);
    const other = await composeDocument(paper([{ kind: 'paragraph', text: '别的文书𠮷' }]));
    const second = await composeDocument(document);
    expect(Buffer.from(second.bytes).equals(first.bytes)).toBe(true);
    expect(Buffer.from(other.bytes).equals(first.bytes)).toBe(false);
  });

  it('keeps every character in its text layer, rare ones too, in both weights', async () => {
    const text = '𠮷田𤧣、刘𬭚、陈䶮、阿卜杜·热合曼，José';
    const { bytes, missingGlyphs } = await composeDocument(
      paper([
        { kind: 'paragraph', text },
        { kind: 'paragraph', text, bold: true },
      ]),
    );
    const [page = ''] = await textsOf(bytes);
    expect(page.split(text)).toHaveLength(3);
    expect(missingGlyphs).toEqual([]);
  });

  it('prints and reports characters that no font has', async () => {
    const { bytes, missingGlyphs } = await composeDocument(paper([{ kind: 'paragraph', text: '备注😀한' }]));
    expect(missingGlyphs).toEqual(['😀', '한']);
    expect((await textsOf(bytes))[0]).toContain('备注〔U+1F600〕〔U+D55C〕');
  });

  it('numbers its pages and keeps 15 mm free on all sides', async () => {
    const { bytes, pageCount } = await composeDocument(paper(clauses(40), { footer: { left: '版本 2026.1' } }));
    expect(pageCount).toBeGreaterThan(2);
    await withPdf(bytes, async (pdf) => {
      for (let page = 1; page <= pageCount; page += 1) {
        expect(pdf.text(page)).toContain(`第 ${page} 页 / 共 ${pageCount} 页`);
        expect(await inkInMargins(pdf, page, 15)).toBe(false);
      }
    });
  });

  it('marks every page of sample data, in the margins and nowhere over the text', async () => {
    const plain = await composeDocument(paper(clauses(40)));
    const sample = await composeDocument(paper(clauses(40), { sample: true }));
    expect(sample.pageCount).toBe(plain.pageCount);
    for (const text of await textsOf(sample.bytes)) expect(text).toContain('示例数据　不具效力');
    await withPdf(sample.bytes, async (pdf) => {
      const raster = await pdf.rasterise(1, { dpi: 100, grey: true });
      expect(inkIn(raster, 100, { x: 60, y: 2, width: 90, height: 11 })).toBe(true);
      expect(inkIn(raster, 100, { x: 0, y: 0, width: 210, height: 5 })).toBe(false);
      // The body is pixel for pixel the same as without the mark.
      const body = await withPdf(plain.bytes, (other) => other.rasterise(1, { dpi: 100, grey: true }));
      const rows = (data: Uint8Array) => data.subarray(raster.width * 60, raster.width * (raster.height - 60));
      const inside = (data: Uint8Array) =>
        rows(data).filter((_, index) => Math.abs((index % raster.width) - 413) < 350);
      expect(Buffer.from(inside(raster.data)).equals(inside(body.data))).toBe(true);
    });
  });

  it('returns where signature boxes and named clauses came to lie', async () => {
    const { boxes, pageCount } = await composeDocument(
      paper([
        { kind: 'clause', number: '第一条', text: sentence, highlight: true, name: 'clause-1' },
        ...clauses(24),
        {
          kind: 'signatures',
          columns: 2,
          boxes: [
            { name: 'employee', label: '乙方（员工）签名' },
            { name: 'branch', label: '甲方（公司）盖章', lines: ['日期：'] },
          ],
        },
      ]),
    );
    expect(boxes.map(({ name, kind, page }) => ({ name, kind, page }))).toEqual([
      { name: 'clause-1', kind: 'text', page: 1 },
      { name: 'employee', kind: 'signature', page: pageCount },
      { name: 'branch', kind: 'signature', page: pageCount },
    ]);
    for (const { rect } of boxes) {
      const [left, bottom, right, top] = rect;
      expect(left).toBeGreaterThan(40);
      expect(right).toBeLessThan(556);
      expect(top - bottom).toBeGreaterThan(15);
      expect(top).toBeLessThan(842);
      expect(bottom).toBeGreaterThan(42);
    }
  });

  it('repeats table heads and, where a group goes on, its row marked （续）', async () => {
    const rows = Array.from({ length: 90 }, (_, index) => ({ cells: [`订单 ${index + 1}`, '1,234.00'] }));
    const { bytes, pageCount } = await composeDocument(
      paper([
        {
          kind: 'table',
          columns: [{ title: '事项' }, { title: '金额', width: 30, numeric: true }],
          rows: [
            { kind: 'group', cells: [{ text: '上海示例物流', span: 2 }] },
            ...rows,
            { kind: 'total', cells: ['合计', '111,060.00'] },
          ],
        },
      ]),
    );
    const pages = await textsOf(bytes);
    expect(pageCount).toBeGreaterThan(2);
    for (const page of pages) expect(page).toContain('金额');
    for (const page of pages.slice(1)) expect(page).toContain('上海示例物流（续）');
    const last = pages.at(-1) ?? '';
    expect(last.indexOf('订单 90')).toBeLessThan(last.indexOf('合计'));
    expect(last).toContain('订单 89');
    const all = pages.join('\n');
    for (let index = 1; index <= 90; index += 1) expect(all.split(new RegExp(`订单 ${index}\\s`))).toHaveLength(2);
  });

  it('cuts a cell that is taller than a page, losing nothing', async () => {
    const long = Array.from({ length: 400 }, (_, index) => `〈${index}〉${sentence}`).join('');
    const { bytes } = await composeDocument(
      paper([
        {
          kind: 'table',
          columns: [{ title: '说明' }, { title: '备注', width: 20 }],
          rows: [{ cells: [long, '见左'] }],
        },
      ]),
    );
    const all = (await textsOf(bytes)).join('').replace(/\s/g, '');
    for (const index of [0, 1, 199, 399]) expect(all).toContain(`〈${index}〉`);
  });

  it('says 无 where a table has no rows', async () => {
    const { bytes } = await composeDocument(paper([{ kind: 'table', columns: [{ title: '事项' }], rows: [] }]));
    expect((await textsOf(bytes))[0]).toContain('无');
  });

  it('composes an empty document as one page', async () => {
    expect((await composeDocument(paper([]))).pageCount).toBe(1);
  });

  it.skipIf(!publicTool('qpdf'))(titleFor(['qpdf'], 'is sound for qpdf, with every font embedded'), async () => {
    const { bytes } = await composeDocument(
      paper([{ kind: 'paragraph', text: '正文𠮷\u{20023}', bold: true }, ...clauses(10)], {
        masthead: { organisation: '示例', title: '表单', number: 'SK-1', qr: 'x' },
      }),
    );
    const folder = mkdtempSync(join(tmpdir(), 'paper-'));
    try {
      const [file, plain] = [join(folder, 'a.pdf'), join(folder, 'plain.pdf')];
      writeFileSync(file, bytes);
      expect(runTool('qpdf', ['--check', file])).toMatchObject({ code: 0 });
      runTool('qpdf', ['--qdf', '--object-streams=disable', file, plain]);
      const source = readFileSync(plain, 'latin1');
      const descriptors = source.match(/\/Type \/FontDescriptor/g) ?? [];
      expect(descriptors).toHaveLength(4);
      expect(source.match(/\/FontFile2 \d+ 0 R/g)).toHaveLength(descriptors.length);
      expect(source).not.toContain('/Type1');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
