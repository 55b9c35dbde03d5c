import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AttachmentChunk,
  attachmentChunkSize,
  chunkAttachment,
  chunkCount,
  decodeAttachmentChunks,
  encodeAttachmentChunks,
  missingChunks,
  planAttachmentChangeSets,
  verifyAttachment,
} from './attachmentPayload.ts';
import { CborWriter } from './cborWriter.ts';

const mebibyte = 1024 * 1024;

test.each([0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 9 * mebibyte + 5])(
  'an attachment of %d bytes arrives',
  (size) => {
    const attachment = randomBytes(size);
    const hash = new Uint8Array(createHash('sha256').update(attachment).digest());
    const received = new Map<number, Uint8Array>();
    const planned = [...planAttachmentChangeSets(chunkAttachment(attachment))];
    for (const file of planned.reverse()) {
      expect(file.payload.length).toBeLessThan(8 * mebibyte + 1000);
      const chunks = decodeAttachmentChunks(file.payload);
      if (!chunks.ok) throw new Error('not decoded');
      expect(chunks.value.map(({ hash, size, index }) => ({ hash, size, index }))).toEqual(file.chunks);
      for (const chunk of chunks.value) received.set(chunk.index, chunk.bytes);
    }
    expect(missingChunks(size, new Set(received.keys()))).toEqual([]);
    const inOrder = Array.from({ length: chunkCount(size) }, (_, index) => received.get(index) ?? new Uint8Array());
    expect(Buffer.compare(Buffer.concat(inOrder), attachment)).toBe(0);
    expect(verifyAttachment({ hash, size }, inOrder)).toEqual({ ok: true, value: undefined });
  },
);

test('says which chunks are still missing', () => {
  expect(missingChunks(3 * mebibyte, new Set([1]))).toEqual([0, 2]);
  expect(missingChunks(0, new Set())).toEqual([0]);
});

test('an incomplete or exchanged attachment is refused', () => {
  const attachment = randomBytes(2 * mebibyte);
  const [first, second] = [...chunkAttachment(attachment)];
  if (first === undefined || second === undefined) throw new Error('two chunks expected');
  const refusal = (code: string) => ({ ok: false, refusals: [{ code }] });
  expect(verifyAttachment(first, [first.bytes])).toMatchObject(refusal('attachment.incomplete'));
  expect(verifyAttachment(first, [second.bytes, first.bytes])).toMatchObject(refusal('attachment.mismatch'));
  const longer = [first.bytes, second.bytes, Buffer.of(1)];
  expect(verifyAttachment(first, longer)).toMatchObject(refusal('attachment.mismatch'));
});

test('a chunk of another size than its place has is neither written nor read', () => {
  const hash = randomBytes(32);
  const good: AttachmentChunk = { hash, size: 10, index: 0, bytes: new Uint8Array(10) };
  expect(() => encodeAttachmentChunks([{ ...good, bytes: new Uint8Array(9) }])).toThrow(RangeError);
  const payload = (size: number, index: number, length: number) =>
    new CborWriter()
      .array(2)
      .integer(1)
      .array(1)
      .array(4)
      .bytes(hash)
      .integer(size)
      .integer(index)
      .bytes(new Uint8Array(length))
      .view();
  expect(decodeAttachmentChunks(payload(10, 0, 10)).ok).toBe(true);
  for (const [size, index, length] of [
    [10, 0, 9],
    [10, 0, 11],
    [10, 1, 0],
    [attachmentChunkSize * 2, 0, 10],
    [2 ** 40, 0, 10],
  ] as const) {
    expect(decodeAttachmentChunks(payload(size, index, length))).toMatchObject({ ok: false });
  }
});

test('noise is refused without a throw', () => {
  const good = encodeAttachmentChunks([...chunkAttachment(Buffer.from('附件'))]);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(good.length), (noise, kept) => {
      const bytes = Buffer.concat([good.subarray(0, kept), noise, good]);
      expect(decodeAttachmentChunks(bytes).ok).toBe(false);
    }),
    { numRuns: 300 },
  );
});
