import { z } from 'zod';
import { paragraph } from '../../../shared/contract/base.ts';
import { dateOnDocument } from '../../../shared/domain/dateWords.ts';
import { formatMoney } from '../../../shared/domain/money.ts';
import { moneyInCapitals } from '../../../shared/domain/moneyInCapitals.ts';
import type { Block } from '../../paper/blocks.ts';
import { day, type FormHead, money, name, text } from './fields.ts';
import { blank, handGrid, remark, section, WRITTEN_DATE } from './parts.ts';
import { fill, formTexts } from './texts.ts';

/** As long as a term of an agreement may be. */
const terms = paragraph(4000);

const parties = {
  name,
  idNumber: z.string().min(4).max(40),
  agreement: z.strictObject({ number: text, signedOn: day }),
};

/** 竞业限制启动通知: the obligation begins; what it covers and what is paid. Amounts in fen. */
export const nonCompeteStartContent = z.strictObject({
  ...parties,
  leaveDate: day,
  start: day,
  end: day,
  /** These three as the agreement says them. */
  scope: terms,
  area: terms,
  /** Empty: none was named. */
  rivals: terms,
  monthlyCompensation: money.min(0),
  payDay: z.int().min(1).max(31),
  /** Masked by the caller, for example `工商银行 尾号 1234`. */
  payTo: text,
  report: z.strictObject({ to: name, phone: text, email: text.nullable() }),
});

/** 竞业限制解除通知. Amounts in fen. */
export const nonCompeteReleaseContent = z.strictObject({
  ...parties,
  start: day,
  end: day,
  releaseDate: day,
  /** Last day for which compensation is paid. */
  paidUntil: day.nullable(),
  /** What is still paid on release; 0 for nothing, null for not yet decided (left blank). */
  finalPayment: money.min(0).nullable(),
  contact: z.strictObject({ name, phone: text }),
});

type Start = z.output<typeof nonCompeteStartContent>;
type Release = z.output<typeof nonCompeteReleaseContent>;

const amountWords = (amount: number) => `${formatMoney(amount)}（${moneyInCapitals(amount)}）`;

const seal = (head: FormHead): Block[] => [
  { kind: 'space', height: 8 },
  { kind: 'paragraph', text: `${head.organisation}（盖章）`, align: 'right' },
  { kind: 'paragraph', text: WRITTEN_DATE, align: 'right' },
];

const receipt = (words: string): Block => ({
  kind: 'keep',
  blocks: [
    section('签收'),
    { kind: 'paragraph', text: words },
    handGrid(
      [
        ['被通知人签名', '', '日期', WRITTEN_DATE],
        ['送达方式', ['☐ 当面　☐ 电子邮件　☐ 邮寄，单号 ', blank(10), '　☐ 其他 ', blank(6)]],
        ['经办人', '', '见证人', ''],
      ],
      12,
    ),
    remark('拒绝签收的，由经办人和一名见证人签名，写明时间和经过。'),
  ],
});

export function nonCompeteStartBlocks(content: Start, head: FormHead): Block[] {
  const texts = formTexts.nonCompeteStart;
  const { report } = content;
  return [
    { kind: 'paragraph', text: fill(texts.greeting, { name: content.name }), bold: true, align: 'left' },
    {
      kind: 'paragraph',
      indent: 2,
      text: fill(texts.opening, {
        agreementDate: dateOnDocument(content.agreement.signedOn),
        agreementNumber: content.agreement.number,
        leaveDate: dateOnDocument(content.leaveDate),
        start: dateOnDocument(content.start),
      }),
    },
    { kind: 'space', height: 1.5 },
    {
      kind: 'facts',
      columns: 2,
      labelWidth: 29,
      items: [
        { label: '被通知人', value: content.name },
        { label: '证件号码', value: content.idNumber },
        { label: '开始', value: dateOnDocument(content.start) },
        { label: '结束', value: dateOnDocument(content.end) },
        { label: '竞业范围', value: content.scope, span: 2 },
        { label: '地域', value: content.area, span: 2 },
        { label: '列名的竞争单位', value: content.rivals || '未单独列名，以上述范围为准', span: 2 },
        { label: '每月经济补偿', value: [{ text: amountWords(content.monthlyCompensation), bold: true }], span: 2 },
        {
          label: '支付日',
          value: `每月 ${content.payDay} 日前${content.payDay > 28 ? '（当月无此日的，为最后一日）' : ''}`,
        },
        { label: '支付至', value: content.payTo },
        {
          label: '就业情况告知',
          value: [report.to, report.phone, report.email].filter((each) => each).join('　'),
          span: 2,
        },
      ],
    },
    { kind: 'paragraph', text: texts.duty, highlight: true, before: 8 },
    { kind: 'paragraph', text: texts.reporting, indent: 2 },
    { kind: 'paragraph', text: texts.unpaid, highlight: true, before: 8 },
    { kind: 'paragraph', text: texts.confidential, indent: 2 },
    { kind: 'paragraph', text: texts.source, size: 8.5, tone: 'quiet', align: 'left' },
    ...seal(head),
    receipt(texts.receipt),
  ];
}

export function nonCompeteReleaseBlocks(content: Release, head: FormHead): Block[] {
  const texts = formTexts.nonCompeteRelease;
  const releaseDate = dateOnDocument(content.releaseDate);
  const final = content.finalPayment;
  return [
    { kind: 'paragraph', text: fill(texts.greeting, { name: content.name }), bold: true, align: 'left' },
    {
      kind: 'paragraph',
      indent: 2,
      text: fill(texts.opening, {
        agreementDate: dateOnDocument(content.agreement.signedOn),
        agreementNumber: content.agreement.number,
        releaseDate,
      }),
    },
    { kind: 'space', height: 1.5 },
    {
      kind: 'facts',
      columns: 2,
      labelWidth: 29,
      items: [
        { label: '被通知人', value: content.name },
        { label: '证件号码', value: content.idNumber },
        { label: '原定期限', value: `${dateOnDocument(content.start)}至${dateOnDocument(content.end)}`, span: 2 },
        { label: '解除日期', value: [{ text: releaseDate, bold: true }] },
        { label: '补偿已付至', value: content.paidUntil ? dateOnDocument(content.paidUntil) : '尚无付清的月份' },
        { label: '解除时支付', value: final === null ? [blank(12)] : final === 0 ? '无' : amountWords(final), span: 2 },
        { label: '本公司联系人', value: `${content.contact.name}　${content.contact.phone}`, span: 2 },
      ],
    },
    { kind: 'paragraph', text: texts.extra, highlight: true, before: 8 },
    { kind: 'paragraph', text: texts.confidential, indent: 2 },
    { kind: 'paragraph', text: texts.source, size: 8.5, tone: 'quiet', align: 'left' },
    ...seal(head),
    receipt(fill(texts.receipt, { releaseDate })),
  ];
}
