import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  computeAuditHash,
  computeDetailsHash,
  genesisHash,
  openDetail,
  sealDetail,
  verifyChain,
} from './auditChain.ts';
import type { AuditDetailRecord, AuditRecord, ColumnValue } from './operation.ts';

const keys = new Map(['张三', '李四'].map((subject) => [subject, randomBytes(32)]));

/** A chain of `count` events; event n has n % 3 details. */
function makeChain(count: number): { records: AuditRecord[]; details: AuditDetailRecord[] } {
  const records: AuditRecord[] = [];
  const details: AuditDetailRecord[] = [];
  let previousHash = genesisHash('SH001');
  for (let sequence = 1; sequence <= count; sequence++) {
    const own = Array.from({ length: sequence % 3 }, (_, index): AuditDetailRecord => {
      const subject = index === 0 ? '张三' : '李四';
      const place = { sequence, index, tableId: 12, rowId: `row-${index}` };
      const columns = new Map<number, ColumnValue>([[10, `客户${sequence}`]]);
      const subjectKey = keys.get(subject) ?? new Uint8Array();
      return { ...place, subject, ...sealDetail({ ...place, columns, subjectKey }) };
    });
    details.push(...own);
    const draft = {
      sequence,
      at: 1_760_000_000_000 + sequence,
      actor: 'user-1',
      action: 'client.update',
      subjectKind: 'client',
      subjectId: 'client-1',
      txId: `tx-${sequence}`,
      detailsHash: computeDetailsHash(own),
      previousHash,
    };
    previousHash = computeAuditHash(draft);
    records.push({ ...draft, hash: previousHash });
  }
  return { records, details };
}

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest('hex');
const cbor = (value: unknown) => encode(value, rfc8949EncodeOptions);

test('the hashes are those the format describes, computed another way', () => {
  const salt = Buffer.alloc(16, 1);
  const columns = new Map<number, ColumnValue>([
    [20, 1.5],
    [10, '张'],
  ]);
  const sealed = sealDetail({
    columns,
    subjectKey: randomBytes(32),
    salt,
    sequence: 3,
    index: 0,
    tableId: 12,
    rowId: '行',
  });
  const domain = (name: string) => Buffer.from(`shouke:audit-${name}:1\0`);
  expect(Buffer.from(sealed.commitment).toString('hex')).toBe(
    sha256(domain('detail'), cbor(12), cbor('行'), salt, cbor(columns)),
  );
  const detailsHash = computeDetailsHash([{ tableId: 12, rowId: '行', subject: '张三', ...sealed }]);
  expect(Buffer.from(detailsHash).toString('hex')).toBe(
    sha256(domain('details'), cbor([[12, '行', '张三', sealed.commitment]])),
  );
  const previousHash = genesisHash('SH001');
  expect(Buffer.from(previousHash).toString('hex')).toBe(sha256(domain('genesis'), cbor('SH001')));
  const fields = [3, 99, 'u', 'a', 'k', 's', 't', detailsHash, previousHash] as const;
  const [sequence, at, actor, action, subjectKind, subjectId, txId] = fields;
  const hash = computeAuditHash({
    sequence,
    at,
    actor,
    action,
    subjectKind,
    subjectId,
    txId,
    detailsHash,
    previousHash,
  });
  expect(Buffer.from(hash).toString('hex')).toBe(sha256(domain('event'), cbor(fields)));
});

describe('a sealed detail', () => {
  const subjectKey = createSecretKey(randomBytes(32));
  const place = { sequence: 7, index: 1, tableId: 12, rowId: 'row' };

  test('opens to what was sealed', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constant(null), fc.uint8Array());
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), value)), (entries) => {
        const columns = new Map<number, ColumnValue>(entries);
        const opened = openDetail({ ...place, ...sealDetail({ ...place, columns, subjectKey }), subjectKey });
        expect(opened.ok && new Map(opened.value)).toEqual(new Map([...columns].sort((a, b) => a[0] - b[0])));
      }),
      { numRuns: 100 },
    );
  });

  test('never seals the same way twice', () => {
    const columns = new Map<number, ColumnValue>([[10, 'x']]);
    const [a, b] = [sealDetail({ ...place, columns, subjectKey }), sealDetail({ ...place, columns, subjectKey })];
    expect(a.commitment).not.toEqual(b.commitment);
    expect(a.sealed).not.toEqual(b.sealed);
  });

  test('does not open with another key, in another place, or with any bit changed', () => {
    const sealed = sealDetail({ ...place, columns: new Map([[10, 'x']]), subjectKey });
    const detail = { ...place, ...sealed, subjectKey };
    const unreadable = { ok: false, refusals: [{ code: 'audit.detailUnreadable' }] };
    expect(openDetail(detail).ok).toBe(true);
    expect(openDetail({ ...detail, subjectKey: randomBytes(32) })).toMatchObject(unreadable);
    for (const moved of [{ sequence: 8 }, { index: 0 }, { tableId: 13 }, { rowId: 'other' }]) {
      expect(openDetail({ ...detail, ...moved })).toMatchObject(unreadable);
    }
    for (let bit = 0; bit < sealed.sealed.length * 8; bit++) {
      expect(openDetail({ ...detail, sealed: flip(sealed.sealed, bit) })).toMatchObject(unreadable);
    }
    for (let length = 0; length < sealed.sealed.length; length++) {
      expect(openDetail({ ...detail, sealed: sealed.sealed.subarray(0, length) })).toMatchObject(unreadable);
    }
  });
});

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = new Uint8Array(bytes);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

describe('a chain', () => {
  const { records, details } = makeChain(12);
  const after = { sequence: 0, hash: genesisHash('SH001') };
  const subjectKey = (subject: string) => keys.get(subject);
  const last = records.at(-1) ?? { sequence: 0, hash: after.hash };
  const head = { sequence: last.sequence, hash: last.hash };

  test('verifies with and without details, from the start and from the middle', () => {
    expect(verifyChain(records)).toEqual({ ok: true, events: 12, head });
    expect(verifyChain(records, details, { after, head, subjectKey })).toEqual({ ok: true, events: 12, head });
    const fifth = records[4] ?? last;
    const rest = details.filter((each) => each.sequence > 5);
    expect(verifyChain(records.slice(5), rest, { after: fifth })).toMatchObject({ ok: true, events: 7 });
    expect(verifyChain([], [], { after })).toEqual({ ok: true, events: 0, head: after });
  });

  test('still verifies when a subject is erased', () => {
    const erased = (subject: string) => (subject === '张三' ? undefined : keys.get(subject));
    expect(verifyChain(records, details, { after, subjectKey: erased }).ok).toBe(true);
  });

  const replace = (index: number, change: Partial<AuditRecord>) =>
    records.with(index, { ...at(records, index), ...change });
  const at = <T>(list: readonly T[], index: number): T => {
    const item = list[index];
    if (item === undefined) throw new RangeError(`${index}`);
    return item;
  };

  test.each([
    ['a changed field', replace(4, { action: 'client.delete' }), 5, 'hash'],
    ['a changed time', replace(4, { at: 1 }), 5, 'hash'],
    ['a changed hash', replace(4, { hash: flip(at(records, 4).hash, 3) }), 5, 'hash'],
    ['a removed event', records.toSpliced(4, 1), 5, 'sequence'],
    ['a doubled event', records.toSpliced(4, 0, at(records, 3)), 5, 'sequence'],
    ['swapped events', records.with(4, at(records, 5)).with(5, at(records, 4)), 5, 'sequence'],
    ['another beginning', makeChain(12).records.with(0, { ...at(makeChain(1).records, 0) }), 2, 'previousHash'],
    ['an end cut off', records.slice(0, 9), 10, 'head'],
  ] as const)('names the event of %s', (_, changed, sequence, why) => {
    expect(verifyChain(changed, undefined, { after, head })).toMatchObject({ ok: false, sequence, why });
  });

  test('a rehashed event breaks the link of the next one', () => {
    const { hash: _, ...draft } = { ...at(records, 4), action: 'client.delete' };
    const forged = records.with(4, { ...draft, hash: computeAuditHash(draft) });
    expect(verifyChain(forged, undefined, { after })).toMatchObject({ ok: false, sequence: 6, why: 'previousHash' });
  });

  test('a chain rewritten to its end does not reach the known head', () => {
    const other = makeChain(12);
    expect(verifyChain(other.records, undefined, { after, head })).toMatchObject({ sequence: 12, why: 'head' });
  });

  test('another branch is noticed at the first event', () => {
    const elsewhere = { sequence: 0, hash: genesisHash('NB002') };
    expect(verifyChain(records, undefined, { after: elsewhere })).toMatchObject({ sequence: 1, why: 'previousHash' });
  });

  test.each([
    ['removed', details.toSpliced(2, 1)],
    ['doubled', details.toSpliced(2, 0, at(details, 2))],
    ['swapped', details.with(1, at(details, 2)).with(2, at(details, 1))],
    ['exchanged', details.with(2, { ...at(details, 2), commitment: randomBytes(32) })],
    ['put behind another subject', details.with(2, { ...at(details, 2), subject: '张三' })],
    ['put on another row', details.with(2, { ...at(details, 2), rowId: 'row-9' })],
    ['put into another table', details.with(2, { ...at(details, 2), tableId: 13 })],
    ['added at the end', [...details, { ...at(details, 0), sequence: 99 }]],
    ['added before the start', [{ ...at(details, 0), sequence: 0 }, ...details]],
  ])('a detail %s is located to its event', (_, changed) => {
    const verdict = verifyChain(records, changed, { after });
    expect(verdict).toMatchObject({ ok: false, why: 'details' });
    if (!verdict.ok) expect([1, 2, 99]).toContain(verdict.sequence);
  });

  test('a sealed value exchanged under the right commitment is located to its detail', () => {
    const changed = details.with(2, { ...at(details, 2), sealed: flip(at(details, 2).sealed, 40) });
    expect(verifyChain(records, changed, { after, subjectKey })).toMatchObject({
      sequence: 2,
      why: 'sealed',
      index: 1,
    });
    expect(verifyChain(records, changed, { after }).ok).toBe(true);
  });

  test('says in both languages which event and what to do', () => {
    const verdict = verifyChain(records.toSpliced(4, 1), undefined, { after });
    expect(verdict).toMatchObject({ refusals: [{ code: 'audit.chain.sequence', kind: 'barred' }] });
    if (!verdict.ok) expect(verdict.refusals[0].zh).toContain('第 5 条');
  });

  test('any single change to any field of any event is found', () => {
    const field = fc.constantFrom(
      'at',
      'actor',
      'action',
      'subjectKind',
      'subjectId',
      'txId',
      'detailsHash',
      'previousHash',
    );
    fc.assert(
      fc.property(fc.nat(11), field, (index, name) => {
        const record = at(records, index);
        const value = record[name as keyof AuditRecord];
        const other = typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value} ` : flip(value, 9);
        const verdict = verifyChain(records.with(index, { ...record, [name]: other }), undefined, { after });
        expect(verdict).toMatchObject({ ok: false, sequence: index + 1 });
      }),
      { numRuns: 100 },
    );
  });
});
