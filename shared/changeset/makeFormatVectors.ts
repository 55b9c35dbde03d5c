import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hpkePublicKeyBytes, hpkeSeal } from '../pki/hpke.ts';
import { chunkAttachment, encodeAttachmentChunks } from './attachmentPayload.ts';
import { computeAuditHash, computeDetailsHash, genesisHash, sealDetail } from './auditChain.ts';
import { compressAndPad } from './compression.ts';
import { readEnvelope } from './envelope.ts';
import type { ChangeSetHeader } from './header.ts';
import { appendLeaf, consistencyProof, emptyRange, inclusionProof, leafHash, rangeRoot } from './merkle.ts';
import type { ColumnValue, Transaction } from './operation.ts';
import { paddedLength } from './padding.ts';
import { encodeReceipt, type Receipt } from './receiptPayload.ts';
import { bodyContext, sealChangeSet } from './seal.ts';
import { encodeTransactions } from './transactionPayload.ts';

/**
 * Writes the test vectors of docs/format/changeset.md. Everything is fixed but ECDSA signatures, which are random: a new
 * run changes `transactions.skcs`, and what is derived from it, in the signature only.
 *
 *   node shared/changeset/makeFormatVectors.ts && npm run format
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../docs/format/vectors');

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const fixed = (label: string, size = 32): Buffer =>
  createHash('sha512').update(`shouke vector ${label}`).digest().subarray(0, size);

/** A P-256 private key with a given scalar. */
function privateKeyOf(scalar: Buffer): KeyObject {
  // RFC 5915 ECPrivateKey inside PKCS #8, without the public key, which follows from the scalar.
  const prefix = '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420';
  return createPrivateKey({ key: Buffer.concat([Buffer.from(prefix, 'hex'), scalar]), format: 'der', type: 'pkcs8' });
}

const signerScalar = fixed('signer');
const recipientScalar = fixed('recipient');
const ephemeralScalar = fixed('ephemeral');
const signerKey = privateKeyOf(signerScalar);
const recipientKey = privateKeyOf(recipientScalar);
const recipientPublicKey = hpkePublicKeyBytes(recipientKey);

/** Values as JSON has them: bytes as `{ "hex": … }`, maps as lists of pairs. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: hex(value) };
  if (value instanceof Map) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function write(name: string, content: unknown): void {
  writeFileSync(join(folder, name), `${JSON.stringify(plain(content), null, 2)}\n`);
}

const subjectKey = fixed('subject key');
const columns = new Map<number, ColumnValue>([
  [1, 'client-1'],
  [3, 1],
  [10, '上海𠮷祥贸易有限公司'],
  [11, -5],
  [12, 1_234_567_890_123],
  [13, 0.5],
  [14, 0.1],
  [15, null],
  [16, Buffer.from([0, 255])],
]);
const detailToSeal = {
  sequence: 1,
  index: 0,
  tableId: 12,
  rowId: 'client-1',
  subject: 'client:client-1',
  columns,
  subjectKey,
};
const salt = fixed('detail salt', 16);
const nonce = fixed('detail nonce', 12);
const sealedDetail = sealDetail({ ...detailToSeal, salt, nonce });
const draft = {
  sequence: 1,
  at: 1_772_323_200_000,
  actor: 'user-1',
  action: 'client.create',
  subjectKind: 'client',
  subjectId: 'client-1',
  txId: '0195511e-0000-7000-8000-000000000001',
  detailsHash: computeDetailsHash([{ ...detailToSeal, ...sealedDetail }]),
  previousHash: genesisHash('SH001'),
};
const auditRecord = { ...draft, hash: computeAuditHash(draft) };
const transaction: Transaction = {
  txId: draft.txId,
  operations: [
    { tableId: 12, rowId: 'client-1', ownerEpoch: 1, baseVersion: 0, time: { wall: draft.at, counter: 2 }, columns },
  ],
  audit: [auditRecord],
  details: [{ sequence: 1, index: 0, tableId: 12, rowId: 'client-1', subject: detailToSeal.subject, ...sealedDetail }],
};

function makeFile() {
  const certificate = fixed('certificate', 64);
  const header: Omit<ChangeSetHeader, 'signer' | 'recipients'> = {
    kind: 'transactions',
    origin: 'branch',
    branchId: 'SH001',
    incarnationId: fixed('incarnation', 16),
    sequence: 1,
    previousHash: new Uint8Array(32),
    schemaVersion: 1,
    checkpoint: { treeSize: 7, root: fixed('root') },
    sample: false,
    sealedAt: 1_772_323_260_000,
    auditHead: { sequence: 1, hash: auditRecord.hash },
  };
  const payload = encodeTransactions([{ ...transaction, part: 1, parts: 1 }]);
  const entropy = { fileKey: fixed('file key'), salt: fixed('salt', 24), ephemeralKeys: [ephemeralScalar] };
  const input = { header, payload, signer: { certificate, privateKey: signerKey }, recipients: [recipientPublicKey] };
  const sealed = sealChangeSet(input, entropy);
  const read = readEnvelope(sealed.bytes);
  if (!read.ok) throw new Error('the vector does not read');
  const { headerBytes, recipientBytes, signature } = read.value;
  writeFileSync(join(folder, 'transactions.skcs'), sealed.bytes);
  write('transactions.json', {
    signerPrivateScalar: signerScalar,
    signerPublicKey: hpkePublicKeyBytes(signerKey),
    certificate,
    recipientPrivateScalar: recipientScalar,
    recipientPublicKey,
    ephemeralPrivateScalar: ephemeralScalar,
    fileKey: entropy.fileKey,
    salt: entropy.salt,
    header: sealed.header,
    headerBytes,
    recipientBytes,
    bodyContext: bodyContext(headerBytes, recipientBytes),
    padded: compressAndPad(payload),
    payload,
    transactions: [{ part: 1, parts: 1, ...transaction }],
    signature,
    envelopeHash: sealed.hash,
  });
  return sealed.bytes;
}

function makeRefusals(file: Uint8Array): void {
  const changed = (at: number): Uint8Array => {
    const copy = new Uint8Array(file);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = BigInt(`0x${hex(file.subarray(-32))}`);
  const twin = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
  write('refused.json', [
    { why: 'no bytes', code: 'changeset.empty', file: new Uint8Array(0) },
    { why: 'cut after 300 bytes', code: 'changeset.truncated', file: file.subarray(0, 300) },
    { why: 'the last byte is missing', code: 'changeset.truncated', file: file.subarray(0, -1) },
    { why: 'one byte more', code: 'changeset.trailingBytes', file: Buffer.concat([file, Buffer.of(0)]) },
    { why: 'another magic', code: 'changeset.notAChangeSet', file: changed(1) },
    { why: 'one bit of the body changed', code: 'changeset.signatureInvalid', file: changed(file.length - 100) },
    { why: 'one bit of the signature changed', code: 'changeset.signatureInvalid', file: changed(file.length - 40) },
    {
      why: 'the other signature (r, n - s), which plain ECDSA accepts',
      code: 'changeset.signatureInvalid',
      file: Buffer.concat([file.subarray(0, -32), twin]),
    },
  ]);
}

function makePayloads(): void {
  const attachment = Buffer.from('一份附件');
  const chunks = [...chunkAttachment(attachment)];
  write('attachment.json', { chunks, payload: encodeAttachmentChunks(chunks) });
  const receipt: Receipt = {
    incarnationId: fixed('incarnation', 16),
    headSequence: 4,
    headHash: fixed('head'),
    missing: [{ from: 6, to: 8 }],
    errors: [
      {
        code: 'row.ownerEpoch',
        zh: '这个客户已移交给另一个分支机构。',
        en: 'This client was handed over to another branch.',
        sequence: 3,
        row: { txId: draft.txId, tableId: 12, rowId: 'client-1' },
      },
    ],
    hqIncarnation: fixed('hq incarnation', 16),
    checkpoint: { treeSize: 9, root: fixed('root') },
    inclusion: { leafIndex: 8, proof: [fixed('sibling')] },
    consistency: { fromSize: 7, proof: [fixed('sibling'), fixed('other sibling')] },
    updateRequired: null,
  };
  write('receipt.json', { receipt, payload: encodeReceipt(receipt) });
}

function makeAudit(): void {
  const erased = { ...detailToSeal, salt, nonce };
  write('audit.json', {
    branchId: 'SH001',
    genesis: genesisHash('SH001'),
    detail: { ...erased, ...sealedDetail },
    emptyDetailsHash: computeDetailsHash([]),
    record: auditRecord,
  });
}

function makeTree(): void {
  const size = 9;
  const envelopeHashes = Array.from({ length: size }, (_, index) => fixed(`envelope ${index}`));
  const nodes = new Map<string, Uint8Array>();
  const roots = [rangeRoot(emptyRange)];
  let range = emptyRange;
  for (const envelopeHash of envelopeHashes) {
    const appended = appendLeaf(range, leafHash(envelopeHash));
    for (const { height, index, hash } of appended.nodes) nodes.set(`${height}/${index}`, hash);
    range = appended.range;
    roots.push(rangeRoot(range));
  }
  const node = (height: number, index: number): Uint8Array => nodes.get(`${height}/${index}`) ?? new Uint8Array(0);
  const inclusion = Array.from({ length: size }, (_, leafIndex) => ({
    leafIndex,
    size,
    proof: inclusionProof(node, leafIndex, size),
  }));
  const consistency = [1, 2, 3, 4, 6, 8].map((from) => ({ from, to: size, proof: consistencyProof(node, from, size) }));
  write('tree.json', { envelopeHashes, roots, inclusion, consistency });
}

function makeSmallParts(): void {
  const lengths = [0, 1, 511, 512, 513, 1000, 4095, 4096, 4097, 100_000, 8_388_607, 8_388_608, 9_000_001];
  write(
    'padding.json',
    lengths.map((length) => ({ length, padded: paddedLength(length) })),
  );
  const info = Buffer.from('shouke:vector:1');
  const plaintext = fixed('plaintext');
  write('hpke.json', {
    recipientPrivateScalar: recipientScalar,
    recipientPublicKey,
    ephemeralPrivateScalar: ephemeralScalar,
    info,
    plaintext,
    ...hpkeSeal(recipientPublicKey, info, plaintext, ephemeralScalar),
  });
}

mkdirSync(folder, { recursive: true });
makeRefusals(makeFile());
makePayloads();
makeAudit();
makeTree();
makeSmallParts();
