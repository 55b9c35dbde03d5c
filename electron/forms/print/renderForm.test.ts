import { describe, expect, it } from 'vitest';
import type { FormKind } from '../../../shared/schema/forms.ts';
import { withPdf } from '../../paper/rasterise.ts';
import { inkInMargins } from '../../paper/testing.ts';
import { FORM_KINDS } from './formNumber.ts';
import { serviceWords } from './leaveCertificate.ts';
import { type FormInput, type RenderedForm, renderForm } from './renderForm.ts';
import { blankVisit, exampleForm, exampleHead, handoverExample } from './testing/examples.ts';
import { fill } from './texts.ts';

const kinds = Object.keys(FORM_KINDS) as FormKind[];

async function rendered<K extends FormKind>(kind: K, input: FormInput<K>): Promise<RenderedForm> {
  const form = await renderForm(kind, input);
  if (!form.ok) throw new Error(form.refusals.map((each) => each.en).join('; '));
  return form.value;
}
const pagesOf = (form: RenderedForm) =>
  withPdf(form.bytes, (pdf) => Array.from({ length: pdf.pageCount }, (_, index) => pdf.text(index + 1)));
const textOf = async (form: RenderedForm) => (await pagesOf(form)).join('\n').replace(/\s+/g, '');
const refusalsOf = async <K extends FormKind>(kind: K, input: FormInput<K>) => {
  const form = await renderForm(kind, input);
  return form.ok ? [] : form.refusals;
};

describe('every printed form', () => {
  it.each(kinds)('%s bears number and check code on each page, keeps its margins, lacks no glyph', async (kind) => {
    const form = await rendered(kind, exampleForm(kind));
    expect(form.missingGlyphs).toEqual([]);
    expect(form.payloadHash).toMatch(/^[0-9a-f]{64}$/);
    await withPdf(form.bytes, async (pdf) => {
      expect(pdf.pageCount).toBe(form.pageCount);
      for (let page = 1; page <= form.pageCount; page += 1) {
        const text = pdf.text(page);
        expect(text).toContain(form.number);
        expect(text).toContain(`校验码 ${form.payloadHash.slice(0, 4)}`);
        expect(text).toContain('打印 2026-11-23 10:15');
        expect(pdf.pageSize(page).width).toBeCloseTo(595.28, 1);
        expect(pdf.pageSize(page).height).toBeCloseTo(841.89, 1);
        expect(await inkInMargins(pdf, page, 15)).toBe(false);
      }
      expect(pdf.text(1).replaceAll('　', '')).toContain(FORM_KINDS[kind].title);
    });
  });

  it.each(kinds)('%s comes out the same, byte for byte, when printed again from the same data', async (kind) => {
    const [first, second] = [await rendered(kind, exampleForm(kind)), await rendered(kind, exampleForm(kind))];
    expect(Buffer.from(first.bytes).equals(second.bytes)).toBe(true);
  });

  it.each(kinds)('%s refuses content with a field it does not know', async (kind) => {
    const example = exampleForm(kind);
    const input = { ...example, content: { ...example.content, remark: '拒绝配合交接' } };
    const [refusal] = await refusalsOf(kind, input);
    expect(refusal).toMatchObject({ kind: 'invalid', code: 'form.content' });
  });

  it('refuses a number of another kind, and one that is none', async () => {
    const example = exampleForm('visitRecord');
    const other = { ...example, head: { ...example.head, number: exampleHead('handoverTable').number } };
    expect((await refusalsOf('visitRecord', other))[0]?.code).toBe('form.numberKind');
    const none = { ...example, head: { ...example.head, number: '0001' } };
    expect((await refusalsOf('visitRecord', none))[0]?.code).toBe('form.number');
  });

  it('names the field that is wrong', async () => {
    const example = exampleForm('nonCompeteStart');
    const broken = { ...example, content: { ...example.content, start: '2026-02-31', monthlyCompensation: 0.5 } };
    const fields = (await refusalsOf('nonCompeteStart', broken)).map((each) => each.field);
    expect(fields).toEqual(['content.start', 'content.monthlyCompensation']);
  });
});

describe('reprints', () => {
  const example = exampleForm('confirmationLetter');
  const reprint = { ...example, head: { ...exampleHead('confirmationLetter', 2), printedBy: '王芳', printedAt: 1 } };

  it('bear their own number and a mark, and the hash of the first print while the content is the same', async () => {
    const [first, second] = [
      await rendered('confirmationLetter', example),
      await rendered('confirmationLetter', reprint),
    ];
    expect(second.number).toBe('SK-TJ01-KHQR-20261123-0001-R2');
    for (const page of await pagesOf(second)) expect(page).toContain('第 2 次补打');
    expect((await textOf(first)).includes('补打')).toBe(false);
    expect(second.payloadHash).toBe(first.payloadHash);
  });

  it('have another hash when a fen of the content differs', async () => {
    const changed = { ...reprint, content: { ...reprint.content, balance: example.content.balance + 1 } };
    expect((await rendered('confirmationLetter', changed)).payloadHash).not.toBe(
      (await rendered('confirmationLetter', example)).payloadHash,
    );
  });

  it('do not depend on the order in which the content was put together', async () => {
    const content = Object.fromEntries(Object.entries(example.content).reverse()) as typeof example.content;
    const shuffled = await rendered('confirmationLetter', { ...example, content });
    expect(shuffled.payloadHash).toBe((await rendered('confirmationLetter', example)).payloadHash);
  });
});

describe('the handover table', () => {
  it('says 无 in every section when there is nothing to hand over', async () => {
    const text = await textOf(await rendered('handoverTable', handoverExample(0)));
    expect(text.match(/无/g)).toHaveLength(6);
    expect(text).toContain('尚未指定');
  });

  it('holds one client', async () => {
    const text = await textOf(await rendered('handoverTable', handoverExample(1)));
    expect(text).toContain('上海示例物流有限公司');
    expect(text).toContain('12,345,678.90');
    expect(text).toContain('合计');
  });

  it.each([40, 600])(
    'holds %i clients: each printed once, the total at the end, no page without its head',
    async (count) => {
      const form = await rendered('handoverTable', handoverExample(count, 0));
      const pages = await pagesOf(form);
      const all = pages.join('\n').replace(/\s+/g, '');
      for (let index = 6; index <= count; index += 1) expect(all.split(`（${index}号店）`)).toHaveLength(2);
      expect(all).toContain(`合计`);
      expect(all).toContain(`${count}家客户`);
      const last = pages.findIndex((page) => page.includes('家客户\r\n') || /合计[\s\S]*家客户/.test(page));
      for (const page of pages.slice(0, Math.max(1, last))) expect(page).toContain('接收人签字');
    },
  );

  it('leaves room to write what the application does not keep, and does not say that there is none', async () => {
    const example = handoverExample(1);
    const unkept = { ...example, content: { ...example.content, files: null, accounts: null, funds: null } };
    const text = await textOf(await rendered('handoverTable', unkept));
    expect(text.match(/系统没有登记，请手写/g)).toHaveLength(3);
    expect(text.replaceAll('没有的写“无”', '')).not.toMatch(/无/);
  });

  it('marks the name of a client that goes on overleaf, not its number', async () => {
    const example = handoverExample(1);
    const [client] = example.content.clients;
    if (client === undefined) throw new Error('no client');
    const item = { kind: 'order', title: 'DD-1', amount: 1, due: null, receiver: '', verdict: 'open' } as const;
    const items = Array.from({ length: 60 }, () => item);
    const clients = [{ ...client, items }];
    const text = await textOf(
      await rendered('handoverTable', { ...example, content: { ...example.content, clients } }),
    );
    expect(text).toContain('上海示例物流有限公司（续）');
    expect(text).not.toContain('1（续）');
  });

  it('prints long names in full', async () => {
    const text = await textOf(await rendered('handoverTable', handoverExample(5)));
    expect(text).toContain('天津市滨海新区远洋国际冷链物流供应链管理股份有限公司第二分公司');
  });

  it('refuses a list that would fill hundreds of pages', async () => {
    const many = handoverExample(1);
    const [client] = many.content.clients;
    if (!client) throw new Error('no client');
    const [item] = exampleForm('handoverTable').content.clients.flatMap((each) => each.items);
    if (!item) throw new Error('no item');
    const items = Array.from({ length: 200 }, () => item);
    const clients = Array.from({ length: 40 }, () => ({ ...client, items }));
    const refusals = await refusalsOf('handoverTable', { ...many, content: { ...many.content, clients } });
    expect(refusals[0]?.field).toBe('content.clients');
  });
});

describe('the leave certificate', () => {
  it('contains the four facts of 实施条例 24 and a receipt on a page of its own', async () => {
    const form = await rendered('leaveCertificate', exampleForm('leaveCertificate'));
    const [certificate = '', receipt = ''] = await pagesOf(form);
    for (const fact of [
      '劳动合同期限',
      '劳动合同解除日期',
      '工作岗位',
      '在本单位的工作年限',
      '10 年 5 个月',
      '第二十四条',
    ]) {
      expect(certificate).toContain(fact);
    }
    expect(certificate).toContain('第 1 页 / 共 1 页');
    expect(certificate).not.toContain('签收');
    expect(receipt).toContain('签收回执');
    expect(receipt).toContain('第 1 页 / 共 1 页');
  });

  it('has no room for a reason: neither schema nor wording names one', async () => {
    const text = await textOf(await rendered('leaveCertificate', exampleForm('leaveCertificate')));
    expect(text).not.toMatch(/原因|辞退|开除|辞职|违纪|竞业|考核/);
  });

  it('refuses an end before the beginning', async () => {
    const example = exampleForm('leaveCertificate');
    const content = { ...example.content, endedOn: '2015-01-01' };
    expect((await refusalsOf('leaveCertificate', { ...example, content }))[0]?.field).toBe('content.endedOn');
  });

  it('counts service in full years and months, both days included', () => {
    expect(serviceWords('2016-07-01', '2026-06-30')).toBe('10 年');
    expect(serviceWords('2016-07-01', '2026-06-29')).toBe('9 年 11 个月');
    expect(serviceWords('2026-11-01', '2026-11-29')).toBe('不满 1 个月');
    expect(serviceWords('2026-11-01', '2026-11-30')).toBe('1 个月');
    // The anniversary of 29 February is the 28th in a common year.
    expect(serviceWords('2024-02-29', '2025-02-27')).toBe('1 年');
    expect(serviceWords('2024-02-29', '2025-02-26')).toBe('11 个月');
  });
});

describe('the other forms', () => {
  it('tell the client whom to pay, whom to ask and what it may answer', async () => {
    const text = await textOf(await rendered('confirmationLetter', exampleForm('confirmationLetter')));
    for (const part of [
      '0000000000000000001',
      '不再代表本公司',
      '¥12,345,678.90',
      '□相符',
      '拒绝签章',
      '法定代表人',
      '王芳',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('state of a client nothing that is not kept: no contract, no deposit', async () => {
    const example = exampleForm('confirmationLetter');
    const content = { ...example.content, contract: null, deposits: null, since: null, products: '' };
    const text = await textOf(await rendered('confirmationLetter', { ...example, content }));
    expect(text).not.toContain('无书面合同');
    expect(text).not.toContain('¥0.00');
    expect(text).toContain('尚无订单');
  });

  it('state the compensation in figures and capitals', async () => {
    const text = await textOf(await rendered('nonCompeteStart', exampleForm('nonCompeteStart')));
    expect(text).toContain('¥6,500.00（人民币陆仟伍佰元整）');
    expect(text).toContain('三个月未支付');
  });

  it('never print coordinates without consent', async () => {
    const example = exampleForm('visitRecord');
    const { location } = example.content;
    if (!location) throw new Error('the example has a place');
    const content = { ...example.content, location: { ...location, consentedAt: '' } };
    expect((await refusalsOf('visitRecord', { ...example, content }))[0]?.field).toBe('content.location.consentedAt');
  });

  it('come blank for writing on the spot', async () => {
    const form = await rendered('visitRecord', blankVisit);
    expect(form.pageCount).toBe(1);
    expect(await textOf(form)).not.toContain('null');
  });
});

describe('fixed wording', () => {
  it('is filled in completely or not at all', () => {
    expect(fill('{a}与{b}', { a: '甲', b: '乙' })).toBe('甲与乙');
    expect(() => fill('{a}', { b: '乙' })).toThrow('{a}');
    expect(() => fill('{constructor}', {})).toThrow('{constructor}');
  });
});
