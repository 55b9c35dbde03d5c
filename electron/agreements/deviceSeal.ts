import { createCipheriv, createDecipheriv, createPrivateKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

const nonceLength = 12;
const tagLength = 16;

const keyFor = (deviceKey: Uint8Array, id: string): Buffer =>
  Buffer.from(hkdfSync('sha256', deviceKey, id, 'shouke:branch-key:1', 32));

/** A private key of the branch, sealed under the key of this device. Its id is bound to it: boxes cannot be swapped. */
export function sealPrivateKey(deviceKey: Uint8Array, id: string, key: KeyObject): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keyFor(deviceKey, id), nonce).setAAD(Buffer.from(id));
  const plain = key.export({ type: 'pkcs8', format: 'der' });
  const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  plain.fill(0);
  return sealed;
}

/** The key in a box; undefined where it was sealed on another device, under another id, or was changed. */
export function openPrivateKey(deviceKey: Uint8Array, id: string, sealed: Uint8Array): KeyObject | undefined {
  if (sealed.length < nonceLength + tagLength) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(deviceKey, id), sealed.subarray(0, nonceLength))
      .setAAD(Buffer.from(id))
      .setAuthTag(sealed.subarray(-tagLength));
    const plain = Buffer.concat([decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()]);
    const key = createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
    plain.fill(0);
    return key;
  } catch {
    return undefined;
  }
}
