import type { ColumnValue } from './operation.ts';

const initialCapacity = 4096;
/** Below this length a JavaScript loop over ASCII beats the call into native code. */
const shortText = 64;

/**
 * Writes deterministic CBOR (RFC 8949 section 4.2.1): shortest integers, lengths and floats, definite lengths only.
 * Only the subset that travels is offered: integers within 2^53, text, byte strings, arrays, maps, booleans, null and
 * finite floats. Callers write map keys in ascending order; {@link columns} does it for column maps.
 */
export class CborWriter {
  #buffer: Buffer;
  #length = 0;

  /** `capacity` in bytes is only a first guess; the buffer grows as needed. */
  constructor(capacity = initialCapacity) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Starts again and keeps the memory: views taken before become invalid. */
  reset(): this {
    this.#length = 0;
    return this;
  }

  /** What was written, without a copy: valid until the next write or reset. */
  view(from = 0, to = this.#length): Buffer {
    return this.#buffer.subarray(from, to);
  }

  /** A copy of what was written. */
  bytesWritten(): Buffer {
    return Buffer.from(this.view());
  }

  /** Bytes as they are, without a CBOR head: domain strings, salts. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** A whole number within the safe range, negative or not. */
  integer(value: number): this {
    if (!Number.isSafeInteger(value)) throw new TypeError(`not a safe integer: ${value}`);
    return value < 0 ? this.#head(0x20, -1 - value) : this.#head(0x00, value);
  }

  /** A whole number that is not negative. */
  unsigned(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`not an unsigned integer: ${value}`);
    return this.#head(0x00, value);
  }

  /** A finite number: an integer where it is a safe one, else the shortest float that keeps the value. */
  number(value: number): this {
    if (Number.isSafeInteger(value)) return this.integer(value);
    return this.#float(value);
  }

  text(value: string): this {
    if (value.length <= shortText && this.#asciiText(value)) return this;
    const size = Buffer.byteLength(value, 'utf8');
    this.#head(0x60, size);
    this.#reserve(size);
    this.#buffer.write(value, this.#length, size, 'utf8');
    this.#length += size;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#head(0x40, value.length);
    return this.raw(value);
  }

  /** A byte string of exactly `size` bytes: hashes, keys. */
  bytesOf(value: Uint8Array, size: number): this {
    if (value.length !== size) throw new RangeError(`expected ${size} bytes, not ${value.length}`);
    return this.bytes(value);
  }

  /** Text of at most `maxBytes` bytes of UTF-8. */
  textUpTo(value: string, maxBytes: number): this {
    if (value.length * 3 > maxBytes && Buffer.byteLength(value) > maxBytes) {
      throw new RangeError(`text of more than ${maxBytes} bytes`);
    }
    return this.text(value);
  }

  array(count: number): this {
    return this.#head(0x80, count);
  }

  map(count: number): this {
    return this.#head(0xa0, count);
  }

  boolean(value: boolean): this {
    return this.#byte(value ? 0xf5 : 0xf4);
  }

  null(): this {
    return this.#byte(0xf6);
  }

  value(value: ColumnValue): this {
    if (value === null) return this.null();
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.number(value);
    if (value instanceof Uint8Array) return this.bytes(value);
    throw new TypeError(`not a column value: ${typeof value}`);
  }

  /** A map from column id to value, keys ascending. */
  columns(columns: ReadonlyMap<number, ColumnValue>): this {
    this.map(columns.size);
    let previous = -1;
    let ascending = true;
    for (const id of columns.keys()) {
      if (id <= previous) {
        ascending = false;
        break;
      }
      previous = id;
    }
    if (ascending) {
      for (const [id, value] of columns) this.integer(id).value(value);
      return this;
    }
    for (const [id, value] of [...columns].sort((a, b) => a[0] - b[0])) {
      if (id < 0) throw new TypeError(`not a column id: ${id}`);
      this.integer(id).value(value);
    }
    return this;
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }

  #byte(byte: number): this {
    this.#reserve(1);
    this.#buffer[this.#length++] = byte;
    return this;
  }

  #head(major: number, argument: number): this {
    this.#reserve(9);
    const buffer = this.#buffer;
    let at = this.#length;
    if (argument < 24) {
      buffer[at++] = major | argument;
    } else if (argument < 0x100) {
      buffer[at++] = major | 24;
      buffer[at++] = argument;
    } else if (argument < 0x1_0000) {
      buffer[at++] = major | 25;
      buffer[at++] = argument >>> 8;
      buffer[at++] = argument & 0xff;
    } else if (argument < 0x1_0000_0000) {
      buffer[at++] = major | 26;
      at = buffer.writeUInt32BE(argument, at);
    } else {
      buffer[at++] = major | 27;
      at = buffer.writeUInt32BE(Math.floor(argument / 0x1_0000_0000), at);
      at = buffer.writeUInt32BE(argument % 0x1_0000_0000, at);
    }
    this.#length = at;
    return this;
  }

  /** Writes `value` when it is ASCII; otherwise leaves everything as it was. */
  #asciiText(value: string): boolean {
    const start = this.#length;
    const size = value.length;
    this.#head(0x60, size);
    this.#reserve(size);
    const buffer = this.#buffer;
    let at = this.#length;
    for (let i = 0; i < size; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) {
        this.#length = start;
        return false;
      }
      buffer[at++] = unit;
    }
    this.#length = at;
    return true;
  }

  #float(value: number): this {
    if (!Number.isFinite(value)) throw new TypeError(`not a finite number: ${value}`);
    if (value === 0) return this.integer(0); // minus zero: one value, one encoding
    this.#reserve(9);
    const half = halfBits(value);
    if (half !== undefined) {
      this.#buffer[this.#length] = 0xf9;
      this.#length = this.#buffer.writeUInt16BE(half, this.#length + 1);
    } else if (Math.fround(value) === value) {
      this.#buffer[this.#length] = 0xfa;
      this.#length = this.#buffer.writeFloatBE(value, this.#length + 1);
    } else {
      this.#buffer[this.#length] = 0xfb;
      this.#length = this.#buffer.writeDoubleBE(value, this.#length + 1);
    }
    return this;
  }
}

const floatView = new DataView(new ArrayBuffer(4));

/** The 16 bits of `value` as IEEE 754 binary16, or undefined where that would lose something. */
export function halfBits(value: number): number | undefined {
  if (Math.fround(value) !== value) return undefined;
  floatView.setFloat32(0, value);
  const bits = floatView.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127;
  const mantissa = bits & 0x7f_ffff;
  if (exponent > 15 || exponent < -24) return undefined;
  if (exponent >= -14) {
    return (mantissa & 0x1fff) === 0 ? sign | ((exponent + 15) << 10) | (mantissa >>> 13) : undefined;
  }
  const shift = -1 - exponent; // subnormal: the hidden bit becomes part of the mantissa
  const full = mantissa | 0x80_0000;
  return full % 2 ** shift === 0 ? sign | (full >>> shift) : undefined;
}
