import type { OpenPdf } from './pdf.ts';

/** Dots per inch at which pages go to the printer: fine enough for 12 px QR modules and 9 pt Chinese. */
const printDpi = 300;
const holderClass = 'sk-print';

/**
 * Prints the pages as they are shown: each is drawn once and handed to the printer as a full sheet, in its own size and
 * orientation, without margins or scaling of the browser. Resolves when the print dialog is closed.
 */
export async function printPages(pdf: OpenPdf, copies: number): Promise<void> {
  const holder = document.createElement('div');
  holder.className = holderClass;
  const urls: string[] = [];
  const first = pdf.pages[0];
  const sheet = document.createElement('style');
  sheet.textContent = `@page { size: ${first?.width ?? 210}mm ${first?.height ?? 297}mm; margin: 0 }`;
  try {
    for (const page of pdf.pages) {
      const canvas = document.createElement('canvas');
      await page.draw(canvas, printDpi, 'print');
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
      if (!blob) throw new Error(`page ${page.number} could not be drawn`);
      urls.push(URL.createObjectURL(blob));
    }
    for (let copy = 0; copy < copies; copy += 1) {
      for (const [index, page] of pdf.pages.entries()) {
        const image = new Image();
        image.alt = '';
        image.src = urls[index] ?? '';
        image.style.width = `${page.width}mm`;
        image.style.height = `${page.height}mm`;
        holder.append(image);
        await image.decode();
      }
    }
    document.head.append(sheet);
    document.body.append(holder);
    window.print();
  } finally {
    holder.remove();
    sheet.remove();
    for (const url of urls) URL.revokeObjectURL(url);
  }
}
