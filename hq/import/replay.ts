import { decodeTransactions } from '../../shared/changeset/transactionPayload.ts';
import { orThrow } from '../../shared/domain/refusal.ts';
import type { Store } from '../store/store.ts';
import type { HqTables } from '../store/tables.ts';
import { operationPayload, type RowWriter } from './rows.ts';
import type { Standing } from './standing.ts';

type ParkedOperation = HqTables['parkedOperation'];

/**
 * After an update: writes what was parked because this program had no table or column for it, in the order in which it
 * came. What is still unknown goes on waiting. Answers how many operations were written.
 */
export function replayParked(store: Store, rows: RowWriter, standing: Standing, now: number): number {
  const { sqlite } = store;
  const parked = sqlite.prepare('SELECT * FROM parkedOperation WHERE number > ? ORDER BY number LIMIT 500');
  const remove = sqlite.prepare('DELETE FROM parkedOperation WHERE number = ?');
  const last = Number(sqlite.prepare('SELECT coalesce(max(number), 0) FROM parkedOperation').pluck().get());
  let written = 0;
  for (let after = 0; after < last; ) {
    store.transaction(() => {
      // Read in here: another process that was started at the same moment may have written them.
      const page = (parked.all(after) as ParkedOperation[]).filter(({ number }) => number <= last);
      after = page.at(-1)?.number ?? last;
      for (const each of page) {
        const [part] = orThrow(decodeTransactions(each.payload));
        const operation = part?.operations[0];
        if (part === undefined || operation === undefined) continue;
        const outcome = each.whole === 1 ? rows.apply(each.branchId, operation) : rows.replay(each.branchId, operation);
        if (outcome.state === 'parked' && outcome.whole === (each.whole === 1)) continue;
        remove.run(each.number);
        written += 1;
        if (outcome.state === 'parked') {
          // Its table is known by now, some of its columns still are not.
          standing.parkOperation({ ...each, whole: 0, payload: operationPayload(part.txId, outcome.operation) });
        }
        if (outcome.state !== 'fault') continue;
        standing.quarantine({
          branchId: each.branchId,
          incarnationId: each.incarnationId,
          sequence: each.sequence,
          // Apart from what the file itself left there.
          ordinal: 1_000_000 + each.number,
          txId: part.txId,
          tableId: operation.tableId,
          rowId: operation.rowId,
          code: outcome.fault.code,
          zh: outcome.fault.zh,
          en: outcome.fault.en,
          payload: each.payload,
          raisedAt: now,
          resolvedAt: null,
        });
      }
    });
  }
  return written;
}
