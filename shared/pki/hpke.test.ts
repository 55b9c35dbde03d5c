import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { expect, test } from 'vitest';
import { hpkeKeyId, hpkeOpen, hpkePublicKeyBytes, hpkeRecipient, hpkeSeal, isHpkePublicKey } from './hpke.ts';

const other = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const info = Buffer.from('shouke:test:1');

function makeRecipient() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKeyBytes: hpkePublicKeyBytes(publicKey), recipient: hpkeRecipient(privateKey) };
}

test('another implementation opens what is sealed here, and the other way round', async () => {
  for (let round = 0; round < 20; round++) {
    const { privateKey, publicKeyBytes, recipient } = makeRecipient();
    const plaintext = randomBytes(round * 3);
    const imported = await other.kem.importKey('jwk', privateKey.export({ format: 'jwk' }), false);

    const ours = hpkeSeal(publicKeyBytes, info, plaintext);
    const params = { recipientKey: imported, enc: ours.encapsulated, info };
    expect(Buffer.from(await other.open(params, ours.ciphertext))).toEqual(plaintext);

    const recipientPublicKey = await other.kem.deserializePublicKey(publicKeyBytes);
    const theirs = await other.seal({ recipientPublicKey, info }, plaintext);
    const opened = hpkeOpen(recipient, info, {
      encapsulated: new Uint8Array(theirs.enc),
      ciphertext: new Uint8Array(theirs.ct),
    });
    expect(Buffer.from(opened ?? [])).toEqual(plaintext);
  }
});

test('a fixed ephemeral key gives a fixed result, a random one never the same twice', () => {
  const { publicKeyBytes } = makeRecipient();
  const secret = randomBytes(32);
  const ephemeral = Buffer.alloc(32, 7);
  expect(hpkeSeal(publicKeyBytes, info, secret, ephemeral)).toEqual(hpkeSeal(publicKeyBytes, info, secret, ephemeral));
  expect(hpkeSeal(publicKeyBytes, info, secret)).not.toEqual(hpkeSeal(publicKeyBytes, info, secret));
});

test('another key, another purpose, or any changed byte does not open', () => {
  const { publicKeyBytes, recipient } = makeRecipient();
  const sealed = hpkeSeal(publicKeyBytes, info, randomBytes(32));
  expect(hpkeOpen(makeRecipient().recipient, info, sealed)).toBeUndefined();
  expect(hpkeOpen(recipient, Buffer.from('shouke:test:2'), sealed)).toBeUndefined();
  for (const part of ['encapsulated', 'ciphertext'] as const) {
    for (let at = 0; at < sealed[part].length; at++) {
      const changed = new Uint8Array(sealed[part]);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(hpkeOpen(recipient, info, { ...sealed, [part]: changed }), `${part} ${at}`).toBeUndefined();
    }
    for (const length of [0, 1, 15, sealed[part].length - 1]) {
      const cut = { ...sealed, [part]: sealed[part].subarray(0, length) };
      expect(hpkeOpen(recipient, info, cut), `${part} cut to ${length}`).toBeUndefined();
    }
  }
});

test('only points on the curve are keys', () => {
  const { publicKeyBytes } = makeRecipient();
  expect(isHpkePublicKey(publicKeyBytes)).toBe(true);
  const off = new Uint8Array(publicKeyBytes);
  off[64] = (off[64] ?? 0) ^ 1;
  const compressed = Buffer.concat([Buffer.of(2), publicKeyBytes.subarray(1, 33)]);
  for (const bad of [
    off,
    compressed,
    new Uint8Array(65),
    new Uint8Array(0),
    Buffer.alloc(65, 4),
    publicKeyBytes.subarray(1),
  ]) {
    expect(isHpkePublicKey(bad)).toBe(false);
    expect(() => hpkeSeal(bad, info, randomBytes(32))).toThrow(TypeError);
  }
});

test('keys of other curves are refused, and the key id is the hash of the point', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  expect(() => hpkePublicKeyBytes(publicKey)).toThrow(TypeError);
  expect(() => hpkeRecipient(privateKey)).toThrow(TypeError);
  const { publicKeyBytes, recipient } = makeRecipient();
  expect(recipient.keyId).toEqual(hpkeKeyId(publicKeyBytes));
});
