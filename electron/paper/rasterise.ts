import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PDFiumLibrary } from '@hyzyla/pdfium';

/** Pixels row by row from the top left; one byte (grey) or four (RGBA) per pixel. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 4;
  readonly data: Uint8Array;
}

export interface OpenedPdf {
  readonly pageCount: number;
  /** Size of a page in points, as displayed. Pages count from 1. */
  pageSize(page: number): { readonly width: number; readonly height: number };
  rasterise(page: number, options: { readonly dpi: number; readonly grey?: boolean }): Promise<Raster>;
  text(page: number): string;
}

/** Most pixels of one page: A3 at 400 dpi. A page that asks for more is refused before memory is taken. */
export const MOST_PIXELS = 32_000_000;

/** The file is not a PDF that can be read: damaged, not a PDF at all, or locked with a password. */
export class UnreadablePdfError extends Error {
  readonly reason: 'damaged' | 'locked';
  constructor(reason: 'damaged' | 'locked', cause?: unknown) {
    super(`PDF is ${reason}`, { cause });
    this.name = 'UnreadablePdfError';
    this.reason = reason;
  }
}
/** The page would take more than {@link MOST_PIXELS}. */
export class PageTooLargeError extends Error {
  constructor(width: number, height: number) {
    super(`page of ${width} x ${height} pixels is over ${MOST_PIXELS}`);
    this.name = 'PageTooLargeError';
  }
}

let library: Promise<PDFiumLibrary> | undefined;

/** One instance for the process; WebAssembly, so a hostile file stays within its own memory. */
function pdfium(): Promise<PDFiumLibrary> {
  library ??= (async () => {
    const file = await readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm'));
    return PDFiumLibrary.init({ wasmBinary: Uint8Array.from(file).buffer });
  })();
  return library;
}

/** After an abort the instance is unusable: the next caller gets a new one. */
function abandon(): void {
  library = undefined;
}

/**
 * Opens a PDF for the length of `use`.
 * @throws {UnreadablePdfError} the file is damaged or locked
 */
export async function withPdf<T>(bytes: Uint8Array, use: (pdf: OpenedPdf) => T | Promise<T>): Promise<T> {
  const pdf = await pdfium();
  const document = await pdf.loadDocument(bytes).catch((cause: unknown) => {
    if (cause instanceof WebAssembly.RuntimeError) abandon();
    const locked = cause instanceof Error && /password/i.test(cause.message);
    throw new UnreadablePdfError(locked ? 'locked' : 'damaged', cause);
  });
  const at = (page: number) => {
    if (!Number.isInteger(page) || page < 1 || page > document.getPageCount()) {
      throw new RangeError(`page ${page} of ${document.getPageCount()}`);
    }
    return document.getPage(page - 1);
  };
  const pageSize = (page: number) => {
    const { originalWidth, originalHeight } = at(page).getOriginalSize();
    return { width: originalWidth, height: originalHeight };
  };
  try {
    return await use({
      pageCount: document.getPageCount(),
      pageSize,
      text: (page) => at(page).getText(),
      async rasterise(page, { dpi, grey = false }) {
        const scale = dpi / 72;
        const size = pageSize(page);
        if (!(size.width * scale * size.height * scale <= MOST_PIXELS)) {
          throw new PageTooLargeError(Math.round(size.width * scale), Math.round(size.height * scale));
        }
        // The library's name for four channels is BGRA; the bytes it gives are in the order R, G, B, A.
        const colorSpace = grey ? 'Gray' : 'BGRA';
        const drawn = await at(page).render({ scale, colorSpace, render: 'bitmap', renderFormFields: true });
        return { width: drawn.width, height: drawn.height, channels: grey ? 1 : 4, data: drawn.data };
      },
    });
  } catch (cause) {
    if (cause instanceof WebAssembly.RuntimeError) {
      abandon();
      throw new UnreadablePdfError('damaged', cause);
    }
    throw cause;
  } finally {
    document.destroy();
  }
}

/**
 * One page as pixels, white behind. Pages count from 1.
 * @throws {UnreadablePdfError | PageTooLargeError | RangeError}
 */
export const rasterise = (
  bytes: Uint8Array,
  options: { readonly dpi: number; readonly page: number; readonly grey?: boolean },
): Promise<Raster> => withPdf(bytes, (pdf) => pdf.rasterise(options.page, options));
