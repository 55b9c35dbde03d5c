import { createCipheriv, generateKeyPairSync, randomBytes } from 'node:crypto';
import { constants, zstdCompressSync } from 'node:zlib';
import { encode } from 'cborg';
import { computeAuditHash, computeDetailsHash, sealDetail } from '../shared/changeset/auditChain.ts';
import type { ColumnValue, Operation, Transaction } from '../shared/changeset/operation.ts';
import { planChangeSets } from '../shared/changeset/plan.ts';
import { sealChangeSet } from '../shared/changeset/seal.ts';
import { encodeTransactions } from '../shared/changeset/transactionPayload.ts';
import { hpkePublicKeyBytes } from '../shared/pki/hpke.ts';
import { type Benchmark, percentile, type Row, rounded } from './benchmark.ts';

const rowsPerUnit = 5;

/** Orders as a branch writes them: units of work of a few rows, each with its audit event and sealed details. */
function unitsOfWork(rows: number): Transaction[] {
  const subjectKey = randomBytes(32);
  let previousHash: Uint8Array = new Uint8Array(32);
  return Array.from({ length: rows / rowsPerUnit }, (_, unit) => {
    const sequence = unit + 1;
    const operations: Operation[] = Array.from({ length: rowsPerUnit }, (_, index) => ({
      tableId: 24,
      rowId: `01900000-0000-7000-8000-${String(unit * rowsPerUnit + index).padStart(12, '0')}`,
      ownerEpoch: 1,
      baseVersion: 0,
      time: { wall: 1_790_000_000_000 + unit, counter: index },
      columns: new Map<number, ColumnValue>([
        [2, '01900000-0000-7000-8000-000000000001'],
        [5, 1_790_000_000_000],
        [6, '01900000-0000-7000-8000-00000000abcd'],
        [7, 1_790_000_000_000],
        [8, '01900000-0000-7000-8000-00000000abcd'],
        [10, `DD-2026-${unit}-${index}`],
        [11, `01900000-0000-7000-8000-${String(unit % 1500).padStart(12, '0')}`],
        [12, '01900000-0000-7000-8000-00000000ef01'],
        [13, '2026-11-23'],
        [14, 123_456 + unit * 7 + index],
        [15, 'open'],
        [16, 'manual'],
        [17, '干线运输 上海—苏州'],
      ]),
    }));
    const details = operations.map((operation, index) => {
      const place = { sequence, index, tableId: operation.tableId, rowId: operation.rowId };
      return { ...place, subject: 'branch', ...sealDetail({ ...place, columns: operation.columns, subjectKey }) };
    });
    const draft = {
      sequence,
      at: 1_790_000_000_000 + unit,
      actor: '01900000-0000-7000-8000-00000000abcd',
      action: 'order.create',
      subjectKind: 'client',
      subjectId: operations[0]?.rowId ?? '',
      txId: `tx-${unit}`,
      detailsHash: computeDetailsHash(details),
      previousHash,
    };
    const hash = computeAuditHash(draft);
    previousHash = hash;
    return { txId: draft.txId, operations, audit: [{ ...draft, hash }], details };
  });
}

/** CBOR by the given encoder, zstd and AES-GCM, and nothing else: no frame, no key wrapping, no chunks, no signature. */
function floorOf(transactions: readonly Transaction[], cbor: (part: readonly Transaction[]) => Uint8Array): number {
  const started = performance.now();
  const plain = cbor(transactions);
  const packed = zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
  const cipher = createCipheriv('aes-256-gcm', randomBytes(32), randomBytes(12));
  cipher.update(packed);
  cipher.final();
  return performance.now() - started;
}

const ourCbor = (part: readonly Transaction[]): Uint8Array =>
  encodeTransactions(part.map((each) => ({ ...each, part: 1, parts: 1 })));
const peerCbor = (part: readonly Transaction[]): Uint8Array =>
  encode([1, part.map(({ txId, operations, audit, details }) => [txId, 1, 1, operations, audit, details])]);

export const benchmark: Benchmark = {
  name: 'seal',
  run: async ({ quick }): Promise<Row[]> => {
    const rows = 5000;
    const transactions = unitsOfWork(rows);
    const megabytes = ourCbor(transactions).length / 1e6;
    const signer = {
      certificate: randomBytes(600),
      privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    };
    const recipient = hpkePublicKeyBytes(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const seal = (): number => {
      const started = performance.now();
      for (const { payload } of planChangeSets(transactions)) {
        sealChangeSet({
          header: {
            kind: 'transactions',
            origin: 'branch',
            branchId: '01900000-0000-7000-8000-000000000001',
            incarnationId: new Uint8Array(16),
            sequence: 1,
            previousHash: new Uint8Array(32),
            schemaVersion: 1,
            checkpoint: null,
            sample: false,
            sealedAt: 1_790_000_000_000,
            auditHead: null,
          },
          payload,
          signer,
          recipients: [recipient],
        });
      }
      return performance.now() - started;
    };
    const ours: number[] = [];
    const floors: number[] = [];
    const peers: number[] = [];
    // In turn, so that whatever else the machine does falls on all of them alike.
    for (let round = 0; round < (quick ? 5 : 25); round++) {
      ours.push(seal());
      floors.push(floorOf(transactions, ourCbor));
      peers.push(floorOf(transactions, peerCbor));
    }
    const speed = (samples: readonly number[]): number =>
      rounded((megabytes * 1000) / percentile(samples.slice(2), 0.5));
    const ratio = rounded(percentile(floors.slice(2), 0.5) / percentile(ours.slice(2), 0.5));
    return [
      {
        name: `seal ${rows} rows of ${rows / rowsPerUnit} units of work`,
        value: speed(ours),
        unit: 'MB/s',
        floor: speed(floors),
        ratio,
        target: '>= 0.6 of CBOR + zstd + AES-GCM',
        met: ratio >= 0.6,
        peers: [{ name: 'the floor with cborg', value: speed(peers) }],
      },
    ];
  },
};
