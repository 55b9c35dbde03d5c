import { decodeStructural } from './filters.ts';
import { PdfParser, type WorkBudget } from './parser.ts';
import { isArray, isDict, nameOf, type PdfDict, PdfStream, PdfUnreadable } from './value.ts';

/** Where an object lies (ISO 32000-1, 7.5.4 and 7.5.8). */
export type XrefEntry =
  | { readonly kind: 'free' }
  | { readonly kind: 'offset'; readonly offset: number; readonly gen: number }
  | { readonly kind: 'packed'; readonly container: number; readonly index: number };

export interface XrefSection {
  readonly offset: number;
  readonly end: number;
  readonly isStream: boolean;
  readonly trailer: PdfDict;
  readonly entries: ReadonlyMap<number, XrefEntry>;
}

const FREE: XrefEntry = { kind: 'free' };
const MAX_ENTRIES = 300_000;

/**
 * Reads the cross-reference section at an offset, table or stream; a hybrid file's XRefStm fills what the table leaves out.
 * @throws PdfUnreadable
 */
export function readSection(bytes: Uint8Array, offset: number, budget: WorkBudget): XrefSection {
  if (offset >= bytes.length) throw new PdfUnreadable('xref', 'cross-reference offset lies outside the file');
  const parser = new PdfParser(bytes, offset);
  const section = parser.takeKeyword('xref') ? readTable(parser, offset, budget) : readStream(parser, offset, budget);
  budget.spend(section.end - offset);
  return section;
}

function readTable(parser: PdfParser, offset: number, budget: WorkBudget): XrefSection {
  const entries = new Map<number, XrefEntry>();
  for (;;) {
    parser.skipSpace();
    if (parser.takeKeyword('trailer')) break;
    const first = parser.takeInteger();
    parser.skipSpace();
    const count = parser.takeInteger();
    if (first === undefined || count === undefined || count > MAX_ENTRIES)
      parser.fail('malformed cross-reference table');
    for (let num = first; num < first + count; num++) {
      parser.skipSpace();
      const at = parser.takeInteger();
      parser.skipSpace();
      const gen = parser.takeInteger();
      parser.skipSpace();
      if (at === undefined || gen === undefined) parser.fail('malformed cross-reference entry');
      if (parser.takeKeyword('n')) entries.set(num, { kind: 'offset', offset: at, gen });
      else if (parser.takeKeyword('f')) entries.set(num, FREE);
      else parser.fail('malformed cross-reference entry');
    }
  }
  const trailer = parser.value();
  if (!isDict(trailer)) parser.fail('trailer is no dictionary');
  const hybrid = trailer.get('XRefStm');
  if (typeof hybrid === 'number') {
    const hidden = readStream(new PdfParser(parser.bytes, hybrid), hybrid, budget);
    for (const [num, entry] of hidden.entries) {
      const own = entries.get(num);
      if (own === undefined || own.kind === 'free') entries.set(num, entry);
    }
  }
  return { offset, end: parser.pos, isStream: false, trailer, entries: withinSize(entries, trailer) };
}

function readStream(parser: PdfParser, offset: number, budget: WorkBudget): XrefSection {
  const { value } = parser.indirectObject((length) => (typeof length === 'number' ? length : undefined));
  if (!(value instanceof PdfStream) || nameOf(value.dict.get('Type')) !== 'XRef') {
    throw new PdfUnreadable('xref', 'no cross-reference at the named offset');
  }
  const { dict } = value;
  const widths = dict.get('W');
  if (!isArray(widths) || widths.length !== 3) throw new PdfUnreadable('xref', 'malformed cross-reference stream');
  const [w0, w1, w2] = widths.map((w) => (typeof w === 'number' && Number.isInteger(w) && w >= 0 && w <= 8 ? w : -1));
  if (w0 === undefined || w1 === undefined || w2 === undefined || Math.min(w0, w1, w2) < 0 || w0 + w1 + w2 === 0) {
    throw new PdfUnreadable('xref', 'malformed cross-reference stream');
  }
  const data = Buffer.from(decodeStructural(value, budget));
  const index = dict.get('Index') ?? [0, dict.get('Size') ?? 0];
  if (!isArray(index) || index.length % 2 !== 0) throw new PdfUnreadable('xref', 'malformed cross-reference index');
  const entries = new Map<number, XrefEntry>();
  let at = 0;
  for (let i = 0; i < index.length; i += 2) {
    const first = index[i];
    const count = index[i + 1];
    if (typeof first !== 'number' || typeof count !== 'number' || first < 0 || count < 0) {
      throw new PdfUnreadable('xref', 'malformed cross-reference index');
    }
    for (let num = first; num < first + count; num++) {
      if (at + w0 + w1 + w2 > data.length) throw new PdfUnreadable('xref', 'cross-reference stream too short');
      const type = w0 === 0 ? 1 : readNumber(data, at, w0);
      const second = w1 === 0 ? 0 : readNumber(data, at + w0, w1);
      const third = w2 === 0 ? 0 : readNumber(data, at + w0 + w1, w2);
      at += w0 + w1 + w2;
      if (type === 0) entries.set(num, FREE);
      else if (type === 1) entries.set(num, { kind: 'offset', offset: second, gen: third });
      else if (type === 2) entries.set(num, { kind: 'packed', container: second, index: third });
    }
    if (entries.size > MAX_ENTRIES) throw new PdfUnreadable('limit', 'too many objects');
  }
  return { offset, end: parser.pos, isStream: true, trailer: dict, entries: withinSize(entries, dict) };
}

/** Big-endian; a field of eight bytes is common, a value beyond 2^53 is not. */
function readNumber(data: Buffer, at: number, width: number): number {
  if (width <= 6) return data.readUIntBE(at, width);
  return data.readUIntBE(at, width - 6) * 2 ** 48 + data.readUIntBE(at + width - 6, 6);
}

/** Readers differ about entries beyond /Size: such a file is refused. */
function withinSize(entries: Map<number, XrefEntry>, trailer: PdfDict): Map<number, XrefEntry> {
  const size = trailer.get('Size');
  if (typeof size !== 'number') throw new PdfUnreadable('xref', 'trailer without /Size');
  for (const num of entries.keys()) if (num >= size) throw new PdfUnreadable('xref', `object ${num} lies beyond /Size`);
  return entries;
}
