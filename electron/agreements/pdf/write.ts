import { createHash } from 'node:crypto';
import type { PdfFile } from './file.ts';
import { isArray, isDict, PdfName, PdfRef, PdfStream, PdfString, PdfUnreadable, type PdfValue } from './value.ts';

/** The bytes of a value in PDF syntax. Strings made of plain ASCII are written literally, all others in hexadecimal. */
export function serialise(value: PdfValue): Buffer {
  const out: (string | Uint8Array)[] = [];
  write(value, out);
  return Buffer.concat(out.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
}

function write(value: PdfValue, out: (string | Uint8Array)[]): void {
  if (value === null) out.push('null');
  else if (typeof value === 'boolean') out.push(value ? 'true' : 'false');
  else if (typeof value === 'number') out.push(number(value));
  else if (value instanceof PdfName) out.push(name(value.name));
  else if (value instanceof PdfRef) out.push(`${value.num} ${value.gen} R`);
  else if (value instanceof PdfString) out.push(string(value));
  else if (isArray(value)) {
    out.push('[');
    value.forEach((each, i) => {
      if (i > 0) out.push(' ');
      write(each, out);
    });
    out.push(']');
  } else if (isDict(value)) {
    out.push('<<');
    for (const [key, each] of value) {
      out.push(`${name(key)} `);
      write(each, out);
      out.push('\n');
    }
    out.push('>>');
  } else {
    write(new Map([...value.dict, ['Length', value.raw.length]]), out);
    out.push('\nstream\n', value.raw, '\nendstream');
  }
}

const number = (value: number): string => {
  if (!Number.isFinite(value)) throw new TypeError('a PDF number must be finite');
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(4)));
};

const name = (text: string): string =>
  `/${text.replace(/[^!-~]|[#()<>[\]{}/%]/g, (c) => `#${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;

function string(value: PdfString): string {
  const text = Buffer.from(value.bytes).toString('latin1');
  if (value.hex || /[^ -~]/.test(text)) return `<${Buffer.from(value.bytes).toString('hex')}>`;
  return `(${text.replace(/[\\()]/g, (c) => `\\${c}`)})`;
}

/** One incremental update: what it adds lies behind the file, which stays byte for byte what it was (ISO 32000-1, 7.5.6). */
export interface PdfUpdate {
  /** A reference to a new object; it must be {@link set} before {@link finish}. */
  allocate(): PdfRef;
  /** Writes a new object, or a new version of one that is there. */
  set(ref: PdfRef, value: PdfValue): void;
  add(value: PdfValue): PdfRef;
  /** The file with the update, and where each written object starts. */
  finish(): { bytes: Buffer; offsets: ReadonlyMap<number, number> };
}

/** Starts an update of a file; it uses the same form of cross-reference as the revision before. */
export function createUpdate(file: PdfFile): PdfUpdate {
  const last = file.revisions.at(-1);
  if (last === undefined) throw new PdfUnreadable('structure', 'no revision to update');
  const size = last.trailer.get('Size');
  let next = typeof size === 'number' ? size : 0;
  const objects = new Map<number, { gen: number; value: PdfValue }>();
  const update: PdfUpdate = {
    allocate: () => new PdfRef(next++),
    set(ref, value) {
      objects.set(ref.num, { gen: ref.gen, value });
    },
    add(value) {
      const ref = update.allocate();
      update.set(ref, value);
      return ref;
    },
    finish() {
      const parts: Buffer[] = [Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength)];
      let length = file.bytes.length;
      const push = (part: Buffer): void => {
        parts.push(part);
        length += part.length;
      };
      // The line end that a previous writer may have left out.
      if (last.end === last.endOfMarker) push(Buffer.from('\n'));
      const offsets = new Map<number, number>();
      for (const [num, { gen, value }] of objects) {
        offsets.set(num, length);
        push(Buffer.concat([Buffer.from(`${num} ${gen} obj\n`), serialise(value), Buffer.from('\nendobj\n')]));
      }
      const written = createHash('sha256');
      for (const part of parts.slice(1)) written.update(part);
      const trailer = new Map<string, PdfValue>([['Size', next]]);
      for (const key of ['Root', 'Info']) {
        const value = last.trailer.get(key);
        if (value !== undefined) trailer.set(key, value);
      }
      const id = last.trailer.get('ID');
      if (isArray(id) && id[0] !== undefined) {
        trailer.set('ID', [id[0], new PdfString(written.digest().subarray(0, 16), true)]);
      }
      trailer.set('Prev', last.sections[0]?.offset ?? 0);
      const startxref = length;
      push(
        last.usesXrefStream
          ? xrefStream(objects, offsets, trailer, startxref, next)
          : xrefTable(objects, offsets, trailer),
      );
      push(Buffer.from(`startxref\n${startxref}\n%%EOF\n`));
      return { bytes: Buffer.concat(parts, length), offsets };
    },
  };
  return update;
}

type Objects = ReadonlyMap<number, { gen: number; value: PdfValue }>;

/** Runs of consecutive numbers: `[first, count]`. */
function runs(numbers: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  for (const num of [...numbers].sort((a, b) => a - b)) {
    const current = out.at(-1);
    if (current !== undefined && current[0] + current[1] === num) current[1]++;
    else out.push([num, 1]);
  }
  return out;
}

function xrefTable(objects: Objects, offsets: ReadonlyMap<number, number>, trailer: Map<string, PdfValue>): Buffer {
  let text = 'xref\n';
  for (const [first, count] of runs([...objects.keys()])) {
    text += `${first} ${count}\n`;
    for (let num = first; num < first + count; num++) {
      const offset = String(offsets.get(num) ?? 0).padStart(10, '0');
      text += `${offset} ${String(objects.get(num)?.gen ?? 0).padStart(5, '0')} n \n`;
    }
  }
  return Buffer.concat([Buffer.from(`${text}trailer\n`), serialise(trailer), Buffer.from('\n')]);
}

function xrefStream(
  objects: Objects,
  offsets: ReadonlyMap<number, number>,
  trailer: Map<string, PdfValue>,
  startxref: number,
  own: number,
): Buffer {
  const numbers = [...objects.keys(), own].sort((a, b) => a - b);
  const data = Buffer.alloc(numbers.length * 7);
  numbers.forEach((num, i) => {
    data[i * 7] = 1;
    data.writeUInt32BE(offsets.get(num) ?? startxref, i * 7 + 1);
    data.writeUInt16BE(objects.get(num)?.gen ?? 0, i * 7 + 5);
  });
  trailer.set('Type', new PdfName('XRef'));
  trailer.set('Size', own + 1);
  trailer.set('W', [1, 4, 2]);
  trailer.set('Index', runs(numbers).flat());
  return Buffer.concat([
    Buffer.from(`${own} 0 obj\n`),
    serialise(new PdfStream(trailer, data)),
    Buffer.from('\nendobj\n'),
  ]);
}
