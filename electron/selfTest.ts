import {
  constants,
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  pbkdf2Sync,
  scryptSync,
  sign,
  verify,
} from 'node:crypto';
import { RefusalError } from '../shared/domain/refusal.ts';
import { rsa3072, rsaPkcs1Signature, rsaPssSignature } from './selfTestVectors.ts';

/** One cryptographic primitive and whether this machine computes it as published. */
export interface SelfTest {
  readonly name: string;
  /** True when every known answer comes out and every forgery is refused. May throw: that is a failure too. */
  passes(): boolean;
}

const hex = (text: string) => Buffer.from(text, 'hex');
const message = Buffer.from('Shouke self-test');
const forged = Buffer.from('Shouke self-tesT');

/** True when `genuine` verifies and another message under the same signature does not. */
const tells = (check: (data: Buffer) => boolean, genuine = message, other = forged) => check(genuine) && !check(other);

/** AES-256-GCM: test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation". */
function aes256Gcm(): boolean {
  const key = hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308');
  const nonce = hex('cafebabefacedbaddecaf888');
  const aad = hex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
  const plain = hex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  );
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  const tag = cipher.getAuthTag();
  const open = (boxed: Buffer): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad).setAuthTag(tag);
    return Buffer.concat([decipher.update(boxed), decipher.final()]);
  };
  const altered = Buffer.from(sealed);
  altered.writeUInt8(altered.readUInt8(0) ^ 1, 0);
  return (
    sealed.equals(
      hex(
        '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
      ),
    ) &&
    tag.equals(hex('76fc6ece0f4e1768cddf8853bb2d551b')) &&
    open(sealed).equals(plain) &&
    throws(() => open(altered))
  );
}

/** SHA-256, SHA-384, SHA-512 of "abc": FIPS 180-4 examples. */
const sha2 = (): boolean =>
  createHash('sha256').update('abc').digest('hex') ===
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' &&
  createHash('sha384').update('abc').digest('hex') ===
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7' &&
  createHash('sha512').update('abc').digest('hex') ===
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f';

/** HMAC-SHA-256 and HMAC-SHA-512: RFC 4231 test case 2. */
const hmac = (): boolean =>
  createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex') ===
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843' &&
  createHmac('sha512', 'Jefe').update('what do ya want for nothing?').digest('hex') ===
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737';

/** HKDF with SHA-256: RFC 5869 appendix A.1. */
const hkdf = (): boolean =>
  Buffer.from(
    hkdfSync('sha256', Buffer.alloc(22, 0x0b), hex('000102030405060708090a0b0c'), hex('f0f1f2f3f4f5f6f7f8f9'), 42),
  ).equals(hex('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'));

/** PBKDF2 with HMAC-SHA-256: RFC 7914 section 11. */
const pbkdf2 = (): boolean =>
  pbkdf2Sync('passwd', 'salt', 1, 64, 'sha256').equals(
    hex(
      '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
    ),
  );

/** scrypt: RFC 7914 section 12, the first vector. */
const scrypt = (): boolean =>
  scryptSync('', '', 64, { N: 16, r: 1, p: 1 }).equals(
    hex(
      '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
    ),
  );

/** Ed25519: RFC 8032 section 7.1, test 2. */
function ed25519(): boolean {
  const seed = hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
  const key = createPrivateKey({
    key: Buffer.concat([hex('302e020100300506032b657004220420'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const signature = sign(null, hex('72'), key);
  const published = hex(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  );
  return signature.equals(published) && tells((data) => verify(null, data, createPublicKey(key), signature), hex('72'));
}

/** ECDSA on P-256 with SHA-256: RFC 6979 appendix A.2.5 verifies, and a fresh signature does. */
function ecdsaP256(): boolean {
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: hex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721').toString('base64url'),
    x: hex('60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6').toString('base64url'),
    y: hex('7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299').toString('base64url'),
  };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const publicKey = createPublicKey(key);
  const published = hex(
    'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  );
  const fresh = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
  const check = (signature: Buffer) => (data: Buffer) =>
    verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  return tells(check(published), Buffer.from('sample')) && tells(check(fresh));
}

/** ECDH on P-256: RFC 5903 section 8.1. */
function ecdhP256(): boolean {
  const own = createECDH('prime256v1');
  own.setPrivateKey(hex('c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433'));
  const peer = hex(
    '04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab',
  );
  const offCurve = Buffer.from(peer);
  offCurve.writeUInt8(offCurve.readUInt8(64) ^ 1, 64);
  return (
    own.computeSecret(peer).equals(hex('d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de')) &&
    throws(() => own.computeSecret(offCurve))
  );
}

const rsaKey = (): KeyObject => createPrivateKey({ key: Buffer.from(rsa3072, 'base64'), format: 'der', type: 'pkcs8' });

/** RSASSA-PKCS1-v1_5, 3072 bits: the published bytes come out. */
function rsaPkcs1(): boolean {
  const key = rsaKey();
  const signature = sign('sha256', message, key);
  return (
    signature.equals(Buffer.from(rsaPkcs1Signature, 'base64')) &&
    tells((data) => verify('sha256', data, createPublicKey(key), signature))
  );
}

/** RSASSA-PSS, 3072 bits: another implementation's signature verifies, and so does a fresh one. */
function rsaPss(): boolean {
  const key = rsaKey();
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const check = (signature: Buffer) => (data: Buffer) =>
    verify('sha256', data, { key: createPublicKey(key), ...pss }, signature);
  return tells(check(Buffer.from(rsaPssSignature, 'base64'))) && tells(check(sign('sha256', message, { key, ...pss })));
}

/** Every primitive that the product relies on, on Node's OpenSSL and on Electron's BoringSSL alike. */
export const selfTests: readonly SelfTest[] = [
  { name: 'AES-256-GCM', passes: aes256Gcm },
  { name: 'SHA-2', passes: sha2 },
  { name: 'HMAC-SHA-2', passes: hmac },
  { name: 'HKDF', passes: hkdf },
  { name: 'PBKDF2', passes: pbkdf2 },
  { name: 'scrypt', passes: scrypt },
  { name: 'Ed25519', passes: ed25519 },
  { name: 'ECDSA P-256', passes: ecdsaP256 },
  { name: 'ECDH P-256', passes: ecdhP256 },
  { name: 'RSA-PKCS1 3072', passes: rsaPkcs1 },
  { name: 'RSA-PSS 3072', passes: rsaPss },
];

/** Names of the primitives that this machine does not compute as published; empty when all is well. Never throws. */
export const failedSelfTests = (tests: readonly SelfTest[] = selfTests): readonly string[] =>
  tests.filter((test) => throws(() => requireTrue(test.passes()))).map((test) => test.name);

/**
 * Runs before any key is touched, in the browser host and in the desktop shell (about 20 ms).
 * @throws RefusalError `system.selfTest`, naming the primitives that failed.
 */
export function requireSelfTest(tests: readonly SelfTest[] = selfTests): void {
  const failed = failedSelfTests(tests).join(', ');
  if (failed === '') return;
  throw new RefusalError({
    kind: 'unavailable',
    code: 'system.selfTest',
    zh: `密码算法自检未通过：${failed}。为保护数据，程序没有打开任何文件。`,
    en: `The cryptographic self-test failed: ${failed}. To protect the data, no file was opened.`,
    next: {
      zh: '请重新安装本程序；仍然如此请更换电脑。',
      en: 'Install the application again; if it still fails, use another computer.',
    },
  });
}

function throws(action: () => void): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

function requireTrue(passed: boolean): void {
  if (!passed) throw new Error('wrong answer');
}
