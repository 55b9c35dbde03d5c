import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';

/**
 * HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: how a small secret is encrypted to
 * the holder of a key. Public keys travel as 65 bytes, the uncompressed point.
 */
const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

export const hpkePublicKeySize = 65;
/** Bytes of the encapsulated key that precedes a ciphertext. */
export const hpkeEncapsulatedSize = 65;
/** Bytes that a ciphertext is longer than its plaintext. */
export const hpkeOverhead = 16;

/** A P-256 public key as the 65 bytes of its uncompressed point. */
export function hpkePublicKeyBytes(key: KeyObject): Uint8Array {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (jwk.crv !== 'P-256' || jwk.x === undefined || jwk.y === undefined) throw new TypeError('not a P-256 key');
  return new Uint8Array(
    Buffer.concat([Buffer.of(4), Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')]),
  );
}

/** The key id: SHA-256 of the 65 bytes. */
export function hpkeKeyId(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', publicKey, 'buffer'));
}

/** Whether the bytes are a point on P-256, so that they can be used as a recipient key. */
export async function isHpkePublicKey(bytes: Uint8Array): Promise<boolean> {
  if (bytes.length !== hpkePublicKeySize || bytes[0] !== 4) return false;
  try {
    await suite.kem.deserializePublicKey(bytes);
    return true;
  } catch {
    return false;
  }
}

export interface HpkeCiphertext {
  /** 65 bytes. */
  readonly encapsulated: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** A private key ready for use: made once per key, used for many files. */
export interface HpkeRecipient {
  readonly keyId: Uint8Array;
  readonly keyPair: CryptoKeyPair;
}

/** Makes a P-256 private key usable as an HPKE recipient. */
export function hpkeRecipient(privateKey: KeyObject): HpkeRecipient {
  const publicKey = createPublicKey(privateKey);
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
  return {
    keyId: hpkeKeyId(hpkePublicKeyBytes(publicKey)),
    keyPair: {
      // Node lists key usages that the browser's type does not know yet; the objects are the same.
      privateKey: privateKey.toCryptoKey(algorithm, false, ['deriveBits']) as CryptoKey,
      publicKey: publicKey.toCryptoKey(algorithm, true, []) as CryptoKey,
    },
  };
}

/**
 * Encrypts `plaintext` to a public key (65 bytes). `info` says what for; the same must be given to open it.
 * `ephemeralSeed` makes the result repeatable, for test vectors only.
 */
export async function hpkeSeal(
  publicKey: Uint8Array,
  info: Uint8Array,
  plaintext: Uint8Array,
  ephemeralSeed?: Uint8Array,
): Promise<HpkeCiphertext> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey);
  const ekm = ephemeralSeed === undefined ? {} : { ekm: await suite.kem.deriveKeyPair(ephemeralSeed) };
  const sealed = await suite.seal({ recipientPublicKey, info, ...ekm }, plaintext);
  return { encapsulated: new Uint8Array(sealed.enc), ciphertext: new Uint8Array(sealed.ct) };
}

/** Decrypts what was encrypted to this recipient with this `info`; undefined when it does not open. */
export async function hpkeOpen(
  recipient: HpkeRecipient,
  info: Uint8Array,
  sealed: HpkeCiphertext,
): Promise<Uint8Array | undefined> {
  try {
    const params = { recipientKey: recipient.keyPair, enc: sealed.encapsulated, info };
    return new Uint8Array(await suite.open(params, sealed.ciphertext));
  } catch {
    return undefined; // a wrong key, a point off the curve and a changed byte look alike, on purpose
  }
}
