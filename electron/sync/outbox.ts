import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvelope } from '../../shared/changeset/envelope.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { renameDurably, writeSynced } from '../../shared/storage/durableFile.ts';
import type { Registry } from '../registry/registry.ts';
import type { SealedUpTo } from './pending.ts';
import * as refusals from './refusals.ts';

/** A change set as the registry remembers it; its bytes lie in the outbox folder under `fileName`. */
export interface ChangeSetRow {
  readonly sequence: number;
  readonly incarnationId: string;
  readonly kind: 'transactions' | 'attachment';
  /** Envelope hash, hex. */
  readonly hash: string;
  readonly previousHash: string;
  readonly lastOrdinal: number;
  readonly lastAuditSequence: number;
  readonly operations: number;
  readonly bytes: number;
  readonly fileName: string;
  /**
   * `superseded`: headquarters will not take it and its content is sealed anew. It was sealed by a restored registry under a
   * number that headquarters knows otherwise, or under a certificate that another has replaced.
   */
  readonly state: 'sealed' | 'sent' | 'receipted' | 'superseded';
  readonly sealedAt: number;
  readonly sentAt: number | null;
  readonly receiptedAt: number | null;
  /** Leaves of headquarters' tree in the checkpoint its header names; null where it names none. */
  readonly checkpointSize: number | null;
}

/** A sealed file before it is stored, and which attachments are sealed completely with it. */
export interface FileToStore
  extends Pick<
    ChangeSetRow,
    'sequence' | 'kind' | 'hash' | 'previousHash' | 'operations' | 'bytes' | 'sealedAt' | 'checkpointSize'
  > {
  readonly upTo: SealedUpTo;
  readonly attachments: readonly { readonly hash: string; readonly size: number; readonly chunks: number }[];
}

/** Called after each step that a crash could fall behind. Tests end the process there. */
export type StepListener = (step: string) => void;

/** How long a change set is kept after headquarters confirmed it: long enough for headquarters to restore a backup. */
const retention = 90 * 86_400_000;
const unfinished = '.tmp';
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * The sealed files of a branch, byte for byte as they were signed. A file is written under a temporary name, then its row
 * is committed, then it gets its name: the row decides. Whatever ends in between, the next start finds either a row,
 * and gives the file its name, or none, and throws the file away; then the same number is sealed anew.
 */
export class Outbox {
  readonly folder: string;
  readonly #registry: Registry;
  readonly #code: string;

  constructor(registry: Registry, dataFolder: string, branchCode: string) {
    this.folder = join(dataFolder, 'outbox');
    this.#registry = registry;
    this.#code = branchCode;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.#finish();
  }

  fileName(incarnationId: string, sequence: number): string {
    return `${this.#code}-${incarnationId.slice(0, 8)}-${String(sequence).padStart(8, '0')}.skcs`;
  }

  /** Writes the bytes where only a committed row makes a change set of them. */
  write(fileName: string, bytes: Uint8Array): void {
    try {
      writeSynced(join(this.folder, fileName + unfinished), bytes);
    } catch (error) {
      const full = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
      throw full ? new RefusalError(refusals.diskFull) : error;
    }
  }

  /** Commits files that were written: all rows in one transaction, then their names. */
  commit(incarnationId: string, files: readonly FileToStore[], step: StepListener): void {
    this.#registry.write.bookkeeping((run) => {
      for (const file of files) {
        run(
          `INSERT INTO changeSet (sequence, incarnationId, kind, hash, previousHash, lastOrdinal, lastAuditSequence,
             operations, bytes, fileName, state, sealedAt, checkpointSize)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'sealed', ?, ?)`,
          file.sequence,
          incarnationId,
          file.kind,
          file.hash,
          file.previousHash,
          file.upTo.ordinal,
          file.upTo.auditSequence,
          file.operations,
          file.bytes,
          this.fileName(incarnationId, file.sequence),
          file.sealedAt,
          file.checkpointSize,
        );
        for (const { hash: attachment, size, chunks } of file.attachments) {
          run(
            `INSERT INTO storedAttachment (hash, size, chunks, storedAt, changeSet) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (hash) DO UPDATE SET changeSet = excluded.changeSet`,
            attachment,
            size,
            chunks,
            file.sealedAt,
            file.sequence,
          );
        }
      }
    });
    step('seal.committed');
    for (const { sequence } of files) {
      const name = this.fileName(incarnationId, sequence);
      renameDurably(join(this.folder, name + unfinished), join(this.folder, name));
      step('seal.named');
    }
  }

  /**
   * Takes back sealed files that this registry does not know: it came from a backup, and they were sealed after it. They
   * are all that is left here of what happened then, and leave like any other.
   * @param present the incarnation that seals now; no file of its own can be unknown.
   */
  adopt(present: string): void {
    const known = this.#registry.reader.prepare('SELECT 1 FROM changeSet WHERE fileName = ?');
    const unknown = readdirSync(this.folder).filter((name) => name.endsWith('.skcs') && known.get(name) === undefined);
    for (const fileName of unknown) {
      const bytes = readFileSync(join(this.folder, fileName));
      const envelope = readEnvelope(bytes);
      if (!envelope.ok) continue;
      const { kind, sequence, sealedAt, previousHash, incarnationId } = envelope.value.header;
      const life = hexOf(incarnationId);
      if (life === present || fileName !== this.fileName(life, sequence)) continue;
      // It says nothing of how far this registry is sealed: that ends at zero here.
      this.#registry.write.bookkeeping((run) =>
        run(
          `INSERT OR IGNORE INTO changeSet (sequence, incarnationId, kind, hash, previousHash, lastOrdinal,
             lastAuditSequence, operations, bytes, fileName, state, sealedAt) VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?, ?, 'sealed', ?)`,
          sequence,
          life,
          kind,
          hexOf(envelope.value.hash),
          hexOf(previousHash),
          bytes.length,
          fileName,
          sealedAt,
        ),
      );
    }
  }

  /** Throws away what was written and not committed. */
  discard(fileNames: readonly string[]): void {
    for (const name of fileNames) rmSync(join(this.folder, name + unfinished), { force: true });
  }

  /** The stored bytes, or undefined where they are gone or not what was signed. */
  read(row: Pick<ChangeSetRow, 'fileName' | 'hash'>): Uint8Array | undefined {
    try {
      const bytes = readFileSync(join(this.folder, row.fileName));
      return hash('sha256', bytes, 'hex') === row.hash ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  get(incarnationId: string, sequence: number): ChangeSetRow | undefined {
    return this.#registry.reader
      .prepare('SELECT * FROM changeSet WHERE incarnationId = ? AND sequence = ?')
      .get(incarnationId, sequence) as ChangeSetRow | undefined;
  }

  /** Change sets of an incarnation from a sequence on, in order. */
  from(incarnationId: string, sequence: number): ChangeSetRow[] {
    return this.#registry.reader
      .prepare('SELECT * FROM changeSet WHERE incarnationId = ? AND sequence >= ? ORDER BY sequence')
      .all(incarnationId, sequence) as ChangeSetRow[];
  }

  /** Change sets that were never sent, of any incarnation: oldest first. */
  unsent(): ChangeSetRow[] {
    return this.#registry.reader
      .prepare("SELECT * FROM changeSet WHERE state = 'sealed' ORDER BY sealedAt, sequence")
      .all() as ChangeSetRow[];
  }

  markSent(rows: readonly Pick<ChangeSetRow, 'incarnationId' | 'sequence'>[], at: number): void {
    this.#registry.write.bookkeeping((run) => {
      for (const { incarnationId, sequence } of rows) {
        run(
          `UPDATE changeSet SET state = 'sent', sentAt = ? WHERE incarnationId = ? AND sequence = ? AND state = 'sealed'`,
          at,
          incarnationId,
          sequence,
        );
      }
    });
  }

  /** Removes files that headquarters confirmed long ago. Their rows stay. */
  prune(now: number): number {
    const old = this.#registry.reader
      .prepare("SELECT fileName FROM changeSet WHERE state = 'receipted' AND receiptedAt < ?")
      .pluck()
      .all(now - retention) as string[];
    const present = old.map((name) => join(this.folder, name)).filter((file) => existsSync(file));
    for (const file of present) rmSync(file, { force: true });
    return present.length;
  }

  /** What a process left that ended while sealing. */
  #finish(): void {
    for (const entry of readdirSync(this.folder)) {
      if (!entry.endsWith(unfinished)) continue;
      const fileName = entry.slice(0, -unfinished.length);
      const row = this.#registry.reader.prepare('SELECT hash FROM changeSet WHERE fileName = ?').get(fileName) as
        | Pick<ChangeSetRow, 'hash'>
        | undefined;
      const written = join(this.folder, entry);
      const signed = row !== undefined && hash('sha256', readFileSync(written), 'hex') === row.hash;
      if (signed) renameDurably(written, join(this.folder, fileName));
      else rmSync(written, { force: true });
    }
  }
}
