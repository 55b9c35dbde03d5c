import type { PdfView } from '../pdf/file.ts';
import { nameOf, type PdfDict, PdfRef, type PdfValue, sameValue, textOf } from '../pdf/value.ts';
import { keysThatDiffer, type Note, note } from './change.ts';
import { signatureState } from './roles.ts';

/** Elements of a list that are kept in order, and those that are new; undefined when something was taken out. */
function added(old: readonly PdfValue[], now: readonly PdfValue[]): PdfValue[] | undefined {
  const fresh: PdfValue[] = [];
  let at = 0;
  for (const each of now) {
    if (at < old.length && sameValue(old[at], each)) at++;
    else fresh.push(each);
  }
  return at === old.length ? fresh : undefined;
}

/** What happened to a list of form fields. */
export function fieldListNotes(
  old: readonly PdfValue[],
  now: readonly PdfValue[],
  before: PdfView,
  after: PdfView,
): Note[] {
  const fresh = added(old, now);
  if (fresh === undefined) return [note('forbidden', '表单栏被移除或调换', 'Form fields were removed or rearranged')];
  return fresh.map((each) => addedFieldNote(each, before, after));
}

/** A widget or field that the earlier revision did not have: only a signature field may come, and only signed if it shows. */
function addedFieldNote(value: PdfValue, before: PdfView, after: PdfView): Note {
  const dict = after.dict(value);
  const isNew = value instanceof PdfRef && (before.entries.get(value.num)?.kind ?? 'free') === 'free';
  if (dict === undefined || !isNew)
    return note('forbidden', '已有对象被改作表单栏', 'An object that was there was turned into a form field');
  const state = signatureState(after, dict);
  const name = textOf(after.get(dict, 'T')) ?? '';
  if (state === 'none') return note('forbidden', `增加了表单栏 ${name}`, `A form field was added: ${name}`, name);
  if (isTimestamp(dict, after)) return note('validation', '增加了文档时间戳', 'A document time stamp was added', name);
  if (state === 'unsigned' && covers(dict, after)) {
    return note(
      'forbidden',
      `增加了看得见、却没有签名的签名栏 ${name}`,
      `A visible signature field without a signature was added: ${name}`,
      name,
    );
  }
  return covers(dict, after)
    ? note(
        'signing',
        `签署后增加了看得见的签名栏 ${name}，请核对它没有遮住正文`,
        `A visible signature field was added later: ${name}; check that it hides no text`,
        name,
      )
    : note('signing', `增加了签名栏 ${name}`, `A signature field was added: ${name}`, name);
}

const isTimestamp = (field: PdfDict, view: PdfView): boolean => {
  const value = view.dict(field.get('V'));
  return value !== undefined && nameOf(view.get(value, 'SubFilter')) === 'ETSI.RFC3161' && !covers(field, view);
};

/** Whether a widget takes room on the page. */
function covers(dict: PdfDict, view: PdfView): boolean {
  const rect = (view.array(dict.get('Rect')) ?? []).map((each) => view.resolve(each));
  const [a, b, c, d] = rect.map((each) => (typeof each === 'number' ? each : 0));
  return Math.abs((c ?? 0) - (a ?? 0)) > 0 && Math.abs((d ?? 0) - (b ?? 0)) > 0;
}

/** Invisible, hidden, not on screen (ISO 32000-1, 12.5.3). */
const CONCEALING = 1 | 2 | 32;
const conceals = (dict: PdfDict, view: PdfView): boolean => {
  const flags = view.get(dict, 'F');
  return typeof flags === 'number' && (flags & CONCEALING) !== 0;
};

const SIGNING_KEYS = new Set(['V', 'AP', 'M', 'MK', 'AS']);
const FILLING_KEYS = new Set(['V', 'AP', 'AS', 'M', 'I', 'RV', 'MK', 'DA']);

/** What happened to a form field that was not signed before. */
export function fieldNotes(old: PdfDict, now: PdfDict, before: PdfView, after: PdfView): Note[] {
  const name =
    textOf(before.get(old, 'T')) ?? textOf(before.get(before.dict(old.get('Parent')) ?? new Map(), 'T')) ?? '';
  const keys = keysThatDiffer(old, now);
  const isSignature = signatureState(before, old) !== 'none';
  const permitted = isSignature ? SIGNING_KEYS : FILLING_KEYS;
  const notes: Note[] = keys
    .filter((key) => !permitted.has(key) && !(key === 'F' && isSignature && !conceals(now, after)))
    .map((key) => {
      if (key === 'Kids')
        return note('forbidden', `表单栏 ${name} 的位置被增减`, `Places of the form field ${name} were changed`, name);
      return note(
        'forbidden',
        `表单栏 ${name} 的 /${key} 被改动`,
        `/${key} of the form field ${name} was changed`,
        name,
      );
    });
  if (notes.length > 0) return notes;
  if (!isSignature) return [note('formFilling', `表单栏 ${name} 被填写`, `The form field ${name} was filled in`, name)];
  if (signatureState(after, now) === 'signed') {
    return [note('signing', `签名栏 ${name} 已签署`, `The signature field ${name} was signed`, name)];
  }
  return keys.includes('AP')
    ? [
        note(
          'forbidden',
          `签名栏 ${name} 被画成已签的样子，却没有签名`,
          `The signature field ${name} was made to look signed without a signature`,
          name,
        ),
      ]
    : [];
}

/** What happened to the annotations of a page, fields among them. */
export function annotationListNotes(
  old: readonly PdfValue[] | undefined,
  now: readonly PdfValue[] | undefined,
  before: PdfView,
  after: PdfView,
): Note[] {
  const fresh = added(old ?? [], now ?? []);
  if (fresh === undefined)
    return [note('forbidden', '页面上的批注或签名栏被移除', 'Notes or signature fields were removed from a page')];
  return fresh.map((each) => {
    const dict = after.dict(each);
    if (dict !== undefined && nameOf(after.get(dict, 'Subtype')) === 'Widget')
      return addedFieldNote(each, before, after);
    return note('annotation', '页面上增加了批注', 'A note was added to a page');
  });
}
