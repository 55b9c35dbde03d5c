import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { readingRecord } from '../../../shared/contract/agreements.ts';
import type { Block, Row } from '../../paper/blocks.ts';
import type { FilledAgreement } from './fill.ts';

/** What was shown, for how long, and what was acknowledged; made by the branch while the signer reads. */
export type ReadingRecord = z.infer<typeof readingRecord>;

const IDENTITY: Record<ReadingRecord['identity'], string> = {
  idCardChecked: '核对身份证件原件，与本人相符',
  knownPersonally: '经办人认识本人',
};
const LATER = '（阅读完成后由系统写入）';

/** An instant in Beijing time, to the second. */
export const beijingTime = (instant: number): string =>
  new Date(instant + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

const grouped = (hex: string): string => hex.toUpperCase().replace(/(.{8})(?!$)/g, '$1 ');
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** SHA-256 of a template as data, lower-case hex: tells two versions of the same number apart. */
export const templateDigest = (agreement: FilledAgreement): string => digest(agreement.template);
/** SHA-256 of what was filled in, annexes included, lower-case hex. */
export const contentDigest = (agreement: FilledAgreement): string =>
  digest([agreement.number, Object.entries(agreement.values).sort(([a], [b]) => (a < b ? -1 : 1)), agreement.annexes]);

/**
 * The last page: what happened before the first signature, covered by that signature together with the text. The copy that is
 * read has the same page with its entries open, so that reading and signing see the same number of pages.
 * @param room pages whose reading times have room at least, while they are not known
 */
export function auditBlocks(agreement: FilledAgreement, reading: ReadingRecord | undefined, room: number): Block[] {
  const { template } = agreement;
  const highlighted = agreement.sections.flatMap((each) => each.clauses).filter((each) => each.highlighted);
  const clauseRows: Row[] = highlighted.map((clause) => {
    const acknowledged = reading?.clauses.find((each) => each.id === clause.id);
    return { cells: [clause.number, clause.title, acknowledged === undefined ? '' : beijingTime(acknowledged.at)] };
  });
  return [
    { kind: 'pageBreak' },
    { kind: 'heading', level: 2, text: '审计页　签署前的阅读与确认记录' },
    {
      kind: 'paragraph',
      size: 9,
      tone: 'quiet',
      text: '本页由系统依据操作记录生成，与前文一并受第一个电子签名保护。其后的会签、交付另载于《签署记录》。时间均为北京时间，取自门店电脑。',
    },
    {
      kind: 'facts',
      columns: 1,
      labelWidth: 34,
      size: 9,
      items: [
        { label: '文件', value: `${template.title}　${agreement.number}` },
        {
          label: '模板',
          value: `${template.kind} 第 ${template.templateVersion} 版，自 ${template.effectiveFrom} 起施行`,
        },
        { label: '模板 SHA-256', value: grouped(templateDigest(agreement)) },
        { label: '填写内容 SHA-256', value: grouped(contentDigest(agreement)) },
        { label: '阅读版 SHA-256', value: reading === undefined ? LATER : grouped(reading.documentHash) },
        { label: '开始阅读', value: reading === undefined ? LATER : beijingTime(reading.presentedAt) },
        { label: '阅读完毕', value: reading === undefined ? LATER : beijingTime(reading.finishedAt) },
        { label: '身份核对', value: reading === undefined ? LATER : IDENTITY[reading.identity] },
        { label: '经办人', value: reading === undefined ? LATER : (reading.witness ?? '签署人本人登录') },
      ],
    },
    {
      kind: 'table',
      size: 9,
      columns: readingColumns,
      rows: readingRows(reading?.pages ?? [], room),
    },
    {
      kind: 'table',
      size: 9,
      columns: [{ title: '条款', width: 24 }, { title: '重点条款' }, { title: '乙方逐条确认的时间', width: 50 }],
      rows: clauseRows,
      empty: '本文件没有需要逐条确认的重点条款。',
    },
  ];
}

/** Pages in a row of reading times. */
export const perAuditRow = 4;
const readingColumns = Array.from({ length: perAuditRow }, () => [
  { title: '页', width: 13, align: 'center' as const },
  { title: '停留（秒）', align: 'center' as const },
]).flat();

/** Four pages to a row, so that a long agreement's reading times stay on the audit page. */
function readingRows(pages: readonly number[], room: number): Row[] {
  const rows: Row[] = [];
  for (let from = 0; from < Math.max(pages.length, room); from += perAuditRow) {
    const cells: string[] = [];
    for (let page = from; page < from + perAuditRow; page++) {
      const milliseconds = pages[page];
      cells.push(milliseconds === undefined ? '' : String(page + 1));
      cells.push(milliseconds === undefined ? '' : (milliseconds / 1000).toFixed(1));
    }
    rows.push({ cells });
  }
  return rows;
}
