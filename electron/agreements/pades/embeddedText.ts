import { deflateSync } from 'node:zlib';
import type { Face, FontSet, PlainFont } from '../../paper/fonts.ts';
import { dictOf, type PdfDict, type PdfRef, PdfStream, PdfString, type PdfValue, pdfName } from '../pdf/value.ts';
import type { PdfUpdate } from '../pdf/write.ts';

export interface EmbeddedText {
  /** Width of a text in points at a size. */
  width(text: string, size: number): number;
  /** Content-stream operators that show the text at the current text position. */
  show(text: string, size: number): string;
  /** Writes the subsets that the shown texts need and returns the font resources. */
  embed(update: PdfUpdate): PdfDict;
}

class Subset {
  readonly key: string;
  readonly font: PlainFont;
  /** Glyph of the full font -> its code in the subset. The subset numbers glyphs in the order they are first asked for. */
  readonly codes = new Map<number, number>();
  readonly widths: number[] = [0];
  readonly texts: string[] = [''];
  private readonly subset;

  constructor(key: string, font: PlainFont) {
    this.key = key;
    this.font = font;
    this.subset = font.createSubset();
  }

  code(codePoint: number): number {
    const glyph = this.font.glyphForCodePoint(codePoint);
    let code = this.codes.get(glyph.id);
    if (code === undefined) {
      code = this.codes.size + 1;
      this.codes.set(glyph.id, code);
      this.subset.includeGlyph(glyph);
      this.widths.push((glyph.advanceWidth * 1000) / this.font.unitsPerEm);
      this.texts.push(String.fromCodePoint(codePoint));
    }
    return code;
  }

  embed(update: PdfUpdate): PdfRef {
    const { font } = this;
    const scale = 1000 / font.unitsPerEm;
    const data = this.subset.encode();
    const compact = 'cff' in this.subset && this.subset.cff !== undefined && this.subset.cff !== null;
    const file = dictOf({ Filter: pdfName('FlateDecode') });
    if (compact) file.set('Subtype', pdfName('CIDFontType0C'));
    else file.set('Length1', data.length);
    const name = pdfName(`${subsetTag(this.texts.join(''))}+${font.postscriptName.replaceAll(' ', '_')}`);
    const descriptor = dictOf({
      Type: pdfName('FontDescriptor'),
      FontName: name,
      Flags: 4,
      FontBBox: [font.bbox.minX, font.bbox.minY, font.bbox.maxX, font.bbox.maxY].map((x) => Math.round(x * scale)),
      ItalicAngle: 0,
      Ascent: Math.round(font.ascent * scale),
      Descent: Math.round(font.descent * scale),
      CapHeight: Math.round((font.capHeight || font.ascent) * scale),
      StemV: 80,
      [compact ? 'FontFile3' : 'FontFile2']: update.add(new PdfStream(file, deflateSync(data))),
    });
    const descendant = dictOf({
      Type: pdfName('Font'),
      Subtype: pdfName(compact ? 'CIDFontType0' : 'CIDFontType2'),
      BaseFont: name,
      CIDSystemInfo: dictOf({
        Registry: new PdfString(Buffer.from('Adobe')),
        Ordering: new PdfString(Buffer.from('Identity')),
        Supplement: 0,
      }),
      FontDescriptor: update.add(descriptor),
      W: [0, this.widths.map((width) => Math.round(width))],
    });
    if (!compact) descendant.set('CIDToGIDMap', pdfName('Identity'));
    return update.add(
      dictOf({
        Type: pdfName('Font'),
        Subtype: pdfName('Type0'),
        BaseFont: name,
        Encoding: pdfName('Identity-H'),
        DescendantFonts: [update.add(descendant)],
        ToUnicode: update.add(new PdfStream(new Map<string, PdfValue>(), toUnicode(this.texts))),
      }),
    );
  }
}

/** The character, or what stands for one that no bundled font has: the same mark as in the document itself. */
const drawable = (fonts: FontSet, text: string): string =>
  [...text]
    .map((character) => {
      if (/^\p{Default_Ignorable_Code_Point}$/u.test(character)) return '';
      const codePoint = character.codePointAt(0) ?? 0;
      if (fonts.glyph(codePoint, 'regular') !== null) return character;
      return `〔U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}〕`;
    })
    .join('');

/**
 * Text in embedded fonts, each character in the first font that has it. Glyphs are not shaped: one character, one glyph,
 * which is how Chinese is set.
 */
export function createEmbeddedText(fonts: FontSet): EmbeddedText {
  const subsets = new Map<string, Subset>();
  const subsetOf = (face: Face): Subset => {
    let subset = subsets.get(face.key);
    if (subset === undefined) {
      subset = new Subset(`F${subsets.size}`, face.font);
      subsets.set(face.key, subset);
    }
    return subset;
  };
  return {
    width(text, size) {
      let sum = 0;
      for (const character of drawable(fonts, text)) {
        sum += fonts.glyph(character.codePointAt(0) ?? 0, 'regular')?.advance ?? 0;
      }
      return sum * size;
    },
    show(text, size) {
      const runs: { font: string; codes: string }[] = [];
      for (const character of drawable(fonts, text)) {
        const codePoint = character.codePointAt(0) ?? 0;
        const glyph = fonts.glyph(codePoint, 'regular');
        if (glyph === null) continue;
        const subset = subsetOf(glyph.face);
        const code = subset.code(codePoint).toString(16).padStart(4, '0');
        const last = runs.at(-1);
        if (last?.font === subset.key) last.codes += code;
        else runs.push({ font: subset.key, codes: code });
      }
      return runs.map((run) => `/${run.font} ${size} Tf <${run.codes}> Tj`).join(' ');
    },
    embed(update) {
      const resources: PdfDict = new Map();
      for (const subset of subsets.values()) resources.set(subset.key, subset.embed(update));
      return resources;
    },
  };
}

/** Six capitals, the same for the same characters (ISO 32000-1, 9.6.4). */
function subsetTag(text: string): string {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 308_915_776;
  let tag = '';
  for (let i = 0; i < 6; i++) {
    tag += String.fromCharCode(65 + (hash % 26));
    hash = Math.floor(hash / 26);
  }
  return tag;
}

/** Maps codes back to characters, so that the text can be selected, searched and read aloud (ISO 32000-1, 9.10.3). */
function toUnicode(texts: readonly string[]): Buffer {
  const utf16 = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');
  const hex = (code: number): string => code.toString(16).padStart(4, '0');
  let body = '';
  for (let from = 1; from < texts.length; from += 100) {
    const part = texts.slice(from, from + 100);
    body += `${part.length} beginbfchar\n`;
    part.forEach((text, i) => {
      body += `<${hex(from + i)}> <${utf16(text)}>\n`;
    });
    body += 'endbfchar\n';
  }
  return Buffer.from(
    `/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n${body}endcmap
CMapName currentdict /CMap defineresource pop\nend\nend`,
  );
}
