import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { renameDurably, sweepUnfinished, writeDurably } from '../../shared/storage/durableFile.ts';
import { fileAt, type SourceFile } from './sources.ts';

const ending = '.skcs';

/**
 * Files that headquarters keeps until they are imported: what came over a wire, and what waits for earlier ones. Named by
 * their hash, so that the same file is kept once. What contradicts another file is set aside for whoever looks into it.
 */
export class Spool {
  readonly folder: string;
  readonly #aside: string;

  constructor(hqFolder: string) {
    this.folder = join(hqFolder, 'spool');
    this.#aside = join(hqFolder, 'set-aside');
    for (const folder of [this.folder, this.#aside]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    sweepUnfinished(this.folder);
  }

  /** Keeps bytes; they are on the disk when this returns. Answers their hash, hex. */
  keep(bytes: Uint8Array): string {
    const name = hash('sha256', bytes, 'hex');
    const file = join(this.folder, name + ending);
    if (!existsSync(file)) writeDurably(file, bytes);
    return name;
  }

  /** Hashes of everything that is kept. */
  list(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length));
  }

  file(name: string): SourceFile {
    return fileAt(join(this.folder, name + ending));
  }

  /** Whether the bytes that were kept under a name are there, and still the same. */
  holds(name: string): boolean {
    const read = this.file(name).read();
    return read.ok && hash('sha256', read.value, 'hex') === name;
  }

  remove(name: string): void {
    rmSync(join(this.folder, name + ending), { force: true });
  }

  setAside(bytes: Uint8Array): void {
    const name = this.keep(bytes);
    renameDurably(join(this.folder, name + ending), join(this.#aside, name + ending));
  }
}
