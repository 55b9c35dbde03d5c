import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  type ScryptOptions,
  scrypt as scryptCallback,
} from 'node:crypto';
import { promisify } from 'node:util';
import * as z from 'zod';
import { done, type Refusal, type Result, refused } from '../../../shared/domain/refusal.ts';
import { generatePrivateKey } from '../../../shared/pki/keys.ts';
import { normalisePin } from './pin.ts';

const scrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scryptCallback);

/** What a key is locked with besides its ciphertext. */
export interface KeyLock {
  /** 32 bytes, of this computer only: the file is worthless elsewhere, even with the PIN. */
  readonly deviceKey: Uint8Array;
  /** Whose key it is; bound into the seal, so that one person's sealed key cannot stand in for another's. */
  readonly signerId: string;
  /** The signer's own PIN; null for the company's seal, which sessions and confirmations guard instead. */
  readonly pin: string | null;
}

const envelope = z.object({
  format: z.literal('shouke-signer-key-1'),
  lock: z.enum(['pin', 'device']),
  N: z.literal([2 ** 15, 2 ** 16, 2 ** 17]),
  salt: z.base64(),
  /** Tells "another computer" from "wrong PIN" without trying either. */
  device: z.base64(),
  nonce: z.base64(),
  sealed: z.base64(),
});
type Envelope = z.infer<typeof envelope>;

/** scrypt at 64 MiB: about 0.2 s on a branch PC. The device key carries the strength; this slows whoever holds that too. */
const COST = 2 ** 16;
/** Larger than any RSA-3072 key in PKCS#8; more is not read. */
const LONGEST = 16 * 1024;

/** Makes an RSA-3072 key and seals it. Takes a second or two, none of it on the event loop. */
export async function createSignerKey(lock: KeyLock): Promise<{ sealed: Uint8Array; publicKey: KeyObject }> {
  const privateKey = await generatePrivateKey('rsa3072');
  return { sealed: await sealSignerKey(privateKey, lock), publicKey: createPublicKey(privateKey) };
}

/** Encrypts a private key under HKDF(scrypt(PIN) ‖ device key) with AES-256-GCM. The result is JSON text in UTF-8. */
export async function sealSignerKey(privateKey: KeyObject, lock: KeyLock): Promise<Uint8Array> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const head = {
    format: 'shouke-signer-key-1',
    lock: lock.pin === null ? 'device' : 'pin',
    N: COST,
    salt: salt.toString('base64'),
    device: deviceCheck(lock.deviceKey, salt).toString('base64'),
    nonce: nonce.toString('base64'),
  } as const;
  const key = await deriveKey(lock, salt, COST);
  const plain = privateKey.export({ type: 'pkcs8', format: 'der' });
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(head, lock.signerId));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  plain.fill(0);
  return Buffer.from(JSON.stringify({ ...head, sealed: sealed.toString('base64') }));
}

/**
 * Opens a sealed key. The caller asks `Lockout.mayTry` first and counts a `signerKey.wrongPin` as a failure.
 * Refusals: `signerKey.wrongPin`, `signerKey.otherDevice`, `signerKey.unreadable`
 */
export async function openSignerKey(sealed: Uint8Array, lock: KeyLock): Promise<Result<KeyObject>> {
  const read = readEnvelope(sealed);
  if (read === undefined || (read.lock === 'pin') !== (lock.pin !== null)) return refused(UNREADABLE);
  const salt = Buffer.from(read.salt, 'base64');
  if (!deviceCheck(lock.deviceKey, salt).equals(Buffer.from(read.device, 'base64'))) return refused(OTHER_DEVICE);
  const data = Buffer.from(read.sealed, 'base64');
  const key = await deriveKey(lock, salt, read.N);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(read.nonce, 'base64'), { authTagLength: 16 })
      .setAAD(associated(read, lock.signerId))
      .setAuthTag(data.subarray(-16));
    const plain = Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]);
    const privateKey = createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
    plain.fill(0);
    return done(privateKey);
  } catch {
    // A changed byte cannot be told from a wrong PIN; without a PIN it can only be damage.
    return refused(lock.pin === null ? UNREADABLE : WRONG_PIN);
  } finally {
    key.fill(0);
  }
}

function readEnvelope(sealed: Uint8Array): Envelope | undefined {
  if (sealed.length > LONGEST) return undefined;
  try {
    return envelope.parse(JSON.parse(Buffer.from(sealed).toString('utf8')));
  } catch {
    return undefined;
  }
}

async function deriveKey({ pin, deviceKey }: KeyLock, salt: Buffer, N: number): Promise<Buffer> {
  if (deviceKey.length !== 32) throw new RangeError('the device key has 32 bytes');
  const fromPin =
    pin === null ? Buffer.alloc(0) : await scrypt(normalisePin(pin), salt, 32, { N, r: 8, p: 1, maxmem: 2048 * N });
  const material = Buffer.concat([fromPin, deviceKey]);
  const key = Buffer.from(hkdfSync('sha256', material, salt, 'shouke:signer-key:1', 32));
  fromPin.fill(0);
  material.fill(0);
  return key;
}

const deviceCheck = (deviceKey: Uint8Array, salt: Buffer): Buffer =>
  createHmac('sha256', deviceKey).update('shouke:signer-key-device:1').update(salt).digest().subarray(0, 12);

/** Everything about the seal that is not secret is bound into it. */
const associated = ({ format, lock, N, salt, nonce }: Omit<Envelope, 'sealed' | 'device'>, signerId: string): Buffer =>
  Buffer.from(JSON.stringify([format, lock, N, salt, nonce, signerId]));

const WRONG_PIN: Refusal = {
  kind: 'invalid',
  code: 'signerKey.wrongPin',
  field: 'pin',
  zh: '签名密码不对。',
  en: 'Wrong signing PIN.',
  next: { zh: '请签署人本人重新输入。', en: 'Let the signer type it again.' },
};
const OTHER_DEVICE: Refusal = {
  kind: 'unavailable',
  code: 'signerKey.otherDevice',
  zh: '这把签名私钥属于另一台电脑，在本机打不开。',
  en: 'This signing key belongs to another computer and cannot be opened here.',
  next: { zh: '吊销旧证书，在本机重新申请。', en: 'Revoke the old certificate and enrol on this computer.' },
};
const UNREADABLE: Refusal = {
  kind: 'unavailable',
  code: 'signerKey.unreadable',
  zh: '签名私钥的存储已损坏，无法签署。',
  en: 'The stored signing key is damaged; nothing can be signed with it.',
  next: { zh: '吊销旧证书，重新申请。', en: 'Revoke the old certificate and enrol again.' },
};
