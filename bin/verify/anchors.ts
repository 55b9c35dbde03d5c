import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../command.ts';
import { oneLine } from '../terminal.ts';
import type { Anchors } from './verifiers.ts';

const LARGEST = 1024 * 1024;
const ENDINGS = /\.(pem|crt|cer|crl|der)$/i;

/**
 * Reads what is to be trusted: a PEM or DER file, or a folder of them. Certificates become roots, revocation lists are heeded.
 * Authorities between root and signer need not be given: they come with the signature.
 * @throws UsageError when nothing usable is there
 */
export function readAnchors(path: string | undefined, at: number): Anchors {
  if (path === undefined) return { roots: [], revocationLists: [], at };
  const roots: Uint8Array[] = [];
  const revocationLists: Uint8Array[] = [];
  for (const file of filesAt(path)) {
    const bytes = readFileSync(file);
    const blocks = [
      ...bytes.toString('latin1').matchAll(/-----BEGIN (CERTIFICATE|X509 CRL)-----([^-]+)-----END \1-----/g),
    ];
    for (const [, kind, body = ''] of blocks) {
      (kind === 'CERTIFICATE' ? roots : revocationLists).push(Buffer.from(body, 'base64'));
    }
    if (blocks.length === 0 && bytes[0] === 0x30) (isCertificate(bytes) ? roots : revocationLists).push(bytes);
  }
  if (roots.length > 0 && roots.every(isCertificate)) return { roots, revocationLists, at };
  throw new UsageError({
    zh: `${oneLine(path)} 里没有可用的根证书（PEM 或 DER）。`,
    en: `${oneLine(path)} holds no usable root certificate (PEM or DER).`,
  });
}

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return statSync(path).size > LARGEST ? [] : [path];
    return readdirSync(path)
      .filter((name) => ENDINGS.test(name))
      .map((name) => join(path, name))
      .filter((file) => statSync(file).size <= LARGEST);
  } catch {
    throw new UsageError({ zh: `找不到 ${oneLine(path)}。`, en: `There is no ${oneLine(path)}.` });
  }
}

const isCertificate = (der: Uint8Array): boolean => {
  try {
    new X509Certificate(der);
    return true;
  } catch {
    return false;
  }
};
