import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader';
import { done, type Refusal, type Result, refused } from '../../../shared/domain/refusal.ts';
import { MOST_PIXELS, type OpenedPdf, UnreadablePdfError, withPdf } from '../../paper/rasterise.ts';
import { type FormLabel, parseLabel } from './formNumber.ts';
import { recognise } from './imageHeader.ts';
import {
  brokenCode,
  damagedFile,
  emptyFile,
  fileTooLarge,
  foreignCode,
  imageTooLarge,
  lockedFile,
  newerCode,
  noCode,
  tooManyPages,
  unsupportedFormat,
} from './scanRefusals.ts';

/** A form found on a scan. */
export interface ScannedForm extends Omit<FormLabel, 'page'> {
  /** Pages of the scan that bear its code, from 1. */
  readonly pages: readonly number[];
  /** Which pages of the form those are, from 1, each once. */
  readonly sheets: readonly number[];
}
/** A page of a scan without a readable code of ours: a back, an annex, or a sheet to scan again. */
export interface UnreadPage {
  readonly page: number;
  /** Best explanation: no code at all, somebody else's, one of a later version, or one that was altered. */
  readonly refusal: Refusal;
}
export interface Scan {
  readonly pageCount: number;
  /** In the order of their first page; a batch from the feeder may hold several forms. */
  readonly forms: readonly ScannedForm[];
  readonly unread: readonly UnreadPage[];
}

/** The forms on a scan, or why there is none. */
export function formsOn(scan: Scan): Result<readonly ScannedForm[]> {
  if (scan.forms.length > 0) return done(scan.forms);
  const told = scan.unread.find(({ refusal }) => refusal.code !== 'scan.noCode');
  return refused(told?.refusal ?? noCode());
}

export const SCAN_LIMITS = {
  megabytes: 64,
  /** A3 at 600 dpi is 70 million. */
  megapixels: 80,
  pages: 120,
} as const;

/** A photograph of several forms holds a handful of codes; more are noise. */
const READER: ReaderOptions = { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 8, returnErrors: true };
const SECOND_TRY: ReaderOptions = { ...READER, tryDenoise: true, binarizer: 'GlobalHistogram' };

let prepared: Promise<unknown> | undefined;

/** The reader's WebAssembly comes from the installation, never from the network. */
function prepare(): Promise<unknown> {
  prepared ??= (async () => {
    const file = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
    const wasmBinary = Uint8Array.from(file).buffer;
    return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  })();
  return prepared;
}

type Picture = Uint8Array | ImageData;

/** The picture's bytes are damaged, or of a kind that the decoder does not know. */
class UndecodableImageError extends Error {}

async function codesIn(picture: Picture, options: ReaderOptions): Promise<string[]> {
  await prepare();
  const found = await readBarcodes(picture, options);
  // The reader answers a picture it cannot decode with one invalid result that says so.
  if (found.some((each) => each.error.startsWith('Failed to load image'))) throw new UndecodableImageError();
  return found.filter((each) => each.isValid).map((each) => each.text);
}

interface Reading {
  readonly labels: readonly FormLabel[];
  /** Best explanation when there is no label. */
  readonly refusal: Refusal;
}

function readingOf(texts: readonly string[]): Reading {
  const labels: FormLabel[] = [];
  const reasons = new Set<string>();
  for (const text of texts) {
    const label = parseLabel(text);
    if (typeof label === 'string') reasons.add(label);
    else labels.push(label);
  }
  // The most telling reason first: a code that claims to be ours says more than somebody else's beside it.
  if (reasons.has('newer')) return { labels, refusal: newerCode() };
  if (reasons.has('broken')) return { labels, refusal: brokenCode() };
  return { labels, refusal: reasons.has('foreign') ? foreignCode() : noCode() };
}

/** Tries the pictures in turn until one shows a code. */
async function readPictures(attempts: readonly (() => Promise<readonly string[]>)[]): Promise<Reading> {
  let best = readingOf([]);
  for (const attempt of attempts) {
    const reading = readingOf(await attempt());
    if (reading.labels.length > 0) return reading;
    if (reading.refusal.code !== 'scan.noCode') best = reading;
  }
  return best;
}

/** Resolutions that are tried: the first reads a clean sheet in 20 ms, the others what a bad scanner or a small copy left. */
const ATTEMPTS = [
  { dpi: 120, options: READER },
  { dpi: 200, options: READER },
  { dpi: 300, options: SECOND_TRY },
  { dpi: 120, options: SECOND_TRY },
] as const;

function readPage(pdf: OpenedPdf, page: number): Promise<Reading> {
  const { width, height } = pdf.pageSize(page);
  // A plotter-size page is read at what resolution the limit allows.
  const most = Math.sqrt(MOST_PIXELS / Math.max(1, (width / 72) * (height / 72))) * 0.99;
  return readPictures(
    ATTEMPTS.map(({ dpi, options }) => async () => {
      const { width: columns, height: rows, data } = await pdf.rasterise(page, { dpi: Math.min(dpi, most) });
      const pixels = new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
      return codesIn({ width: columns, height: rows, data: pixels, colorSpace: 'srgb' }, options);
    }),
  );
}

/** Gathers pages of one number; the same number with two hashes is two forms, for the caller to compare. */
function gather(readings: readonly Reading[]): Scan {
  const forms = new Map<string, { label: FormLabel; pages: Set<number>; sheets: Set<number> }>();
  const unread: UnreadPage[] = [];
  readings.forEach(({ labels, refusal }, index) => {
    const page = index + 1;
    if (labels.length === 0) unread.push({ page, refusal });
    for (const label of labels) {
      const key = `${label.number} ${label.hash}`;
      const known = forms.get(key) ?? { label, pages: new Set(), sheets: new Set() };
      known.pages.add(page);
      known.sheets.add(label.page);
      forms.set(key, known);
    }
  });
  const list = [...forms.values()].map(({ label: { page: _, ...label }, pages, sheets }) => ({
    ...label,
    pages: [...pages],
    sheets: [...sheets].sort((a, b) => a - b),
  }));
  return { pageCount: readings.length, forms: list, unread };
}

async function readPdf(bytes: Uint8Array, onPage: OnPage): Promise<Result<Scan>> {
  try {
    return await withPdf(bytes, async (pdf) => {
      if (pdf.pageCount > SCAN_LIMITS.pages) return refused(tooManyPages(pdf.pageCount, SCAN_LIMITS.pages));
      const readings: Reading[] = [];
      for (let page = 1; page <= pdf.pageCount; page += 1) {
        readings.push(await readPage(pdf, page));
        onPage(page, pdf.pageCount);
      }
      return readings.length > 0 ? done(gather(readings)) : refused(damagedFile());
    });
  } catch (error) {
    if (error instanceof UnreadablePdfError) return refused(error.reason === 'locked' ? lockedFile() : damagedFile());
    throw error;
  }
}

async function readImage(bytes: Uint8Array): Promise<Result<Scan>> {
  try {
    return done(gather([await readPictures([() => codesIn(bytes, READER), () => codesIn(bytes, SECOND_TRY)])]));
  } catch (error) {
    // A picture that cannot be decoded, or an abort inside the decoder: the file, not the application, is at fault.
    if (error instanceof UndecodableImageError || error instanceof WebAssembly.RuntimeError)
      return refused(damagedFile());
    throw error;
  }
}

/** Called after each page, with the number of pages read and of all pages. */
export type OnPage = (read: number, pages: number) => void;

/**
 * Finds the forms on a scan in this thread. The application calls `readScan` instead, which does it in a thread of its
 * own and stops it when it hangs.
 */
export async function readHere(bytes: Uint8Array, onPage: OnPage = () => undefined): Promise<Result<Scan>> {
  if (bytes.byteLength === 0) return refused(emptyFile());
  if (bytes.byteLength > SCAN_LIMITS.megabytes * 1024 * 1024) return refused(fileTooLarge(SCAN_LIMITS.megabytes));
  const format = recognise(bytes);
  switch (format.kind) {
    case 'pdf':
      return readPdf(bytes, onPage);
    case 'image': {
      const pixels = format.width * format.height;
      if (pixels === 0) return refused(damagedFile());
      if (pixels > SCAN_LIMITS.megapixels * 1_000_000) return refused(imageTooLarge(SCAN_LIMITS.megapixels));
      return readImage(bytes);
    }
    case 'damagedImage':
      return refused(damagedFile());
    case 'unknown':
      return refused(unsupportedFormat());
  }
}
