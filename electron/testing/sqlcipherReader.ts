import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

/**
 * A short independent reader of the plain SQLCipher 4 file format, by `node:crypto` alone: proof that the registry file
 * is what public tools expect, and that nobody needs this program to read it with the key.
 * Format: pages of 4096 bytes, the last 80 of each are IV (16) and HMAC-SHA512 (64); AES-256-CBC; the HMAC key is
 * PBKDF2-HMAC-SHA512(key, salt XOR 0x3a, 2 rounds); page 1 begins with the 16-byte salt (zetetic.net/sqlcipher/design).
 */
const pageSize = 4096;
const reserve = 80;

/** @throws when a page's HMAC does not fit. @returns the decrypted database as a plain SQLite file image. */
export function decryptSqlcipher(file: Uint8Array, key: Uint8Array): Buffer {
  const salt = file.subarray(0, 16);
  const macKey = pbkdf2Sync(key, Buffer.from(salt.map((byte) => byte ^ 0x3a)), 2, 32, 'sha512');
  const plain = Buffer.alloc(file.length);
  for (let number = 1; number <= file.length / pageSize; number++) {
    const page = file.subarray((number - 1) * pageSize, number * pageSize);
    const start = number === 1 ? 16 : 0;
    const iv = page.subarray(pageSize - reserve, pageSize - reserve + 16);
    const count = Buffer.alloc(4);
    count.writeUInt32LE(number);
    const mac = createHmac('sha512', macKey)
      .update(page.subarray(start, pageSize - reserve + 16))
      .update(count)
      .digest();
    if (!timingSafeEqual(mac, page.subarray(pageSize - reserve + 16, pageSize))) {
      throw new Error(`page ${number} was changed, or the key is another`);
    }
    const cipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    const content = Buffer.concat([cipher.update(page.subarray(start, pageSize - reserve)), cipher.final()]);
    content.copy(plain, (number - 1) * pageSize + start);
    if (number === 1) plain.write('SQLite format 3\0', 0, 'latin1');
  }
  return plain;
}
