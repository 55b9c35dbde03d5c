import { createHash, hash } from 'node:crypto';
import { done, type Result } from '../domain/refusal.ts';
import type { CborReader } from './cborReader.ts';
import { CborWriter } from './cborWriter.ts';
import { readPayload } from './payload.ts';
import { refuseChangeSet } from './refusals.ts';

/** Version of the attachment payload, independent of the envelope's format. */
export const attachmentPayloadVersion = 1;
/** Every chunk of an attachment has this size, except the last. Part of the format. */
export const attachmentChunkSize = 1024 * 1024;
/** The largest attachment: 4 GiB. */
const largestAttachment = 2 ** 32;
/** Chunks in one file: 8 MiB of content. */
const chunksPerFile = 8;
const mostChunksRead = 64;

/** A piece of an attachment, addressed by the SHA-256 of the whole, so that pieces may come in any order, and twice. */
export interface AttachmentChunk {
  /** SHA-256 of the plain attachment, 32 bytes. */
  readonly hash: Uint8Array;
  /** Bytes of the whole attachment. */
  readonly size: number;
  /** From 0. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** How many chunks an attachment of `size` bytes has; an empty one has one empty chunk. */
export function chunkCount(size: number): number {
  return Math.max(1, Math.ceil(size / attachmentChunkSize));
}

/** The indexes that are still missing. */
export function missingChunks(size: number, present: ReadonlySet<number>): number[] {
  return Array.from({ length: chunkCount(size) }, (_, index) => index).filter((index) => !present.has(index));
}

/** Cuts an attachment into its chunks; views, no copies. */
export function* chunkAttachment(attachment: Uint8Array): Generator<AttachmentChunk> {
  const digest = new Uint8Array(hash('sha256', attachment, 'buffer'));
  const size = attachment.length;
  for (let index = 0; index < chunkCount(size); index++) {
    const from = index * attachmentChunkSize;
    yield { hash: digest, size, index, bytes: attachment.subarray(from, from + attachmentChunkSize) };
  }
}

/** Packs chunks, in the order given, into payloads of up to 8 MiB each: one payload per file. */
export function* planAttachmentChangeSets(
  chunks: Iterable<AttachmentChunk>,
): Generator<{ readonly payload: Uint8Array; readonly chunks: readonly Omit<AttachmentChunk, 'bytes'>[] }> {
  let held: AttachmentChunk[] = [];
  const flush = () => {
    const planned = {
      payload: encodeAttachmentChunks(held),
      chunks: held.map(({ hash, size, index }) => ({ hash, size, index })),
    };
    held = [];
    return planned;
  };
  for (const chunk of chunks) {
    held.push(chunk);
    if (held.length === chunksPerFile) yield flush();
  }
  if (held.length > 0) yield flush();
}

/** The payload of a change set of kind `attachment`: `[version, [[hash, size, index, bytes]…]]`. */
export function encodeAttachmentChunks(chunks: readonly AttachmentChunk[]): Uint8Array {
  const writer = new CborWriter(chunks.reduce((sum, chunk) => sum + chunk.bytes.length + 64, 16));
  writer.array(2).unsigned(attachmentPayloadVersion).array(chunks.length);
  for (const chunk of chunks) {
    if (chunk.bytes.length !== chunkLength(chunk.size, chunk.index)) throw new RangeError('not a chunk');
    writer.array(4).bytesOf(chunk.hash, 32).unsigned(chunk.size).unsigned(chunk.index).bytes(chunk.bytes);
  }
  return writer.view();
}

/** Reads an attachment payload strictly. Refusals: `payloadMalformed`, `payloadTooNew`. */
export function decodeAttachmentChunks(payload: Uint8Array): Result<readonly AttachmentChunk[]> {
  return readPayload(payload, attachmentPayloadVersion, (reader) =>
    Array.from({ length: reader.array(mostChunksRead) }, () => readChunk(reader)),
  );
}

function readChunk(reader: CborReader): AttachmentChunk {
  reader.arrayOf(4);
  const digest = reader.bytesOf(32);
  const size = reader.unsigned(largestAttachment);
  const index = reader.unsigned(chunkCount(size) - 1);
  return { hash: digest, size, index, bytes: reader.bytesOf(chunkLength(size, index)) };
}

function chunkLength(size: number, index: number): number {
  return Math.max(0, Math.min(attachmentChunkSize, size - index * attachmentChunkSize));
}

/**
 * Checks an attachment that has all its chunks, given in order, against its hash, without holding it in memory.
 * Refusals: `attachment.incomplete`, `attachment.mismatch`.
 */
export function verifyAttachment(
  reference: { readonly hash: Uint8Array; readonly size: number },
  chunksInOrder: Iterable<Uint8Array>,
): Result<void> {
  const digest = createHash('sha256');
  let size = 0;
  for (const bytes of chunksInOrder) {
    digest.update(bytes);
    size += bytes.length;
  }
  if (size < reference.size) return refuseChangeSet('attachment.incomplete', `${size} < ${reference.size}`);
  const matches = size === reference.size && Buffer.compare(digest.digest(), reference.hash) === 0;
  return matches ? done(undefined) : refuseChangeSet('attachment.mismatch');
}
