import type { PdfView } from './file.ts';
import { catalogOf } from './pages.ts';
import { nameOf, type PdfDict, PdfRef, PdfUnreadable, textOf } from './value.ts';

const MAX_FIELDS = 5_000;

/** A terminal form field: its full name (ISO 32000-1, 12.7.3.2), its inherited type, and its dictionary. */
export interface PdfField {
  readonly name: string;
  readonly type: string | undefined;
  readonly ref: PdfRef | undefined;
  readonly dict: PdfDict;
}

/** The form's terminal fields. A circle, or more than 5,000 fields, is refused. @throws PdfUnreadable */
export function fieldsOf(view: PdfView): PdfField[] {
  const form = view.dict(catalogOf(view).dict.get('AcroForm'));
  if (form === undefined) return [];
  const out: PdfField[] = [];
  const seen = new Set<number>();
  let count = 0;
  const walk = (node: unknown, prefix: string, inherited: string | undefined, depth: number): void => {
    if (node instanceof PdfRef) {
      if (seen.has(node.num)) throw new PdfUnreadable('structure', 'form fields lead in a circle');
      seen.add(node.num);
    }
    if (++count > MAX_FIELDS || depth > 32) throw new PdfUnreadable('limit', 'too many form fields');
    const dict = view.dict(node instanceof PdfRef || node instanceof Map ? node : undefined);
    if (dict === undefined) return;
    const partial = textOf(view.get(dict, 'T'));
    const name = partial === undefined ? prefix : prefix === '' ? partial : `${prefix}.${partial}`;
    const type = nameOf(view.get(dict, 'FT')) ?? inherited;
    const kids = view.array(dict.get('Kids')) ?? [];
    // Kids with a name of their own are fields; kids without are only the places where this field shows.
    const fields = kids.filter((kid) => view.dict(kid)?.has('T') === true);
    if (fields.length > 0) for (const kid of fields) walk(kid, name, type, depth + 1);
    else out.push({ name, type, ref: node instanceof PdfRef ? node : undefined, dict });
  };
  for (const field of view.array(form.get('Fields')) ?? []) walk(field, '', undefined, 0);
  return out;
}

/** Signature fields, signed or not. */
export const signatureFieldsOf = (view: PdfView): PdfField[] => fieldsOf(view).filter((field) => field.type === 'Sig');
