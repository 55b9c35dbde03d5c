import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
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

/** What importing goes by before a file is verified. No more of a header is kept, because a share may hold thousands. */
export type HeaderGlance = Pick<
  ChangeSetHeader,
  'origin' | 'branchId' | 'incarnationId' | 'sequence' | 'kind' | 'signer'
>;

/** How deep folders are searched: a share often has one folder per branch. */
const deepest = 3;
/** What Windows and Linux keep on every disk, closed to people. */
const ofTheSystem = new Set(['system volume information', '$recycle.bin', 'lost+found']);

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
    const stats = attempt(source, () => statSync(source));
    if (!stats.ok) yield { name: source, refusal: stats.refusal };
    else if (!stats.value.isDirectory()) yield fileAt(source);
    else yield* inFolder(source, deepest);
  }
}

export function fileAt(path: string): SourceFile {
  return {
    name: basename(path),
    path,
    read: () => {
      const read = attempt(path, () => withinCap(statSync(path).size, () => readFileSync(path)));
      return read.ok ? read.value : refused(read.refusal);
    },
  };
}

function* inFolder(
  folder: string,
  depth: number,
): Generator<SourceFile | { readonly name: string; readonly refusal: Refusal }> {
  const entries = attempt(folder, () => readdirSync(folder, { withFileTypes: true }));
  if (!entries.ok) {
    // One closed folder keeps nothing back of what lies beside it.
    yield { name: folder, refusal: entries.refusal };
    return;
  }
  for (const entry of entries.value.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isOfPeople = !entry.name.startsWith('.') && !ofTheSystem.has(entry.name.toLowerCase());
      if (depth > 1 && isOfPeople) yield* inFolder(path, depth - 1);
    }
    // What is being written has another name until it is whole.
    else if (entry.isFile() && entry.name.toLowerCase().endsWith('.skcs') && !entry.name.startsWith('.')) {
      yield fileAt(path);
    }
  }
}

/** What a disk answers, or why it does not: a stick may be pulled out at any moment. */
function attempt<T>(
  path: string,
  ask: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal } {
  try {
    return { ok: true, value: ask() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    const refusal = code === 'ENOENT' ? refusals.sourceMissing(path) : refusals.sourceUnreadable(path, code);
    return { ok: false, refusal };
  }
}

/** Checked before anything is read: a huge file costs nothing. */
function withinCap(size: number, read: () => Uint8Array): Result<Uint8Array> {
  return size > changeSetLimits.fileBytes ? refused(changeSetRefusal('changeset.tooLarge')) : done(read());
}

/**
 * The header of a file, not verified: good enough to bring files into their order and to look up the signer. Undefined
 * where it cannot be read; reading the file as a whole then says why.
 */
export function peekHeader(file: SourceFile): HeaderGlance | undefined {
  const header = readHeader(file);
  if (header === undefined) return undefined;
  const { origin, branchId, incarnationId, sequence, kind, signer } = header;
  return { origin, branchId, incarnationId, sequence, kind, signer };
}

function readHeader(file: SourceFile): ChangeSetHeader | undefined {
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
