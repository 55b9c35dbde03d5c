import { createPublicKey, generateKeyPair, hash, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { readDer } from './der.ts';
import type { KeyKind } from './roles.ts';

const generate = promisify(generateKeyPair);

/** Makes a private key. RSA-3072 takes about a second on one core, without blocking the event loop. */
export async function generatePrivateKey(kind: KeyKind): Promise<KeyObject> {
  if (kind === 'p256') return (await generate('ec', { namedCurve: 'P-256' })).privateKey;
  return (await generate('rsa', { modulusLength: 3072, publicExponent: 65_537 })).privateKey;
}

/** The kind of a key, or undefined where it is none that certificates may have. RSA counts from 3072 bits. */
export function keyKindOf(key: KeyObject): KeyKind | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return 'p256';
  const modulus = details?.modulusLength ?? 0;
  if (type === 'rsa' && modulus >= 3072 && modulus <= 8192 && details?.publicExponent === 65_537n) return 'rsa3072';
  return undefined;
}

/** The public half of a key, or the public key itself. */
export const publicHalf = (key: KeyObject): KeyObject => (key.type === 'private' ? createPublicKey(key) : key);

/** SubjectPublicKeyInfo of a key, or of its public half, in DER. */
export const publicKeyInfo = (key: KeyObject): Buffer => publicHalf(key).export({ type: 'spki', format: 'der' });

/** The key identifier: the leftmost 160 bits of SHA-256 over the public key's bit string (RFC 7093 section 2, method 1). */
export function keyIdentifier(key: KeyObject): Buffer {
  const [, bits] = readDer(publicKeyInfo(key)).children();
  if (bits === undefined) throw new TypeError('not a public key');
  return hash('sha256', bits.bits(), 'buffer').subarray(0, 20);
}
