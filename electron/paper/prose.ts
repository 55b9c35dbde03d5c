import type { Align, ClauseBlock, HeadingBlock, ParagraphBlock, RulesBlock, SignaturesBlock, Text } from './blocks.ts';
import type { Area, Mark, Slice } from './flow.ts';
import { mm } from './page.ts';
import type { Line, TypeStyle, Typesetter } from './typeset.ts';

/** What blocks need to know to become slices. Lengths in points. */
export interface Setting {
  readonly type: Typesetter;
  readonly width: number;
  /** Height of a page's body: no slice is taller. */
  readonly bodyHeight: number;
  readonly size: number;
  readonly leading: number;
  /** Width kept for clause numbers, by depth, so that all clauses of a document align. */
  readonly hang: readonly number[];
}

/** Ideographs sit on 0.88 em above and 0.12 em below the baseline; the rest of the line height is shared above and below. */
export const baselineIn = (lineHeight: number, size: number) => (lineHeight - size) / 2 + size * 0.88;

const HIGHLIGHT_PAD = 3.5;

interface Passage {
  readonly text: Text;
  readonly style: TypeStyle;
  readonly align: Align;
  readonly leading: number;
  readonly before: number;
  /** From the left edge of the body to the text, points. */
  readonly inset: number;
  readonly indent: number;
  readonly highlight: boolean;
  readonly keepWithNext: boolean;
  readonly name?: string | undefined;
  /** Hangs in the inset beside the first line. */
  readonly number?: { readonly text: string; readonly x: number } | undefined;
}

/** One slice per line; first and last two lines stay together, so that no line is left alone on a page. */
function passage(setting: Setting, spec: Passage): Slice[] {
  const { type, width } = setting;
  const pad = spec.highlight ? HIGHLIGHT_PAD : 0;
  const inner = width - spec.inset - (spec.highlight ? 6 : 0);
  const lines = type.lines(spec.text, spec.style, inner, spec.align, spec.indent);
  return lines.map((line, index) => {
    const first = index === 0;
    const last = index === lines.length - 1;
    const lineHeight = line.size * spec.leading;
    const top = first ? pad : 0;
    const height = lineHeight + top + (last ? pad : 0);
    const marks: Mark[] = [];
    if (spec.highlight) {
      const ground = { kind: 'rect', y: 0, height: height + (last ? 0 : 0.3) } as const;
      marks.push({ ...ground, x: 0, width, fill: 'highlight' }, { ...ground, x: 0, width: 2, fill: 'bar' });
    }
    const baseline = top + baselineIn(lineHeight, line.size);
    if (first && spec.number) {
      const [number] = type.lines(spec.number.text, { ...spec.style, bold: true }, width, 'left');
      if (number) marks.push({ kind: 'line', x: spec.number.x, baseline, line: number });
    }
    marks.push({ kind: 'line', x: spec.inset, baseline, line });
    const area: Area[] = spec.name ? [{ name: spec.name, kind: 'text', x: 0, y: 0, width, height }] : [];
    return {
      height,
      before: first ? spec.before : 0,
      marks,
      areas: area,
      keepWithNext: last ? spec.keepWithNext : first || index === lines.length - 2,
    };
  });
}

export const paragraph = (setting: Setting, block: ParagraphBlock): Slice[] => {
  const size = block.size ?? setting.size;
  return passage(setting, {
    text: block.text,
    style: { size, bold: block.highlight || (block.bold ?? false), ...(block.tone ? { tone: block.tone } : {}) },
    align: block.align ?? 'justify',
    leading: setting.leading,
    before: block.before ?? size * 0.45,
    inset: (block.inset ?? 0) * size + (block.highlight ? 10 : 0),
    indent: (block.indent ?? 0) * size,
    highlight: block.highlight ?? false,
    keepWithNext: block.keepWithNext ?? false,
    name: block.name,
  });
};

const CLAUSE_STEP = 2;

export const clause = (setting: Setting, block: ClauseBlock): Slice[] => {
  const { size } = setting;
  const depth = block.depth ?? 0;
  const x = depth * CLAUSE_STEP * size + (block.highlight ? 10 : 0);
  return passage(setting, {
    text: block.text,
    style: { size, bold: block.highlight ?? false },
    align: 'justify',
    leading: setting.leading,
    before: size * 0.45,
    inset: x + (setting.hang[depth] ?? 0),
    indent: 0,
    highlight: block.highlight ?? false,
    keepWithNext: false,
    name: block.name,
    number: { text: block.number, x },
  });
};

/** Room for the widest clause number of each depth, in whole and half em so that text stays on the grid. */
export function hangOf(type: Typesetter, clauses: readonly ClauseBlock[], size: number): number[] {
  const hang = [0, 0, 0];
  for (const each of clauses) {
    const width = type.width(each.number, { size, bold: true }) + size * 0.5;
    const depth = each.depth ?? 0;
    hang[depth] = Math.max(hang[depth] ?? 0, (Math.ceil((width / size) * 2) * size) / 2);
  }
  return hang;
}

const HEADINGS = {
  1: { size: 18, before: 6, after: 12, align: 'center' },
  2: { size: 12, before: 11, after: 1.5, align: 'left' },
  3: { size: 10.5, before: 9, after: 0, align: 'left' },
} as const;

export function heading(setting: Setting, block: HeadingBlock): Slice[] {
  const look = HEADINGS[block.level];
  const slices = passage(setting, {
    text: block.text,
    style: { size: look.size, bold: true },
    align: block.align ?? look.align,
    leading: 1.4,
    before: look.before,
    inset: 0,
    indent: 0,
    highlight: false,
    keepWithNext: true,
  }).map((slice) => ({ ...slice, keepWithNext: true }));
  return slices.map((slice, index) =>
    index === slices.length - 1 ? { ...slice, height: slice.height + look.after } : slice,
  );
}

/** Lines stacked from `top`; answers the marks and the y below the last line. */
export function stack(lines: readonly Line[], x: number, top: number, leading: number): { marks: Mark[]; end: number } {
  const marks: Mark[] = [];
  let y = top;
  for (const line of lines) {
    const height = line.size * leading;
    marks.push({ kind: 'line', x, baseline: y + baselineIn(height, line.size), line });
    y += height;
  }
  return { marks, end: y };
}

export function signatures(setting: Setting, block: SignaturesBlock): Slice[] {
  const { type, size } = setting;
  const gap = mm(6);
  const width = (setting.width - gap * (block.columns - 1)) / block.columns;
  const height = mm(block.height ?? 24);
  const slices: Slice[] = [];
  for (let from = 0; from < block.boxes.length; from += block.columns) {
    const marks: Mark[] = [];
    const areas: Area[] = [];
    const row = block.boxes.slice(from, from + block.columns).map((box) => ({
      box,
      label: type.lines(box.label, { size: size * 0.95, bold: true }, width, 'left'),
    }));
    const top = Math.max(...row.map(({ label }) => stack(label, 0, 0, 1.4).end)) + 3;
    let end = top + height;
    row.forEach(({ box, label }, column) => {
      const x = column * (width + gap);
      const labelHeight = stack(label, 0, 0, 1.4).end;
      marks.push(...stack(label, x, top - 3 - labelHeight, 1.4).marks);
      // Half a point in, so that the frame of a signature lies on it and hides it.
      const frame = { x: x + 0.5, y: top + 0.5, width: width - 1, height: height - 1 };
      marks.push({ kind: 'rect', ...frame, stroke: { width: 0.5, tone: 'quiet', dash: 2 } });
      areas.push({ name: box.name, kind: 'signature', x, y: top, width, height });
      const under = (box.lines ?? []).flatMap((text) => type.lines(text, { size: size * 0.9 }, width, 'left'));
      const placed = stack(under, x, top + height + 4, 1.6);
      marks.push(...placed.marks);
      end = Math.max(end, placed.end);
    });
    slices.push({ height: end, before: 10, marks, areas, keepWithNext: false });
  }
  return slices;
}

export function rules(setting: Setting, block: RulesBlock): Slice[] {
  const pitch = mm(block.pitch ?? 9);
  const slices: Slice[] = [];
  if (block.label) {
    const lines = setting.type.lines(block.label, { size: setting.size }, setting.width, 'left');
    const { marks, end } = stack(lines, 0, 0, 1.4);
    slices.push({ height: end, before: setting.size * 0.6, marks, areas: [], keepWithNext: true });
  }
  for (let line = 0; line < block.lines; line += 1) {
    const stroke = { width: 0.5, tone: 'grid' } as const;
    slices.push({
      height: pitch,
      before: 0,
      marks: [{ kind: 'rule', x1: 0, y1: pitch, x2: setting.width, y2: pitch, stroke }],
      areas: [],
      keepWithNext: line < block.lines - 1,
    });
  }
  return slices;
}
