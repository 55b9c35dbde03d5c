import type { Refusal, Words } from '../../shared/domain/refusal.ts';
import type { Store } from '../store/store.ts';
import type { HqTables } from '../store/tables.ts';

export type IncarnationState = { -readonly [K in keyof HqTables['incarnation']]: HqTables['incarnation'][K] };
type Quarantined = HqTables['quarantine'];
type Place = { readonly branchId: string; readonly incarnationId: string; readonly sequence: number };

type TransactionPlace = { readonly branchId: string; readonly incarnationId: string; readonly txId: string };

/** How each branch stands: heads, what waits, what was set apart, why one is stopped. The import's own bookkeeping. */
export class Standing {
  readonly incarnation: (args: { branchId: string; incarnationId: string }) => IncarnationState | undefined;
  readonly saveIncarnation: (args: IncarnationState) => number;
  readonly stoppedFor: (args: { branchId: string }) => { stoppedFor: string | null } | undefined;
  readonly imported: (args: Place) => { hash: string } | undefined;
  readonly logImport: (args: HqTables['importedFile']) => number;
  readonly parked: (args: Place) => { hash: string; reason: string } | undefined;
  /** What waits under a hash. */
  readonly parkedAs: (args: { hash: string }) => Place | undefined;
  readonly unpark: (args: Place) => number;
  readonly park: (args: HqTables['parkedFile']) => number;
  readonly parts: (args: TransactionPlace) => Pick<HqTables['parkedPart'], 'txId' | 'part' | 'parts' | 'hash'>[];
  readonly partPayload: (args: TransactionPlace & { readonly part: number }) => { payload: Uint8Array } | undefined;
  readonly keepPart: (args: HqTables['parkedPart']) => number;
  readonly dropParts: (args: TransactionPlace) => number;
  readonly parkOperation: (args: Omit<HqTables['parkedOperation'], 'number'>) => number;
  readonly quarantine: (args: Quarantined) => number;
  readonly noteRefused: (args: HqTables['refusedFile']) => number;
  readonly #raise: (args: HqTables['integrityAlarm']) => number;
  readonly #resolveFile: (args: Place & { readonly resolvedAt: number }) => number;
  readonly #stop: (args: { branchId: string; stoppedFor: string; stoppedAt: number }) => number;
  readonly #next: (args: { most: number }) => (Place & { hash: string; reason: string; head: number })[];

  constructor({ statements }: Store) {
    this.incarnation = statements.one((db, p) =>
      db
        .selectFrom('incarnation')
        .selectAll()
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId),
    );
    this.saveIncarnation = statements.insert('incarnation', {
      update: [
        'headSequence',
        'headHash',
        'auditSequence',
        'auditHash',
        'claimedSequence',
        'claimedHash',
        'checkpointSize',
        'checkpointRoot',
      ],
    });
    this.stoppedFor = statements.one((db, p) =>
      db.selectFrom('enrolledBranch').select('stoppedFor').where('branchId', '=', p.branchId),
    );
    this.imported = statements.one((db, p) =>
      db
        .selectFrom('importedFile')
        .select('hash')
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('sequence', '=', p.sequence),
    );
    this.logImport = statements.insert('importedFile');
    this.parked = statements.one((db, p) =>
      db
        .selectFrom('parkedFile')
        .select(['hash', 'reason'])
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('sequence', '=', p.sequence),
    );
    this.parkedAs = statements.one((db, p) =>
      db.selectFrom('parkedFile').select(['branchId', 'incarnationId', 'sequence']).where('hash', '=', p.hash),
    );
    this.park = statements.insert('parkedFile', { update: ['reason'] });
    this.unpark = statements.write((db, p) =>
      db
        .deleteFrom('parkedFile')
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('sequence', '=', p.sequence),
    );
    this.#resolveFile = statements.write((db, p) =>
      db
        .updateTable('quarantine')
        .set({ resolvedAt: p.resolvedAt })
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('sequence', '=', p.sequence)
        .where('ordinal', '=', 0),
    );
    this.parts = statements.all((db, p) =>
      db
        .selectFrom('parkedPart')
        .select(['txId', 'part', 'parts', 'hash'])
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('txId', '=', p.txId)
        .orderBy('part'),
    );
    this.partPayload = statements.one((db, p) =>
      db
        .selectFrom('parkedPart')
        .select('payload')
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('txId', '=', p.txId)
        .where('part', '=', p.part),
    );
    this.keepPart = statements.insert('parkedPart');
    this.dropParts = statements.write((db, p) =>
      db
        .deleteFrom('parkedPart')
        .where('branchId', '=', p.branchId)
        .where('incarnationId', '=', p.incarnationId)
        .where('txId', '=', p.txId),
    );
    this.parkOperation = statements.insert('parkedOperation');
    this.quarantine = statements.insert('quarantine', { update: ['code', 'zh', 'en', 'resolvedAt'] });
    this.noteRefused = statements.insert('refusedFile', 'leave');
    this.#raise = statements.insert('integrityAlarm', 'leave');
    this.#stop = statements.write((db, p) =>
      db
        .updateTable('enrolledBranch')
        .set({ stoppedFor: p.stoppedFor, stoppedAt: p.stoppedAt })
        .where('branchId', '=', p.branchId)
        .where('stoppedFor', 'is', null),
    );
    // What lies closest behind the head of an incarnation whose branch is not stopped.
    this.#next = statements.all((db, p) =>
      db
        .selectFrom('parkedFile as file')
        .innerJoin('enrolledBranch as branch', 'branch.branchId', 'file.branchId')
        .leftJoin('incarnation as head', (join) =>
          join.onRef('head.branchId', '=', 'file.branchId').onRef('head.incarnationId', '=', 'file.incarnationId'),
        )
        .select(['file.branchId', 'file.incarnationId', 'file.sequence', 'file.hash', 'file.reason'])
        .select((eb) => eb.fn.coalesce('head.headSequence', eb.val(0)).as('head'))
        .where('branch.stoppedFor', 'is', null)
        .where((eb) => eb(eb('file.sequence', '-', eb.fn.coalesce('head.headSequence', eb.val(0))), '<=', p.most))
        .orderBy('file.branchId')
        .orderBy('file.incarnationId')
        .orderBy('file.sequence'),
    );
  }

  /** A file was applied: it waits no longer, and what was wrong with it as a whole is settled. */
  settle(file: Place & { readonly resolvedAt: number }): void {
    this.unpark(file);
    this.#resolveFile(file);
  }

  /** Raises an alarm; false where the very same was raised before. */
  raise(branchId: string, code: string, subject: string, words: Words, at: number): boolean {
    return this.#raise({ branchId, code, subject, zh: words.zh, en: words.en, raisedAt: at, resolvedAt: null }) === 1;
  }

  /** Stops a branch until a person has looked; the first reason stands. */
  stop(branchId: string, refusal: Pick<Refusal, 'code'>, at: number): void {
    this.#stop({ branchId, stoppedFor: refusal.code, stoppedAt: at });
  }

  /** Hashes of parked files whose turn it is: of each incarnation at most so many in a row, because a long row may wait. */
  next(most: number): string[] {
    const turn: string[] = [];
    let life = '';
    let expected = 0;
    for (const { branchId, incarnationId, sequence, hash, reason, head } of this.#next({ most })) {
      const of = `${branchId}/${incarnationId}`;
      if (of !== life) expected = head + 1;
      life = of;
      if (sequence !== expected) continue;
      turn.push(hash);
      // Behind one that this program or this branch's history cannot take yet, nothing is worth decrypting.
      expected = reason === 'tooNew' || reason === 'anchor' ? 0 : sequence + 1;
    }
    return turn;
  }
}
