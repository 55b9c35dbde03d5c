import { z } from 'zod';
import { dateOnDocument } from '../../../shared/domain/dateWords.ts';
import { formatAmount, formatMoney } from '../../../shared/domain/money.ts';
import type { Block } from '../../paper/blocks.ts';
import { day, type FormHead, money, name, person, text } from './fields.ts';
import { amountCell, blank, handGrid, remark, section, WRITTEN_DATE } from './parts.ts';
import { fill, formTexts } from './texts.ts';

/** 客户交接确认函: one per client, to be signed by the client. Amounts in fen. */
export const confirmationLetterContent = z.strictObject({
  client: z.strictObject({ name: z.string().min(1).max(200), uscc: text.nullable(), address: text.nullable() }),
  contact: z.strictObject({ name: text, title: text, phone: text }).nullable(),
  leaver: person,
  /** From this day the leaver may no longer act for the company. */
  authorityEnds: day,
  handoverStart: day,
  newContact: z.strictObject({ name, position: text, phone: text, email: text.nullable() }),
  /** Null: not kept; written by hand, never printed as if there were none. */
  contract: z.strictObject({ number: text, expires: day.nullable() }).nullable(),
  /** The first order on record. */
  since: day.nullable(),
  /** Empty: written by hand. */
  products: text,
  asOf: day,
  balance: money,
  /** Null: not kept; written by hand. */
  deposits: money.nullable(),
  openItems: z
    .array(z.strictObject({ title: text, date: day, due: day.nullable(), amount: money, disputed: z.boolean() }))
    .max(500),
  payee: z.strictObject({ name, bank: text, account: text }),
  reply: z.strictObject({ by: day, address: text, phone: text, email: text.nullable() }),
});
type Content = z.output<typeof confirmationLetterContent>;

/** `1234 5678 9012`: compared digit by digit with a bank's own paper. */
const grouped = (account: string) => account.replace(/\s+/g, '').replace(/(.{4})(?=.)/g, '$1 ');

function businessFacts(content: Content): Block {
  const { client, contact, contract } = content;
  return {
    kind: 'facts',
    columns: 2,
    labelWidth: 29,
    items: [
      { label: '客户名称', value: client.name, span: 2 },
      { label: '统一社会信用代码', value: client.uscc ?? '', span: 2 },
      { label: '联系人', value: contact ? [contact.name, contact.title].filter((each) => each).join('　') : '' },
      { label: '联系电话', value: contact?.phone ?? '' },
      { label: '合同编号', value: contract ? contract.number : [blank(14)] },
      { label: '合同到期', value: contract ? (contract.expires ?? '未约定期限') : [blank(10)] },
      { label: '业务内容', value: content.products || [blank(14)] },
      { label: '首笔订单', value: content.since ?? '尚无订单' },
    ],
  };
}

function accountBlocks(content: Content): Block[] {
  const { openItems } = content;
  return [
    {
      kind: 'facts',
      columns: 3,
      labelWidth: 25,
      items: [
        { label: '金额截至', value: content.asOf },
        { label: '贵司应付余额', value: [{ text: formatMoney(content.balance), bold: true }] },
        { label: '押金、预收款', value: content.deposits === null ? [blank(7), ' 元'] : formatMoney(content.deposits) },
      ],
    },
    {
      kind: 'table',
      empty: '没有未结清的订单和账款',
      columns: [
        { title: '未结清的订单、账款' },
        { title: '日期', width: 24, align: 'center' },
        { title: '到期', width: 24, align: 'center' },
        { title: '金额（元）', width: 32, numeric: true },
        { title: '备注', width: 24 },
      ],
      rows: [
        ...openItems.map((each) => ({
          cells: [each.title, each.date, each.due ?? '', amountCell(each.amount), each.disputed ? '有争议' : ''],
        })),
        ...(openItems.length > 0
          ? [
              {
                kind: 'total' as const,
                cells: [
                  { text: '合计', span: 3, align: 'right' as const },
                  { text: formatAmount(openItems.reduce((total, each) => total + each.amount, 0)), numeric: true },
                  '',
                ],
              },
            ]
          : []),
      ],
    },
  ];
}

/**
 * What the client writes: its verdict on the figures, its own account, stamp and the capacity of who signs. A sheet of
 * its own, which goes back by itself: it names the client and the amount again.
 */
function answerBlocks(content: Content): Block[] {
  const texts = formTexts.confirmationLetter;
  const { reply } = content;
  const channel = [`寄送地址：${reply.address}`, reply.email ? `电子邮箱：${reply.email}` : ''];
  return [
    section('三、贵司的答复', '请填写本页并寄回'),
    {
      kind: 'facts',
      columns: 2,
      labelWidth: 29,
      items: [
        { label: '客户名称', value: content.client.name, span: 2 },
        { label: '贵司应付余额', value: [{ text: formatMoney(content.balance), bold: true }] },
        { label: '金额截至', value: content.asOf },
        {
          label: '核对结果',
          value: ['☐ 相符　　☐ 不符：贵司账面余额 ', blank(9), ' 元，差异原因 ', blank(11)],
          span: 2,
          minHeight: 10,
        },
        {
          label: '人员变更',
          value: ['☐ 已知悉，今后与新的联系人办理　　☐ 有异议：', blank(18)],
          span: 2,
          minHeight: 10,
        },
      ],
    },
    { kind: 'rules', label: texts.beginning, lines: 3, pitch: 8.5 },
    { kind: 'space', height: 2 },
    handGrid([['客户盖章或签名', '', '签字人身份', '☐ 法定代表人\n☐ 授权代表\n☐ 业务经办人\n☐ 其他：']], 26),
    handGrid([['签字人姓名、职务', '', '日期', WRITTEN_DATE]], 11),
    {
      kind: 'paragraph',
      text: fill(texts.reply, { replyBy: dateOnDocument(reply.by), replyPhone: reply.phone }),
      size: 9.5,
      align: 'left',
    },
    remark(channel.filter((each) => each).join('　')),
    remark(texts.noDebt),
  ];
}

/** Filled in by the company when the client does not sign: a refusal is recorded, never marked as signed. */
const unsigned: Block = {
  kind: 'keep',
  blocks: [
    section('四、未取得签章的记录（由本公司填写）'),
    {
      kind: 'table',
      columns: [
        { title: '联系时间', width: 34 },
        { title: '方式', width: 24 },
        { title: '对方接洽人', width: 28 },
        { title: '对方的答复' },
      ],
      rows: [1, 2, 3].map(() => ({ minHeight: 8.5, cells: ['', '', '', ''] })),
    },
    handGrid(
      [
        ['结果', ['☐ 拒绝签章　☐ 联系不上　☐ 寄出后未回复　☐ 其他：', blank(12)]],
        ['经办人签名', '', '见证人', ''],
        ['经理批准', '', '日期', WRITTEN_DATE],
      ],
      11,
    ),
  ],
};

export function confirmationLetterBlocks(content: Content, head: FormHead): Block[] {
  const texts = formTexts.confirmationLetter;
  const { newContact, payee } = content;
  const opening = fill(texts.opening, {
    leaver: content.leaver.name,
    position: content.leaver.position ?? '业务经办人',
    authorityEnds: dateOnDocument(content.authorityEnds),
    handoverStart: dateOnDocument(content.handoverStart),
    contact: newContact.name,
    contactPosition: newContact.position,
    contactPhone: newContact.phone,
  });
  return [
    { kind: 'paragraph', text: fill(texts.greeting, { client: content.client.name }), bold: true, align: 'left' },
    { kind: 'paragraph', text: opening, indent: 2 },
    { kind: 'paragraph', text: texts.party, highlight: true },
    { kind: 'space', height: 1.5 },
    businessFacts(content),
    section('一、往来余额'),
    ...accountBlocks(content),
    {
      kind: 'keep',
      blocks: [
        section('二、收款账户'),
        { kind: 'paragraph', text: fill(texts.payee, { replyPhone: content.reply.phone }), size: 9.5 },
        {
          kind: 'facts',
          columns: 2,
          labelWidth: 29,
          items: [
            { label: '户名', value: payee.name, span: 2 },
            { label: '开户行', value: payee.bank },
            { label: '账号', value: [{ text: grouped(payee.account), bold: true }] },
          ],
        },
        {
          kind: 'paragraph',
          align: 'right',
          text: `${head.organisation}（盖章）　　${WRITTEN_DATE}`,
          size: 9.5,
          before: 14,
        },
      ],
    },
    { kind: 'pageBreak' },
    ...answerBlocks(content),
    unsigned,
  ];
}
