import type { Words } from '../../../shared/domain/refusal.ts';
import { type PdfDict, sameValue } from '../pdf/value.ts';

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

/** What one new definition means, before it is known which revision and object it belongs to. */
export interface Note {
  readonly kind: ChangeKind;
  readonly zh: string;
  readonly en: string;
  readonly field?: string;
}

export const note = (kind: ChangeKind, zh: string, en: string, field?: string): Note =>
  field === undefined ? { kind, zh, en } : { kind, zh, en, field };

/** Keys whose values differ between two dictionaries. */
export const keysThatDiffer = (a: PdfDict, b: PdfDict): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((key) => !sameValue(a.get(key), b.get(key)));
