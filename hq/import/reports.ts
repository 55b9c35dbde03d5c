import type { Refusal } from '../../shared/domain/refusal.ts';
import type { HeaderGlance } from '../inbox/sources.ts';

/** What became of one file. */
export interface FileReport {
  readonly name: string;
  /** Where it was read from; null for bytes. */
  readonly path: string | null;
  /** SHA-256 of its bytes, hex; null where they were not read. */
  readonly sha256: string | null;
  /**
   * `imported`: applied now; `known`: applied before, nothing changed; `parked`: kept until earlier ones arrive, or the
   * program is updated; `stopped`: kept, its branch is stopped; `refused`: not believed, or contradicts what is known.
   */
  readonly outcome: 'imported' | 'known' | 'parked' | 'stopped' | 'refused';
  readonly branchId: string | null;
  readonly sequence: number | null;
  readonly kind: string | null;
  readonly operations: number;
  readonly auditEvents: number;
  readonly refusals: readonly Refusal[];
}

export interface ImportReport {
  readonly files: readonly FileReport[];
  readonly imported: number;
  readonly known: number;
  readonly parked: number;
  readonly stopped: number;
  readonly refused: number;
}

/** A file that was read: its hash, and where from. */
interface ReadFile {
  readonly hash: string;
  readonly path: string | undefined;
  /** Set for what lies in the spool. */
  readonly spooled: string | undefined;
}

export function report(
  name: string,
  outcome: FileReport['outcome'],
  header: HeaderGlance | undefined,
  found: readonly Refusal[] = [],
): FileReport {
  return {
    name,
    path: null,
    sha256: null,
    outcome,
    branchId: header?.branchId ?? null,
    sequence: header?.sequence ?? null,
    kind: header?.kind ?? null,
    operations: 0,
    auditEvents: 0,
    refusals: found,
  };
}

/** What became of each file that was given; a file that waited and then went on is told of once. */
export class Reports {
  readonly #files: FileReport[] = [];
  /** Where the last report about a file with this hash stands. */
  readonly #places = new Map<string, number>();

  add(outcome: FileReport, file?: ReadFile): void {
    const before = file?.spooled === undefined ? undefined : this.#places.get(file.hash);
    const earlier = before === undefined ? undefined : this.#files[before];
    if (before !== undefined && earlier !== undefined) {
      // The same bytes also lay in the spool, where another process or a wire had put them: nothing more to tell.
      if (earlier.outcome === 'imported') return;
      this.#files[before] = { ...outcome, name: earlier.name, path: earlier.path, sha256: earlier.sha256 };
      return;
    }
    if (file !== undefined) this.#places.set(file.hash, this.#files.length);
    this.#files.push({ ...outcome, path: file?.path ?? outcome.path, sha256: file?.hash ?? outcome.sha256 });
  }

  summary(): ImportReport {
    const count = (outcome: FileReport['outcome']) => this.#files.filter((file) => file.outcome === outcome).length;
    return {
      files: this.#files,
      imported: count('imported'),
      known: count('known'),
      parked: count('parked'),
      stopped: count('stopped'),
      refused: count('refused'),
    };
  }
}
