import { hash } from 'node:crypto';
import type { ChangeSetHeader } from '../../shared/changeset/header.ts';
import {
  type OpenedChangeSet,
  openChangeSet,
  type TrustedSigner,
  type VerifiedChangeSet,
  verifyChangeSet,
} from '../../shared/changeset/open.ts';
import { trustSigner } from '../../shared/changeset/trustedSigner.ts';
import { orThrow, type Refusal, RefusalError, type Words } from '../../shared/domain/refusal.ts';
import type { HeadquartersIdentity } from '../../shared/pki/enrolmentAnswer.ts';
import { type HpkeRecipient, hpkeRecipient } from '../../shared/pki/hpke.ts';
import type { FeatureContext } from '../feature.ts';
import { applyFreeze, applyPolicy, note } from './orders.ts';
import type { Receipts } from './receipts.ts';
import * as refusals from './refusals.ts';
import type { SyncKeyPair } from './syncKeys.ts';

export interface Received extends Words {
  readonly name: string;
  readonly outcome: 'applied' | 'known' | 'refused';
  readonly refusals: readonly Refusal[];
}

const receiptForEarlierComputer: Words = {
  zh: '发给本店原来那台电脑的回执，不再需要。',
  en: 'A receipt for the computer this branch had before; it is not needed any more.',
};
const takenBefore: Words = { zh: '以前收取过，没有变化。', en: 'Taken before; nothing changed.' };

/** Takes what headquarters sends. Every file for itself; the same file a second time changes nothing. */
export class Inbox {
  readonly #context: FeatureContext;
  readonly #receipts: Receipts;

  constructor(context: FeatureContext, receipts: Receipts) {
    this.#context = context;
    this.#receipts = receipts;
  }

  /** Files in any order; those of headquarters' own numbering are taken in its order. */
  take(
    files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
    hq: HeadquartersIdentity,
    keys: SyncKeyPair,
  ): Received[] {
    const signer = orThrow(
      trustSigner(hq.changeSets, 'hq', { roots: [hq.root], intermediates: hq.intermediates, sample: hq.sample }),
    );
    const recipient = hpkeRecipient(keys.encryption);
    const answers = new Map<number, Received>();
    const opened: { index: number; file: OpenedChangeSet; bytes: Uint8Array }[] = [];
    for (const [index, { name, bytes }] of files.entries()) {
      try {
        if (this.#isKnown(hash('sha256', bytes, 'hex'))) {
          answers.set(index, { name, outcome: 'known', ...takenBefore, refusals: [] });
          continue;
        }
        const file = this.#verify(bytes, signer);
        if (isFor(recipient, file)) opened.push({ index, file: orThrow(openChangeSet(file, [recipient])), bytes });
        else answers.set(index, this.#noteForEarlierComputer(name, file));
      } catch (error) {
        answers.set(index, refusedAs(name, error));
      }
    }
    opened.sort((a, b) => a.file.header.sequence - b.file.header.sequence);
    for (const { index, file, bytes } of opened) {
      const name = files[index]?.name ?? '';
      try {
        // The same file may be given twice in one go.
        const known = this.#isKnown(Buffer.from(file.hash).toString('hex'));
        const words = known ? takenBefore : this.#apply(file, bytes);
        answers.set(index, { name, outcome: known ? 'known' : 'applied', ...words, refusals: [] });
      } catch (error) {
        answers.set(index, refusedAs(name, error));
      }
    }
    return files.flatMap((_, index) => answers.get(index) ?? []);
  }

  /** Numbers of headquarters' present incarnation that never arrived, while later ones did. */
  missing(): number[] {
    const rows = this.#context.registry.reader
      .prepare(
        `SELECT sequence FROM inboxMessage WHERE incarnationId =
           (SELECT incarnationId FROM inboxMessage ORDER BY receivedAt DESC, sequence DESC LIMIT 1) ORDER BY sequence`,
      )
      .pluck()
      .all() as number[];
    const present = new Set(rows);
    const last = rows.at(-1) ?? 0;
    const gaps: number[] = [];
    for (let sequence = 1; sequence < last && gaps.length < 100; sequence++) {
      if (!present.has(sequence)) gaps.push(sequence);
    }
    return gaps;
  }

  #isKnown(id: string): boolean {
    return this.#context.registry.reader.prepare('SELECT 1 FROM inboxMessage WHERE id = ?').get(id) !== undefined;
  }

  #verify(bytes: Uint8Array, trusted: TrustedSigner & { readonly fingerprint: Uint8Array }): VerifiedChangeSet {
    const verified = verifyChangeSet(bytes, {
      signer: (fingerprint) => (Buffer.compare(fingerprint, trusted.fingerprint) === 0 ? trusted : undefined),
      origin: 'hq',
      branchId: this.#context.branch.id,
      sample: false,
    });
    return orThrow(verified);
  }

  /** Its number counts as arrived: nobody is to look for it for ever. A later receipt says what an earlier one did. */
  #noteForEarlierComputer(name: string, file: VerifiedChangeSet): Received {
    this.#refuseFork(file.header);
    const { zh, en } = refusals.forEarlierComputer;
    const now = this.#context.clock.now();
    this.#context.registry.write.local((tx) => note(tx, file, now, { zh, en }));
    return file.header.kind === 'receipt'
      ? { name, outcome: 'known', ...receiptForEarlierComputer, refusals: [] }
      : { name, outcome: 'refused', zh, en, refusals: [refusals.forEarlierComputer] };
  }

  #apply(file: OpenedChangeSet, bytes: Uint8Array): Words {
    this.#refuseFork(file.header);
    switch (file.header.kind) {
      case 'receipt':
        return this.#receipts.apply(file, bytes);
      case 'freeze':
        return applyFreeze(this.#context, file);
      case 'policy':
        return applyPolicy(this.#context, file);
      default:
        throw new RefusalError(refusals.kindUnknown(file.header.kind));
    }
  }

  #refuseFork({ incarnationId, sequence }: ChangeSetHeader): void {
    const numbered = this.#context.registry.reader
      .prepare('SELECT 1 FROM inboxMessage WHERE incarnationId = ? AND sequence = ?')
      .get(Buffer.from(incarnationId).toString('hex'), sequence);
    if (numbered !== undefined) throw new RefusalError(refusals.hqFork);
  }
}

const isFor = ({ keyId }: HpkeRecipient, { header }: VerifiedChangeSet): boolean =>
  header.recipients.some((id) => Buffer.compare(id, keyId) === 0);

function refusedAs(name: string, error: unknown): Received {
  if (!(error instanceof RefusalError)) throw error;
  const [first] = error.refusals;
  return { name, outcome: 'refused', zh: first?.zh ?? '', en: first?.en ?? '', refusals: error.refusals };
}
