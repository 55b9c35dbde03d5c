import PDFDocument from 'pdfkit';
import type { PaperDocument, Tone } from './blocks.ts';
import type { Hairline, Mark, Matrix, Shade } from './flow.ts';
import type { Face } from './fonts.ts';
import type { GlyphRun, Line } from './typeset.ts';

/** The part of PDFKit's embedded font that writes glyphs; its public text method measures and wraps everything again. */
interface EmbeddedFont {
  readonly id: string;
  ref(): unknown;
  encode(text: string, features: readonly string[]): [string[], unknown[]];
}
declare global {
  namespace PDFKit {
    interface PDFDocument {
      readonly _font: EmbeddedFont;
    }
    namespace Mixins {
      interface PDFFont {
        font(source: Face['font']): this;
      }
    }
  }
}

/** RGB, 0 to 1. Contrast of all text tones on white is at least 4.5:1, but of `faint`, which is not text to be read. */
const TONES: Record<Tone | 'grid', string> = {
  ink: '0.07 0.07 0.07',
  quiet: '0.36 0.36 0.36',
  brand: '0.055 0.353 0.329',
  alert: '0.56 0.13 0.1',
  faint: '0.8 0.66 0.48',
  grid: '0.55 0.55 0.55',
};
const SHADES: Record<Shade, string> = {
  label: '0.953 0.949 0.937',
  group: '0.906 0.937 0.929',
  total: '0.953 0.949 0.937',
  highlight: '0.988 0.957 0.886',
  bar: '0.055 0.353 0.329',
};

const number = (value: number) => String(Math.round(value * 1000) / 1000);
const numbers = (...values: number[]) => values.map(number).join(' ');

/**
 * Paints placed marks. Content operators are written directly: PDFKit supplies document structure, font subsets and
 * compression. The content's coordinates run from the top left, as PDFKit sets them up for each page.
 */
export function paint(paper: PaperDocument, pages: readonly (readonly Mark[])[]): Promise<Uint8Array> {
  const created = new Date(paper.createdAt);
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: 'zh-CN',
    displayTitle: true,
    // No standard font: every font of the file is embedded.
    font: '',
    info: {
      Title: paper.title,
      Author: paper.author ?? '',
      Subject: paper.subject ?? '',
      Creator: 'Shouke',
      Producer: 'Shouke',
      CreationDate: created,
      ModDate: created,
    },
  });
  const chunks: Uint8Array[] = [];
  const finished = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });

  const embedded = new Map<Face, EmbeddedFont>();
  const fontOf = (face: Face): EmbeddedFont => {
    let font = embedded.get(face);
    if (!font) {
      document.font(face.font);
      font = document._font;
      embedded.set(face, font);
    }
    document.page.fonts[font.id] ??= font.ref();
    return font;
  };
  for (const marks of pages) {
    document.addPage();
    const out: string[] = [];
    for (const mark of marks) write(out, mark, fontOf);
    document.addContent(out.join('\n'));
  }
  document.end();
  return finished;
}

const strokeOf = (line: Hairline) =>
  `${TONES[line.tone]} RG ${number(line.width)} w [${line.dash ? numbers(line.dash, line.dash) : ''}] 0 d`;

function write(out: string[], mark: Mark, fontOf: (face: Face) => EmbeddedFont): void {
  switch (mark.kind) {
    case 'rect': {
      const box = `${numbers(mark.x, mark.y, mark.width, mark.height)} re`;
      if (mark.fill) out.push(`${SHADES[mark.fill]} rg ${box} f`);
      if (mark.stroke) out.push(`${strokeOf(mark.stroke)} ${box} S`);
      return;
    }
    case 'rule':
      out.push(`${strokeOf(mark.stroke)} ${numbers(mark.x1, mark.y1)} m ${numbers(mark.x2, mark.y2)} l S`);
      return;
    case 'code':
      writeCode(out, mark.modules, mark.x, mark.y, mark.side);
      return;
    case 'line':
      writeLine(out, mark, fontOf);
  }
}

/** Modules of a row that touch are one rectangle: no hairlines between them when printed or rasterised. */
function writeCode(out: string[], modules: Matrix, left: number, top: number, side: number): void {
  const unit = side / modules.size;
  out.push('0 0 0 rg');
  for (let row = 0; row < modules.size; row += 1) {
    let column = 0;
    while (column < modules.size) {
      const from = column;
      while (column < modules.size && modules.dark[row * modules.size + column] === 1) column += 1;
      if (column > from) {
        out.push(`${numbers(left + from * unit, top + row * unit, (column - from) * unit, unit * 1.01)} re`);
      }
      column += 1;
    }
  }
  out.push('f');
}

interface PlacedLine {
  readonly x: number;
  readonly baseline: number;
  readonly line: Line;
  readonly turn?: 90 | -90;
}

function writeLine(out: string[], { x, baseline, line, turn }: PlacedLine, fontOf: (face: Face) => EmbeddedFont): void {
  if (line.runs.length === 0) return;
  const radians = ((turn ?? 0) * Math.PI) / 180;
  const cos = Math.round(Math.cos(radians));
  const sin = Math.round(Math.sin(radians));
  out.push('BT');
  for (const run of line.runs) {
    const font = fontOf(run.face);
    // The page's y axis points down; the text matrix turns glyphs upright again.
    out.push(`${numbers(cos, -sin, -sin, -cos, x + run.x * cos, baseline - run.x * sin)} Tm`);
    out.push(`/${font.id} ${number(run.size)} Tf ${TONES[run.tone]} rg`);
    if (run.thicken > 0) out.push(`2 Tr ${number(run.size * run.thicken)} w ${TONES[run.tone]} RG [] 0 d`);
    out.push(`${glyphString(font, run)} TJ`);
    if (run.thicken > 0) out.push('0 Tr');
  }
  out.push('ET');
  for (const stroke of line.strokes) {
    const y = baseline + stroke.size * 0.16;
    out.push(`${strokeOf({ width: 0.6, tone: 'ink' })} ${numbers(x + stroke.x, y)} m`);
    out.push(`${numbers(x + stroke.x + stroke.width, y)} l S`);
  }
}

/** Glyph codes with the gaps between them, in thousandths of an em and negative for wider, as TJ has it. */
function glyphString(font: EmbeddedFont, run: GlyphRun): string {
  const [codes] = font.encode(run.characters.join(''), []);
  let out = '[<';
  codes.forEach((code, index) => {
    out += code;
    const gap = run.gaps[index] ?? 0;
    if (Math.abs(gap) > 0.001 && index + 1 < codes.length) {
      out += `> ${number((-gap / run.size) * 1000)} <`;
    }
  });
  return `${out}>]`;
}
