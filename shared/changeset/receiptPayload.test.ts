import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeReceipt, encodeReceipt, type Receipt } from './receiptPayload.ts';

const bytesOf = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const words = fc.string({ unit: 'grapheme', maxLength: 30 });
const proof = fc.array(bytesOf(32), { maxLength: 8 });

const receipt: fc.Arbitrary<Receipt> = fc.record({
  incarnationId: bytesOf(16),
  headSequence: fc.nat(100),
  headHash: bytesOf(32),
  missing: fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(9)), { maxLength: 5 }).map((gaps) => {
    let last = 101;
    return gaps.map(([gap, length]) => {
      const from = last + gap;
      last = from + length + 1;
      return { from, to: from + length };
    });
  }),
  errors: fc.array(
    fc.record({
      code: words,
      zh: words,
      en: words,
      sequence: fc.nat(),
      row: fc.option(fc.record({ txId: words, tableId: fc.nat(), rowId: words })),
    }),
    { maxLength: 4 },
  ),
  hqIncarnation: bytesOf(16),
  checkpoint: fc.record({ treeSize: fc.nat(), root: bytesOf(32) }),
  inclusion: fc.option(fc.record({ leafIndex: fc.nat(), proof })),
  consistency: fc.option(fc.record({ fromSize: fc.nat(), proof })),
  updateRequired: fc.constantFrom('branch' as const, 'hq' as const, null),
});

test('comes back as it went', () => {
  fc.assert(
    fc.property(receipt, (given) => {
      expect(decodeReceipt(encodeReceipt(given))).toEqual({ ok: true, value: given });
    }),
    { numRuns: 200 },
  );
});

test('with any byte changed is refused or says something else', () => {
  fc.assert(
    fc.property(receipt, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, where, mask) => {
      const payload = encodeReceipt(given);
      const changed = new Uint8Array(payload);
      const at = where % payload.length;
      changed[at] = (changed[at] ?? 0) ^ mask;
      const result = decodeReceipt(changed);
      if (result.ok) expect(Buffer.compare(encodeReceipt(result.value), changed)).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('cut anywhere is malformed', () => {
  fc.assert(
    fc.property(receipt, fc.nat(), (given, where) => {
      const payload = encodeReceipt(given);
      const cut = decodeReceipt(payload.subarray(0, where % payload.length));
      expect(cut).toMatchObject({ ok: false, refusals: [{ code: 'changeset.payloadMalformed' }] });
    }),
    { numRuns: 100 },
  );
});

test('missing ranges lie above the head, ascend and do not touch', () => {
  const base: Receipt = {
    incarnationId: new Uint8Array(16),
    headSequence: 10,
    headHash: new Uint8Array(32),
    missing: [],
    errors: [],
    hqIncarnation: new Uint8Array(16),
    checkpoint: { treeSize: 0, root: new Uint8Array(32) },
    inclusion: null,
    consistency: null,
    updateRequired: null,
  };
  const decode = (...missing: Receipt['missing'][number][]) => decodeReceipt(encodeReceipt({ ...base, missing })).ok;
  expect(decode({ from: 11, to: 11 }, { from: 13, to: 20 })).toBe(true);
  expect(decode({ from: 10, to: 12 })).toBe(false);
  expect(decode({ from: 12, to: 11 })).toBe(false);
  expect(decode({ from: 11, to: 12 }, { from: 13, to: 14 })).toBe(false);
  expect(decode({ from: 15, to: 16 }, { from: 12, to: 13 })).toBe(false);
});
