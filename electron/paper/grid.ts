import type { Align, Cell, Column, FactsBlock, Row, TableBlock, Text } from './blocks.ts';
import type { Area, Mark, Shade, Slice } from './flow.ts';
import { mm } from './page.ts';
import { baselineIn, type Setting } from './prose.ts';
import { type Line, spansOf, type TypeStyle } from './typeset.ts';

const PAD_X = 4;
const PAD_Y = 3;
const LEADING = 1.38;
const GRID = { width: 0.5, tone: 'grid' } as const;
/** Numbers are set smaller rather than broken, but never below this share of the table's size. */
const SMALLEST = 0.55;

/** A cell with its place in the row settled. Lengths in points. */
interface Box {
  readonly x: number;
  readonly width: number;
  readonly lines: readonly Line[];
  readonly fill?: Shade | undefined;
  readonly name?: string | undefined;
}

function setCell(
  setting: Setting,
  text: Text,
  style: TypeStyle,
  width: number,
  align: Align,
  numeric: boolean,
): Line[] {
  const inner = width - PAD_X * 2;
  if (!numeric) return setting.type.lines(text, style, inner, align);
  const natural = setting.type.width(text, style);
  const factor = natural > inner ? Math.max(SMALLEST, inner / natural) : 1;
  return setting.type.lines(text, { ...style, size: style.size * factor * (factor < 1 ? 0.995 : 1) }, inner, align);
}

const linesHeight = (lines: readonly Line[]) => lines.reduce((total, each) => total + each.size * LEADING, 0);

/** One bordered row as one slice; content is centred vertically, as on the forms people know. */
function rowSlice(boxes: readonly Box[], minHeight: number): Slice {
  const height = Math.max(minHeight, ...boxes.map((box) => linesHeight(box.lines) + PAD_Y * 2));
  const grounds: Mark[] = [];
  const marks: Mark[] = [];
  const areas: Area[] = [];
  for (const box of boxes) {
    const place = { x: box.x, y: 0, width: box.width, height };
    if (box.fill) grounds.push({ kind: 'rect', ...place, fill: box.fill });
    grounds.push({ kind: 'rect', ...place, stroke: GRID });
    let y = (height - linesHeight(box.lines)) / 2;
    for (const line of box.lines) {
      const lineHeight = line.size * LEADING;
      marks.push({ kind: 'line', x: box.x + PAD_X, baseline: y + baselineIn(lineHeight, line.size), line });
      y += lineHeight;
    }
    if (box.name) areas.push({ name: box.name, kind: 'signature', ...place });
  }
  return { height, before: 0, marks: [...grounds, ...marks], areas, keepWithNext: false };
}

/** A row taller than `most` is cut between lines into several slices. */
function rowSlices(boxes: readonly Box[], minHeight: number, most: number): Slice[] {
  const whole = rowSlice(boxes, minHeight);
  if (whole.height <= most) return [whole];
  const slices: Slice[] = [];
  let rest = boxes;
  while (rest.some((box) => box.lines.length > 0)) {
    const taken = rest.map((box) => {
      let height = PAD_Y * 2;
      let count = 0;
      for (const line of box.lines) {
        height += line.size * LEADING;
        if (height > most && count > 0) break;
        count += 1;
      }
      return count;
    });
    slices.push(
      rowSlice(
        rest.map((box, i) => ({ ...box, lines: box.lines.slice(0, taken[i] ?? 0) })),
        0,
      ),
    );
    rest = rest.map((box, i) => ({ ...box, lines: box.lines.slice(taken[i] ?? 0), name: undefined }));
  }
  return slices;
}

function columnWidths(columns: readonly Column[], width: number): number[] {
  const fixed = columns.reduce((total, each) => total + mm(each.width ?? 0), 0);
  const growth = columns.reduce((total, each) => total + (each.width === undefined ? (each.grow ?? 1) : 0), 0);
  if (growth === 0 && fixed > 0) return columns.map((each) => (mm(each.width ?? 0) / fixed) * width);
  const spare = Math.max(0, width - fixed);
  return columns.map((each) => (each.width === undefined ? ((each.grow ?? 1) / growth) * spare : mm(each.width)));
}

const cellOf = (cell: string | Cell): Cell => (typeof cell === 'string' ? { text: cell } : cell);
const FILL = { body: undefined, group: 'group', subtotal: 'total', total: 'total', note: undefined } as const;

function tableRow(
  setting: Setting,
  columns: readonly Column[],
  widths: readonly number[],
  row: Row,
  size: number,
): Box[] {
  const kind = row.kind ?? 'body';
  const strong = kind === 'group' || kind === 'total' || kind === 'subtotal';
  const boxes: Box[] = [];
  let at = 0;
  let x = 0;
  for (const cell of row.cells.map(cellOf)) {
    const column = columns[at];
    const span = Math.max(1, Math.min(cell.span ?? (kind === 'note' ? columns.length : 1), columns.length - at));
    const width = widths.slice(at, at + span).reduce((total, each) => total + each, 0);
    const numeric = cell.numeric ?? (span === 1 && (column?.numeric ?? false));
    const align = cell.align ?? (numeric ? 'right' : span === 1 ? (column?.align ?? 'left') : 'left');
    const tone = cell.tone ?? (kind === 'note' || cell.label ? 'quiet' : undefined);
    const style = { size, bold: cell.bold ?? strong, ...(tone ? { tone } : {}) };
    const lines = setCell(setting, cell.text, style, width, align, numeric);
    boxes.push({ x, width, lines, fill: cell.label ? 'label' : FILL[kind], name: cell.name });
    at += span;
    x += width;
    if (at >= columns.length) break;
  }
  // A row with too few cells is closed by an empty one, so that the frame has no gap.
  if (at < columns.length) boxes.push({ x, width: setting.width - x, lines: [], fill: FILL[kind] });
  return boxes;
}

/** The group's row as it is repeated on the next page; its name is marked, not the number before it. */
function continued(row: Row): Row {
  const cells = row.cells.map(cellOf);
  const name = Math.max(
    0,
    cells.findIndex((cell) => cell.align === undefined || cell.align === 'left'),
  );
  return {
    ...row,
    cells: cells.map((cell, at) => (at === name ? { ...cell, text: [...spansOf(cell.text), '（续）'] } : cell)),
  };
}

export function table(setting: Setting, block: TableBlock): Slice[] {
  const size = block.size ?? setting.size * 0.86;
  const widths = columnWidths(block.columns, setting.width);
  const headerBoxes = block.columns.map((column, index): Box => {
    const width = widths[index] ?? 0;
    const x = widths.slice(0, index).reduce((total, each) => total + each, 0);
    const align = column.numeric ? 'right' : (column.align ?? 'left');
    const lines = setting.type.lines(column.title, { size, bold: true }, width - PAD_X * 2, align);
    return { x, width, lines, fill: 'label' };
  });
  const header: Slice[] = block.headless ? [] : [{ ...rowSlice(headerBoxes, 0), keepWithNext: true }];
  const rows: readonly Row[] =
    block.rows.length > 0
      ? block.rows
      : [{ kind: 'note', cells: [{ text: block.empty ?? '无', align: 'center', span: block.columns.length }] }];

  const slices: Slice[] = header.map((slice) => ({ ...slice, before: 4 }));
  let running: readonly Slice[] = header;
  for (const [index, row] of rows.entries()) {
    const kind = row.kind ?? 'body';
    if (kind === 'group' || kind === 'total') running = header;
    const most = setting.bodyHeight - running.reduce((total, each) => total + each.height, 0);
    const made = rowSlices(tableRow(setting, block.columns, widths, row, size), mm(row.minHeight ?? 0), most);
    const next = rows[index + 1]?.kind;
    const opens = kind === 'group' && next !== 'group' && index + 1 < rows.length;
    // No single row is left at the foot or the head of a page.
    const edge = rows.length > 1 && (index === 0 || index === rows.length - 2);
    const keepWithNext = opens || edge || next === 'subtotal' || next === 'total';
    for (const [part, slice] of made.entries()) {
      const last = part === made.length - 1;
      slices.push({ ...slice, keepWithNext: last && keepWithNext, running: { slices: running } });
    }
    if (kind === 'group') {
      const repeat = tableRow(setting, block.columns, widths, continued(row), size);
      running = [...header, rowSlice(repeat, mm(row.minHeight ?? 0))];
    } else if (kind === 'subtotal') {
      running = header;
    }
  }
  return block.headless ? slices.map((slice, index) => (index === 0 ? { ...slice, before: 4 } : slice)) : slices;
}

export function facts(setting: Setting, block: FactsBlock): Slice[] {
  const size = block.size ?? setting.size * 0.9;
  const pair = setting.width / block.columns;
  const natural = Math.max(0, ...block.items.map((each) => setting.type.width(each.label, { size }))) + PAD_X * 2 + 1;
  const labelWidth = Math.min(block.labelWidth === undefined ? natural : mm(block.labelWidth), pair * 0.6);
  const rows: { item: FactsBlock['items'][number]; span: number }[][] = [];
  let used: number = block.columns;
  for (const item of block.items) {
    const span = Math.max(1, Math.min(item.span ?? 1, block.columns));
    if (used + span > block.columns) {
      const previous = rows.at(-1)?.at(-1);
      if (previous) previous.span += block.columns - used;
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push({ item, span });
    used += span;
  }
  const final = rows.at(-1)?.at(-1);
  if (final) final.span += block.columns - used;

  return rows.flatMap((row, index) => {
    let at = 0;
    const boxes = row.flatMap(({ item, span }): Box[] => {
      const x = at * pair;
      const width = span * pair;
      at += span;
      const style = { size, tone: 'quiet' } as const;
      const label = setting.type.lines(item.label, style, labelWidth - PAD_X * 2, 'left');
      const value = setting.type.lines(item.value, { size }, width - labelWidth - PAD_X * 2, 'left');
      return [
        { x, width: labelWidth, lines: label, fill: 'label' },
        { x: x + labelWidth, width: width - labelWidth, lines: value, name: item.name },
      ];
    });
    const minHeight = Math.max(0, ...row.map(({ item }) => mm(item.minHeight ?? 0)));
    return rowSlices(boxes, Math.max(minHeight, size * LEADING + PAD_Y * 2), setting.bodyHeight).map((slice, part) => ({
      ...slice,
      before: index === 0 && part === 0 ? 4 : 0,
      keepWithNext: part === 0 && index === 0 && rows.length > 1,
    }));
  });
}
