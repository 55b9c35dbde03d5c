import { readSection, type XrefEntry, type XrefSection } from './crossReference.ts';
import { decodeStructural } from './filters.ts';
import { PdfParser, WorkBudget } from './parser.ts';
import { isArray, isDict, type PdfDict, PdfRef, PdfStream, PdfUnreadable, type PdfValue } from './value.ts';

/** Sizes beyond which a file is refused; far above any agreement, small enough to stay responsive. */
const MAX_FILE = 256 * 1024 * 1024;
const MAX_REVISIONS = 64;
const MAX_SECTIONS = 128;
const MAX_OBJECTS = 300_000;

/** One saved state of a file: what an incremental update appended. */
export interface PdfRevision {
  readonly index: number;
  /** Where its body starts: the end of the revision before it. */
  readonly start: number;
  /** Just behind `%%EOF` and one line end, if there is one. */
  readonly end: number;
  /** Just behind `%%EOF`. */
  readonly endOfMarker: number;
  readonly trailer: PdfDict;
  /** What this revision's own cross-reference sections say. */
  readonly entries: ReadonlyMap<number, XrefEntry>;
  /** True when the cross-reference is a stream (the next update has to use the same form). */
  readonly usesXrefStream: boolean;
  readonly sections: readonly XrefSection[];
}

export interface PdfFile {
  readonly bytes: Uint8Array;
  readonly revisions: readonly PdfRevision[];
  /** What lies behind the last revision; empty in a clean file. */
  readonly trailing: number;
  /** The document as it was after revision `index`; the latest one without it. */
  view(index?: number): PdfView;
}

interface ReadObject {
  readonly value: PdfValue;
  readonly extent: { readonly start: number; readonly end: number };
}

/** The objects of the document as one revision shows them. */
export class PdfView {
  readonly trailer: PdfDict;
  readonly entries: ReadonlyMap<number, XrefEntry>;
  private readonly bytes: Uint8Array;
  private readonly budget: WorkBudget;
  private readonly cache = new Map<number, PdfValue>();
  private readonly containers = new Map<number, { numbers: number[]; offsets: number[]; data: Uint8Array }>();
  private readonly reading = new Set<number>();
  private readonly shared: Map<XrefEntry, ReadObject>;
  /** Where each object that was read lies: from its number to behind `endobj`. */
  readonly extents = new Map<number, { start: number; end: number }>();

  constructor(
    bytes: Uint8Array,
    trailer: PdfDict,
    entries: ReadonlyMap<number, XrefEntry>,
    budget: WorkBudget,
    shared: Map<XrefEntry, ReadObject>,
  ) {
    this.bytes = bytes;
    this.trailer = trailer;
    this.entries = entries;
    this.budget = budget;
    this.shared = shared;
  }

  /** The object with this number; null when there is none (ISO 32000-1, 7.3.10). */
  object(num: number): PdfValue {
    const known = this.cache.get(num);
    if (known !== undefined) return known;
    const entry = this.entries.get(num);
    if (entry === undefined || entry.kind === 'free') return null;
    if (this.reading.has(num)) throw new PdfUnreadable('structure', `object ${num} needs itself to be read`);
    this.reading.add(num);
    const value = entry.kind === 'offset' ? this.readAt(num, entry) : this.readPacked(num, entry);
    this.reading.delete(num);
    this.cache.set(num, value);
    return value;
  }

  /** Follows references until a value that is none. */
  resolve(value: PdfValue | undefined): PdfValue | undefined {
    let current = value;
    for (let hops = 0; current instanceof PdfRef; hops++) {
      if (hops > 16) throw new PdfUnreadable('structure', 'reference leads to reference without end');
      const entry = this.entries.get(current.num);
      if (entry !== undefined && (entry.kind === 'offset' ? entry.gen : 0) !== current.gen) return null;
      current = this.object(current.num);
    }
    return current;
  }

  /** Counts work that a caller does on behalf of the file; see {@link WorkBudget}. */
  spend(units: number): void {
    this.budget.spend(units);
  }

  get(dict: PdfDict, key: string): PdfValue | undefined {
    return this.resolve(dict.get(key));
  }
  dict(value: PdfValue | undefined): PdfDict | undefined {
    const found = this.resolve(value);
    return isDict(found) ? found : undefined;
  }
  array(value: PdfValue | undefined): PdfValue[] | undefined {
    const found = this.resolve(value);
    return isArray(found) ? found : undefined;
  }

  private readAt(num: number, entry: XrefEntry & { kind: 'offset' }): PdfValue {
    let read = this.shared.get(entry);
    if (read === undefined) {
      const parser = new PdfParser(this.bytes, entry.offset);
      let standsAlone = true;
      const object = parser.indirectObject((length) => {
        standsAlone = !(length instanceof PdfRef);
        const found = this.resolve(length);
        return typeof found === 'number' ? found : undefined;
      });
      this.budget.spend(parser.pos - entry.offset);
      if (object.num !== num || object.gen !== entry.gen) {
        throw new PdfUnreadable('xref', `object ${num} is not where the cross-reference says`);
      }
      read = { value: object.value, extent: { start: entry.offset, end: parser.pos } };
      // A stream whose length is an object of its own may read differently in another revision.
      if (standsAlone) this.shared.set(entry, read);
    }
    this.extents.set(num, read.extent);
    return read.value;
  }

  private readPacked(num: number, entry: { container: number; index: number }): PdfValue {
    let container = this.containers.get(entry.container);
    if (container === undefined) {
      const stream = this.object(entry.container);
      if (!(stream instanceof PdfStream))
        throw new PdfUnreadable('xref', `object stream ${entry.container} is missing`);
      container = this.unpack(stream);
      this.containers.set(entry.container, container);
    }
    const { numbers, offsets, data } = container;
    const offset = offsets[entry.index];
    if (numbers[entry.index] !== num || offset === undefined) {
      throw new PdfUnreadable('xref', `object ${num} is not in object stream ${entry.container}`);
    }
    const parser = new PdfParser(data, offset);
    const value = parser.value();
    this.budget.spend(parser.pos - offset);
    return value;
  }

  private unpack(stream: PdfStream): { numbers: number[]; offsets: number[]; data: Uint8Array } {
    const count = stream.dict.get('N');
    const first = stream.dict.get('First');
    if (typeof count !== 'number' || typeof first !== 'number' || count > MAX_OBJECTS) {
      throw new PdfUnreadable('syntax', 'malformed object stream');
    }
    const data = decodeStructural(stream, this.budget);
    // Strings inside carry offsets into `data`, not into the file: a signature's Contents is never accepted from here.
    const parser: PdfParser = new PdfParser(data);
    const numbers: number[] = [];
    const offsets: number[] = [];
    for (let i = 0; i < count; i++) {
      parser.skipSpace();
      const num = parser.takeInteger();
      parser.skipSpace();
      const offset = parser.takeInteger();
      if (num === undefined || offset === undefined) parser.fail('malformed object stream');
      numbers.push(num);
      offsets.push(first + offset);
    }
    return { numbers, offsets, data };
  }
}

const EOF = Buffer.from('%%EOF');

/** Behind a section: `startxref`, its offset, `%%EOF`. Returns where the marker ends, or undefined when this is not there. */
function endMarkerAfter(bytes: Uint8Array, section: XrefSection): number | undefined {
  const parser = new PdfParser(bytes, section.end);
  parser.skipSpace();
  if (!parser.takeKeyword('startxref')) return undefined;
  parser.skipSpace();
  const offset = parser.takeInteger();
  if (offset === undefined) return undefined;
  let at = parser.pos;
  while (bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 32) at++;
  return Buffer.compare(bytes.subarray(at, at + EOF.length), EOF) === 0 ? at + EOF.length : undefined;
}

const afterLineEnd = (bytes: Uint8Array, at: number): number => {
  if (bytes[at] === 13) return bytes[at + 1] === 10 ? at + 2 : at + 1;
  return bytes[at] === 10 ? at + 1 : at;
};

/**
 * Opens a PDF strictly: header at byte 0, cross-reference where `startxref` says, every revision closed by `%%EOF`. Files
 * that only a repairing reader can open are refused, because two repairing readers may show two documents.
 * Time and memory are bounded by a multiple of the file's size.
 * @throws PdfUnreadable
 */
export function openPdf(bytes: Uint8Array): PdfFile {
  if (bytes.length > MAX_FILE) throw new PdfUnreadable('limit', 'file larger than 256 MB');
  if (Buffer.compare(bytes.subarray(0, 5), Buffer.from('%PDF-')) !== 0)
    throw new PdfUnreadable('notPdf', 'no PDF header');
  const budget = new WorkBudget(64 * 1024 * 1024 + bytes.length * 40);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lastStart = buffer.lastIndexOf('startxref');
  if (lastStart < 0) throw new PdfUnreadable('xref', 'no startxref');
  const parser = new PdfParser(bytes, lastStart + 9);
  parser.skipSpace();
  const startxref = parser.takeInteger();
  if (startxref === undefined) throw new PdfUnreadable('xref', 'startxref names no offset');

  const revisions = readRevisions(bytes, startxref, budget);
  const last = revisions.at(-1);
  if (last === undefined) throw new PdfUnreadable('xref', 'no revision');
  const views = new Map<number, PdfView>();
  const shared = new Map<XrefEntry, ReadObject>();
  return {
    bytes,
    revisions,
    trailing: bytes.length - last.end,
    view(index = revisions.length - 1) {
      let view = views.get(index);
      if (view === undefined) {
        const entries = new Map<number, XrefEntry>();
        for (const revision of revisions.slice(0, index + 1)) {
          for (const [num, entry] of revision.entries) entries.set(num, entry);
          budget.spend(revision.entries.size);
        }
        view = new PdfView(bytes, (revisions[index] ?? last).trailer, entries, budget, shared);
        views.set(index, view);
      }
      return view;
    },
  };
}

/** Follows /Prev from the last section to the first and groups sections into revisions, oldest first. */
function readRevisions(bytes: Uint8Array, startxref: number, budget: WorkBudget): PdfRevision[] {
  const seen = new Set<number>();
  const groups: XrefSection[][] = [];
  let offset: number | undefined = startxref;
  let previous = Number.POSITIVE_INFINITY;
  let objects = 0;
  while (offset !== undefined) {
    if (seen.has(offset)) throw new PdfUnreadable('xref', 'cross-reference sections lead in a circle');
    seen.add(offset);
    if (seen.size > MAX_SECTIONS) throw new PdfUnreadable('limit', 'too many cross-reference sections');
    const section = readSection(bytes, offset, budget);
    objects += section.entries.size;
    if (objects > MAX_OBJECTS) throw new PdfUnreadable('limit', 'too many objects');
    const newest = groups.at(-1);
    // A linearized file's first section points forward to its main one: both are one revision.
    if (newest !== undefined && offset > previous) newest.push(section);
    else groups.push([section]);
    previous = offset;
    const prev = section.trailer.get('Prev');
    if (prev !== undefined && typeof prev !== 'number') throw new PdfUnreadable('xref', 'malformed /Prev');
    offset = prev;
  }
  if (groups.length > MAX_REVISIONS) throw new PdfUnreadable('limit', 'too many revisions');
  const revisions: PdfRevision[] = [];
  for (const sections of groups.reverse()) {
    const index = revisions.length;
    const newest = sections[0];
    if (newest === undefined) continue;
    if (newest.trailer.has('Encrypt')) throw new PdfUnreadable('encrypted', 'the file is encrypted');
    const entries = new Map<number, XrefEntry>();
    for (const section of [...sections].reverse()) for (const [num, entry] of section.entries) entries.set(num, entry);
    let endOfMarker = -1;
    for (const section of sections) endOfMarker = Math.max(endOfMarker, endMarkerAfter(bytes, section) ?? -1);
    if (endOfMarker < 0) throw new PdfUnreadable('xref', 'a revision is not closed by %%EOF');
    const start = revisions.at(-1)?.end ?? 0;
    if (endOfMarker <= start) throw new PdfUnreadable('xref', 'revisions out of order');
    revisions.push({
      index,
      start,
      end: afterLineEnd(bytes, endOfMarker),
      endOfMarker,
      trailer: newest.trailer,
      entries,
      usesXrefStream: newest.isStream,
      sections,
    });
  }
  return revisions;
}
