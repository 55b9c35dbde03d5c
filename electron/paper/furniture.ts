import { create as createQr } from 'qrcode';
import type { Masthead, PaperDocument, Text } from './blocks.ts';
import type { Mark, Matrix } from './flow.ts';
import { A4, CONTENT_WIDTH, MARGIN, mm, QR_SIDE } from './page.ts';
import { baselineIn } from './prose.ts';
import type { TypeStyle, Typesetter } from './typeset.ts';

/** What is printed around the body of a page. All of it lies within the 15 mm margins but the sample mark. */
export interface Furniture {
  /** Body area, points from the top of the page. */
  readonly top: number;
  readonly bottom: number;
  /** Marks of one page of a part, counted from 1; `sheet` counts through the parts. */
  marks(page: number, pages: number, sheet: number): Mark[];
}

const FOOTER_HEIGHT = mm(6);
const HEADER_HEIGHT = mm(8);
const SMALL = 8;
const SAMPLE = '示例数据　不具效力';

/** The QR code of a text: error correction M survives a crease or a stamp over an eighth of it. */
export function qrMatrix(text: string): Matrix {
  const { modules } = createQr(text, { errorCorrectionLevel: 'M' });
  return { size: modules.size, dark: Uint8Array.from(modules.data, (each) => (each ? 1 : 0)) };
}

export function furnish(paper: PaperDocument, type: Typesetter): Furniture {
  const { masthead, header } = paper;
  const bottom = A4.height - MARGIN.bottom - FOOTER_HEIGHT;
  const one = (text: Text, style: TypeStyle) => {
    const [line] = type.lines(text, style, A4.width, 'left');
    return line ?? { runs: [], strokes: [], width: 0, size: style.size };
  };
  const left = MARGIN.left;
  const right = A4.width - MARGIN.right;
  const hair = { width: 0.5, tone: 'grid' } as const;

  const foot = (page: number, pages: number): Mark[] => {
    const baseline = A4.height - MARGIN.bottom - 1.5;
    const style = { size: SMALL, tone: 'quiet' } as const;
    const number = one(`第 ${page} 页 / 共 ${pages} 页`, style);
    const marks: Mark[] = [
      { kind: 'rule', x1: left, x2: right, y1: bottom + mm(1.5), y2: bottom + mm(1.5), stroke: hair },
      { kind: 'line', x: right - number.width, baseline, line: number },
    ];
    if (paper.footer?.left) marks.push({ kind: 'line', x: left, baseline, line: one(paper.footer.left, style) });
    return marks;
  };

  const head = (): Mark[] => {
    const marks: Mark[] = [];
    const style = { size: SMALL, tone: 'quiet' } as const;
    const baseline = MARGIN.top + baselineIn(SMALL * 1.4, SMALL);
    if (header?.left) marks.push({ kind: 'line', x: left, baseline, line: one(header.left, style) });
    if (header?.right) {
      const line = one(header.right, style);
      marks.push({ kind: 'line', x: right - line.width, baseline, line });
    }
    const y = MARGIN.top + mm(5);
    if (marks.length > 0) marks.push({ kind: 'rule', x1: left, x2: right, y1: y, y2: y, stroke: hair });
    return marks;
  };

  const mast = (form: Masthead, page: number, sheet: number): Mark[] => {
    const room = CONTENT_WIDTH - QR_SIDE - mm(5);
    const top = MARGIN.top;
    const marks: Mark[] = [];
    const modules = qrMatrix(`${form.qr}${sheet}`);
    marks.push({ kind: 'code', x: right - QR_SIDE, y: top, side: QR_SIDE, modules });
    const fitted = (text: Text, style: TypeStyle) => {
      const width = type.width(text, style);
      return one(text, width > room ? { ...style, size: (style.size * room) / width } : style);
    };
    const organisation = fitted(form.organisation, { size: 9.5, tone: 'quiet' });
    const number = one(['编号　', { text: form.number, bold: true, tone: 'ink' }], { size: 9.5, tone: 'quiet' });
    const numberBaseline = top + QR_SIDE - 2;
    marks.push({ kind: 'line', x: left, baseline: top + 9.5, line: organisation });
    if (form.title !== null) {
      const title = page === 1 ? form.title : `${form.title}（续）`;
      const line = fitted(title, { size: page === 1 ? 20 : 13, bold: true });
      marks.push({ kind: 'line', x: left, baseline: top + mm(14), line });
    }
    marks.push({ kind: 'line', x: left, baseline: numberBaseline, line: number });
    if (form.mark) {
      const line = one(form.mark, { size: 9, bold: true, tone: 'alert' });
      const x = left + number.width + 12;
      const frame = { x: x - 5, y: numberBaseline - 10.5, width: line.width + 10, height: 14 };
      marks.push({ kind: 'rect', ...frame, stroke: { width: 0.8, tone: 'alert' } });
      marks.push({ kind: 'line', x, baseline: numberBaseline, line });
    }
    const y = top + QR_SIDE + mm(3);
    return [...marks, { kind: 'rule', x1: left, x2: right, y1: y, y2: y, stroke: { width: 1, tone: 'brand' } }];
  };

  /** In the margins on all sides: whichever part of the page is copied, the mark comes along, and no word is covered. */
  const sample = (): Mark[] => {
    const line = one(SAMPLE, { size: 13, bold: true, tone: 'faint' });
    const middle = A4.height / 2;
    const centre = (A4.width - line.width) / 2;
    return [
      { kind: 'line', x: centre, baseline: mm(10), line },
      { kind: 'line', x: centre, baseline: A4.height - mm(6), line },
      { kind: 'line', x: mm(10.5), baseline: middle + line.width / 2, line, turn: 90 },
      { kind: 'line', x: A4.width - mm(10.5), baseline: middle - line.width / 2, line, turn: -90 },
    ];
  };

  const top = masthead ? MARGIN.top + QR_SIDE + mm(6) : MARGIN.top + (header ? HEADER_HEIGHT : 0);
  return {
    top,
    bottom,
    marks: (page, pages, sheet) => [
      ...(paper.sample ? sample() : []),
      ...(masthead ? mast(masthead, page, sheet) : head()),
      ...foot(page, pages),
    ],
  };
}
