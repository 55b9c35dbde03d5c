import { PDFDocument, rgb } from '@cantoo/pdf-lib';

/** One sheet of printed paper. */
export interface Sheet {
  readonly of: Blob;
  /** From 1. */
  readonly page: number;
  /** It has lost the corner with its code. */
  readonly torn?: boolean;
}

/** Points at the top right of a page within which its code is printed. */
const corner = 130;

/** Sheets in one PDF, in the order in which they lay in the feeder of the scanner. */
export async function feederStack(...sheets: readonly Sheet[]): Promise<Blob> {
  const stack = await PDFDocument.create();
  for (const { of, page, torn } of sheets) {
    const [sheet] = await stack.copyPages(await PDFDocument.load(await of.arrayBuffer()), [page - 1]);
    if (sheet === undefined) throw new Error('no such page');
    stack.addPage(sheet);
    const { width, height } = sheet.getSize();
    const gone = { x: width - corner, y: height - corner, width: corner, height: corner, color: rgb(1, 1, 1) };
    if (torn) sheet.drawRectangle(gone);
  }
  return new Blob([new Uint8Array(await stack.save())], { type: 'application/pdf' });
}
