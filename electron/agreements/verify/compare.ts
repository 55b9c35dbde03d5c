import type { Words } from '../../../shared/domain/refusal.ts';
import type { XrefEntry } from '../pdf/crossReference.ts';
import type { PdfView } from '../pdf/file.ts';
import { isArray, isDict, type PdfDict, PdfRef, PdfStream, type PdfValue, sameValue } from '../pdf/value.ts';
import { type Change, keysThatDiffer, type Note, note } from './change.ts';
import { annotationListNotes, fieldListNotes, fieldNotes } from './fieldChanges.ts';
import { type Role, rolesOf } from './roles.ts';

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
