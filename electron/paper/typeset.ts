import type { Align, Span, Text, Tone } from './blocks.ts';
import {
  closesUpAfter,
  closesUpBefore,
  isSpace,
  isTwin,
  mayBreakBetween,
  mayNotBegin,
  settable,
  trimsLeft,
  trimsRight,
} from './characters.ts';
import type { Face, FontSet, Glyph } from './fonts.ts';

/** One character ready to be set. Widths in points. */
interface Atom {
  readonly character: string;
  readonly glyph: Glyph;
  readonly size: number;
  readonly tone: Tone;
  readonly underline: boolean;
  /** Width as it stands in the line, after punctuation was closed up. */
  width: number;
  /** How far the glyph is moved to the left because its blank left half was taken away. */
  trim: number;
}

/** Characters of one face, size and tone in a row, with the gap after each. */
export interface GlyphRun {
  readonly face: Face;
  readonly thicken: number;
  readonly size: number;
  readonly tone: Tone;
  /** From the line's left edge to the first glyph's origin, points. */
  readonly x: number;
  readonly characters: string[];
  /** Extra space after each character, points; negative closes up. */
  readonly gaps: number[];
}
/** An underline. */
export interface Stroke {
  readonly x: number;
  readonly width: number;
  readonly size: number;
}
export interface Line {
  readonly runs: readonly GlyphRun[];
  readonly strokes: readonly Stroke[];
  readonly width: number;
  /** Largest type size in the line. */
  readonly size: number;
}

export interface TypeStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly tone?: Tone;
}

/** Sets text in the given fonts, remembering which characters no font has. */
export interface Typesetter {
  /** Breaks a text into lines of at most `width` points; `indent` applies to the first line. */
  lines(text: Text, style: TypeStyle, width: number, align: Align, indent?: number): Line[];
  /** Width of the longest line of a text set without breaking, points. */
  width(text: Text, style: TypeStyle): number;
  readonly missing: ReadonlySet<string>;
}

export const spansOf = (text: Text): readonly Span[] =>
  (typeof text === 'string' ? [text] : text).map((each) => (typeof each === 'string' ? { text: each } : each));

/** A line is stretched by at most this much per gap, in em; beyond it a ragged line reads better. */
const MOST_STRETCH = 0.35;

export function createTypesetter(fonts: FontSet): Typesetter {
  const missing = new Set<string>();

  function atomsOf(text: Text, style: TypeStyle): Atom[][] {
    const paragraphs: Atom[][] = [[]];
    for (const span of spansOf(text)) {
      const weight = (span.bold ?? style.bold) ? 'bold' : 'regular';
      const size = style.size * (span.scale ?? 1);
      const put = (character: string) => {
        const glyph = fonts.glyph(character.codePointAt(0) ?? 0, weight);
        if (!glyph) return false;
        paragraphs.at(-1)?.push({
          character,
          glyph,
          size,
          tone: span.tone ?? style.tone ?? 'ink',
          underline: span.underline ?? false,
          width: glyph.advance * size,
          trim: 0,
        });
        return true;
      };
      for (const character of settable(span.text)) {
        if (character === '\n') paragraphs.push([]);
        else if (character === '☑') putTick(put, paragraphs);
        else if (!put(character)) {
          missing.add(character);
          const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
          for (const each of `〔U+${code}〕`) put(each);
        }
      }
    }
    for (const atoms of paragraphs) closeUp(atoms);
    return paragraphs;
  }

  return {
    missing,
    width: (text, style) => Math.max(0, ...atomsOf(text, style).map((atoms) => sum(atoms))),
    lines(text, style, width, align, indent = 0) {
      const lines: Line[] = [];
      for (const atoms of atomsOf(text, style)) {
        let from = 0;
        let first = true;
        do {
          const room = width - (first ? indent : 0);
          const to = endOfLine(atoms, from, room, first);
          lines.push(setLine(atoms.slice(from, to), { room, align, style, first, last: to >= atoms.length, indent }));
          from = to;
          while (separates(atoms[from])) from += 1;
          first = false;
        } while (from < atoms.length);
      }
      return lines;
    },
  };
}

/** A ticked box is a box and a tick over it: both are text, so that the tick is found when the page is searched. */
function putTick(put: (character: string) => boolean, paragraphs: readonly Atom[][]): void {
  put('□');
  put('✓');
  const tick = paragraphs.at(-1)?.at(-1);
  if (tick) {
    tick.width = 0;
    tick.trim = tick.size * 0.84;
  }
}

const sum = (atoms: readonly Atom[]) => atoms.reduce((total, each) => total + each.width, 0);

function closeUp(atoms: readonly Atom[]): void {
  for (let i = 0; i + 1 < atoms.length; i += 1) {
    const left = atoms[i];
    const right = atoms[i + 1];
    if (!left || !right) continue;
    if (closesUpBefore(left.character, right.character) && left.glyph.advance === 1) left.width -= left.size / 2;
    else if (closesUpAfter(left.character, right.character) && right.glyph.advance === 1) {
      right.width -= right.size / 2;
      right.trim = right.size / 2;
    }
  }
}

/** A gap between two parts of a text, of no use where a line ends between them; an underlined one is a place to write in. */
const separates = (atom: Atom | undefined): boolean =>
  atom !== undefined && (atom.character === ' ' || (atom.character === '\u3000' && !atom.underline));

/** Half of a full-width closing mark may hang over the end of the line. */
const overhang = (atom: Atom) =>
  trimsRight(atom.character) && atom.width >= atom.size * 0.99 ? atom.size / 2 : separates(atom) ? atom.width : 0;

/**
 * Index after the last atom that fits on the line beginning at `from`; always takes at least one. An opening mark keeps its
 * blank half where a paragraph begins.
 */
function endOfLine(atoms: readonly Atom[], from: number, room: number, first: boolean): number {
  let width = 0;
  let lastBreak = -1;
  for (let i = from; i < atoms.length; i += 1) {
    const atom = atoms[i];
    if (!atom) break;
    const before = atoms[i - 1];
    if (i > from && before && mayBreakBetween(before.character, atom.character)) lastBreak = i;
    width += atom.width - (i === from && !first && trimsLeft(atom.character) ? atom.size / 2 : 0);
    if (width - overhang(atom) > room + 0.01) {
      if (lastBreak > from) return lastBreak;
      // Nothing may break here: a word or number longer than the line. Keep at least a stop with what precedes it.
      const cut = Math.max(i, from + 1);
      return cut > from + 1 && mayNotBegin(atom.character) ? cut - 1 : cut;
    }
  }
  return atoms.length;
}

interface LineContext {
  readonly room: number;
  readonly align: Align;
  readonly style: TypeStyle;
  readonly first: boolean;
  readonly last: boolean;
  readonly indent: number;
}

function setLine(taken: readonly Atom[], context: LineContext): Line {
  const atoms = taken.map((each) => ({ ...each }));
  while (!context.last && separates(atoms.at(-1))) atoms.pop();
  const head = atoms[0];
  if (!context.first && head && trimsLeft(head.character) && head.trim === 0) {
    head.width -= head.size / 2;
    head.trim = head.size / 2;
  }
  const tail = atoms.at(-1);
  if (tail && sum(atoms) > context.room) tail.width -= overhang(tail);
  const natural = sum(atoms);
  const slack = context.room - natural;
  const stretch = context.align === 'justify' && !context.last ? stretchPerGap(atoms, slack, context.style.size) : 0;
  const shift =
    (context.first ? context.indent : 0) +
    (context.align === 'center' ? slack / 2 : context.align === 'right' ? slack : 0);
  return place(atoms, shift, stretch, context.style.size);
}

/** Gaps that may be stretched: between characters of which one is written without word gaps, and at spaces. */
const isElastic = (left: Atom, right: Atom) =>
  !isTwin(left.character, right.character) &&
  right.width > 0 &&
  (isSpace(left.character) || mayBreakBetween(left.character, right.character) || mayNotBegin(right.character));

function stretchPerGap(atoms: readonly Atom[], slack: number, size: number): number {
  let gaps = 0;
  for (let i = 0; i + 1 < atoms.length; i += 1) {
    const left = atoms[i];
    const right = atoms[i + 1];
    if (left && right && isElastic(left, right)) gaps += 1;
  }
  const each = gaps > 0 ? slack / gaps : 0;
  return each > 0 && each <= size * MOST_STRETCH ? each : 0;
}

function place(atoms: readonly Atom[], shift: number, stretch: number, size: number): Line {
  const runs: GlyphRun[] = [];
  const strokes: Stroke[] = [];
  let x = shift;
  let underline: { from: number; to: number; size: number } | null = null;
  let pen = Number.NaN;
  for (let i = 0; i < atoms.length; i += 1) {
    const atom = atoms[i];
    if (!atom) continue;
    const next = atoms[i + 1];
    const gap = stretch > 0 && next && isElastic(atom, next) ? stretch : 0;
    const origin = x - atom.trim;
    let run = runs.at(-1);
    const joins =
      run &&
      run.face === atom.glyph.face &&
      run.thicken === atom.glyph.thicken &&
      run.size === atom.size &&
      run.tone === atom.tone;
    if (!run || !joins) {
      const { face, thicken } = atom.glyph;
      run = { face, thicken, size: atom.size, tone: atom.tone, x: origin, characters: [], gaps: [] };
      runs.push(run);
    } else {
      run.gaps[run.gaps.length - 1] = origin - pen;
    }
    run.characters.push(atom.character);
    run.gaps.push(0);
    pen = origin + atom.glyph.advance * atom.size;
    x += atom.width + gap;
    if (atom.underline) {
      if (underline) underline.to = x;
      else underline = { from: x - atom.width - gap, to: x, size: atom.size };
    }
    if (underline && !next?.underline) {
      strokes.push({
        x: underline.from,
        width: underline.to - underline.from,
        size: underline.size,
      });
      underline = null;
    }
  }
  return { runs, strokes, width: x, size: Math.max(size, ...atoms.map((each) => each.size)) };
}
