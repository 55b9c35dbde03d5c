import { openPdf, type PdfView } from '../pdf/file.ts';
import { catalogOf, pagesOf } from '../pdf/pages.ts';
import { type PdfDict, PdfRef, type PdfValue } from '../pdf/value.ts';
import { createUpdate, type PdfUpdate } from '../pdf/write.ts';
import { findSignatures } from '../verify/signatureDictionary.ts';

/** What an attacker with a PDF library does: another incremental update on top. */
export function appendUpdate(pdf: Uint8Array, change: (update: PdfUpdate, view: PdfView) => void): Buffer {
  const file = openPdf(pdf);
  const update = createUpdate(file);
  change(update, file.view());
  return update.finish().bytes;
}

/** A copy of a dictionary with some entries replaced; `undefined` takes one out. */
export function withEntries(dict: PdfDict, entries: Record<string, PdfValue | undefined>): PdfDict {
  const copy = new Map(dict);
  for (const [key, value] of Object.entries(entries)) {
    if (value === undefined) copy.delete(key);
    else copy.set(key, value);
  }
  return copy;
}

export const firstPage = (view: PdfView): { ref: PdfRef; dict: PdfDict } => {
  const page = pagesOf(view)[0];
  if (page === undefined) throw new Error('no page');
  return page;
};

export const contentRef = (view: PdfView): PdfRef => {
  const content = firstPage(view).dict.get('Contents');
  if (!(content instanceof PdfRef)) throw new Error('no content');
  return content;
};

export const formOf = (view: PdfView): { ref: PdfRef; dict: PdfDict } => {
  const ref = catalogOf(view).dict.get('AcroForm');
  const dict = view.dict(ref);
  if (!(ref instanceof PdfRef) || dict === undefined) throw new Error('no form');
  return { ref, dict };
};

/** Puts other bytes into the Contents of a signed field, filled up with zeros: the signed ranges stay as they are. */
export function replaceContents(pdf: Uint8Array, field: string, cms: Uint8Array): Buffer {
  const found = findSignatures(openPdf(pdf)).signed.find((each) => each.field === field);
  const start = found?.signed?.[0].length;
  const room = found?.contents?.length;
  if (start === undefined || room === undefined || cms.length > room) throw new Error('no room');
  const copy = Buffer.from(pdf);
  copy.write(Buffer.concat([cms, Buffer.alloc(room - cms.length)]).toString('hex'), start + 1, 'latin1');
  return copy;
}

/** The same file with one stretch of text replaced by another of the same length. */
export function patch(pdf: Uint8Array, from: RegExp, to: (found: string) => string): Buffer {
  const text = Buffer.from(pdf).toString('latin1');
  const changed = text.replace(from, (found) => {
    const replacement = to(found);
    if (replacement.length > found.length) throw new Error('longer than what was there');
    return replacement.padEnd(found.length);
  });
  if (changed === text) throw new Error('nothing to replace');
  return Buffer.from(changed, 'latin1');
}
