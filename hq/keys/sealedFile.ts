import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { done, type Result, refused } from '../../shared/domain/refusal.ts';
import { writeDurably } from '../../shared/storage/durableFile.ts';
import * as refusals from './refusals.ts';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
/** scrypt at 64 MiB. */
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 256 * 2 ** 20 } as const;
const nonceSize = 12;
const tagSize = 16;

const content = z.object({
  format: z.literal('shouke-hq-keys-1'),
  /** Absent where the file is sealed under the store's key. */
  salt: z.string().optional(),
  sealed: z.string(),
});

/** AES-256-GCM: `nonce(12) | ciphertext | tag(16)`. `place` binds it to where it belongs. */
export function sealBytes(key: Uint8Array, place: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceSize);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The bytes again, or undefined where key, place or content differ. */
export function openBytes(key: Uint8Array, place: string, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < nonceSize + tagSize) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceSize))
      .setAAD(Buffer.from(place))
      .setAuthTag(sealed.subarray(-tagSize));
    return Buffer.concat([decipher.update(sealed.subarray(nonceSize, -tagSize)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Writes a key file that only the passphrase opens. */
export const writeUnderPassphrase = async (file: string, passphrase: string, plain: Uint8Array): Promise<void> =>
  writeDurably(file, await sealUnderPassphrase(basename(file), passphrase, plain));

/** The text of a key file of this name that only the passphrase opens. */
export async function sealUnderPassphrase(name: string, passphrase: string, plain: Uint8Array): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(passphrase.normalize('NFKC'), salt, 32, cost);
  return textOf(sealBytes(key, name, plain), salt);
}

/** Refusals: `hq.wrongPassphrase`, `hq.keyFileDamaged`. */
export async function readUnderPassphrase(file: string, passphrase: string): Promise<Result<Uint8Array>> {
  const stored = read(file);
  if (stored?.salt === undefined) return refused(refusals.keyFileDamaged(basename(file)));
  const key = await derive(passphrase.normalize('NFKC'), Buffer.from(stored.salt, 'base64'), 32, cost);
  const plain = openBytes(key, basename(file), Buffer.from(stored.sealed, 'base64'));
  return plain === undefined ? refused(refusals.wrongPassphrase) : done(plain);
}

/** Writes a key file that opens without a person, under a key derived from the store's. */
export function writeUnderKey(file: string, key: Uint8Array, plain: Uint8Array): void {
  writeDurably(file, textOf(sealBytes(fileKey(key), basename(file), plain), undefined));
}

/** Refusal: `hq.keyFileDamaged`. */
export function readUnderKey(file: string, key: Uint8Array): Result<Uint8Array> {
  const stored = read(file);
  const plain = stored && openBytes(fileKey(key), basename(file), Buffer.from(stored.sealed, 'base64'));
  return plain === undefined ? refused(refusals.keyFileDamaged(basename(file))) : done(plain);
}

const fileKey = (key: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, '', 'shouke:hq-key-file:1', 32));

function textOf(sealed: Uint8Array, salt: Uint8Array | undefined): string {
  const content = {
    format: 'shouke-hq-keys-1',
    ...(salt === undefined ? {} : { salt: Buffer.from(salt).toString('base64') }),
    sealed: Buffer.from(sealed).toString('base64'),
  };
  return `${JSON.stringify(content)}\n`;
}

function read(file: string): z.infer<typeof content> | undefined {
  try {
    return content.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
