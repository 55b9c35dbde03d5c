import { randomBytes, type ScryptOptions, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const scrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scryptCallback);

/** scrypt at 32 MiB (OWASP password storage: N=2^15, r=8, p=3 or stronger), about 0.2 s on a branch PC. */
const scheme = 'scrypt-15-8-3';
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 2 ** 20 } as const;

export interface PasswordHash {
  readonly scheme: string;
  readonly salt: string;
  readonly hash: string;
}

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  const hash = await scrypt(password.normalize('NFKC'), salt, 32, cost);
  return { scheme, salt: salt.toString('base64'), hash: hash.toString('base64') };
}

/** Takes the same time whether the account exists or not: pass undefined for an unknown one. */
export async function passwordMatches(password: string, stored: PasswordHash | undefined): Promise<boolean> {
  const salt = stored ? Buffer.from(stored.salt, 'base64') : Buffer.alloc(16);
  const computed = await scrypt(password.normalize('NFKC'), salt, 32, cost);
  if (stored === undefined || stored.scheme !== scheme) return false;
  const expected = Buffer.from(stored.hash, 'base64');
  return expected.length === computed.length && timingSafeEqual(expected, computed);
}

/** A common password or one made of the login name is refused by its own rule, not by length alone. */
export function isGuessable(password: string, loginName: string): boolean {
  const lower = password.toLowerCase();
  return (
    new Set(lower).size < 5 ||
    (loginName.length >= 3 && lower.includes(loginName.toLowerCase())) ||
    '01234567890123456789'.includes(lower) ||
    '98765432109876543210'.includes(lower) ||
    /^(password|qwertyuiop|1q2w3e4r|woaini|admin)[0-9!@#]*$/.test(lower)
  );
}
