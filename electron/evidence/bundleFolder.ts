import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Words } from '../../shared/domain/refusal.ts';

/** What is wrong with a bundle, by file. */
export interface BundleFault extends Words {
  readonly path: string;
}

export const fault = (path: string, zh: string, en: string): BundleFault => ({ path, zh, en });

/** Files of a folder by their path inside it, with `/`; links, pipes and devices are never followed or opened. */
export interface FolderContent {
  readonly files: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
}

export function contentOf(folder: string): FolderContent {
  const files = new Set<string>();
  const others = new Set<string>();
  const walk = (inside: string): void => {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else (entry.isFile() ? files : others).add(path);
    }
  };
  walk('');
  return { files, others };
}

const LISTED = /^([0-9a-f]{64}) [ *](.+)$/;

/** SHA-256 by path, as a manifest lists them; a line that a reader could take in two ways is a fault. */
export function readManifest(name: string, text: string): { listed: Map<string, string>; faults: BundleFault[] } {
  const listed = new Map<string, string>();
  const faults: BundleFault[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, expected, path] = LISTED.exec(line) ?? [];
    const shown = line.slice(0, 80);
    if (expected === undefined || path === undefined || leadsOut(path)) {
      faults.push(fault(name, `清单中有一行不合格式：${shown}`, `a line is malformed: ${shown}`));
    } else if (listed.has(path)) {
      faults.push(fault(name, `清单中同一个文件列了两次：${path}`, `a file is listed twice: ${path}`));
    } else listed.set(path, expected);
  }
  return { listed, faults };
}

const leadsOut = (path: string): boolean =>
  path.startsWith('/') || path.includes('\\') || path.split('/').some((part) => part === '' || /^\.{1,2}$/.test(part));

/** SHA-256 of a file of any size, lower-case hex, in bounded memory. */
export function fileDigest(path: string): string {
  const digest = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      digest.update(buffer.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return digest.digest('hex');
}
