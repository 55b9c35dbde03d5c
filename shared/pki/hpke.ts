import { createCipheriv, createDecipheriv, createECDH, createHmac, type ECDH, hash, type KeyObject } from 'node:crypto';
import { publicHalf } from './keys.ts';

/**
 * HPKE (RFC 9180), base mode, single shot: how a small secret is encrypted to the holder of a key.
 * DHKEM(P-256, HKDF-SHA256) 0x0010, HKDF-SHA256 0x0001, AES-256-GCM 0x0002. Public keys travel as 65 bytes, the
 * uncompressed point. Written over `node:crypto` because it must run inside a synchronous database transaction, and
 * because WebCrypto's dozen trips to a thread pool per file cost headquarters more than everything else about a file;
 * the tests hold it against `@hpke/core` in both directions.
 */
export const hpkePublicKeySize = 65;
/** Bytes of the encapsulated key that precedes a ciphertext. */
export const hpkeEncapsulatedSize = 65;
/** Bytes that a ciphertext is longer than its plaintext. */
export const hpkeOverhead = 16;

const curve = 'prime256v1';
const kemSuite = Buffer.from('KEM\x00\x10', 'latin1');
const hpkeSuite = Buffer.from('HPKE\x00\x10\x00\x01\x00\x02', 'latin1');
const version = Buffer.from('HPKE-v1');
const nothing = new Uint8Array(0);
const baseMode = Buffer.of(0);
const secretSize = 32;
const keySize = 32;
const nonceSize = 12;

/** A P-256 key, private or public, as the 65 bytes of its public point. */
export function hpkePublicKeyBytes(key: KeyObject): Uint8Array {
  const jwk = publicHalf(key).export({ format: 'jwk' });
  if (jwk.crv !== 'P-256' || jwk.x === undefined || jwk.y === undefined) throw new TypeError('not a P-256 key');
  const point = [Buffer.of(4), Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')];
  return new Uint8Array(Buffer.concat(point));
}

/** The key id: SHA-256 of the 65 bytes. */
export function hpkeKeyId(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', publicKey, 'buffer'));
}

/** Whether the bytes are a point on P-256, so that they can be used as a recipient key. */
export function isHpkePublicKey(bytes: Uint8Array): boolean {
  if (bytes.length !== hpkePublicKeySize || bytes[0] !== 4) return false;
  const ephemeral = createECDH(curve);
  ephemeral.generateKeys();
  return sharedPoint(ephemeral, bytes) !== undefined;
}

export interface HpkeCiphertext {
  /** 65 bytes. */
  readonly encapsulated: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** A private key ready for use: made once per key, used for many files. */
export interface HpkeRecipient {
  readonly keyId: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly agreement: ECDH;
}

/** Makes a P-256 private key usable as an HPKE recipient. */
export function hpkeRecipient(privateKey: KeyObject): HpkeRecipient {
  const publicKey = hpkePublicKeyBytes(privateKey);
  const scalar = privateKey.export({ format: 'jwk' }).d;
  if (scalar === undefined) throw new TypeError('not a private key');
  const agreement = createECDH(curve);
  agreement.setPrivateKey(Buffer.from(scalar, 'base64url'));
  return { keyId: hpkeKeyId(publicKey), publicKey, agreement };
}

/**
 * Encrypts `plaintext` to a public key (65 bytes; throws where it is not a point on the curve). `info` says what for; the
 * same must be given to open it. `ephemeralPrivateKey` (32 bytes) makes the result repeatable, for test vectors only.
 */
export function hpkeSeal(
  publicKey: Uint8Array,
  info: Uint8Array,
  plaintext: Uint8Array,
  ephemeralPrivateKey?: Uint8Array,
): HpkeCiphertext {
  const ephemeral = createECDH(curve);
  if (ephemeralPrivateKey === undefined) ephemeral.generateKeys();
  else ephemeral.setPrivateKey(ephemeralPrivateKey);
  const shared = sharedPoint(ephemeral, publicKey);
  if (shared === undefined) throw new TypeError('not a point on P-256');
  const encapsulated = new Uint8Array(ephemeral.getPublicKey());
  const { key, nonce } = keySchedule(shared, encapsulated, publicKey, info);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { encapsulated, ciphertext: new Uint8Array(ciphertext) };
}

/** Decrypts what was encrypted to this recipient with this `info`; undefined when it does not open. */
export function hpkeOpen(recipient: HpkeRecipient, info: Uint8Array, sealed: HpkeCiphertext): Uint8Array | undefined {
  const { encapsulated, ciphertext } = sealed;
  if (ciphertext.length < hpkeOverhead) return undefined;
  const shared = sharedPoint(recipient.agreement, encapsulated);
  if (shared === undefined) return undefined;
  const { key, nonce } = keySchedule(shared, encapsulated, recipient.publicKey, info);
  const end = ciphertext.length - hpkeOverhead;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: hpkeOverhead });
  decipher.setAuthTag(ciphertext.subarray(end));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]));
  } catch {
    return undefined;
  }
}

/** The x coordinate of the shared point, or undefined where the other key is not a point on the curve. */
function sharedPoint(own: ECDH, publicKey: Uint8Array): Buffer | undefined {
  if (publicKey.length !== hpkePublicKeySize || publicKey[0] !== 4) return undefined;
  try {
    return own.computeSecret(publicKey);
  } catch {
    return undefined;
  }
}

/** RFC 9180 sections 4.1 and 5.1 for mode_base and sequence number 0. */
function keySchedule(dh: Buffer, encapsulated: Uint8Array, publicKey: Uint8Array, info: Uint8Array) {
  const extracted = labeledExtract(kemSuite, nothing, 'eae_prk', dh);
  const kemContext = Buffer.concat([encapsulated, publicKey]);
  const sharedSecret = labeledExpand(kemSuite, extracted, 'shared_secret', kemContext, secretSize);
  const pskIdHash = labeledExtract(hpkeSuite, nothing, 'psk_id_hash', nothing);
  const infoHash = labeledExtract(hpkeSuite, nothing, 'info_hash', info);
  const context = Buffer.concat([baseMode, pskIdHash, infoHash]);
  const secret = labeledExtract(hpkeSuite, sharedSecret, 'secret', nothing);
  return {
    key: labeledExpand(hpkeSuite, secret, 'key', context, keySize),
    nonce: labeledExpand(hpkeSuite, secret, 'base_nonce', context, nonceSize),
  };
}

function labeledExtract(suite: Buffer, salt: Uint8Array, label: string, ikm: Uint8Array): Buffer {
  return createHmac('sha256', salt).update(version).update(suite).update(label).update(ikm).digest();
}

/** One block of HKDF-Expand is enough: at most 32 bytes are ever asked for. */
function labeledExpand(suite: Buffer, key: Buffer, label: string, info: Uint8Array, length: number): Buffer {
  const mac = createHmac('sha256', key).update(Buffer.of(0, length)).update(version).update(suite).update(label);
  return mac.update(info).update(Buffer.of(1)).digest().subarray(0, length);
}
