import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CmsUnreadable, readCms } from '../agreements/cms/read.ts';
import { verifyCms } from '../agreements/cms/verify.ts';

/** What is wrong with a bundle, by file; empty when nothing is. */
export interface BundleFault {
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

const manifestName = 'MANIFEST.sha256';
const signatureName = 'MANIFEST.p7s';

/** Whether a folder is an evidence bundle at all. */
export const isBundle = (folder: string): boolean => existsSync(join(folder, manifestName));

/**
 * Checks a bundle folder: every file of the manifest is there and unchanged, none is there that it does not list, and the
 * manifest is what was signed.
 */
export function verifyBundle(folder: string): { files: number; faults: BundleFault[] } {
  const manifest = readFileSync(join(folder, manifestName));
  const faults: BundleFault[] = [];
  const listed = new Set([manifestName, signatureName]);
  for (const line of manifest.toString('utf8').split('\n')) {
    if (line === '') continue;
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    const [, expected, path] = match ?? [];
    if (expected === undefined || path === undefined || path.split('/').includes('..') || path.startsWith('/')) {
      faults.push(
        fault(manifestName, `清单中有一行不合格式：${line.slice(0, 80)}`, `a line is malformed: ${line.slice(0, 80)}`),
      );
      continue;
    }
    listed.add(path);
    if (!existsSync(join(folder, path))) faults.push(fault(path, '文件缺失', 'missing'));
    else if (hash('sha256', readFileSync(join(folder, path)), 'hex') !== expected) {
      faults.push(fault(path, '内容与清单不符，已被改动', 'changed: its SHA-256 is not the one listed'));
    }
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (entry.isFile() && !listed.has(path))
      faults.push(fault(path, '清单中没有这个文件', 'not listed in the manifest'));
  }
  faults.push(...signatureFaults(folder, manifest));
  return { files: listed.size, faults };
}

function signatureFaults(folder: string, manifest: Uint8Array): BundleFault[] {
  if (!existsSync(join(folder, signatureName)))
    return [fault(signatureName, '清单没有签名', 'the manifest is not signed')];
  try {
    const message = readCms(readFileSync(join(folder, signatureName)));
    const verdict = verifyCms(message, [manifest]);
    return verdict.faults.map((found) =>
      fault(signatureName, `清单的签名无效：${found}`, `the signature is not valid: ${found}`),
    );
  } catch (error) {
    if (error instanceof CmsUnreadable)
      return [fault(signatureName, '签名文件读不出来', 'the signature cannot be read')];
    throw error;
  }
}

const fault = (path: string, zh: string, en: string): BundleFault => ({ path, zh, en });
