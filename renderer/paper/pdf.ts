import * as pdfjs from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

/** A document opened for looking at it. Call `close` when it is no longer shown. */
export interface OpenPdf {
  readonly pages: readonly PdfPage[];
  readonly close: () => void;
}

export interface PdfPage {
  readonly number: number;
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
  /** Draws the page at that many dots per inch. */
  readonly draw: (canvas: HTMLCanvasElement, dpi: number, purpose: 'display' | 'print') => Promise<void>;
}

const pointsPerInch = 72;
const millimetresPerInch = 25.4;

/** @throws when the bytes are no PDF, or an encrypted one */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  // pdf.js takes the buffer away from the caller; it gets a copy.
  const task = pdfjs.getDocument({ data: bytes.slice(), isEvalSupported: false, useWasm: false, enableXfa: false });
  const document = await task.promise;
  const pages = await Promise.all(
    Array.from({ length: document.numPages }, async (_, index): Promise<PdfPage> => {
      const page = await document.getPage(index + 1);
      const size = page.getViewport({ scale: 1 });
      return {
        number: index + 1,
        width: (size.width / pointsPerInch) * millimetresPerInch,
        height: (size.height / pointsPerInch) * millimetresPerInch,
        draw: async (canvas, dpi, purpose) => {
          const viewport = page.getViewport({ scale: dpi / pointsPerInch });
          canvas.width = Math.round(viewport.width);
          canvas.height = Math.round(viewport.height);
          await page.render({ canvas, viewport, intent: purpose }).promise;
        },
      };
    }),
  );
  return { pages, close: () => void task.destroy() };
}
