import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orThrow } from '../domain/refusal.ts';
import { CborWriter } from './cborWriter.ts';
import type { AuditDetailRecord, AuditRecord, ColumnValue, Operation, Transaction } from './operation.ts';
import { checkRowSize, type PlanLimits, type PlannedChangeSet, planChangeSets } from './plan.ts';
import { joinParts, Reassembler, type StoredPart } from './reassembler.ts';
import { decodeTransactions, encodeTransactions, type TransactionPart } from './transactionPayload.ts';

const identifier = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const columnValue: fc.Arbitrary<ColumnValue> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 40 }),
);
const operation: fc.Arbitrary<Operation> = fc.record({
  tableId: fc.nat(999),
  rowId: identifier,
  ownerEpoch: fc.nat(9),
  baseVersion: fc.nat(9),
  time: fc.record({ wall: fc.maxSafeInteger().map(Math.abs), counter: fc.nat(99) }),
  columns: fc
    .uniqueArray(fc.tuple(fc.nat(99), columnValue), { selector: ([id]) => id, maxLength: 6 })
    .map((entries) => new Map(entries.sort((a, b) => a[0] - b[0]))),
});
const audit: fc.Arbitrary<AuditRecord> = fc.record({
  sequence: fc.nat(),
  at: fc.nat(),
  actor: identifier,
  action: identifier,
  subjectKind: identifier,
  subjectId: identifier,
  txId: identifier,
  detailsHash: bytes32,
  previousHash: bytes32,
  hash: bytes32,
});
const detail: fc.Arbitrary<AuditDetailRecord> = fc.record({
  sequence: fc.nat(),
  index: fc.nat(),
  tableId: fc.nat(),
  rowId: identifier,
  subject: identifier,
  commitment: bytes32,
  sealed: fc.uint8Array({ maxLength: 60 }),
});
const transactions: fc.Arbitrary<Transaction[]> = fc.uniqueArray(
  fc.record({
    txId: identifier,
    operations: fc.array(operation, { maxLength: 12 }),
    audit: fc.array(audit, { maxLength: 4 }),
    details: fc.array(detail, { maxLength: 12 }),
  }),
  { selector: ({ txId }) => txId, maxLength: 8 },
);
const limits: fc.Arbitrary<PlanLimits> = fc.record({
  operations: fc.integer({ min: 1, max: 15 }),
  bytes: fc.integer({ min: 100, max: 3000 }),
});

const whole = (transaction: Transaction): TransactionPart => ({ ...transaction, part: 1, parts: 1 });

function decoded(payload: Uint8Array): readonly TransactionPart[] {
  return orThrow(decodeTransactions(payload));
}

const malformed = { ok: false, refusals: [{ code: 'changeset.payloadMalformed' }] };

describe('the transaction payload', () => {
  test('comes back as it went', () => {
    fc.assert(
      fc.property(transactions, (given) => {
        expect(decoded(encodeTransactions(given.map(whole)))).toEqual(given.map(whole));
      }),
      { numRuns: 100 },
    );
  });

  test('cut anywhere, or followed by anything, is malformed', () => {
    fc.assert(
      fc.property(transactions, fc.nat(), (given, where) => {
        const payload = encodeTransactions(given.map(whole));
        expect(decodeTransactions(payload.subarray(0, where % payload.length))).toMatchObject(malformed);
        expect(decodeTransactions(Buffer.concat([payload, Buffer.of(0)]))).toMatchObject(malformed);
      }),
      { numRuns: 100 },
    );
  });

  test('with any byte changed is refused or says something else: no two payloads mean the same', () => {
    fc.assert(
      fc.property(transactions, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, where, mask) => {
        const payload = encodeTransactions(given.map(whole));
        const changed = new Uint8Array(payload);
        const at = where % payload.length;
        changed[at] = (changed[at] ?? 0) ^ mask;
        const result = decodeTransactions(changed);
        if (result.ok) expect(Buffer.compare(encodeTransactions(result.value), changed)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  const payloadOf = (write: (writer: CborWriter) => void): Uint8Array => {
    const writer = new CborWriter().array(2).integer(1);
    write(writer);
    return writer.view();
  };
  test.each([
    [
      'two transactions with one id',
      payloadOf((w) => {
        w.array(2);
        for (let i = 0; i < 2; i++) w.array(6).text('t').integer(1).integer(1).array(0).array(0).array(0);
      }),
    ],
    ['part 0', payloadOf((w) => w.array(1).array(6).text('t').integer(0).integer(1).array(0).array(0).array(0))],
    ['part 3 of 2', payloadOf((w) => w.array(1).array(6).text('t').integer(3).integer(2).array(0).array(0).array(0))],
    ['an empty id', payloadOf((w) => w.array(1).array(6).text('').integer(1).integer(1).array(0).array(0).array(0))],
    ['a missing list', payloadOf((w) => w.array(1).array(5).text('t').integer(1).integer(1).array(0).array(0))],
    [
      'an operation too short',
      payloadOf((w) =>
        w.array(1).array(6).text('t').integer(1).integer(1).array(1).array(6).integer(1).array(0).array(0).array(0),
      ),
    ],
    ['a billion transactions', Buffer.from('82019a3b9aca00', 'hex')],
    ['a billion operations', Buffer.concat([Buffer.from('820181866174', 'hex'), Buffer.from('01019a3b9aca00', 'hex')])],
    ['nothing', new Uint8Array(0)],
    ['a version that never was', Buffer.from('820080', 'hex')],
    ['indefinite lists', Buffer.from('82019fff', 'hex')],
  ])('with %s is malformed', (_, payload) => {
    expect(decodeTransactions(payload)).toMatchObject(malformed);
  });

  test('more operations than a file may have are refused, over all its transactions', () => {
    const each: Operation = {
      tableId: 1,
      rowId: 'r',
      ownerEpoch: 0,
      baseVersion: 0,
      time: { wall: 0, counter: 0 },
      columns: new Map(),
    };
    const make = (txId: string, count: number) =>
      whole({ txId, operations: Array.from({ length: count }, () => each), audit: [], details: [] });
    expect(decodeTransactions(encodeTransactions([make('a', 6000), make('b', 4000)])).ok).toBe(true);
    expect(decodeTransactions(encodeTransactions([make('a', 6000), make('b', 4001)]))).toMatchObject(malformed);
  });

  test('of a later version is too new, not damaged', () => {
    expect(decodeTransactions(Buffer.from('820280', 'hex'))).toMatchObject({
      refusals: [{ code: 'changeset.payloadTooNew' }],
    });
  });

  test('what a reader would refuse is not written', () => {
    const base: Operation = {
      tableId: 1,
      rowId: 'r',
      ownerEpoch: 0,
      baseVersion: 0,
      time: { wall: 0, counter: 0 },
      columns: new Map(),
    };
    const encode = (change: Partial<Operation>) => () =>
      encodeTransactions([whole({ txId: 't', operations: [{ ...base, ...change }], audit: [], details: [] })]);
    expect(encode({})).not.toThrow();
    expect(encode({ rowId: '' })).toThrow(RangeError);
    expect(encode({ rowId: '行'.repeat(100) })).toThrow(RangeError);
    expect(encode({ baseVersion: -1 })).toThrow(TypeError);
    expect(encode({ ownerEpoch: 1.5 })).toThrow(TypeError);
    expect(encode({ columns: new Map(Array.from({ length: 1025 }, (_, id) => [id, null])) })).toThrow(RangeError);
  });
});

/** A place to store parts in, and a reassembler over it: what survives a restart is in the list. */
function makeReassembler(stored: StoredPart[] = []): Reassembler {
  return new Reassembler(stored, (txId, part) => {
    const found = stored.find((each) => each.txId === txId && each.part === part);
    if (found === undefined) throw new Error(`part ${part} of ${txId} is not stored`);
    return found.payload;
  });
}

function reassemble(planned: Iterable<PlannedChangeSet>): Transaction[] {
  const stored: StoredPart[] = [];
  const reassembler = makeReassembler(stored);
  const complete: Transaction[] = [];
  for (const { payload } of planned) {
    for (const part of decoded(payload)) {
      const accepted = orThrow(reassembler.accept(part));
      if (accepted.state === 'waiting') stored.push(accepted.store);
      if (accepted.state === 'complete') complete.push(joinParts(accepted.txId, accepted.parts));
    }
  }
  return complete;
}

describe('a plan', () => {
  test('carries every transaction, in order, within the limits', () => {
    fc.assert(
      fc.property(transactions, limits, (given, within) => {
        const planned = [...planChangeSets(given, within)];
        expect(reassemble(planned)).toEqual(given);
        for (const file of planned) {
          const parts = decoded(file.payload);
          const operations = parts.reduce((sum, part) => sum + part.operations.length, 0);
          const items = parts.reduce(
            (sum, part) => sum + part.operations.length + part.audit.length + part.details.length,
            0,
          );
          expect(file.operations).toBe(operations);
          expect(operations).toBeLessThanOrEqual(within.operations);
          expect(items <= 1 || file.payload.length <= within.bytes + 100).toBe(true);
          expect(file.transactions).toEqual(parts.map(({ txId, part, parts }) => ({ txId, part, parts })));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('fills files: two neighbours never fit into one', () => {
    fc.assert(
      fc.property(transactions, limits, (given, within) => {
        const planned = [...planChangeSets(given, within)];
        for (const [index, file] of planned.entries()) {
          const next = planned[index + 1];
          const isWhole = (each: PlannedChangeSet) => each.transactions.every(({ parts }) => parts === 1);
          if (next === undefined || !isWhole(file) || !isWhole(next)) continue;
          const first = decoded(next.payload)[0];
          if (first === undefined) throw new Error('an empty file');
          const joined = [...decoded(file.payload), first];
          const size = encodeTransactions(joined).length - 2;
          const operations = joined.reduce((sum, part) => sum + part.operations.length, 0);
          expect(size > within.bytes || operations > within.operations).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('is the same each time, and lazy', () => {
    const make = (n: number): Transaction => ({ txId: `t${n}`, operations: [], audit: [], details: [] });
    let taken = 0;
    function* endless() {
      for (;;) yield make(taken++);
    }
    const first = planChangeSets(endless(), { operations: 10, bytes: 1000 }).next();
    expect(first.done).toBe(false);
    expect(taken).toBeLessThan(150);
    const given = Array.from({ length: 50 }, (_, n) => make(n));
    const twice = [0, 1].map(() => [...planChangeSets(given, { operations: 5, bytes: 200 })]);
    expect(twice[0]).toEqual(twice[1]);
  });

  test('a row that is too large is refused before it is written, and what passes can be planned', () => {
    const row = (value: ColumnValue) => new Map([[10, value]]);
    const refused = { ok: false, refusals: [{ code: 'changeset.operationTooLarge' }] };
    expect(checkRowSize(row(new Uint8Array(16 * 1024 * 1024)))).toMatchObject(refused);
    expect(checkRowSize(row('字'.repeat(6 * 1024 * 1024)))).toMatchObject(refused);
    expect(checkRowSize(new Map(Array.from({ length: 1025 }, (_, id) => [id, null])))).toMatchObject(refused);
    const columns = row('a'.repeat(14 * 1024 * 1024));
    expect(checkRowSize(columns).ok).toBe(true);
    const operation = { tableId: 1, rowId: 'r', ownerEpoch: 0, baseVersion: 0, time: { wall: 0, counter: 0 }, columns };
    const [file] = planChangeSets([{ txId: 't', operations: [operation], audit: [], details: [] }]);
    expect(decodeTransactions(file?.payload ?? new Uint8Array(0)).ok).toBe(true);
  });

  test('refuses a single change that no file can hold, with words', () => {
    const columns = new Map([[10, randomBytes(17 * 1024 * 1024)]]);
    const huge = { tableId: 1, rowId: 'r', ownerEpoch: 0, baseVersion: 0, time: { wall: 0, counter: 0 }, columns };
    const plan = planChangeSets([{ txId: 't', operations: [huge], audit: [], details: [] }]);
    expect(() => plan.next()).toThrow(/changeset\.operationTooLarge/);
  });
});

describe('the reassembler', () => {
  const large: Transaction = {
    txId: '大',
    operations: Array.from({ length: 23 }, (_, n) => ({
      tableId: 1,
      rowId: `r${n}`,
      ownerEpoch: 1,
      baseVersion: n,
      time: { wall: n, counter: 0 },
      columns: new Map([[10, n]]),
    })),
    audit: [],
    details: [],
  };
  const parts = [...planChangeSets([large], { operations: 5, bytes: 10_000 })].flatMap((file) => decoded(file.payload));
  const at = (index: number): TransactionPart => {
    const part = parts[index];
    if (part === undefined) throw new RangeError(`${index}`);
    return part;
  };

  test('completes a transaction once, in any order of its parts, stopped and restarted at any time', () => {
    expect(parts.length).toBe(5);
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
    fc.assert(
      fc.property(order, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (indexes, restarts) => {
        const stored: StoredPart[] = [];
        let reassembler = makeReassembler(stored);
        const complete: Transaction[] = [];
        for (const [step, index] of indexes.entries()) {
          if (restarts[step] === true) reassembler = makeReassembler(stored);
          const accepted = orThrow(reassembler.accept(at(index)));
          if (accepted.state === 'waiting') {
            expect(accepted.missing).toBe(4 - step);
            stored.push(accepted.store);
            expect([...reassembler.waiting()]).toHaveLength(step + 1);
          }
          if (accepted.state === 'complete') complete.push(joinParts(accepted.txId, accepted.parts));
        }
        expect(complete).toEqual([large]);
        expect([...reassembler.waiting()]).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('knows a part that comes twice', () => {
    const reassembler = makeReassembler();
    reassembler.accept(at(0));
    expect(reassembler.accept(at(0))).toEqual({ ok: true, value: { state: 'known' } });
    expect([...reassembler.waiting()]).toHaveLength(1);
  });

  test('says so when the store has lost or changed a part', () => {
    const stored: StoredPart[] = [];
    const reassembler = makeReassembler(stored);
    for (let index = 0; index < 4; index++) {
      const accepted = orThrow(reassembler.accept(at(index)));
      if (accepted.state === 'waiting') stored.push(accepted.store);
    }
    stored.pop();
    const last = orThrow(reassembler.accept(at(4)));
    if (last.state !== 'complete') throw new Error('not complete');
    expect(() => joinParts(last.txId, last.parts)).toThrow(/is not stored/);
  });

  test('refuses parts that contradict each other, and changes nothing', () => {
    const reassembler = makeReassembler();
    reassembler.accept(at(0));
    const contradictions = [
      { ...at(0), operations: [] },
      { ...at(1), parts: 6 },
      { ...at(1), part: 1, parts: 1 },
    ];
    for (const part of contradictions) {
      expect(reassembler.accept(part)).toMatchObject({ refusals: [{ code: 'changeset.partMismatch' }] });
    }
    expect([...reassembler.waiting()]).toHaveLength(1);
    expect(reassembler.accept(at(0))).toMatchObject({ value: { state: 'known' } });
    for (let index = 1; index < 4; index++) reassembler.accept(at(index));
    expect(reassembler.accept(at(4))).toMatchObject({ value: { state: 'complete' } });
  });
});
