import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { done, type Result } from '../domain/refusal.ts';
import { changeSetLimits } from './limits.ts';
import { paddedLength } from './padding.ts';
import { refuseChangeSet } from './refusals.ts';

/** `compressed length (u32) | plain length (u32) | zstd frame | zeros up to the padded length`. */
const prefixSize = 8;
/** Enough for the largest payload in one window; a frame that asks for more memory is not ours. */
const largestWindowLog = 25;

/** Compresses (zstd, RFC 8878) and pads a payload. */
export function compressAndPad(payload: Uint8Array): Buffer {
  const frame = zstdCompressSync(payload, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
  const padded = Buffer.alloc(paddedLength(prefixSize + frame.length));
  padded.writeUInt32BE(frame.length, 0);
  padded.writeUInt32BE(payload.length, 4);
  padded.set(frame, prefixSize);
  return padded;
}

/**
 * The payload again. The announced length is checked against the cap before anything is decompressed, and bounds the
 * decompression. Refusals: `paddingInvalid`, `payloadTooLarge`, `compressionInvalid`.
 */
export function unpadAndDecompress(padded: Buffer): Result<Buffer> {
  if (padded.length < prefixSize) return refuseChangeSet('changeset.paddingInvalid');
  const frameLength = padded.readUInt32BE(0);
  const plainLength = padded.readUInt32BE(4);
  if (plainLength > changeSetLimits.payloadBytes) {
    return refuseChangeSet('changeset.payloadTooLarge', `${plainLength} > ${changeSetLimits.payloadBytes}`);
  }
  const end = prefixSize + frameLength;
  if (padded.length !== paddedLength(end) || !isZero(padded, end)) return refuseChangeSet('changeset.paddingInvalid');
  let frame: DecodedFrame;
  try {
    frame = decodeFrame(padded.subarray(prefixSize, end), Math.max(plainLength, 1));
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    return refuseChangeSet(tooLarge ? 'changeset.payloadTooLarge' : 'changeset.compressionInvalid');
  }
  const exact = frame.buffer.length === plainLength && frame.engine.bytesWritten === frameLength;
  return exact ? done(frame.buffer) : refuseChangeSet('changeset.compressionInvalid');
}

interface DecodedFrame {
  readonly buffer: Buffer;
  /** `bytesWritten`: how many bytes the frame took; the rest would be hidden in the file. */
  readonly engine: { readonly bytesWritten: number };
}

/** One zstd frame; throws a RangeError where it would give more than `maxOutputLength` bytes. */
function decodeFrame(bytes: Buffer, maxOutputLength: number): DecodedFrame {
  const params = { [constants.ZSTD_d_windowLogMax]: largestWindowLog };
  const decoded: unknown = zstdDecompressSync(bytes, { maxOutputLength, params, info: true });
  if (!isDecodedFrame(decoded)) throw new TypeError('zstd gave no information about the frame');
  return decoded;
}

/** With `info` the result is an object, which the type declarations do not know. */
function isDecodedFrame(value: unknown): value is DecodedFrame {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;
}

function isZero(bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}
