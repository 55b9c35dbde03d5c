import { hash } from 'node:crypto';
import { done, type Result } from '../domain/refusal.ts';
import { type ChangeSetHeader, decodeHeader } from './header.ts';
import { changeSetLimits } from './limits.ts';
import { refuseChangeSet } from './refusals.ts';

/**
 * The frame: `magic(8) | header length(4) | recipients length(4) | body length(4) | header | recipients | body |
 * signature(64)`. The lengths stand in front, so that a file cut short is told from a file that was changed. The magic
 * has a byte with the high bit, a line break of each style and an end-of-file mark: a transfer as text shows at once.
 */
export const magic = Buffer.from([0x89, 0x53, 0x4b, 0x43, 0x53, 0x0d, 0x0a, 0x1a]);
export const frameSize = magic.length + 12;
/** ECDSA P-256, r and s of 32 bytes each (IEEE P1363). */
export const signatureSize = 64;

/** A file taken apart; nothing about it is verified yet. The parts are views into the file. */
export interface Envelope {
  readonly header: ChangeSetHeader;
  readonly headerBytes: Uint8Array;
  readonly recipientBytes: Uint8Array;
  readonly body: Uint8Array;
  /** Everything that is signed: all bytes before the signature. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  /** Envelope hash: SHA-256 of the whole file, what `sha256sum` prints. */
  readonly hash: Uint8Array;
}

/** The frame of parts with these lengths. */
export function encodeFrame(headerLength: number, recipientsLength: number, bodyLength: number): Buffer {
  const frame = Buffer.alloc(frameSize);
  magic.copy(frame);
  frame.writeUInt32BE(headerLength, 8);
  frame.writeUInt32BE(recipientsLength, 12);
  frame.writeUInt32BE(bodyLength, 16);
  return frame;
}

/** Takes a file apart, without any cryptography but the hash. Refuses what is cut short, too long or malformed. */
export function readEnvelope(file: Uint8Array): Result<Envelope> {
  if (file.length === 0) return refuseChangeSet('changeset.empty');
  if (file.length > changeSetLimits.fileBytes) return refuseChangeSet('changeset.tooLarge');
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const start = bytes.subarray(0, magic.length);
  if (!start.equals(magic.subarray(0, start.length))) return refuseChangeSet('changeset.notAChangeSet');
  if (bytes.length < frameSize) return refuseChangeSet('changeset.truncated', `${bytes.length} < ${frameSize}`);

  const headerLength = bytes.readUInt32BE(8);
  const recipientsLength = bytes.readUInt32BE(12);
  const bodyLength = bytes.readUInt32BE(16);
  const headerEnd = frameSize + headerLength;
  const recipientsEnd = headerEnd + recipientsLength;
  const signedEnd = recipientsEnd + bodyLength;
  const end = signedEnd + signatureSize;
  if (headerLength > changeSetLimits.headerBytes || end > changeSetLimits.fileBytes) {
    return refuseChangeSet('changeset.headerMalformed', { zh: '长度超限', en: 'lengths out of range' });
  }
  if (bytes.length < end) return refuseChangeSet('changeset.truncated', `${bytes.length} < ${end}`);
  if (bytes.length > end) return refuseChangeSet('changeset.trailingBytes', `${bytes.length} > ${end}`);
  const signature = bytes.subarray(signedEnd);
  // A drive pulled out early can leave a file of full length whose tail was never written.
  if (signature.every((byte) => byte === 0)) return refuseChangeSet('changeset.truncated');

  const headerBytes = bytes.subarray(frameSize, headerEnd);
  const header = decodeHeader(headerBytes);
  if (!header.ok) return header;
  return done({
    header: header.value,
    headerBytes,
    recipientBytes: bytes.subarray(headerEnd, recipientsEnd),
    body: bytes.subarray(recipientsEnd, signedEnd),
    signedBytes: bytes.subarray(0, signedEnd),
    signature,
    hash: envelopeHash(bytes),
  });
}

/** SHA-256 of a whole file. */
export function envelopeHash(file: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', file, 'buffer'));
}
