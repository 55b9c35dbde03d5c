import type { Words } from '../../../shared/domain/refusal.ts';
import type { XrefEntry } from '../pdf/crossReference.ts';
import type { PdfView } from '../pdf/file.ts';
import {
  isArray,
  isDict,
  nameOf,
  type PdfDict,
  PdfRef,
  PdfStream,
  type PdfValue,
  sameValue,
  textOf,
} from '../pdf/value.ts';
import { type Role, rolesOf, signatureState } from './roles.ts';

/**
 * What a later revision did, by what it may be permitted as:
 * `validation` certificates, revocation data, time stamps, metadata; `signing` a signature field signed or added;
 * `formFilling` values of other fields; `annotation` notes on pages; `forbidden` everything that changes what was signed.
 */
export type ChangeKind = 'validation' | 'signing' | 'formFilling' | 'annotation' | 'forbidden';

export interface Change extends Words {
  readonly kind: ChangeKind;
  /** The revision that made the change, counted from 0. */
  readonly revision: number;
  readonly object: number | undefined;
  /** Name of the form field, where the change is of one. */
  readonly field?: string;
}

/** Trailer keys that every update writes anew (ISO 32000-1, 7.5.5 and 7.5.8). */
const TRAILER_OWN = new Set([
  'Size',
  'Prev',
  'XRefStm',
  'Root',
  'Info',
  'ID',
  'Type',
  'W',
  'Index',
  'Filter',
  'DecodeParms',
  'Length',
]);

interface Note {
  readonly kind: ChangeKind;
  readonly zh: string;
  readonly en: string;
  readonly field?: string;
}

const note = (kind: ChangeKind, zh: string, en: string, field?: string): Note =>
  field === undefined ? { kind, zh, en } : { kind, zh, en, field };

/**
 * Compares a revision with the one before it and names everything that a reader would show differently. Works on objects
 * rather than on pixels: an object whose number is defined anew is looked up in all places that use it.
 * @throws PdfUnreadable
 */
export function compareRevisions(before: PdfView, after: PdfView, revision: number): Change[] {
  const changes: Change[] = [];
  const add = (notes: readonly Note[], object: number | undefined): void => {
    for (const each of notes) {
      // A widget is listed by its form and by its page: one change, told once.
      if (!changes.some((known) => known.en === each.en)) changes.push({ ...each, revision, object });
    }
  };
  add(trailerNotes(before, after), undefined);
  const redefined = redefinedObjects(before, after);
  if (redefined.length === 0) return changes;
  const roles = rolesOf(before);
  for (const num of redefined) {
    const own = roles.get(num);
    // What could not be reached before cannot have been shown; what reaches it now is a change of its own.
    if (own === undefined) continue;
    const old = before.object(num);
    const now = after.object(num);
    if (sameValue(old, now)) continue;
    for (const role of own) add(objectNotes(role, num, old, now, before, after), num);
  }
  return changes;
}

/**
 * Numbers that the later revision defines differently, directly or through their object stream. Numbers that were not in use
 * count too: a document may refer to an object that does not exist yet and be completed after the signature.
 */
function redefinedObjects(before: PdfView, after: PdfView): number[] {
  const free: XrefEntry = { kind: 'free' };
  const moved = (num: number, depth = 0): boolean => {
    const a = before.entries.get(num) ?? free;
    const b = after.entries.get(num) ?? free;
    if (a.kind === 'offset' && b.kind === 'offset') return a.offset !== b.offset || a.gen !== b.gen;
    if (a.kind !== 'packed' || b.kind !== 'packed') return a.kind !== b.kind;
    return a.container !== b.container || a.index !== b.index || depth > 0 || moved(a.container, depth + 1);
  };
  return [...after.entries.keys()].filter((num) => moved(num));
}

function trailerNotes(before: PdfView, after: PdfView): Note[] {
  const notes: Note[] = [];
  const keys = new Set([...before.trailer.keys(), ...after.trailer.keys()]);
  for (const key of keys) {
    if (TRAILER_OWN.has(key) || sameValue(before.trailer.get(key), after.trailer.get(key))) continue;
    // An update that leaves an old entry out takes nothing from the document.
    if (after.trailer.has(key)) {
      notes.push(note('forbidden', `文件尾新增或改动了 /${key}`, `The trailer's /${key} was added or changed`));
    }
  }
  for (const [key, value] of after.trailer) {
    if (!TRAILER_OWN.has(key) && leadsSomewhere(value)) {
      notes.push(
        note(
          'forbidden',
          `文件尾的非标准项 /${key} 指向文档对象`,
          `The trailer's non-standard /${key} leads to objects of the document`,
        ),
      );
    }
  }
  if (!sameValue(before.trailer.get('Root'), after.trailer.get('Root'))) {
    notes.push(note('forbidden', '文档目录被换成了另一个', 'The document catalog was replaced by another one'));
  }
  const [a, b] = [before.trailer.get('ID'), after.trailer.get('ID')];
  if (isArray(a) && isArray(b) && !sameValue(a[0], b[0])) {
    notes.push(note('forbidden', '文件标识被替换', 'The permanent file identifier was replaced'));
  }
  return notes;
}

const leadsSomewhere = (value: PdfValue): boolean =>
  value instanceof PdfRef ||
  (isArray(value) && value.some(leadsSomewhere)) ||
  (isDict(value) && [...value.values()].some(leadsSomewhere));

const keysThatDiffer = (a: PdfDict, b: PdfDict): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((key) => !sameValue(a.get(key), b.get(key)));

const FORBIDDEN: Record<string, Words> = {
  pages: { zh: '页面被增加、删除或调换', en: 'Pages were added, removed or rearranged' },
  page: { zh: '页面被改动', en: 'A page was changed' },
  content: { zh: '页面内容或其字体、图片被替换', en: 'Page content, or a font or picture of it, was replaced' },
  signature: { zh: '已有签名被改动', en: 'A signature that was there was changed' },
  signedField: { zh: '已签名的签名栏被改动', en: 'A signed signature field was changed' },
  signedAppearance: { zh: '已签名的签名栏外观被替换', en: 'The appearance of a signed field was replaced' },
  structure: { zh: '文档结构被改动', en: 'The document structure was changed' },
  permissions: { zh: '文档的许可设置被改动', en: 'The permissions of the document were changed' },
};

const forbidden = (role: Role): Note => {
  const words = FORBIDDEN[role] ?? { zh: '文档被改动', en: 'The document was changed' };
  return note('forbidden', words.zh, words.en);
};

/** What a new definition of an object means in one of the object's roles. */
function objectNotes(role: Role, num: number, old: PdfValue, now: PdfValue, before: PdfView, after: PdfView): Note[] {
  switch (role) {
    case 'catalog':
      return isDict(old) && isDict(now) ? catalogNotes(old, now, before, after) : [forbidden(role)];
    case 'form':
      return isDict(old) && isDict(now) ? formNotes(old, now, before, after) : [forbidden(role)];
    case 'fields':
      return isArray(old) && isArray(now) ? fieldListNotes(old, now, before, after) : [forbidden('content')];
    case 'field':
      return isDict(old) && isDict(now) ? fieldNotes(old, now, before, after) : [forbidden('content')];
    case 'page': {
      if (!isDict(old) || !isDict(now)) return [forbidden(role)];
      const keys = keysThatDiffer(old, now);
      if (keys.some((key) => key !== 'Annots')) return [forbidden(role)];
      return annotationListNotes(before.array(old.get('Annots')), after.array(now.get('Annots')), before, after);
    }
    case 'annotations':
      if ((isArray(old) || old === null) && isArray(now))
        return annotationListNotes(isArray(old) ? old : [], now, before, after);
      return [forbidden('content')];
    case 'annotation':
      return [note('annotation', '页面上的批注被改动', 'A note on a page was changed')];
    case 'appearance':
      return [note('formFilling', '表单栏的外观被替换', 'The appearance of a form field was replaced')];
    case 'fieldValue':
      return [note('formFilling', '表单栏的内容被改动', 'The value of a form field was changed')];
    case 'validation':
      return [note('validation', '补充了验证资料', 'Validation data was added')];
    case 'extensions':
      return [note('validation', '扩展声明被更新', 'The declaration of extensions was updated')];
    case 'metadata':
      return old instanceof PdfStream === now instanceof PdfStream && now !== null
        ? [
            note(
              'validation',
              `文件属性被更新（对象 ${num}）`,
              `The document's properties were updated (object ${num})`,
            ),
          ]
        : [forbidden('content')];
    default:
      return [forbidden(role)];
  }
}

function catalogNotes(old: PdfDict, now: PdfDict, before: PdfView, after: PdfView): Note[] {
  const notes: Note[] = [];
  for (const key of keysThatDiffer(old, now)) {
    if (key === 'AcroForm') {
      const [a, b] = [before.dict(old.get(key)), after.dict(now.get(key))];
      if (b === undefined) notes.push(note('forbidden', '表单被移除', 'The form was removed'));
      else notes.push(...formNotes(a ?? new Map(), b, before, after));
    } else if (key === 'DSS') notes.push(note('validation', '补充了验证资料', 'Validation data was added'));
    else if (key === 'Extensions' || key === 'Version') {
      notes.push(
        note('validation', '扩展声明或版本号被更新', 'The declaration of extensions or the version was updated'),
      );
    } else if (key === 'Metadata')
      notes.push(note('validation', '文件属性被更新', "The document's properties were updated"));
    else if (key === 'Perms') notes.push(forbidden('permissions'));
    else notes.push(note('forbidden', `文档目录的 /${key} 被改动`, `The catalog's /${key} was changed`));
  }
  return notes;
}

function formNotes(old: PdfDict, now: PdfDict, before: PdfView, after: PdfView): Note[] {
  const notes: Note[] = [];
  for (const key of keysThatDiffer(old, now)) {
    if (key === 'Fields') {
      notes.push(...fieldListNotes(before.array(old.get(key)) ?? [], after.array(now.get(key)) ?? [], before, after));
    } else if (key !== 'SigFlags' && key !== 'DR' && key !== 'DA') {
      notes.push(note('forbidden', `表单的 /${key} 被改动`, `The form's /${key} was changed`));
    }
  }
  return notes;
}

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

function fieldListNotes(old: readonly PdfValue[], now: readonly PdfValue[], before: PdfView, after: PdfView): Note[] {
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

function fieldNotes(old: PdfDict, now: PdfDict, before: PdfView, after: PdfView): Note[] {
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

function annotationListNotes(
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
