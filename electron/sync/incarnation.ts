import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { genesisHash } from '../../shared/changeset/auditChain.ts';
import type { FeatureContext } from '../feature.ts';
import { type HeadMarker, readHeadMarker, writeHeadMarker } from './headMarker.ts';
import type { StepListener } from './outbox.ts';
import { sealedUpTo } from './pending.ts';
import { putSetting, type SyncSettings } from './settings.ts';
import { supersede } from './supersede.ts';

const noHash = '0'.repeat(64);

/** Why the registry that was opened is not the one that sealed last. */
export type Restoration =
  /** The marker is ahead: change sets were sealed that this database knows nothing of. */
  | 'restored'
  /** An event of the audit chain is not the one that was sealed. */
  | 'auditRewritten'
  /** The marker is gone or damaged, so nobody can tell. */
  | 'markerLost'
  /** A receipt of headquarters says more was sealed than this database knows. */
  | 'receiptAhead';

const findings = z.array(
  z.object({
    why: z.enum(['restored', 'auditRewritten', 'markerLost', 'receiptAhead']),
    at: z.int(),
    /** The incarnation that begins with it; hex. */
    incarnationId: z.string(),
    /** Audit event that does not match, where one does not. */
    auditSequence: z.int().nullable(),
  }),
);
export type Finding = z.infer<typeof findings>[number];

interface Head {
  readonly sequence: number;
  readonly hash: string;
}

/**
 * The life of this registry as headquarters sees it. Sequences count within an incarnation; a registry that came from a
 * backup starts a new one before it seals again, because under the old one it would seal other bytes under numbers that
 * were used already.
 */
export class Incarnation {
  readonly #context: FeatureContext;
  readonly #settings: SyncSettings;
  #id: string;

  /** Checks the database against the marker, and begins a new incarnation where they do not fit. */
  constructor(context: FeatureContext, settings: SyncSettings) {
    this.#context = context;
    this.#settings = settings;
    const known = settings.get('incarnation');
    this.#id = known ?? '';
    const doubt = known === undefined ? undefined : this.#doubt(known);
    if (known === undefined) this.#begin(undefined);
    else if (doubt !== undefined) this.#begin(doubt.why, doubt.auditSequence);
    else this.mark();
  }

  /** Hex, 32 digits. */
  get id(): string {
    return this.#id;
  }

  /** The last change set of this incarnation. */
  get head(): Head {
    return this.#headOf(this.#id);
  }

  /** What was found since the branch was founded, oldest first. */
  get findings(): readonly Finding[] {
    const text = this.#settings.get('findings');
    return text === undefined ? [] : findings.parse(JSON.parse(text));
  }

  /** A receipt named more than this database has: it came from a backup together with its marker. */
  beginAfterReceipt(): void {
    this.#begin('receiptAhead');
  }

  /**
   * The branch was enrolled again: what was sealed under the certificate before and is not confirmed is sealed anew, in a
   * life of its own, because headquarters takes nothing more under that certificate, and a number has one file.
   */
  beginAfterEnrolment(step: StepListener): void {
    this.#begin(undefined, null, step);
    step('enrolment.begun');
    this.#context.registry.write.bookkeeping((run) => supersede(run, null));
    step('enrolment.superseded');
    this.mark();
  }

  /** Writes the marker for what the database has sealed. */
  mark(): void {
    const { folder, registry, branch } = this.#context;
    const { auditSequence } = sealedUpTo(registry.reader);
    const auditHash = auditSequence === 0 ? Buffer.from(genesisHash(branch.id)) : this.#auditHash(auditSequence);
    const next: HeadMarker = {
      incarnationId: this.#id,
      ...this.head,
      auditSequence,
      auditHash: auditHash?.toString('hex') ?? noHash,
    };
    const present = readHeadMarker(folder);
    if (typeof present === 'object' && JSON.stringify(present) === JSON.stringify(next)) return;
    writeHeadMarker(folder, next);
  }

  #doubt(incarnationId: string): { why: Restoration; auditSequence: number | null } | undefined {
    const marker = readHeadMarker(this.#context.folder);
    if (typeof marker === 'string') return { why: 'markerLost', auditSequence: null };
    const head = this.#headOf(incarnationId);
    const hardlyBegun = marker.incarnationId === this.#settings.get('nextIncarnation') && marker.sequence === 0;
    if (!hardlyBegun && (marker.incarnationId !== incarnationId || marker.sequence > head.sequence)) {
      return { why: 'restored', auditSequence: null };
    }
    if (marker.sequence > 0 && this.#hashAt(incarnationId, marker.sequence) !== marker.hash) {
      return { why: 'restored', auditSequence: null };
    }
    if (marker.auditSequence > this.#context.registry.write.auditHead.sequence) {
      return { why: 'restored', auditSequence: marker.auditSequence };
    }
    if (marker.auditSequence > 0 && this.#auditHash(marker.auditSequence)?.toString('hex') !== marker.auditHash) {
      return { why: 'auditRewritten', auditSequence: marker.auditSequence };
    }
    return undefined;
  }

  #begin(
    why: Restoration | undefined,
    auditSequence: number | null = null,
    step: StepListener = () => undefined,
  ): void {
    const id = randomBytes(16).toString('hex');
    const { registry, clock } = this.#context;
    const all = why === undefined ? [] : [...this.findings, { why, at: clock.now(), incarnationId: id, auditSequence }];
    this.#id = id;
    // What ends after this is known to have been about to begin, and is not taken for a backup.
    if (why === undefined) registry.write.local((tx) => putSetting(tx, 'nextIncarnation', id));
    // First the marker: what ends in between is found to differ again, and begins again.
    this.mark();
    step('incarnation.marked');
    // Nobody can tell any more what of the earlier life has arrived: what is not confirmed leaves once more, as it was.
    registry.write.bookkeeping((run) =>
      run("UPDATE changeSet SET state = 'sealed', sentAt = NULL WHERE state = 'sent'"),
    );
    registry.write.local((tx) => {
      putSetting(tx, 'incarnation', id);
      if (all.length > 0) putSetting(tx, 'findings', JSON.stringify(all));
    });
  }

  #headOf(incarnationId: string): Head {
    const row = this.#context.registry.reader
      .prepare('SELECT sequence, hash FROM changeSet WHERE incarnationId = ? ORDER BY sequence DESC LIMIT 1')
      .get(incarnationId) as Head | undefined;
    return row ?? { sequence: 0, hash: noHash };
  }

  #hashAt(incarnationId: string, sequence: number): string | undefined {
    return this.#context.registry.reader
      .prepare('SELECT hash FROM changeSet WHERE incarnationId = ? AND sequence = ?')
      .pluck()
      .get(incarnationId, sequence) as string | undefined;
  }

  #auditHash(sequence: number): Buffer | undefined {
    return this.#context.registry.reader
      .prepare('SELECT hash FROM auditEvent WHERE sequence = ?')
      .pluck()
      .get(sequence) as Buffer | undefined;
  }
}
