import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { create, type Font } from 'fontkit';

/** The two weights a document uses. Rare characters exist in one weight only; a stroke around the outline fits them in. */
export type Weight = 'regular' | 'bold';

/** What the PDF writer needs of a glyph. Made anew for every document, so that no document's text layer leaks into the next. */
interface PlacedGlyph {
  readonly id: number;
  readonly codePoints: readonly number[];
  readonly advanceWidth: number;
}

/** A font that maps characters to glyphs one to one: no kerning, no ligatures, hence widths that can be added up. */
export interface PlainFont extends Omit<Font, 'layout'> {
  layout(text: string): { glyphs: PlacedGlyph[]; positions: never[]; advanceWidth: number };
}

/** One font file, opened. */
export interface Face {
  readonly key: 'regular' | 'bold' | 'rareA' | 'rareB';
  readonly font: PlainFont;
  readonly unitsPerEm: number;
}

/** Where a character is drawn from, and how wide it is. */
export interface Glyph {
  readonly face: Face;
  /** Width in em. */
  readonly advance: number;
  /** Width in em of the stroke that makes a glyph of the one rare weight look like its neighbours; 0 for none. */
  readonly thicken: number;
}

/** Characters to glyphs, for both weights. */
export interface FontSet {
  /** The glyph of a character, or null when no bundled font has it. */
  glyph(codePoint: number, weight: Weight): Glyph | null;
}

const decompress = promisify(brotliDecompress);

const NOTO = '@expo-google-fonts/noto-sans-sc';
const noto = {
  regular: `${NOTO}/400Regular/NotoSansSC_400Regular.ttf`,
  bold: `${NOTO}/700Bold/NotoSansSC_700Bold.ttf`,
} as const;

/** The application's own `resources/fonts`: found from the sources and from the built bundle alike. */
function resourceFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'resources', 'fonts');
    if (existsSync(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error('resources/fonts is missing from the installation');
    folder = parent;
  }
}

function plain(font: Font): PlainFont {
  const layout = (text: string) => {
    const glyphs: PlacedGlyph[] = [];
    let advanceWidth = 0;
    for (const character of text) {
      const codePoint = character.codePointAt(0) ?? 0;
      const glyph = font.glyphForCodePoint(codePoint);
      glyphs.push({ id: glyph.id, codePoints: [codePoint], advanceWidth: glyph.advanceWidth });
      advanceWidth += glyph.advanceWidth;
    }
    return { glyphs, positions: [] as never[], advanceWidth };
  };
  return Object.assign(Object.create(font) as Font, { layout });
}

function open(key: Face['key'], data: Buffer): Face {
  const font = create(data);
  if (!('glyphForCodePoint' in font)) throw new Error(`font ${key} is a collection, not a single font`);
  return { key, font: plain(font), unitsPerEm: font.unitsPerEm };
}

const openNoto = (key: 'regular' | 'bold'): Face =>
  open(key, readFileSync(createRequire(import.meta.url).resolve(noto[key])));

const openRare = async (key: 'rareA' | 'rareB', file: string): Promise<Face> =>
  open(key, await decompress(await readFile(join(resourceFolder(), file))));

/** Opens a thing once, when it is first wanted. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const regular = once(() => openNoto('regular'));
const bold = once(() => openNoto('bold'));
const rareA = once(() => openRare('rareA', 'ShoukeRareHanA.ttf.br'));
const rareB = once(() => openRare('rareB', 'ShoukeRareHanB.ttf.br'));

/**
 * The rare faces are a light Song. Beside bold text they take a stroke; beside regular text they stay as they are, because
 * viewers draw no stroke thinner than a pixel and would fill dense characters at low resolution.
 */
const RARE_STROKE: Record<Weight, number> = { regular: 0, bold: 0.03 };

const known: Record<Weight, Map<number, Glyph>> = { regular: new Map(), bold: new Map() };

const holds = (face: Face, codePoint: number) => face.font.hasGlyphForCodePoint(codePoint);

/** Ideographs are the only characters that the rare fonts have: nothing else is worth decompressing them for. */
const isIdeograph = (codePoint: number) =>
  (codePoint >= 0x3400 && codePoint <= 0x9fff) ||
  (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
  (codePoint >= 0x20000 && codePoint <= 0x323af);

/**
 * Makes ready the fonts that a text needs: Noto Sans SC always, and the two fonts for rare ideographs only when the text
 * has a character that Noto Sans SC lacks. Opened fonts are kept: the first rare character costs about 0.1 s, later ones
 * nothing.
 */
export async function fontsFor(codePoints: Iterable<number>): Promise<FontSet> {
  const faces: Face[] = [];
  const rare = [...codePoints].filter((each) => isIdeograph(each) && !holds(regular(), each));
  if (rare.length > 0) {
    const first = await rareA();
    faces.push(first);
    if (rare.some((each) => !holds(first, each))) faces.push(await rareB());
  }
  return {
    glyph(codePoint, weight) {
      const cached = known[weight].get(codePoint);
      if (cached) return cached;
      const own = weight === 'bold' ? bold() : regular();
      const face = [own, ...faces].find((each) => holds(each, codePoint));
      if (!face) return null;
      const glyph: Glyph = {
        face,
        advance: face.font.glyphForCodePoint(codePoint).advanceWidth / face.unitsPerEm,
        thicken: face === own ? 0 : RARE_STROKE[weight],
      };
      known[weight].set(codePoint, glyph);
      return glyph;
    },
  };
}
