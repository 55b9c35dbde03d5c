import { signatureFieldsOf } from '../pdf/fields.ts';
import { openPdf, type PdfFile, type PdfView } from '../pdf/file.ts';
import { catalogOf, type PdfPage, pagesOf } from '../pdf/pages.ts';
import { isArray, type PdfDict, PdfRef, PdfString, type PdfValue, pdfName, textString } from '../pdf/value.ts';
import { createUpdate, type PdfUpdate } from '../pdf/write.ts';

/** Left, bottom, right, top in points (1/72 inch) from the page's lower left corner. */
export type PdfRect = readonly [left: number, bottom: number, right: number, top: number];

/** Where somebody is going to sign. */
export interface SignatureField {
  /** ASCII, unique within the document; names the signer's part, for example `employee`. */
  readonly name: string;
  /** What readers show for it, for example 乙方（员工）签名. */
  readonly label: string;
  /** Index of the page, from 0. */
  readonly page: number;
  readonly rect: PdfRect;
}

/** Bits of /F: print, locked (ISO 32000-1, 12.5.3). */
const PRINT_LOCKED = 4 | 128;
/** Signatures exist; append only (ISO 32000-1, 12.7.2). */
export const SIG_FLAGS = 3;

/**
 * Adds empty signature fields with their places on the pages, as an incremental update. All fields have to exist before the
 * first signature: a field added later would be a change of the signed document.
 * @throws RangeError for a page that does not exist or a name used twice; PdfUnreadable
 */
export function prepareForSigning(pdf: Uint8Array, fields: readonly SignatureField[]): Uint8Array {
  const file = openPdf(pdf);
  const view = file.view();
  const pages = pagesOf(view);
  const taken = new Set(signatureFieldsOf(view).map((field) => field.name));
  const update = createUpdate(file);
  const widgets: PdfRef[] = [];
  const byPage = new Map<PdfPage, PdfRef[]>();
  for (const field of fields) {
    const page = pages[field.page];
    if (page === undefined) throw new RangeError(`no page ${field.page} for the signature field ${field.name}`);
    if (!/^[\w-]+$/.test(field.name) || taken.has(field.name)) throw new RangeError(`field name ${field.name}`);
    taken.add(field.name);
    const widget = update.add(
      new Map<string, PdfValue>([
        ['Type', pdfName('Annot')],
        ['Subtype', pdfName('Widget')],
        ['FT', pdfName('Sig')],
        ['T', new PdfString(Buffer.from(field.name))],
        ['TU', textString(field.label)],
        ['Rect', [...field.rect]],
        ['F', PRINT_LOCKED],
        ['P', page.ref],
      ]),
    );
    widgets.push(widget);
    byPage.set(page, [...(byPage.get(page) ?? []), widget]);
  }
  for (const [page, added] of byPage) addAnnotations(view, update, page, added);
  addToForm(file, update, widgets);
  return update.finish().bytes;
}

function addAnnotations(view: PdfView, update: PdfUpdate, page: PdfPage, added: readonly PdfRef[]): void {
  const held = page.dict.get('Annots');
  const all = [...(view.array(held) ?? []), ...added];
  if (held instanceof PdfRef) update.set(held, all);
  else update.set(page.ref, new Map<string, PdfValue>([...page.dict, ['Annots', all]]));
}

function addToForm(file: PdfFile, update: PdfUpdate, widgets: readonly PdfRef[]): void {
  const view = file.view();
  const catalog = catalogOf(view);
  const held = catalog.dict.get('AcroForm');
  const form: PdfDict = new Map<string, PdfValue>(view.dict(held) ?? []);
  const fields = view.resolve(form.get('Fields'));
  form.set('Fields', [...(isArray(fields) ? fields : []), ...widgets]);
  form.set('SigFlags', SIG_FLAGS);
  if (held instanceof PdfRef) update.set(held, form);
  else update.set(catalog.ref, new Map<string, PdfValue>([...catalog.dict, ['AcroForm', update.add(form)]]));
}
