import { closeSync, openSync, readdirSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { frameSize, readEnvelope } from '../../shared/changeset/envelope.ts';
import { type ChangeSetHeader, decodeHeader } from '../../shared/changeset/header.ts';
import { changeSetLimits } from '../../shared/changeset/limits.ts';
import { changeSetRefusal } from '../../shared/changeset/refusals.ts';
import { done, type Refusal, type Result, refused } from '../../shared/domain/refusal.ts';
import * as refusals from '../refusals.ts';

/** Something to import: a file, a folder of files (a share, a stick), or bytes that came over a wire. */
export type ImportSource = string | { readonly name: string; readonly bytes: Uint8Array };

/** One change set that waits to be read. */
export interface SourceFile {
  /** For people. */
  readonly name: string;
  readonly path: string | undefined;
  read(): Result<Uint8Array>;
}

/** How deep folders are searched: a share often has one folder per branch. */
const deepest = 3;

/** The files of the given sources; what does not exist is a refusal under its own name. */
export function* filesOf(
  sources: Iterable<ImportSource>,
): Generator<SourceFile | { readonly name: string; readonly refusal: Refusal }> {
  for (const source of sources) {
    if (typeof source !== 'string') {
      const { name, bytes } = source;
      yield { name, path: undefined, read: () => withinCap(bytes.length, () => bytes) };
      continue;
    }
    const stats = statOf(source);
    if (stats === undefined) yield { name: source, refusal: refusals.sourceMissing(source) };
    else if (!stats.isDirectory()) yield fileAt(source);
    else yield* inFolder(source, deepest);
  }
}

export function fileAt(path: string): SourceFile {
  return {
    name: basename(path),
    path,
    read: () => {
      try {
        return withinCap(statSync(path).size, () => readFileSync(path));
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
        if (code === 'ENOENT') return refused(refusals.sourceMissing(path));
        return refused(refusals.sourceUnreadable(path, code));
      }
    },
  };
}

function* inFolder(folder: string, depth: number): Generator<SourceFile> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 1 && !entry.name.startsWith('.')) yield* inFolder(path, depth - 1);
    // What is being written has another name until it is whole.
    else if (entry.isFile() && entry.name.toLowerCase().endsWith('.skcs') && !entry.name.startsWith('.')) {
      yield fileAt(path);
    }
  }
}

const statOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

/** Checked before anything is read: a huge file costs nothing. */
function withinCap(size: number, read: () => Uint8Array): Result<Uint8Array> {
  return size > changeSetLimits.fileBytes ? refused(changeSetRefusal('changeset.tooLarge')) : done(read());
}

/**
 * The header of a file, not verified: good enough to bring files into their order and to look up the signer. Undefined
 * where it cannot be read; reading the file as a whole then says why.
 */
export function peekHeader(file: SourceFile): ChangeSetHeader | undefined {
  if (file.path === undefined) {
    const bytes = file.read();
    const envelope = bytes.ok ? readEnvelope(bytes.value) : bytes;
    return envelope.ok ? envelope.value.header : undefined;
  }
  const start = Buffer.alloc(frameSize + changeSetLimits.headerBytes);
  let length: number;
  try {
    const handle = openSync(file.path, 'r');
    try {
      length = readSync(handle, start, 0, start.length, 0);
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
  if (length < frameSize) return undefined;
  const headerLength = start.readUInt32BE(8);
  if (frameSize + headerLength > length) return undefined;
  const header = decodeHeader(start.subarray(frameSize, frameSize + headerLength));
  return header.ok ? header.value : undefined;
}
