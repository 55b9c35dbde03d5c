import { PDFDocument } from '@cantoo/pdf-lib';

/** Pictures of pages (PNG) in one PDF, as the feeder of a scanner hands over a paper of several pages. */
export async function scannedPdf(pictures: readonly Buffer[]): Promise<Buffer> {
  const scan = await PDFDocument.create();
  for (const picture of pictures) {
    const image = await scan.embedPng(new Uint8Array(picture));
    const { width, height } = { width: 595.28, height: 841.89 };
    scan.addPage([width, height]).drawImage(image, { x: 0, y: 0, width, height });
  }
  return Buffer.from(await scan.save());
}
