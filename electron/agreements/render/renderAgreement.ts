import type { Block, Span, Text } from '../../paper/blocks.ts';
import { composeDocument } from '../../paper/compose.ts';
import { prepareForSigning, type SignatureField } from '../pades/prepare.ts';
import { auditBlocks, perAuditRow, type ReadingRecord } from './auditPage.ts';
import type { FilledAgreement, FilledClause } from './fill.ts';
import type { TemplateField } from './templateFormat.ts';

export interface RenderOptions {
  /** UTC ms; with the same content the same bytes. */
  readonly createdAt: number;
  /** Marks every page 示例数据 不具效力. */
  readonly sample: boolean;
  /** Once the reading is done. Without it this is the copy that is read, with an open audit page. */
  readonly reading?: ReadingRecord;
  /** To be printed and signed in ink: no signature fields, no audit page. Default: as the template says. */
  readonly method?: 'certificate' | 'wetInk';
}

/** A highlighted clause and where it is printed. */
export interface PlacedClause {
  readonly id: string;
  readonly title: string;
  /** 第十条 and the text, as printed. */
  readonly text: string;
  /** Counts from 1. */
  readonly page: number;
}

export interface RenderedAgreement {
  readonly bytes: Uint8Array;
  /** Empty signature fields, named `employee` and `company`; none on paper. */
  readonly fields: readonly SignatureField[];
  readonly pageCount: number;
  /** The highlighted clauses in order. */
  readonly clauses: readonly PlacedClause[];
  /** Characters that no font has; printed as 〔U+XXXX〕. */
  readonly missingGlyphs: readonly string[];
}

/** Sets an agreement as a PDF, with its signature fields laid and, where it is signed electronically, the audit page. */
export async function renderAgreement(agreement: FilledAgreement, options: RenderOptions): Promise<RenderedAgreement> {
  const { template } = agreement;
  const onPaper = (options.method ?? template.method) === 'wetInk';
  const body = bodyBlocks(agreement, onPaper);
  const paper = {
    title: template.title,
    subject: agreement.number,
    createdAt: options.createdAt,
    sample: options.sample,
    header: { left: agreement.shown.companyName ?? '', right: agreement.number },
    footer: { left: `${template.title}　模板第 ${template.templateVersion} 版` },
  };
  const compose = (blocks: readonly Block[]) => composeDocument({ ...paper, blocks: [...body, ...blocks] });
  let room = perAuditRow;
  let composed = await compose(onPaper ? [] : auditBlocks(agreement, options.reading, room));
  while (!onPaper && options.reading === undefined && composed.pageCount > room) {
    // Room for the reading times of all pages, so that the signed copy has as many pages as the one that was read.
    room = Math.ceil(composed.pageCount / perAuditRow) * perAuditRow;
    composed = await compose(auditBlocks(agreement, undefined, room));
  }
  const fields = onPaper
    ? []
    : composed.boxes
        .filter((box) => box.kind === 'signature')
        .map((box) => ({
          name: box.name,
          label: template.signatures.find((each) => each.name === box.name)?.label ?? box.name,
          page: box.page - 1,
          rect: box.rect,
        }));
  const clauses = agreement.sections
    .flatMap((section) => section.clauses)
    .filter((clause) => clause.highlighted)
    .map((clause) => ({
      id: clause.id,
      title: clause.title,
      text: plainText(clause),
      page: composed.boxes.find((box) => box.kind === 'text' && box.name === clause.id)?.page ?? 1,
    }));
  return {
    bytes: fields.length > 0 ? prepareForSigning(composed.bytes, fields) : composed.bytes,
    fields,
    pageCount: composed.pageCount,
    clauses,
    missingGlyphs: composed.missingGlyphs,
  };
}

const joined = (spans: readonly Span[]): string => spans.map((span) => span.text).join('');

/** A clause as one text, for the screen on which it is acknowledged. */
const plainText = (clause: FilledClause): string =>
  [
    `${clause.number}　${joined(clause.text)}`,
    ...clause.items.map((item, i) => `${itemNumber(i)}${joined(item)}`),
  ].join('\n');

const ITEMS = '一二三四五六七八九十';
const itemNumber = (index: number): string => `（${ITEMS.charAt(index) || index + 1}）`;

function bodyBlocks(agreement: FilledAgreement, onPaper: boolean): Block[] {
  const { template } = agreement;
  const [company, employee] = template.parties;
  const text = [
    ...agreement.sections.flatMap(({ heading, clauses }): Block[] => [
      { kind: 'heading', level: 2, text: heading },
      ...clauses.flatMap((clause) => clauseBlocks(clause, onPaper)),
    ]),
    ...fingerprintBlocks(agreement),
  ];
  return [
    { kind: 'heading', level: 1, text: template.title },
    partyFacts('甲方', company, agreement),
    partyFacts('乙方', employee, agreement),
    { kind: 'space', height: 1 },
    ...agreement.preamble.map((text): Block => ({ kind: 'paragraph', text, indent: 2 })),
    ...text.slice(0, -1),
    {
      kind: 'keep',
      // Signatures never stand on a page without any of the text that is signed.
      blocks: [
        ...text.slice(-1),
        {
          kind: 'paragraph',
          text: `参照：${template.sources.join('；')}。`,
          size: 8,
          tone: 'quiet',
          before: 6,
          align: 'left',
        },
        { kind: 'heading', level: 2, text: '签署' },
        {
          kind: 'signatures',
          columns: template.signatures.length === 3 ? 3 : 2,
          boxes: template.signatures.map((each) => ({
            ...each,
            ...(onPaper ? { lines: ['日期：　　　　年　　月　　日'] } : {}),
          })),
        },
      ],
    },
    ...annexBlocks(agreement),
  ];
}

function clauseBlocks(clause: FilledClause, onPaper: boolean): Block[] {
  const title: Span = { text: `${clause.title}。`, bold: true };
  const tick: Text = onPaper && clause.highlighted ? [{ text: ' ☐ 乙方已阅知' }] : [];
  return [
    {
      kind: 'clause',
      number: clause.number,
      text: [title, ...clause.text, ...tick],
      highlight: clause.highlighted,
      name: clause.id,
    },
    ...clause.items.map(
      (item, i): Block => ({
        kind: 'clause',
        number: itemNumber(i),
        text: item,
        depth: 1,
        highlight: clause.highlighted,
      }),
    ),
  ];
}

/** Labels and values of a party; values that are not known and not needed leave no empty cell. */
function partyFacts(party: string, names: readonly string[], agreement: FilledAgreement): Block {
  const items = names.flatMap((name) => {
    const value = agreement.shown[name];
    const field = agreement.template.fields.find((each) => each.name === name);
    return value === undefined || field === undefined
      ? []
      : [{ label: labelOf(party, field), value, span: spanOf(value) }];
  });
  return { kind: 'facts', columns: 2, labelWidth: 38, size: 9.5, items };
}

const labelOf = (party: string, field: TemplateField): string =>
  field.label.zh.startsWith(party) ? field.label.zh : `${party}${field.label.zh}`;
/** Long names and addresses take the row; a Latin letter or digit is about half as wide as a Chinese character. */
const spanOf = (value: string): number =>
  [...value].reduce((width, character) => width + (character < '\u2e80' ? 0.55 : 1), 0) > 13 ? 2 : 1;

function fingerprintBlocks({ template, shown }: FilledAgreement): Block[] {
  const fields = template.fields.filter((each) => each.shown === 'fingerprint' && shown[each.name] !== undefined);
  if (fields.length === 0) return [];
  const items = template.fields
    .filter((each) => each.source === 'signer.serial' || fields.includes(each))
    .flatMap((each) => ({ label: each.label.zh, value: shown[each.name] ?? '' }));
  return [
    {
      kind: 'keep',
      blocks: [
        { kind: 'heading', level: 2, text: '证书指纹' },
        { kind: 'facts', columns: 1, labelWidth: 48, items },
      ],
    },
  ];
}

function annexBlocks({ template, annexes }: FilledAgreement): Block[] {
  return template.annexes.flatMap((annex, index): Block[] => [
    index === 0 ? { kind: 'pageBreak' } : { kind: 'space', height: 4 },
    { kind: 'heading', level: 2, text: annex.title },
    {
      kind: 'table',
      size: 9,
      columns: [
        { title: '序号', width: 12, align: 'center' },
        ...annex.columns.map(({ title, width }) => (width === undefined ? { title } : { title, width })),
      ],
      rows: (annexes[annex.name] ?? []).map((row, i) => ({
        cells: [String(i + 1), ...annex.columns.map((column) => row[column.key] ?? '')],
      })),
      empty: annex.empty,
    },
  ]);
}
