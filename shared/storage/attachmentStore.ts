import { createCipheriv, createDecipheriv, createHmac, hash as digest, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './durableFile.ts';

/** Plain bytes of one chunk. */
export const chunkSize = 1 << 20;
/** Largest attachment taken: 64 MiB. */
export const maxAttachment = 64 << 20;

/** Content that is not what its name says: changed, cut short or of another key. */
export class DamagedAttachmentError extends Error {
  readonly hash: string;
  constructor(hash: string) {
    super(`attachment ${hash} is damaged`);
    this.name = 'DamagedAttachmentError';
    this.hash = hash;
  }
}

/**
 * Signed PDFs, scans and photos: named by the SHA-256 of their bytes, stored as encrypted chunks beside the registry.
 * File names are keyed too, so that the folder tells nothing about which document lies in it. The same content is
 * stored once. Chunks are written before the row that refers to them; what no row refers to is swept away.
 */
export class AttachmentStore {
  readonly #folder: string;
  readonly #key: Buffer;
  readonly #nameKey: Buffer;

  constructor(folder: string, databaseKey: Uint8Array) {
    this.#folder = folder;
    this.#key = Buffer.from(hkdfSync('sha256', databaseKey, '', 'shouke:attachment-content:1', 32));
    this.#nameKey = Buffer.from(hkdfSync('sha256', databaseKey, '', 'shouke:attachment-name:1', 32));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Stores the bytes durably and returns their SHA-256, lower-case hex. */
  put(bytes: Uint8Array): { hash: string; size: number; chunks: number } {
    if (bytes.length > maxAttachment) throw new RangeError(`an attachment has at most ${maxAttachment} bytes`);
    const hash = digest('sha256', bytes, 'hex');
    const chunks = Math.max(1, Math.ceil(bytes.length / chunkSize));
    for (let index = 0; index < chunks; index++) {
      this.putChunk(hash, index, chunks, bytes.subarray(index * chunkSize, (index + 1) * chunkSize));
    }
    return { hash, size: bytes.length, chunks };
  }

  /**
   * Stores one chunk of an attachment that arrives in pieces. The whole is checked when it is read. A chunk that is there
   * stays, unless a bad disk has damaged it.
   */
  putChunk(hash: string, index: number, chunks: number, plain: Uint8Array): void {
    const file = this.#file(hash, index);
    if (existsSync(file) && this.#opens(hash, index, chunks)) return;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(context(hash, index, chunks));
    writeDurably(file, Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  }

  has(hash: string): boolean {
    return existsSync(this.#file(hash, 0));
  }

  /** @throws DamagedAttachmentError when any chunk is missing or changed, or the whole is not what its hash says. */
  get(hash: string, size: number): Uint8Array {
    const chunks = Math.max(1, Math.ceil(size / chunkSize));
    const parts = Array.from({ length: chunks }, (_, index) => this.chunk(hash, index, chunks));
    const whole = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    if (whole.length !== size || digest('sha256', whole, 'hex') !== hash) throw new DamagedAttachmentError(hash);
    return whole;
  }

  chunk(hash: string, index: number, chunks: number): Uint8Array {
    try {
      const stored = readFileSync(this.#file(hash, index));
      const decipher = createDecipheriv('aes-256-gcm', this.#key, stored.subarray(0, 12))
        .setAAD(context(hash, index, chunks))
        .setAuthTag(stored.subarray(-16));
      return Buffer.concat([decipher.update(stored.subarray(12, -16)), decipher.final()]);
    } catch {
      throw new DamagedAttachmentError(hash);
    }
  }

  #opens(hash: string, index: number, chunks: number): boolean {
    try {
      this.chunk(hash, index, chunks);
      return true;
    } catch {
      return false;
    }
  }

  /** Removes one attachment: its pieces turned out not to be what its hash says. */
  discard(hash: string): void {
    for (const name of readdirSync(this.#folder)) {
      if (name.startsWith(`${this.#name(hash)}.`)) rmSync(join(this.#folder, name), { force: true });
    }
  }

  /** Removes chunks of attachments that no row refers to: left by a process that ended before its transaction. */
  sweep(referenced: Iterable<string>): number {
    const kept = new Set<string>();
    for (const hash of referenced) kept.add(this.#name(hash));
    let removed = 0;
    for (const name of readdirSync(this.#folder)) {
      if (kept.has(name.slice(0, 40)) && !name.endsWith('.tmp')) continue;
      rmSync(join(this.#folder, name), { force: true });
      removed += 1;
    }
    return removed;
  }

  #name(hash: string): string {
    return createHmac('sha256', this.#nameKey).update(hash).digest('hex').slice(0, 40);
  }

  #file(hash: string, index: number): string {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new TypeError('an attachment is named by its SHA-256');
    return join(this.#folder, `${this.#name(hash)}.${index}`);
  }
}

const context = (hash: string, index: number, chunks: number): Buffer => Buffer.from(`${hash}/${index}/${chunks}`);
