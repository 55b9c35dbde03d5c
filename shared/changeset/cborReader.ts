import { isUtf8 } from 'node:buffer';
import { halfBits } from './cborWriter.ts';
import type { ColumnValue } from './operation.ts';

/** Why bytes are not what the format says. Thrown inside the codec only; its public functions turn it into a refusal. */
export class WireError extends Error {
  /** Offset of the byte at which reading stopped. */
  readonly at: number;
  constructor(message: string, at: number) {
    super(`${message} at byte ${at}`);
    this.name = 'WireError';
    this.at = at;
  }
}

const noLimit = Number.MAX_SAFE_INTEGER;
/** Below this length a JavaScript loop over ASCII beats two calls into native code. */
const shortText = 64;

/**
 * Reads deterministic CBOR (RFC 8949 section 4.2.1) and nothing else: an encoding that the writer would not have
 * produced is refused, so that one value has exactly one encoding. Every count is checked against a cap and against
 * the bytes that are left before anything is allocated.
 */
export class CborReader {
  readonly #buffer: Buffer;
  #at: number;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = 0;
  }

  /** Offset of the next byte. */
  get offset(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at === this.#buffer.length;
  }

  fail(message: string): never {
    throw new WireError(message, this.#at);
  }

  /** Refuses anything after the last item. */
  end(): void {
    if (!this.atEnd) this.fail('bytes after the end');
  }

  /** A whole number from 0 to `max`. */
  unsigned(max = noLimit): number {
    return this.#head(0, max);
  }

  integer(): number {
    const major = this.#peek() >>> 5;
    if (major > 1) this.fail('not an integer');
    return this.#integerOf(major);
  }

  /** Text of at most `maxBytes` bytes of UTF-8. */
  text(maxBytes = noLimit): string {
    const size = this.#head(3, maxBytes);
    const end = this.#take(size);
    const start = end - size;
    if (size <= shortText && this.#isAscii(start, end)) return this.#buffer.toString('latin1', start, end);
    if (!isUtf8(this.#buffer.subarray(start, end))) this.fail('not UTF-8');
    return this.#buffer.toString('utf8', start, end);
  }

  /** A byte string, as a view into the bytes being read. */
  bytes(maxBytes = noLimit): Buffer {
    const size = this.#head(2, maxBytes);
    const end = this.#take(size);
    return this.#buffer.subarray(end - size, end);
  }

  /** A byte string of exactly `size` bytes, copied, so that it does not keep the whole file in memory. */
  bytesOf(size: number): Uint8Array {
    const found = this.bytes(size);
    if (found.length !== size) this.fail(`expected ${size} bytes`);
    return new Uint8Array(found);
  }

  /** The number of items of an array, each of which takes at least one byte. */
  array(max = noLimit): number {
    const count = this.#head(4, max);
    if (count > this.#buffer.length - this.#at) this.fail('more items than bytes');
    return count;
  }

  /** An array of exactly `count` items. */
  arrayOf(count: number): void {
    if (this.array(count) !== count) this.fail(`expected ${count} items`);
  }

  /** Reads a map with unsigned keys in ascending order; `each` reads the value of its key. */
  entries(maxEntries: number, each: (key: number) => void): void {
    const count = this.#head(5, maxEntries);
    if (count * 2 > this.#buffer.length - this.#at) this.fail('more entries than bytes');
    let previous = -1;
    for (let i = 0; i < count; i++) {
      const key = this.unsigned();
      if (key <= previous) this.fail('map keys out of order');
      previous = key;
      each(key);
    }
  }

  boolean(): boolean {
    const byte = this.#next();
    if (byte === 0xf5) return true;
    if (byte === 0xf4) return false;
    return this.#back('not a boolean');
  }

  /** Reads a null if there is one. */
  isNull(): boolean {
    if (this.#peek() !== 0xf6) return false;
    this.#at++;
    return true;
  }

  /** A value of a column: text, number, bytes or null. */
  value(): ColumnValue {
    const first = this.#peek();
    switch (first >>> 5) {
      case 0:
      case 1:
        return this.#integerOf(first >>> 5);
      case 2:
        return new Uint8Array(this.bytes());
      case 3:
        return this.text();
      case 7:
        return first === 0xf6 ? this.#null() : this.#float(first);
      default:
        return this.fail('not a column value');
    }
  }

  columns(maxColumns: number): Map<number, ColumnValue> {
    const columns = new Map<number, ColumnValue>();
    this.entries(maxColumns, (id) => columns.set(id, this.value()));
    return columns;
  }

  /** Passes over one well-formed item, nested at most `depth` deep, and returns its bytes. */
  skip(depth: number): Buffer {
    const start = this.#at;
    this.#skip(depth);
    return this.#buffer.subarray(start, this.#at);
  }

  #skip(depth: number): void {
    const first = this.#peek();
    const major = first >>> 5;
    if (major === 4 || major === 5) {
      if (depth <= 0) this.fail('nested too deeply');
      if (major === 4) {
        const count = this.array();
        for (let i = 0; i < count; i++) this.#skip(depth - 1);
      } else {
        this.entries(noLimit, () => this.#skip(depth - 1));
      }
    } else if (first === 0xf4 || first === 0xf5) {
      this.#at++;
    } else {
      this.value();
    }
  }

  #isAscii(start: number, end: number): boolean {
    const buffer = this.#buffer;
    for (let at = start; at < end; at++) if ((buffer[at] ?? 0) > 0x7f) return false;
    return true;
  }

  #null(): null {
    this.#at++;
    return null;
  }

  #peek(): number {
    const byte = this.#buffer[this.#at];
    if (byte === undefined) return this.fail('ends too early');
    return byte;
  }

  #next(): number {
    const byte = this.#peek();
    this.#at++;
    return byte;
  }

  #back(message: string): never {
    this.#at--;
    return this.fail(message);
  }

  #take(size: number): number {
    const end = this.#at + size;
    if (end > this.#buffer.length) this.fail('ends too early');
    this.#at = end;
    return end;
  }

  #integerOf(major: number): number {
    if (major === 0) return this.#head(0, noLimit);
    return -1 - this.#head(1, noLimit - 1);
  }

  #head(major: number, max: number): number {
    const first = this.#next();
    if (first >>> 5 !== major) this.#back('unexpected type');
    const info = first & 0x1f;
    let argument = info;
    if (info >= 24) {
      if (info > 27) this.#back('indefinite or reserved length');
      const size = 1 << (info - 24);
      const end = this.#take(size);
      const at = end - size;
      if (size === 8) {
        argument = this.#buffer.readUInt32BE(at) * 0x1_0000_0000 + this.#buffer.readUInt32BE(at + 4);
      } else {
        argument = this.#buffer.readUIntBE(at, size);
      }
      const least = size === 1 ? 24 : 256 ** (size / 2);
      if (argument < least) this.fail('not the shortest encoding');
    }
    if (argument > max) this.fail(`more than ${max}`);
    return argument;
  }

  #float(first: number): number {
    const size = first === 0xf9 ? 2 : first === 0xfa ? 4 : first === 0xfb ? 8 : 0;
    if (size === 0) return this.fail('unsupported simple value');
    this.#at++;
    const end = this.#take(size);
    const at = end - size;
    const value =
      size === 2
        ? halfValue(this.#buffer.readUInt16BE(at))
        : size === 4
          ? this.#buffer.readFloatBE(at)
          : this.#buffer.readDoubleBE(at);
    if (!Number.isFinite(value)) this.fail('not a finite number');
    if (Number.isSafeInteger(value)) this.fail('an integer written as a float');
    const shortest = halfBits(value) !== undefined ? 2 : Math.fround(value) === value ? 4 : 8;
    if (shortest !== size) this.fail('not the shortest encoding');
    return value;
  }
}

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return Number.NaN;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
