import { RefusalError } from '../../../shared/domain/refusal.ts';
import { mayBreakBetween } from '../../paper/characters.ts';
import { dictOf, type PdfRef, PdfStream, pdfName } from '../pdf/value.ts';
import type { PdfUpdate } from '../pdf/write.ts';
import type { EmbeddedText } from './embeddedText.ts';
import type { PdfRect } from './prepare.ts';

/** A handwritten signature as the pen drew it: each stroke a list of points, y downwards as on a screen. Any unit. */
export type Handwriting = readonly (readonly (readonly [x: number, y: number])[])[];

/** What the visible signature says. */
export interface SignatureAppearance {
  /** Printed large: the person's or the company's name. */
  readonly name: string;
  /** Small lines under the name, for example time, certificate serial number and reason. */
  readonly lines: readonly string[];
  /** A person signs in ink blue, a company in seal red. */
  readonly party: 'person' | 'company';
  readonly handwriting?: Handwriting;
}

/** Every character the visible signature may draw; `〔U+〕` and hexadecimal digits mark those that no font has. */
export const codePointsOf = (content: SignatureAppearance): number[] =>
  [...`${content.name}${content.lines.join('')}〔U+〕0123456789ABCDEF`].map((each) => each.codePointAt(0) ?? 0);

const INK = { person: '0.07 0.2 0.5', company: '0.75 0.1 0.1' } as const;
const MAX_POINTS = 20_000;
const PADDING = 5;
const NAME_SIZE = 12;
const LINE_SIZE = 7;
const LEADING = 1.35;
/** Below this nothing is legible on paper; longer texts are refused rather than hidden. */
const MIN_SCALE = 0.45;

/** Draws the visible signature as a form XObject of the size of its place. @throws RefusalError */
export function drawAppearance(
  update: PdfUpdate,
  text: EmbeddedText,
  rect: PdfRect,
  content: SignatureAppearance,
): PdfRef {
  const width = rect[2] - rect[0];
  const height = rect[3] - rect[1];
  const ink = INK[content.party];
  const drawing = content.handwriting !== undefined && content.handwriting.length > 0;
  const left = drawing ? width * 0.38 : PADDING;
  const parts = [`q ${ink} RG ${ink} rg`, `1 w 0.5 0.5 ${fixed(width - 1)} ${fixed(height - 1)} re S`];
  if (content.handwriting !== undefined && drawing) {
    parts.push(drawHandwriting(content.handwriting, PADDING, PADDING, left - 2 * PADDING, height - 2 * PADDING));
  }
  parts.push(setText(text, content, left, width - left - PADDING, height - 2 * PADDING), 'Q');
  const stream = dictOf({
    Type: pdfName('XObject'),
    Subtype: pdfName('Form'),
    BBox: [0, 0, width, height],
    Resources: dictOf({ Font: text.embed(update) }),
  });
  return update.add(new PdfStream(stream, Buffer.from(parts.join('\n'))));
}

const fixed = (value: number): string => String(Number(value.toFixed(2)));

/** All lines at the largest scale at which they fit the box; long lines wrap. */
function setText(
  text: EmbeddedText,
  content: SignatureAppearance,
  left: number,
  width: number,
  height: number,
): string {
  for (let scale = 1.2; scale >= MIN_SCALE; scale -= 0.05) {
    const rows: { row: string; size: number }[] = [];
    rows.push(...layLine(text, content.name, NAME_SIZE * scale, width));
    for (const line of content.lines) rows.push(...layLine(text, line, LINE_SIZE * scale, width));
    const total = rows.reduce((sum, each) => sum + each.size * LEADING, 0);
    if (total > height) continue;
    let y = PADDING + (height + total) / 2;
    const shown = rows.map(({ row, size }) => {
      y -= size * LEADING;
      return `1 0 0 1 ${fixed(left)} ${fixed(y + size * 0.3)} Tm ${text.show(row, Number(size.toFixed(2)))}`;
    });
    return ['BT', ...shown, 'ET'].join('\n');
  }
  throw new RefusalError({
    kind: 'invalid',
    code: 'signature.appearanceTooLong',
    zh: '签名栏放不下这些文字',
    en: 'The signature box is too small for these texts',
    next: {
      zh: '缩短签署事由，或放大模板里的签名栏',
      en: 'Shorten the reason, or enlarge the signature box in the template',
    },
  });
}

/** One row if it fits when set at most a fifth smaller, else as many rows as it takes. */
function layLine(text: EmbeddedText, line: string, size: number, width: number): { row: string; size: number }[] {
  const shrink = width / Math.max(text.width(line, size), 1e-6);
  if (shrink >= 1) return [{ row: line, size }];
  if (shrink >= 0.8) return [{ row: line, size: size * shrink }];
  return wrap(text, line, size, width).map((row) => ({ row, size }));
}

/** Rows no wider than the box, broken where Chinese text may break. */
function wrap(text: EmbeddedText, line: string, size: number, width: number): string[] {
  const rows: string[] = [];
  let row: string[] = [];
  for (const character of line) {
    if (row.length > 0 && text.width(row.join('') + character, size) > width) {
      let at = row.length;
      while (at > 1 && !mayBreakBetween(row[at - 1] ?? '', row[at] ?? character)) at--;
      if (at === 1) at = row.length;
      rows.push(row.slice(0, at).join(''));
      row = row.slice(at);
    }
    row.push(character);
  }
  rows.push(row.join(''));
  return rows;
}

/** The strokes as vector lines, scaled into a box with their proportions kept. */
function drawHandwriting(strokes: Handwriting, x: number, y: number, width: number, height: number): string {
  const points = strokes.flat();
  if (points.length > MAX_POINTS || points.some(([px, py]) => !Number.isFinite(px) || !Number.isFinite(py))) {
    throw new RefusalError({
      kind: 'invalid',
      code: 'signature.handwritingUnusable',
      zh: '手写签名无法使用：笔画点过多或坐标无效',
      en: 'The handwritten signature cannot be used: too many points, or invalid coordinates',
      next: { zh: '清除后重新手写', en: 'Clear it and write again' },
    });
  }
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [px, py] of points) {
    minX = Math.min(minX, px);
    maxX = Math.max(maxX, px);
    minY = Math.min(minY, py);
    maxY = Math.max(maxY, py);
  }
  const scale = Math.min(width / Math.max(maxX - minX, 1e-6), height / Math.max(maxY - minY, 1e-6));
  const dx = x + (width - (maxX - minX) * scale) / 2;
  const dy = y + (height - (maxY - minY) * scale) / 2;
  const place = (px: number, py: number): string =>
    `${fixed(dx + (px - minX) * scale)} ${fixed(dy + (maxY - py) * scale)}`;
  const paths = strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => {
      const [first, ...rest] = stroke;
      if (first === undefined) return '';
      const lines = (rest.length > 0 ? rest : [first]).map(([px, py]) => `${place(px, py)} l`);
      return `${place(first[0], first[1])} m ${lines.join(' ')}`;
    });
  return `q 1 J 1 j 1.1 w ${paths.join('\n')} S Q`;
}
