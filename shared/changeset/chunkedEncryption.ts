import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { done, type Result } from '../domain/refusal.ts';
import { refuseChangeSet } from './refusals.ts';

/**
 * C2SP chunked-encryption@v1 (https://c2sp.org/chunked-encryption) with SHA-256 and AEAD_AES_256_GCM: 16 KiB chunks, the
 * last one always shorter, so that a cut at a chunk boundary shows; a commitment to the key; nonce = base XOR counter.
 */
const chunkSize = 16 * 1024;
const tagSize = 16;
export const chunkedSaltSize = 24;
const commitmentSize = 32;
const keySize = 32;
const nonceSize = 12;
const prefixSize = chunkedSaltSize + commitmentSize;
const label = Buffer.from('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0');

/** Bytes of the ciphertext of `plainLength` bytes. */
export function chunkedLength(plainLength: number): number {
  return prefixSize + plainLength + (Math.floor(plainLength / chunkSize) + 1) * tagSize;
}

/** Encrypts `plain` under a fresh 32-byte key. `salt` is 24 random bytes; `context` binds what surrounds the ciphertext. */
export function encryptChunks(fileKey: Uint8Array, salt: Uint8Array, context: Uint8Array, plain: Uint8Array): Buffer {
  const { key, baseNonce, commitment } = deriveKeys(fileKey, salt, context);
  const sealed = Buffer.allocUnsafe(chunkedLength(plain.length));
  sealed.set(salt, 0);
  sealed.set(commitment, chunkedSaltSize);
  const nonce = Buffer.alloc(nonceSize);
  let at = prefixSize;
  for (let chunk = 0, from = 0; from <= plain.length; chunk++, from += chunkSize) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(baseNonce, chunk, nonce));
    const part = cipher.update(plain.subarray(from, from + chunkSize));
    sealed.set(part, at);
    cipher.final();
    sealed.set(cipher.getAuthTag(), at + part.length);
    at += part.length + tagSize;
  }
  return sealed;
}

/** Decrypts. Refusals: `keyCommitment` (other key or context), `bodyTruncated`, `bodyDamaged` with the chunk's number. */
export function decryptChunks(fileKey: Uint8Array, context: Uint8Array, sealed: Uint8Array): Result<Buffer> {
  if (sealed.length < prefixSize + tagSize) return refuseChangeSet('changeset.bodyTruncated');
  const bodyLength = sealed.length - prefixSize;
  const fullChunks = Math.floor(bodyLength / (chunkSize + tagSize));
  const lastChunk = bodyLength - fullChunks * (chunkSize + tagSize);
  if (lastChunk < tagSize) return refuseChangeSet('changeset.bodyTruncated');

  const { key, baseNonce, commitment } = deriveKeys(fileKey, sealed.subarray(0, chunkedSaltSize), context);
  if (!timingSafeEqual(commitment, sealed.subarray(chunkedSaltSize, prefixSize))) {
    return refuseChangeSet('changeset.keyCommitment');
  }
  const plain = Buffer.allocUnsafe(bodyLength - (fullChunks + 1) * tagSize);
  const nonce = Buffer.alloc(nonceSize);
  let to = 0;
  for (let chunk = 0, from = prefixSize; chunk <= fullChunks; chunk++, from += chunkSize + tagSize) {
    const end = Math.min(from + chunkSize + tagSize, sealed.length) - tagSize;
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(baseNonce, chunk, nonce), { authTagLength: tagSize });
    decipher.setAuthTag(sealed.subarray(end, end + tagSize));
    try {
      const part = decipher.update(sealed.subarray(from, end));
      decipher.final();
      plain.set(part, to);
      to += part.length;
    } catch {
      return refuseChangeSet('changeset.bodyDamaged', { zh: `第 ${chunk + 1} 段`, en: `chunk ${chunk + 1}` });
    }
  }
  return done(plain);
}

interface ChunkKeys {
  readonly key: KeyObject;
  readonly baseNonce: Buffer;
  readonly commitment: Buffer;
}

/** HKDF-Expand (RFC 5869) with the file key as pseudo-random key. */
function deriveKeys(fileKey: Uint8Array, salt: Uint8Array, context: Uint8Array): ChunkKeys {
  const blocks: Buffer[] = [];
  let previous: Uint8Array = new Uint8Array(0);
  for (let counter = 1; counter <= 3; counter++) {
    const mac = createHmac('sha256', fileKey).update(previous).update(label).update(salt).update(context);
    const block = mac.update(Buffer.of(counter)).digest();
    blocks.push(block);
    previous = block;
  }
  const bytes = Buffer.concat(blocks);
  return {
    key: createSecretKey(bytes.subarray(0, keySize)),
    baseNonce: bytes.subarray(keySize, keySize + nonceSize),
    commitment: bytes.subarray(keySize + nonceSize, keySize + nonceSize + commitmentSize),
  };
}

/** Base nonce XOR chunk number; files are far below 2^32 chunks. */
function nonceOf(baseNonce: Buffer, chunk: number, into: Buffer): Buffer {
  baseNonce.copy(into);
  into.writeUInt32BE((baseNonce.readUInt32BE(8) ^ chunk) >>> 0, 8);
  return into;
}
