import { isUtf8 } from 'node:buffer';

/**
 * DER (X.690), as much of it as certificates need. Written by concatenation, so that a name goes into a certificate as
 * the very bytes it was issued with, and read strictly: what is not DER is refused.
 */

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [tag];
  if (length < 0x80) head.push(length);
  else if (length < 0x100) head.push(0x81, length);
  else if (length < 0x1_0000) head.push(0x82, length >> 8, length & 0xff);
  else head.push(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
  return Buffer.concat([Buffer.from(head), ...parts]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(tags.sequence, ...parts);
export const set = (only: Uint8Array): Buffer => tlv(tags.set, only);
export const octetString = (bytes: Uint8Array): Buffer => tlv(tags.octetString, bytes);
export const utf8String = (text: string): Buffer => tlv(tags.utf8String, Buffer.from(text));
export const printableString = (text: string): Buffer => tlv(tags.printableString, Buffer.from(text, 'latin1'));
export const derTrue: Buffer = tlv(tags.boolean, Buffer.of(0xff));
export const derNull: Buffer = tlv(tags.null);
export const explicit = (number: number, ...parts: readonly Uint8Array[]): Buffer => tlv(0xa0 | number, ...parts);

/** A non-negative integer given as big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const digits = bytes.subarray(from);
  return tlv(tags.integer, (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits);
}

export function smallInteger(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return integer(bytes);
}

export const bitString = (bytes: Uint8Array): Buffer => tlv(tags.bitString, Buffer.of(0), bytes);

/** Named bits, bit 0 first, without trailing zeros (X.690 section 11.2.2). */
export function namedBits(bits: readonly number[]): Buffer {
  const highest = Math.max(...bits);
  const bytes = Buffer.alloc((highest >> 3) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return tlv(tags.bitString, Buffer.of(7 - (highest & 7)), bytes);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(0x80 | (left % 128));
    bytes.push(...digits);
  }
  return tlv(tags.oid, Buffer.from(bytes));
}

/** An instant in UTC milliseconds, whole seconds kept: UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). */
export function time(at: number): Buffer {
  const digits = `${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return new Date(at).getUTCFullYear() < 2050
    ? tlv(tags.utcTime, Buffer.from(digits.slice(2)))
    : tlv(tags.generalizedTime, Buffer.from(digits));
}

/** Why bytes are not the DER that was expected. Thrown inside this folder only; its functions turn it into a refusal. */
export class DerError extends Error {}

/** One element: its tag, what is in it, and the bytes it was read from. */
export class DerNode {
  readonly tag: number;
  readonly content: Buffer;
  readonly raw: Buffer;

  constructor(tag: number, content: Buffer, raw: Buffer) {
    this.tag = tag;
    this.content = content;
    this.raw = raw;
  }

  /** Refuses another tag. */
  expect(tag: number): this {
    if (this.tag !== tag) throw new DerError(`tag ${this.tag}, expected ${tag}`);
    return this;
  }

  /** The elements inside. */
  children(tag: number = tags.sequence): DerNode[] {
    this.expect(tag);
    const nodes: DerNode[] = [];
    for (let at = 0; at < this.content.length; ) {
      const node = readNode(this.content, at);
      nodes.push(node);
      at += node.raw.length;
    }
    return nodes;
  }

  /** The only element inside. */
  only(tag: number = tags.sequence): DerNode {
    const [first, ...more] = this.children(tag);
    if (first === undefined || more.length > 0) throw new DerError('expected one element');
    return first;
  }

  boolean(): boolean {
    this.expect(tags.boolean);
    if (this.content.length !== 1 || (this.content[0] !== 0 && this.content[0] !== 0xff)) throw new DerError('boolean');
    return this.content[0] === 0xff;
  }

  /** A non-negative integer as lower-case hex without leading zero bytes. */
  integerHex(): string {
    this.expect(tags.integer);
    const [first, second = 0x80] = this.content;
    if (first === undefined || first >= 0x80) throw new DerError('negative integer');
    if (first === 0 && this.content.length > 1 && second < 0x80) throw new DerError('integer with a needless zero');
    return this.content.subarray(first === 0 && this.content.length > 1 ? 1 : 0).toString('hex');
  }

  smallInteger(): number {
    const value = Number.parseInt(this.integerHex(), 16);
    if (!Number.isSafeInteger(value)) throw new DerError('integer too large');
    return value;
  }

  /** The bytes of a bit string of whole bytes. */
  bits(): Buffer {
    this.expect(tags.bitString);
    if (this.content[0] !== 0) throw new DerError('unused bits');
    return this.content.subarray(1);
  }

  /** The numbers of the bits that are set. */
  namedBits(): Set<number> {
    this.expect(tags.bitString);
    const set = new Set<number>();
    for (const [index, byte] of this.content.subarray(1).entries()) {
      for (let bit = 0; bit < 8; bit++) if ((byte & (0x80 >> bit)) !== 0) set.add(index * 8 + bit);
    }
    return set;
  }

  oid(): string {
    this.expect(tags.oid);
    if ((this.content.at(-1) ?? 0x80) >= 0x80) throw new DerError('object identifier ends too early');
    const arcs: number[] = [];
    let arc = 0;
    for (const byte of this.content) {
      arc = arc * 128 + (byte & 0x7f);
      if (!Number.isSafeInteger(arc)) throw new DerError('object identifier too large');
      if (byte < 0x80) {
        arcs.push(arc);
        arc = 0;
      }
    }
    const [first = 0, ...rest] = arcs;
    const root = Math.min(2, Math.floor(first / 40));
    return [root, first - root * 40, ...rest].join('.');
  }

  /** UTC milliseconds of a UTCTime or GeneralizedTime in whole seconds. */
  time(): number {
    const digits = this.content.toString('latin1');
    const short = this.tag === tags.utcTime;
    if (!short) this.expect(tags.generalizedTime);
    if (!(short ? /^\d{12}Z$/ : /^\d{14}Z$/).test(digits)) throw new DerError('time');
    const full = short ? `${Number(digits.slice(0, 2)) < 50 ? '20' : '19'}${digits}` : digits;
    const iso = full.replace(/^(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const at = Date.parse(iso);
    if (Number.isNaN(at)) throw new DerError('time');
    return at;
  }

  /** Text of any string type that names are written in. */
  text(): string {
    switch (this.tag) {
      case tags.utf8String:
        if (!isUtf8(this.content)) throw new DerError('not UTF-8');
        return this.content.toString('utf8');
      case tags.printableString:
      case tags.ia5String:
        return this.content.toString('latin1');
      default:
        throw new DerError(`not a text: tag ${this.tag}`);
    }
  }
}

/** Reads bytes that hold exactly one element. */
export function readDer(bytes: Uint8Array): DerNode {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const node = readNode(buffer, 0);
  if (node.raw.length !== buffer.length) throw new DerError('bytes after the end');
  return node;
}

function readNode(bytes: Buffer, at: number): DerNode {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new DerError('ends too early');
  if ((tag & 0x1f) === 0x1f) throw new DerError('long tag');
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const size = first & 0x7f;
    if (size === 0 || size > 4 || start + size > bytes.length) throw new DerError('length');
    length = bytes.readUIntBE(start, size);
    if (length < 0x80 || length < 256 ** (size - 1)) throw new DerError('length not the shortest');
    start += size;
  }
  const end = start + length;
  if (end > bytes.length) throw new DerError('ends too early');
  return new DerNode(tag, bytes.subarray(start, end), bytes.subarray(at, end));
}
