import { z } from 'zod';
import { formatAmount } from '../../../shared/domain/money.ts';
import type { Block, Row } from '../../paper/blocks.ts';
import { day, money, name, person, text, verdict } from './fields.ts';
import {
  amountCell,
  handSignatures,
  personLine,
  remark,
  section,
  verdictCell,
  workLists,
  workSections,
} from './parts.ts';
import { formTexts } from './texts.ts';

/** About 300 pages: more is a mistake, or a case to be split. */
const MOST_ROWS = 6000;

const clientItem = z.strictObject({
  kind: z.enum(['order', 'receivable', 'followUp', 'data']),
  /** Order number, invoice, or what was promised. */
  title: text,
  amount: money.nullable(),
  due: day.nullable(),
  receiver: text,
  verdict,
});

const client = z.strictObject({
  name: z.string().min(1).max(200),
  /** Fen, as of the generation of the list. */
  balance: money,
  openOrders: money,
  last12Months: money,
  /** Part of the balance that the client disputes. */
  disputed: money,
  receiver: text,
  verdict,
  items: z.array(clientItem).max(200),
});

/** 离职交接表: everything that goes from the leaver to others, clients first. Amounts in fen. */
export const handoverTableContent = z.strictObject({
  leaver: person,
  receivers: z.array(name).max(50),
  supervisor: person.nullable(),
  manager: person.nullable(),
  noticeDate: day,
  lastDay: day,
  handoverDue: day,
  /** Day on which amounts were taken from the books. */
  asOf: day,
  clients: z
    .array(client)
    .max(2000)
    .refine((list) => list.reduce((rows, each) => rows + 1 + each.items.length, 0) <= MOST_ROWS, 'too many rows'),
  tasks: workSections.tasks,
  files: workSections.files,
  accounts: workSections.accounts,
  assets: workSections.assets,
  funds: workSections.funds,
});
type Content = z.output<typeof handoverTableContent>;

/** In the narrow first column, so that number and date of most items fit two lines. */
const ITEMS = { order: '订单', receivable: '应收', followUp: '跟进', data: '资料' } as const;

/** A client's row opens a group when the list goes into items; a list of clients alone needs no grounds. */
function clientRows(clients: Content['clients']): Row[] {
  const detailed = clients.some((each) => each.items.length > 0);
  return clients.flatMap((each, index): Row[] => {
    const own: Row = {
      kind: detailed ? 'group' : 'body',
      minHeight: 8.5,
      cells: [
        { text: String(index + 1), align: 'center' },
        { text: each.name, bold: true },
        amountCell(each.balance),
        amountCell(each.openOrders),
        amountCell(each.last12Months),
        { text: each.receiver, bold: false },
        verdictCell(each.verdict),
        '',
      ],
    };
    const disputed: Row[] =
      each.disputed === 0
        ? []
        : [{ cells: ['', '其中有争议的应收', amountCell(each.disputed), '', '', '', verdictCell('disputed'), ''] }];
    const items = each.items.map((item): Row => {
      const amount = amountCell(item.amount);
      const due = item.due ? `　${item.due}` : '';
      return {
        cells: [
          { text: ITEMS[item.kind], align: 'center', tone: 'quiet' },
          `${item.title}${due}`,
          item.kind === 'receivable' ? amount : '',
          item.kind === 'order' ? amount : '',
          '',
          // Named once per client, and again only where somebody else takes over the item.
          item.receiver === each.receiver ? '' : item.receiver,
          verdictCell(item.verdict),
          '',
        ],
      };
    });
    return [own, ...disputed, ...items];
  });
}

const sum = (clients: Content['clients'], of: 'balance' | 'openOrders' | 'last12Months' | 'disputed') =>
  clients.reduce((total, each) => total + each[of], 0);

function clientTable(clients: Content['clients']): Block {
  const total: Row = {
    kind: 'total',
    cells: [
      { text: '合计', span: 2, align: 'right' },
      amountCell(sum(clients, 'balance')),
      amountCell(sum(clients, 'openOrders')),
      amountCell(sum(clients, 'last12Months')),
      { text: `${clients.length} 家客户`, span: 3 },
    ],
  };
  return {
    kind: 'table',
    size: 8.5,
    columns: [
      { title: '序', width: 10, align: 'center' },
      { title: '客户 / 事项' },
      { title: '应收余额', width: 23.5, numeric: true },
      { title: '未完成订单', width: 23.5, numeric: true },
      { title: '近 12 月金额', width: 23.5, numeric: true },
      { title: '接收人', width: 16 },
      { title: '结论', width: 15.5, align: 'center' },
      { title: '接收人签字', width: 18 },
    ],
    rows: clients.length > 0 ? [...clientRows(clients), total] : [],
  };
}

export function handoverTableBlocks(content: Content): Block[] {
  const { clients } = content;
  const declaration = formTexts.handoverTable.declaration.map(
    (words): Block => ({ kind: 'paragraph', text: words, size: 9.5, align: 'left', before: 2 }),
  );
  return [
    {
      kind: 'facts',
      columns: 2,
      labelWidth: 25,
      items: [
        { label: '移交人', value: personLine(content.leaver) },
        { label: '部门负责人', value: personLine(content.manager) },
        { label: '监交人', value: personLine(content.supervisor) },
        { label: '提出日期', value: content.noticeDate },
        { label: '最后工作日', value: content.lastDay },
        { label: '交接期限', value: content.handoverDue },
        { label: '接收人', value: content.receivers.join('、') || '尚未指定', span: 2 },
      ],
    },
    {
      kind: 'facts',
      columns: 3,
      labelWidth: 25,
      items: [
        { label: '客户数', value: `${clients.length} 家` },
        { label: '应收余额', value: `¥${formatAmount(sum(clients, 'balance'))}` },
        { label: '其中有争议', value: `¥${formatAmount(sum(clients, 'disputed'))}` },
        { label: '未完成订单', value: `¥${formatAmount(sum(clients, 'openOrders'))}` },
        { label: '近 12 月金额', value: `¥${formatAmount(sum(clients, 'last12Months'))}` },
        { label: '金额截至', value: content.asOf },
      ],
    },
    section('一、客户、应收与订单', '金额单位：元'),
    clientTable(clients),
    ...workLists(content),
    {
      kind: 'keep',
      blocks: [
        section('七、确认'),
        ...declaration,
        handSignatures(['移交人', '接收人', '监交人', '部门负责人', '人力资源']),
        remark('接收人有多位的，各在客户行的“接收人签字”栏签字。未办结的项目应写明，不得代签。'),
      ],
    },
  ];
}
