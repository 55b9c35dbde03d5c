import { z } from 'zod';
import { formatAmount } from '../../../shared/domain/money.ts';
import type { Block, Cell, Row, Span, TableBlock, Text } from '../../paper/blocks.ts';
import {
  day,
  money,
  name,
  note,
  type Person,
  RISKS,
  riskLevel,
  SECRECY,
  secrecy,
  text,
  VERDICTS,
  type Verdict,
  verdict,
} from './fields.ts';

/** Room for a date written by hand. */
export const WRITTEN_DATE = '　　　年　　月　　日';

/** What the application does not keep is written by hand: it must not be printed as if there were none. */
const BY_HAND = '系统没有登记，请手写；没有的写“无”';
/** Rows to write in, mm each. */
const HAND_ROWS = { count: 3, height: 8.5 };

/** The heading of a section of work; `null` stands for what is not kept. */
export const workSection = (title: string, rows: readonly unknown[] | null): Block =>
  section(title, rows === null ? BY_HAND : undefined);

export const section = (title: string, aside?: string): Block => ({
  kind: 'heading',
  level: 2,
  text: aside ? [title, { text: `　${aside}`, bold: false, tone: 'quiet', scale: 0.75 }] : title,
});
export const remark = (words: string): Block => ({
  kind: 'paragraph',
  text: words,
  size: 9,
  tone: 'quiet',
  align: 'left',
});

/** Name with number and position, as one value: `张伟　TJ01-0042　大客户经理`. */
export const personLine = (who: Person | null): string =>
  who ? [who.name, who.employeeNo, who.position].filter((each) => each).join('　') : '';

/** A row of a hand-filled grid: label and room to write, twice, or once across the whole width. */
export type HandRow = readonly [label: string, value: Text, label2?: string, value2?: Text];

/** Rows with room for a pen; labels at the left of each half. Heights in mm. */
export const handGrid = (rows: readonly HandRow[], height = 13): TableBlock => ({
  kind: 'table',
  headless: true,
  size: 9,
  columns: [{ title: '', width: 29 }, { title: '' }, { title: '', width: 21 }, { title: '', width: 48 }],
  rows: rows.map(([label, value, label2, value2]) => ({
    minHeight: height,
    cells:
      label2 === undefined
        ? [
            { text: label, label: true },
            { text: value, span: 3 },
          ]
        : [{ text: label, label: true }, { text: value }, { text: label2, label: true }, { text: value2 ?? '' }],
  })),
});

/** A signature and its date, one row for each person. */
export const handSignatures = (labels: readonly string[]): TableBlock =>
  handGrid(labels.map((label) => [label, '', '日期', WRITTEN_DATE]));

/** A line to write on within a text, `em` characters long. */
export const blank = (em: number): Span => ({ text: '　'.repeat(em), underline: true });

/** The verdict as a cell: what needs attention stands out in black and white too, by weight. */
export const verdictCell = (value: Verdict): Cell => {
  const settled = value === 'accepted' || value === 'confirmed';
  const bad = value === 'disputed' || value === 'refused' || value === 'unreachable' || value === 'returned';
  return { text: VERDICTS[value], bold: bad, align: 'center', tone: bad ? 'alert' : settled ? 'ink' : 'quiet' };
};

export const amountCell = (amount: number | null): Cell =>
  amount === null ? { text: '' } : { text: formatAmount(amount), numeric: true };

/** What is handed over besides clients; the handover table and the work list share it. Null: not kept, written by hand. */
export const workSections = {
  duties: z
    .array(z.strictObject({ duty: note, receiver: text }))
    .max(200)
    .nullable(),
  tasks: z
    .array(z.strictObject({ task: note, state: text, due: day.nullable(), risk: riskLevel, receiver: name, verdict }))
    .max(1000),
  files: z
    .array(
      z.strictObject({
        title: text,
        location: text,
        secrecy,
        copy: z.enum(['original', 'copy']),
        receiver: name,
        verdict,
      }),
    )
    .max(1000)
    .nullable(),
  accounts: z
    .array(z.strictObject({ system: text, account: text, action: text, receiver: text, verdict }))
    .max(500)
    .nullable(),
  assets: z
    .array(
      z.strictObject({ title: text, serial: text, condition: text, quantity: z.int().min(0), receiver: name, verdict }),
    )
    .max(1000),
  /** Advances, unreimbursed expenses, company cards. */
  funds: z
    .array(z.strictObject({ title: text, amount: money, note: text, verdict }))
    .max(200)
    .nullable(),
};
export type WorkSections = z.output<z.ZodObject<typeof workSections>>;
type WorkLists = Omit<WorkSections, 'duties'>;

const numbered = (rows: readonly (readonly (string | Cell)[])[]): Row[] =>
  rows.map((cells, index) => ({ cells: [{ text: String(index + 1), align: 'center' }, ...cells] }));

const serialColumn = { title: '序', width: 8, align: 'center' } as const;
const receiverColumn = { title: '接收人', width: 20 } as const;
const verdictColumn = { title: '结论', width: 17, align: 'center' } as const;

const toWriteIn = (columns: number): Row[] =>
  Array.from({ length: HAND_ROWS.count }, () => ({
    minHeight: HAND_ROWS.height,
    cells: Array.from({ length: columns }, () => ''),
  }));

const list = (
  columns: TableBlock['columns'],
  rows: readonly (readonly (string | Cell)[])[] | undefined,
): TableBlock => ({
  kind: 'table',
  columns: [serialColumn, ...columns],
  rows: rows === undefined ? toWriteIn(columns.length + 1) : numbered(rows),
});

export const dutyTable = (work: WorkSections) =>
  list(
    [{ title: '岗位职责与日常工作' }, receiverColumn],
    work.duties?.map((each) => [each.duty, each.receiver]),
  );

const taskTable = (work: WorkLists) =>
  list(
    [
      { title: '待办事项' },
      { title: '进展', width: 34 },
      { title: '期限', width: 21, align: 'center' },
      { title: '风险', width: 10, align: 'center' },
      receiverColumn,
      verdictColumn,
    ],
    work.tasks.map((each) => [
      each.task,
      each.state,
      each.due ?? '',
      { text: RISKS[each.risk], bold: each.risk === 'high' },
      each.receiver,
      verdictCell(each.verdict),
    ]),
  );

const fileTable = (work: WorkLists) =>
  list(
    [
      { title: '文件资料' },
      { title: '存放位置', grow: 1.2 },
      { title: '密级', width: 17, align: 'center' },
      { title: '原件/副本', width: 17, align: 'center' },
      receiverColumn,
      verdictColumn,
    ],
    work.files?.map((each) => [
      each.title,
      each.location,
      { text: SECRECY[each.secrecy], bold: each.secrecy === 'secret' },
      each.copy === 'original' ? '原件' : '副本',
      each.receiver,
      verdictCell(each.verdict),
    ]),
  );

const accountTable = (work: WorkLists) =>
  list(
    [{ title: '系统' }, { title: '账号' }, { title: '处理' }, receiverColumn, verdictColumn],
    work.accounts?.map((each) => [each.system, each.account, each.action, each.receiver, verdictCell(each.verdict)]),
  );

const assetTable = (work: WorkLists) =>
  list(
    [
      { title: '物品' },
      { title: '编号' },
      { title: '状况', width: 34 },
      { title: '数量', width: 12, numeric: true },
      receiverColumn,
      verdictColumn,
    ],
    work.assets.map((each) => [
      each.title,
      each.serial,
      each.condition,
      String(each.quantity),
      each.receiver,
      verdictCell(each.verdict),
    ]),
  );

const fundTable = (work: WorkLists): TableBlock =>
  list(
    [{ title: '款项' }, { title: '金额（元）', width: 28, numeric: true }, { title: '说明' }, verdictColumn],
    work.funds?.map((each) => [each.title, amountCell(each.amount), each.note, verdictCell(each.verdict)]),
  );

/** What is handed over besides clients and duties, in the order and under the numbers of every list of it. */
export const workLists = (work: WorkLists): Block[] => [
  section('二、待办事项'),
  taskTable(work),
  workSection('三、文件资料', work.files),
  fileTable(work),
  workSection('四、系统账号', work.accounts),
  accountTable(work),
  section('五、物品'),
  assetTable(work),
  workSection('六、款项与未报销费用', work.funds),
  fundTable(work),
];
