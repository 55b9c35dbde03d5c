import type { PdfView } from '../pdf/file.ts';
import { isArray, isDict, nameOf, type PdfDict, PdfRef, PdfStream, type PdfValue } from '../pdf/value.ts';

/**
 * What an object is for, told by how it is reached from the trailer. An object may have several roles: then a change of it
 * has to be permitted in each of them, or a harmless-looking update could change something else through the same object.
 */
export type Role =
  | 'catalog'
  | 'pages'
  | 'page'
  | 'annotations'
  | 'annotation'
  | 'form'
  | 'fields'
  | 'field'
  | 'signedField'
  | 'appearance'
  | 'signedAppearance'
  | 'fieldValue'
  | 'signature'
  | 'validation'
  | 'extensions'
  | 'permissions'
  | 'metadata'
  | 'structure'
  | 'content';

type Transitions = Partial<Record<Role, { readonly [key: string]: Role }>>;

/** Role of what a key leads to; a key that is not listed leads to `content`, whose change is never permitted. */
const NEXT: Transitions = {
  catalog: {
    Pages: 'pages',
    AcroForm: 'form',
    DSS: 'validation',
    Extensions: 'extensions',
    Perms: 'permissions',
    Metadata: 'metadata',
    StructTreeRoot: 'structure',
  },
  form: { Fields: 'fields', CO: 'fields' },
  field: { Kids: 'fields', Parent: 'fields', AP: 'appearance', V: 'fieldValue' },
  signedField: { Kids: 'fields', Parent: 'fields', AP: 'signedAppearance', V: 'signature' },
  pages: { Kids: 'pages', Parent: 'pages' },
  page: { Annots: 'annotations', Parent: 'pages' },
  annotation: { Popup: 'annotation', Parent: 'annotation' },
  permissions: { DocMDP: 'signature', UR3: 'signature' },
};

/** Roles that everything below them shares. */
const INHERITED: ReadonlySet<Role> = new Set([
  'appearance',
  'signedAppearance',
  'fieldValue',
  'signature',
  'validation',
  'extensions',
  'metadata',
  'structure',
  'fields',
  'annotations',
]);

/** What following one connection costs of the file's budget, in bytes. */
const STEP = 48;

/** Whether a field or its widget belongs to a signature field, and whether that is signed; both are inherited. */
export function signatureState(view: PdfView, dict: PdfDict): 'none' | 'unsigned' | 'signed' {
  let type: string | undefined;
  let signed = false;
  let current: PdfDict | undefined = dict;
  for (let depth = 0; current !== undefined && depth < 32; depth++) {
    type ??= nameOf(view.get(current, 'FT'));
    signed ||= isDict(view.get(current, 'V'));
    current = view.dict(current.get('Parent'));
  }
  return type !== 'Sig' ? 'none' : signed ? 'signed' : 'unsigned';
}

/** A role is decided by the way to an object, and made precise by what stands there. */
function refine(view: PdfView, role: Role, value: PdfValue): Role {
  if (!isDict(value)) return role;
  if (role === 'fields') return signatureState(view, value) === 'signed' ? 'signedField' : 'field';
  if (role === 'annotations' || role === 'annotation') {
    if (nameOf(view.get(value, 'Subtype')) !== 'Widget') return 'annotation';
    return signatureState(view, value) === 'signed' ? 'signedField' : 'field';
  }
  // Destinations, actions and structure lead to pages; a page stays a page there.
  if ((role === 'pages' || role === 'content' || role === 'structure') && nameOf(view.get(value, 'Type')) === 'Page')
    return 'page';
  return role;
}

function next(role: Role, key: string): Role {
  if (role === 'structure')
    return key === 'Pg' ? 'content' : key === 'Obj' ? 'annotations' : key === 'Stm' ? 'content' : 'structure';
  // The document itself, named by a signature's reference: no new way to reach it.
  if (role === 'signature' && key === 'Data') return 'catalog';
  const listed = NEXT[role]?.[key];
  if (listed !== undefined) return listed;
  return INHERITED.has(role) ? role : 'content';
}

/** The roles of every object that can be reached from the trailer. @throws PdfUnreadable */
export function rolesOf(view: PdfView): ReadonlyMap<number, ReadonlySet<Role>> {
  const roles = new Map<number, Set<Role>>();
  const pending: { value: PdfValue; role: Role }[] = [];
  const reach = (value: PdfValue, role: Role): void => {
    view.spend(STEP);
    if (value instanceof PdfRef) {
      const target = view.object(value.num);
      const precise = refine(view, role, target);
      const known = roles.get(value.num);
      if (known?.has(precise)) return;
      if (known === undefined) roles.set(value.num, new Set([precise]));
      else known.add(precise);
      pending.push({ value: target, role: precise });
    } else if (isArray(value)) for (const each of value) reach(each, role);
    else if (isDict(value)) enter(value, refine(view, role, value));
    else if (value instanceof PdfStream) enter(value.dict, role);
  };
  const enter = (dict: PdfDict, role: Role): void => {
    for (const [key, value] of dict) {
      if (value instanceof PdfRef || typeof value === 'object') reach(value, next(role, key));
    }
  };
  for (const [key, value] of view.trailer) {
    reach(value, key === 'Root' ? 'catalog' : key === 'Info' ? 'metadata' : 'content');
  }
  for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
    const { value, role } = each;
    if (isDict(value)) enter(value, role);
    else if (value instanceof PdfStream) enter(value.dict, role);
    else if (isArray(value)) for (const item of value) reach(item, role);
  }
  return roles;
}
