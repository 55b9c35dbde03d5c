import * as asn1js from 'asn1js';

/**
 * DER by concatenation. Certificates and names go into a message as the very bytes they were issued with: decoding and
 * encoding them again could change a byte, and with it a hash.
 */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head: number[] = [tag];
  if (length < 0x80) head.push(length);
  else {
    const digits: number[] = [];
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
    head.push(0x80 | digits.length, ...digits);
  }
  return Buffer.concat([Buffer.from(head), ...parts]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);
/** SET OF with its elements in DER order (X.690, 11.6); `tag` for the implicitly tagged ones. */
export const setOf = (parts: readonly Uint8Array[], tag = 0x31): Buffer => tlv(tag, ...[...parts].sort(Buffer.compare));
export const octetString = (bytes: Uint8Array): Buffer => tlv(0x04, bytes);
export const oid = (value: string): Buffer => Buffer.from(new asn1js.ObjectIdentifier({ value }).toBER());
export const smallInteger = (value: number): Buffer => tlv(0x02, Buffer.from([value]));
export const NULL = Buffer.from([0x05, 0x00]);
