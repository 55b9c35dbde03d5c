import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { planChangeSets } from '../../shared/changeset/plan.ts';
import { decodeTransactions, type TransactionPart } from '../../shared/changeset/transactionPayload.ts';
import { orThrow } from '../../shared/domain/refusal.ts';
import { KeyStore } from '../keys/keyStore.ts';
import { openStore } from '../store/store.ts';
import { newIncarnation } from './applyFile.ts';
import { AuditImport } from './auditImport.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Bytes that are in use, once nothing is left to collect. */
function held(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

it('a transaction in many parts is never in memory as a whole while its audit events are taken', async () => {
  const [branch] = pair.synthetic;
  const writes = Array.from({ length: 16 }, (_, index) => {
    const client = branch.client(`01900000-0000-7000-8000-${String(index).padStart(12, '0')}`, `多${index}`);
    return { ...client, values: { ...client.values, note: String(index).repeat(450_000) } };
  });
  const large = branch.write(...writes);
  const payloads = [...planChangeSets([large], { operations: 1, bytes: 2 << 20 })].map(({ payload }) => payload);
  expect(payloads.length).toBeGreaterThan(10);

  let most = 0;
  function* parts(): Generator<TransactionPart> {
    const before = held();
    for (const payload of payloads) {
      most = Math.max(most, held() - before);
      yield* orThrow(decodeTransactions(payload));
    }
  }
  const folder = `${pair.folder}/hq`;
  await pair.hq.close();
  const store = await openStore({ folder, key: new KeyStore(folder).storeKey() });
  try {
    const state = newIncarnation(branch.identity.branchId, 'ab'.repeat(16), 0);
    store.transaction(() => new AuditImport(store).take(state, large.audit, parts));
    expect(state.auditSequence).toBe(1);
  } finally {
    store.close();
  }
  const whole = payloads.reduce((sum, { length }) => sum + length, 0);
  expect(most).toBeLessThan(whole * 0.7);
  await pair.reopenHq();
});
