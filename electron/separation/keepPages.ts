import { PDFDocument } from '@cantoo/pdf-lib';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { noSuchPages } from './refusals.ts';

/**
 * Some pages of a scanned PDF as a PDF of their own: a stack from the feeder holds the letters of several clients, and
 * each is filed with its own client only. Pages count from 1.
 * @throws RefusalError `separation.noSuchPages`
 */
export async function keepPages(bytes: Uint8Array, pages: readonly number[]): Promise<Uint8Array> {
  try {
    const whole = await PDFDocument.load(bytes, { updateMetadata: false });
    if (pages.length === whole.getPageCount()) return bytes;
    const part = await PDFDocument.create();
    for (const page of await part.copyPages(
      whole,
      pages.map((page) => page - 1),
    )) {
      part.addPage(page);
    }
    return await part.save({ useObjectStreams: false });
  } catch {
    throw new RefusalError(noSuchPages);
  }
}
