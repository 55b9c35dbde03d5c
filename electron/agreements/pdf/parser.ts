import { type PdfDict, PdfName, PdfRef, PdfStream, PdfString, PdfUnreadable, type PdfValue } from './value.ts';

/** Nesting deeper than any real document; a guard for the stack, not a rule of the format. */
const MAX_DEPTH = 100;

/**
 * How much work one file may cause. An object can be read many times through a hostile cross-reference table, so what is
 * bounded is the sum of bytes read and inflated, not the size of the file.
 */
export class WorkBudget {
  private left: number;
  constructor(bytes: number) {
    this.left = bytes;
  }
  spend(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw new PdfUnreadable('limit', 'the file asks for more work than its size justifies');
  }
}

const KIND = { regular: 0, space: 1, delimiter: 2 } as const;
const CLASS = new Uint8Array(256);
for (const space of [0, 9, 10, 12, 13, 32]) CLASS[space] = KIND.space;
for (const delimiter of Buffer.from('()<>[]{}/%')) CLASS[delimiter] = KIND.delimiter;

const isSpace = (byte: number | undefined): boolean => byte !== undefined && CLASS[byte] === KIND.space;
const isRegular = (byte: number | undefined): boolean => byte !== undefined && CLASS[byte] === KIND.regular;

const hexValue = (byte: number | undefined): number => {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  if (byte >= 65 && byte <= 70) return byte - 55;
  if (byte >= 97 && byte <= 102) return byte - 87;
  return -1;
};

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, f: 12, '(': 40, ')': 41, '\\': 92 };

/**
 * Strict reader of PDF syntax at a position. Where real readers disagree (duplicate keys, a stream whose Length lies,
 * a name with a broken escape) it refuses instead of guessing: a document that two readers see differently cannot be vouched for.
 */
export class PdfParser {
  readonly bytes: Uint8Array;
  pos: number;

  constructor(bytes: Uint8Array, pos = 0) {
    this.bytes = bytes;
    this.pos = pos;
  }

  fail(detail: string): never {
    throw new PdfUnreadable('syntax', `${detail} at byte ${this.pos}`);
  }

  /** Skips white space and comments. */
  skipSpace(): void {
    const { bytes } = this;
    for (;;) {
      while (isSpace(bytes[this.pos])) this.pos++;
      if (bytes[this.pos] !== 0x25) return;
      while (this.pos < bytes.length && bytes[this.pos] !== 10 && bytes[this.pos] !== 13) this.pos++;
    }
  }

  /** The keyword here, if it is exactly this one; moves past it. */
  takeKeyword(word: string): boolean {
    const { bytes, pos } = this;
    for (let i = 0; i < word.length; i++) if (bytes[pos + i] !== word.charCodeAt(i)) return false;
    if (isRegular(bytes[pos + word.length])) return false;
    this.pos += word.length;
    return true;
  }

  /** A non-negative integer here, or undefined without moving. */
  takeInteger(): number | undefined {
    const { bytes } = this;
    let at = this.pos;
    let value = 0;
    while (at - this.pos < 16) {
      const digit = (bytes[at] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      at++;
    }
    if (at === this.pos || isRegular(bytes[at])) return undefined;
    this.pos = at;
    return value;
  }

  /** Any value except a stream. */
  value(depth = 0): PdfValue {
    if (depth > MAX_DEPTH) throw new PdfUnreadable('limit', `values nested deeper than ${MAX_DEPTH}`);
    this.skipSpace();
    const byte = this.bytes[this.pos];
    if (byte === undefined) this.fail('unexpected end of file');
    if (byte === 0x2f) return this.name();
    if (byte === 0x28) return this.literalString();
    if (byte === 0x5b) return this.array(depth);
    if (byte === 0x3c) return this.bytes[this.pos + 1] === 0x3c ? this.dict(depth) : this.hexString();
    if ((byte >= 48 && byte <= 57) || byte === 43 || byte === 45 || byte === 46) return this.numberOrRef();
    if (this.takeKeyword('true')) return true;
    if (this.takeKeyword('false')) return false;
    if (this.takeKeyword('null')) return null;
    return this.fail('unknown token');
  }

  private numberOrRef(): PdfValue {
    const start = this.pos;
    const num = this.takeInteger();
    if (num !== undefined) {
      const afterNumber = this.pos;
      this.skipSpace();
      const gen = this.takeInteger();
      if (gen !== undefined) {
        this.skipSpace();
        if (this.takeKeyword('R')) return new PdfRef(num, gen);
      }
      this.pos = afterNumber;
      return num;
    }
    let at = start;
    while (isRegular(this.bytes[at])) at++;
    const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, Math.min(at - start, 64)).toString(
      'latin1',
    );
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) this.fail('malformed number');
    this.pos = at;
    return Number(text);
  }

  private name(): PdfName {
    const { bytes } = this;
    let at = this.pos + 1;
    const start = at;
    let escaped = false;
    while (isRegular(bytes[at])) {
      if (bytes[at] === 0x23) escaped = true;
      at++;
    }
    if (at - start > 4096) this.fail('name too long');
    this.pos = at;
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start).toString('latin1');
    if (!escaped) return new PdfName(raw);
    return new PdfName(
      raw.replace(/#(..?)?/g, (_, hex: string | undefined) => {
        if (hex === undefined || !/^[0-9a-fA-F]{2}$/.test(hex) || hex === '00') return this.fail('malformed name');
        return String.fromCharCode(Number.parseInt(hex, 16));
      }),
    );
  }

  private hexString(): PdfString {
    const { bytes } = this;
    const start = this.pos;
    const end = bytes.indexOf(0x3e, start);
    if (end < 0) this.fail('unterminated hex string');
    const out = new Uint8Array((end - start) >> 1);
    let length = 0;
    let high = -1;
    for (let at = start + 1; at < end; at++) {
      const digit = hexValue(bytes[at]);
      if (digit < 0) {
        if (isSpace(bytes[at])) continue;
        this.fail('malformed hex string');
      }
      if (high < 0) high = digit;
      else {
        out[length++] = (high << 4) | digit;
        high = -1;
      }
    }
    if (high >= 0) out[length++] = high << 4;
    this.pos = end + 1;
    return new PdfString(out.subarray(0, length), true, start, end + 1);
  }

  private literalString(): PdfString {
    const { bytes } = this;
    const start = this.pos;
    const out: number[] = [];
    let level = 0;
    let at = start;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) this.fail('unterminated string');
      if (byte === 0x28) {
        if (level++ > 0) out.push(byte);
      } else if (byte === 0x29) {
        if (--level === 0) break;
        out.push(byte);
      } else if (byte === 0x5c) {
        const next = bytes[at++];
        if (next === undefined) this.fail('unterminated string');
        if (next === 13) {
          if (bytes[at] === 10) at++;
        } else if (next >= 48 && next <= 55) {
          let code = next - 48;
          for (let i = 0; i < 2; i++) {
            const digit = (bytes[at] ?? 0) - 48;
            if (digit < 0 || digit > 7) break;
            code = code * 8 + digit;
            at++;
          }
          out.push(code & 0xff);
        } else if (next !== 10) out.push(ESCAPES[String.fromCharCode(next)] ?? next);
      } else if (byte === 13) {
        if (bytes[at] === 10) at++;
        out.push(10);
      } else out.push(byte);
    }
    this.pos = at;
    return new PdfString(Uint8Array.from(out), false, start, at);
  }

  private array(depth: number): PdfValue[] {
    this.pos++;
    const out: PdfValue[] = [];
    for (;;) {
      this.skipSpace();
      if (this.bytes[this.pos] === 0x5d) {
        this.pos++;
        return out;
      }
      out.push(this.value(depth + 1));
    }
  }

  private dict(depth: number): PdfDict {
    this.pos += 2;
    const out: PdfDict = new Map();
    for (;;) {
      this.skipSpace();
      const byte = this.bytes[this.pos];
      if (byte === 0x3e && this.bytes[this.pos + 1] === 0x3e) {
        this.pos += 2;
        return out;
      }
      if (byte !== 0x2f) this.fail('expected a key');
      const key = this.name().name;
      if (out.has(key)) this.fail(`duplicate key /${key}`);
      out.set(key, this.value(depth + 1));
    }
  }

  /**
   * An indirect object `num gen obj … endobj`, streams included.
   * @param lengthOf resolves an indirect /Length
   */
  indirectObject(lengthOf: (value: PdfValue | undefined) => number | undefined): {
    num: number;
    gen: number;
    value: PdfValue;
  } {
    this.skipSpace();
    const num = this.takeInteger();
    this.skipSpace();
    const gen = this.takeInteger();
    this.skipSpace();
    if (num === undefined || gen === undefined || !this.takeKeyword('obj')) this.fail('expected an object');
    let value = this.value();
    this.skipSpace();
    if (value instanceof Map && this.takeKeyword('stream')) {
      if (this.bytes[this.pos] === 13 && this.bytes[this.pos + 1] === 10) this.pos += 2;
      else if (this.bytes[this.pos] === 10) this.pos++;
      else this.fail('malformed stream start');
      const length = lengthOf(value.get('Length'));
      if (length === undefined || !Number.isInteger(length) || length < 0 || this.pos + length > this.bytes.length) {
        this.fail('malformed stream length');
      }
      const raw = this.bytes.subarray(this.pos, this.pos + length);
      this.pos += length;
      while (isSpace(this.bytes[this.pos])) this.pos++;
      if (!this.takeKeyword('endstream')) this.fail('stream length does not fit');
      value = new PdfStream(value, raw);
      this.skipSpace();
    }
    if (!this.takeKeyword('endobj')) this.fail('expected endobj');
    return { num, gen, value };
  }
}
