import { inflateSync } from 'node:zlib';
import type { WorkBudget } from './parser.ts';
import { isArray, isDict, nameOf, type PdfDict, type PdfStream, PdfUnreadable, type PdfValue } from './value.ts';

/** A structural stream (cross-reference or object stream) larger than this is refused. */
const MAX_INFLATED = 64 * 1024 * 1024;

const single = (value: PdfValue | undefined): PdfValue | undefined =>
  isArray(value) ? (value.length === 1 ? value[0] : value.length === 0 ? undefined : value) : value;

/**
 * The decoded bytes of a structural stream: unfiltered or FlateDecode, with PNG predictors. Other filters have no place in
 * cross-reference and object streams and are refused.
 */
export function decodeStructural(stream: PdfStream, budget: WorkBudget): Uint8Array {
  const filter = single(stream.dict.get('Filter'));
  if (filter === undefined || filter === null) return stream.raw;
  if (nameOf(filter) !== 'FlateDecode')
    throw new PdfUnreadable('unsupported', 'structural stream with an unusual filter');
  let data: Uint8Array;
  try {
    data = inflateSync(stream.raw, { maxOutputLength: MAX_INFLATED });
  } catch {
    throw new PdfUnreadable('syntax', 'compressed stream cannot be inflated');
  }
  budget.spend(data.length);
  const parms = single(stream.dict.get('DecodeParms'));
  return isDict(parms) ? unpredict(data, parms) : data;
}

/** Undoes PNG predictors with one-byte components (PNG specification, 9.2), the only kind structural streams use. */
function unpredict(data: Uint8Array, parms: PdfDict): Uint8Array {
  const predictor = parms.get('Predictor') ?? 1;
  if (predictor === 1) return data;
  const columns = parms.get('Columns') ?? 1;
  const plain = (parms.get('Colors') ?? 1) === 1 && (parms.get('BitsPerComponent') ?? 8) === 8;
  if (
    typeof predictor !== 'number' ||
    predictor < 10 ||
    typeof columns !== 'number' ||
    columns < 1 ||
    columns > 64 ||
    !plain
  )
    throw new PdfUnreadable('unsupported', 'unusual predictor');
  const rows = Math.floor(data.length / (columns + 1));
  const out = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const type = data[row * (columns + 1)] ?? 0;
    if (type > 4) throw new PdfUnreadable('syntax', 'unknown predictor row');
    for (let i = 0; i < columns; i++) {
      const at = row * columns + i;
      const left = i > 0 ? (out[at - 1] ?? 0) : 0;
      const up = row > 0 ? (out[at - columns] ?? 0) : 0;
      const corner = i > 0 && row > 0 ? (out[at - columns - 1] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][type] ?? 0;
      out[at] = ((data[row * (columns + 1) + 1 + i] ?? 0) + guess) & 0xff;
    }
  }
  return out;
}

function paeth(a: number, b: number, c: number): number {
  const pa = Math.abs(b - c);
  const pb = Math.abs(a - c);
  const pc = Math.abs(a + b - 2 * c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}
