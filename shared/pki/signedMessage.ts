import { type KeyObject, sign, verify } from 'node:crypto';
import { CborReader, WireError } from '../changeset/cborReader.ts';
import { CborWriter } from '../changeset/cborWriter.ts';
import { done, type Result } from '../domain/refusal.ts';
import { refusePki } from './refusals.ts';

const largest = 256 * 1024;
const mostSignatures = 4;

/** Deterministic CBOR `[name, body, [signature…]]`. Each signature is SHA-256 with RSA or ECDSA (DER) over `name NUL body`. */
export interface SignedMessage {
  readonly body: Uint8Array;
  readonly signatures: readonly Uint8Array[];
}

/** Signs a message of this name and version, for example `shouke:enrolment-request:1`, with each of the keys. */
export function signMessage(name: string, body: Uint8Array, keys: readonly KeyObject[]): Uint8Array {
  const writer = new CborWriter(body.length + 2048).array(3).text(name).bytes(body).array(keys.length);
  for (const key of keys) writer.bytes(sign('sha256', signedBytes(name, body), key));
  return new Uint8Array(writer.view());
}

/** Reads a message of this name without verifying it. Refusals: `enrolment.malformed`, `enrolment.tooNew`. */
export function readMessage(name: string, message: Uint8Array): Result<SignedMessage> {
  if (message.length > largest) return refusePki('enrolment.malformed');
  return readWire(message, (reader) => {
    reader.arrayOf(3);
    const found = reader.text(64);
    if (found !== name) {
      const family = name.slice(0, name.lastIndexOf(':') + 1);
      if (found.startsWith(family)) return refusePki('enrolment.tooNew', found);
      reader.fail('another message');
    }
    const body = new Uint8Array(reader.bytes());
    const signatures = Array.from({ length: reader.array(mostSignatures) }, () => new Uint8Array(reader.bytes(1024)));
    return done({ body, signatures });
  });
}

/** Whether the message has exactly these signatures, in this order. */
export function isSignedMessage(name: string, message: SignedMessage, keys: readonly KeyObject[]): boolean {
  if (message.signatures.length !== keys.length) return false;
  const signed = signedBytes(name, message.body);
  return keys.every((key, index) => verify('sha256', signed, key, message.signatures[index] ?? new Uint8Array(0)));
}

/** Reads CBOR to its end; what is malformed becomes `enrolment.malformed`. */
export function readWire<T>(bytes: Uint8Array, read: (reader: CborReader) => Result<T>): Result<T> {
  const reader = new CborReader(bytes);
  try {
    const value = read(reader);
    if (value.ok) reader.end();
    return value;
  } catch (error) {
    if (error instanceof WireError) return refusePki('enrolment.malformed', error.message);
    throw error;
  }
}

const signedBytes = (name: string, body: Uint8Array): Buffer => Buffer.concat([Buffer.from(`${name}\0`), body]);
