import { PDFDocument } from '@cantoo/pdf-lib';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { scanTypeOf } from './mediaType.ts';

/**
 * Some pages of a scanned PDF as a PDF of their own: a stack from the feeder holds the letters of several clients, and
 * each is filed with its own client only. Pages count from 1; pictures have none and are kept whole.
 * @throws RefusalError `scan.noSuchPages`, and what {@link scanTypeOf} throws
 */
export async function keepPages(bytes: Uint8Array, pages: readonly number[] | undefined): Promise<Uint8Array> {
  if (scanTypeOf(bytes) !== 'application/pdf' || pages === undefined) return bytes;
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

const noSuchPages: Refusal = {
  kind: 'invalid',
  code: 'scan.noSuchPages',
  field: 'scan',
  zh: '扫描件里没有这些页，或文件已损坏。',
  en: 'The scan does not have these pages, or the file is damaged.',
  next: { zh: '请重新扫描后再登记。', en: 'Scan it again, then record it.' },
};
