/**
 * Values of a PDF file as ISO 32000-1, 7.3 defines them. Only what signing and verifying need; pages are drawn elsewhere.
 */
export type PdfValue = null | boolean | number | PdfName | PdfString | PdfRef | PdfArray | PdfDict | PdfStream;
export type PdfArray = PdfValue[];
export type PdfDict = Map<string, PdfValue>;

/** A name such as `/Type`, without the slash and with `#xx` resolved. */
export class PdfName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A string; `start` and `end` are where its token lies in the file (both delimiters included), -1 when it was made here. */
export class PdfString {
  readonly bytes: Uint8Array;
  readonly hex: boolean;
  readonly start: number;
  readonly end: number;
  constructor(bytes: Uint8Array, hex = false, start = -1, end = -1) {
    this.bytes = bytes;
    this.hex = hex;
    this.start = start;
    this.end = end;
  }
}

export class PdfRef {
  readonly num: number;
  readonly gen: number;
  constructor(num: number, gen = 0) {
    this.num = num;
    this.gen = gen;
  }
}

/** A stream with its bytes as they are stored (still filtered). */
export class PdfStream {
  readonly dict: PdfDict;
  readonly raw: Uint8Array;
  constructor(dict: PdfDict, raw: Uint8Array) {
    this.dict = dict;
    this.raw = raw;
  }
}

/** Why a PDF cannot be read: stable code plus what was met, in plain English for logs; users get the words of the report. */
export class PdfUnreadable extends Error {
  readonly code: PdfUnreadableCode;
  constructor(code: PdfUnreadableCode, detail: string) {
    super(detail);
    this.name = 'PdfUnreadable';
    this.code = code;
  }
}

export type PdfUnreadableCode = 'notPdf' | 'syntax' | 'xref' | 'encrypted' | 'limit' | 'unsupported' | 'structure';

export const isDict = (value: PdfValue | undefined): value is PdfDict => value instanceof Map;
export const isArray = (value: PdfValue | undefined): value is PdfArray => Array.isArray(value);

/** The name's text, or undefined when the value is no name. */
export const nameOf = (value: PdfValue | undefined): string | undefined =>
  value instanceof PdfName ? value.name : undefined;

/** The text of a string: UTF-16BE or UTF-8 with their marks, else PDFDocEncoding (read as Latin-1, ISO 32000-1, 7.9.2.2). */
export function textOf(value: PdfValue | undefined): string | undefined {
  if (!(value instanceof PdfString)) return undefined;
  const b = value.bytes;
  if (b[0] === 0xfe && b[1] === 0xff) return new TextDecoder('utf-16be').decode(b.subarray(2));
  if (b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf) return new TextDecoder().decode(b.subarray(3));
  return Buffer.from(b.buffer, b.byteOffset, b.byteLength).toString('latin1');
}

/** A text string that every reader shows right: ASCII as it is, everything else as UTF-16BE with its mark. */
export function textString(text: string): PdfString {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is exactly what is meant
  if (/^[\x00-\x7f]*$/.test(text)) return new PdfString(Buffer.from(text, 'latin1'));
  return new PdfString(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]), true);
}

/** `name(key, value, …)`: a dictionary from pairs. */
export const dictOf = (entries: Record<string, PdfValue>): PdfDict => new Map(Object.entries(entries));
export const pdfName = (name: string): PdfName => new PdfName(name);

/** Equal as values: same keys, same order of array elements, same stored stream bytes. References are equal by number. */
export function sameValue(a: PdfValue | undefined, b: PdfValue | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a === null || b === null) return false;
  if (a instanceof PdfName) return b instanceof PdfName && a.name === b.name;
  if (a instanceof PdfRef) return b instanceof PdfRef && a.num === b.num && a.gen === b.gen;
  if (a instanceof PdfString) return b instanceof PdfString && Buffer.compare(a.bytes, b.bytes) === 0;
  if (a instanceof PdfStream)
    return b instanceof PdfStream && sameValue(a.dict, b.dict) && Buffer.compare(a.raw, b.raw) === 0;
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((each, i) => sameValue(each, b[i]));
  if (isDict(a)) {
    if (!isDict(b) || a.size !== b.size) return false;
    for (const [key, value] of a) if (!b.has(key) || !sameValue(value, b.get(key))) return false;
    return true;
  }
  return false;
}
