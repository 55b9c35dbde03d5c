import { type ChainHead, genesisHash, verifyChain } from '../../shared/changeset/auditChain.ts';
import type { AuditDetailRecord, AuditRecord } from '../../shared/changeset/operation.ts';
import { encodeTransactions, type TransactionPart } from '../../shared/changeset/transactionPayload.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import * as refusals from '../refusals.ts';
import type { Store } from '../store/store.ts';
import type { HqTables } from '../store/tables.ts';
import type { IncarnationState } from './standing.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** The parts of a transaction in order, as often as they are asked for: a large one is never in memory as a whole. */
export type PartsOfTransaction = () => Iterable<TransactionPart>;

/** Audit events that never arrived, between two lives of a branch's database. */
export interface AuditGap {
  readonly from: number;
  readonly to: number;
}

/**
 * Continues the audit chain of a branch from file to file. Every event is verified against the one before it, with its
 * details; what does not fit is refused with the number of the first event that is wrong.
 */
export class AuditImport {
  #known: { readonly asked: string; readonly others: { incarnationId: string; auditSequence: number }[] } | undefined;
  readonly #insert: (args: HqTables['auditEvent']) => number;
  readonly #insertDetails: (args: HqTables['auditDetails']) => number;
  readonly #hashAt: (args: {
    branchId: string;
    incarnationId: string;
    sequence: number;
  }) => { hash: string } | undefined;
  readonly #incarnations: (args: { branchId: string }) => { incarnationId: string; auditSequence: number }[];

  constructor({ statements }: Store) {
    this.#insert = statements.insert('auditEvent');
    this.#insertDetails = statements.insert('auditDetails');
    this.#hashAt = statements.one((db, p) =>
      db
        .selectFrom('auditEvent')
        .select('hash')
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('sequence', '=', p.sequence),
    );
    this.#incarnations = statements.all((db, p) =>
      db
        .selectFrom('incarnation')
        .select(['incarnationId', 'auditSequence'])
        .where('branchId', '=', p.branchId)
        .orderBy('firstSeenAt')
        .orderBy('incarnationId'),
    );
  }

  /**
   * Verifies and stores the events of one transaction, which may be spread over several parts; `state` moves on with them.
   * Answers events that never arrived, where a person decided to go on without them. @throws RefusalError `audit.chain.*`
   */
  take(state: IncarnationState, audit: readonly AuditRecord[], parts: PartsOfTransaction): AuditGap | undefined {
    const [first] = audit;
    if (first === undefined) return undefined;
    const { after, gap } = this.#before(state, first);
    const verdict = verifyChain(audit, detailsOf(parts), { after });
    if (!verdict.ok) throw new RefusalError(...verdict.refusals);
    const only = onlyOne(parts());
    const inPlace = only && groupDetails(only);
    for (const record of audit) this.#store(state, record, inPlace?.get(record.sequence) ?? null);
    if (inPlace === undefined) this.#storeDetails(state, parts);
    return gap;
  }

  /** The branch names the head of its chain in every header: it may only grow, and must be what then arrives. */
  claim(state: IncarnationState, head: ChainHead | null): void {
    const sequence = head?.sequence ?? 0;
    if (sequence < state.claimedSequence) throw new RefusalError(refusals.auditHeadDiffers(state.claimedSequence));
    if (head === null || sequence === 0) return;
    const hash = hex(head.hash);
    const present =
      sequence === state.claimedSequence
        ? state.claimedHash
        : this.#hashAt({ branchId: state.branchId, incarnationId: state.incarnationId, sequence })?.hash;
    if (present !== undefined && present !== hash) throw new RefusalError(refusals.auditHeadDiffers(sequence));
    state.claimedSequence = sequence;
    state.claimedHash = hash;
  }

  /**
   * Whether this very event came in an earlier life of the branch's database: then so did its whole unit of work, because
   * the event's hash commits to every row of it.
   */
  isRepeated({ branchId, incarnationId }: IncarnationState, record: AuditRecord): boolean {
    const { sequence } = record;
    return this.#others(branchId, incarnationId).some(
      (other) => this.#hashAt({ branchId, incarnationId: other.incarnationId, sequence })?.hash === hex(record.hash),
    );
  }

  #before(state: IncarnationState, first: AuditRecord): { readonly after: ChainHead; readonly gap?: AuditGap } {
    const { branchId, incarnationId, auditSequence, auditHash } = state;
    if (auditSequence > 0) return { after: { sequence: auditSequence, hash: bytesOf(auditHash) } };
    if (first.sequence <= 1) return { after: { sequence: 0, hash: genesisHash(branchId) } };
    const after = { sequence: first.sequence - 1, hash: first.previousHash };
    const others = this.#others(branchId, incarnationId);
    const known = others.some(
      (other) => this.#hashAt({ branchId, ...other, sequence: after.sequence })?.hash === hex(after.hash),
    );
    if (known) return { after };
    // Whatever the branch did before may be on its way still; only a person decides that it never comes.
    if (state.gapAccepted !== 1) throw new RefusalError(refusals.anchorMissing);
    const last = Math.max(0, ...others.map((other) => other.auditSequence));
    return { after, gap: { from: Math.min(last + 1, after.sequence), to: after.sequence } };
  }

  /** Other lives of the branch's database. Asked for with every unit of work, and new with at most the next file. */
  #others(branchId: string, incarnationId: string): { incarnationId: string; auditSequence: number }[] {
    const asked = `${branchId}/${incarnationId}`;
    if (this.#known?.asked !== asked) {
      const others = this.#incarnations({ branchId }).filter((each) => each.incarnationId !== incarnationId);
      this.#known = { asked, others };
    }
    return this.#known.others;
  }

  /** Called before each file: what other incarnations there are is looked up again. */
  nextFile(): void {
    this.#known = undefined;
  }

  #store(state: IncarnationState, record: AuditRecord, details: Uint8Array | null): void {
    const { detailsHash, previousHash, hash: recordHash, ...said } = record;
    const { sequence } = record;
    const hash = hex(recordHash);
    if (sequence === state.claimedSequence && hash !== state.claimedHash) {
      throw new RefusalError(refusals.auditHeadDiffers(sequence));
    }
    const { branchId, incarnationId } = state;
    this.#insert({
      branchId,
      incarnationId,
      ...said,
      detailsHash: hex(detailsHash),
      previousHash: hex(previousHash),
      hash,
      details,
    });
    state.auditSequence = sequence;
    state.auditHash = hash;
  }

  #storeDetails({ branchId, incarnationId }: IncarnationState, parts: PartsOfTransaction): void {
    let position = 0;
    for (const part of parts()) {
      for (const [sequence, payload] of groupDetails(part)) {
        position += 1;
        this.#insertDetails({ branchId, incarnationId, sequence, position, payload });
      }
    }
  }
}

/** The part of a transaction that has no other; does not read on where there are more. */
function onlyOne(parts: Iterable<TransactionPart>): TransactionPart | undefined {
  let only: TransactionPart | undefined;
  for (const part of parts) {
    if (only !== undefined) return undefined;
    only = part;
  }
  return only;
}

/** The details of a part by the event they belong to, each group as a payload of its own. */
function groupDetails({ txId, details }: TransactionPart): Map<number, Uint8Array> {
  const groups = new Map<number, Uint8Array>();
  for (let from = 0; from < details.length; ) {
    const sequence = details[from]?.sequence ?? 0;
    let to = from;
    while (details[to]?.sequence === sequence) to++;
    const group = { txId, part: 1, parts: 1, operations: [], audit: [], details: details.slice(from, to) };
    groups.set(sequence, encodeTransactions([group]));
    from = to;
  }
  return groups;
}

function* detailsOf(parts: PartsOfTransaction): Generator<AuditDetailRecord> {
  for (const { details } of parts()) yield* details;
}
