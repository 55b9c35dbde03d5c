import type { Result } from '../domain/refusal.ts';
import type { CborReader } from './cborReader.ts';
import { CborWriter } from './cborWriter.ts';
import type { Checkpoint } from './header.ts';
import { changeSetLimits } from './limits.ts';
import { readPayload } from './payload.ts';

/** Version of the receipt payload, independent of the envelope's format. */
export const receiptPayloadVersion = 1;

const { identifierBytes } = changeSetLimits;
const mostRanges = 10_000;
const mostErrors = 100_000;
const mostWords = 4096;
/** A tree of 2^64 leaves has proofs of at most this many hashes. */
const longestProof = 64;
const longestConsistencyProof = 128;

/** Inclusive range of sequences that headquarters does not have. */
export interface MissingRange {
  readonly from: number;
  readonly to: number;
}

/** A file or a row that headquarters could not take, with words for the branch. */
export interface ReceiptError {
  /** Stable dotted code. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** Sequence of the file. */
  readonly sequence: number;
  /** The row that went to quarantine; null when the whole file is meant. */
  readonly row: { readonly txId: string; readonly tableId: number; readonly rowId: string } | null;
}

/** Headquarters' answer to everything it has of one branch incarnation so far. Cumulative: the newest one says it all. */
export interface Receipt {
  /** The branch incarnation it is about, 16 bytes. */
  readonly incarnationId: Uint8Array;
  /** Everything up to this sequence is imported; 0 for nothing. */
  readonly headSequence: number;
  /** Envelope hash of that file; zeros for nothing. */
  readonly headHash: Uint8Array;
  readonly missing: readonly MissingRange[];
  readonly errors: readonly ReceiptError[];
  /** The life of headquarters' store, 16 bytes. Another value than before: headquarters was restored, send again. */
  readonly hqIncarnation: Uint8Array;
  /** The tree that contains the head's envelope hash. */
  readonly checkpoint: Checkpoint;
  /** Proof that the head's envelope hash is a leaf of it; null when nothing is imported. */
  readonly inclusion: { readonly leafIndex: number; readonly proof: readonly Uint8Array[] } | null;
  /** Proof that it extends the last checkpoint the branch named in a header; null when it named none. */
  readonly consistency: { readonly fromSize: number; readonly proof: readonly Uint8Array[] } | null;
  /** Set when files wait because headquarters is older than the branch, or the branch too old for headquarters. */
  readonly updateRequired: 'branch' | 'hq' | null;
}

/** The payload of a change set of kind `receipt`: `[version, [ten fields]]`. */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const writer = new CborWriter().array(2).unsigned(receiptPayloadVersion).array(10);
  writer.bytesOf(receipt.incarnationId, 16).unsigned(receipt.headSequence).bytesOf(receipt.headHash, 32);
  writer.array(receipt.missing.length);
  for (const { from, to } of receipt.missing) writer.array(2).unsigned(from).unsigned(to);
  writer.array(receipt.errors.length);
  for (const { code, zh, en, sequence, row } of receipt.errors) {
    writer.array(5).textUpTo(code, identifierBytes).textUpTo(zh, mostWords).textUpTo(en, mostWords).unsigned(sequence);
    if (row === null) writer.null();
    else writer.array(3).text(row.txId).unsigned(row.tableId).text(row.rowId);
  }
  writer.bytesOf(receipt.hqIncarnation, 16);
  writer.array(2).unsigned(receipt.checkpoint.treeSize).bytesOf(receipt.checkpoint.root, 32);
  writeProof(writer, receipt.inclusion && { at: receipt.inclusion.leafIndex, proof: receipt.inclusion.proof });
  writeProof(writer, receipt.consistency && { at: receipt.consistency.fromSize, proof: receipt.consistency.proof });
  if (receipt.updateRequired === null) writer.null();
  else writer.unsigned(receipt.updateRequired === 'branch' ? 1 : 2);
  return writer.view();
}

/** Reads a receipt strictly. Proofs are read, not verified: see `merkle.ts`. Refusals: `payloadMalformed`, `payloadTooNew`. */
export function decodeReceipt(payload: Uint8Array): Result<Receipt> {
  return readPayload(payload, receiptPayloadVersion, (reader) => {
    reader.arrayOf(10);
    const incarnationId = reader.bytesOf(16);
    const headSequence = reader.unsigned();
    const headHash = reader.bytesOf(32);
    const missing = readRanges(reader, headSequence);
    const errors = Array.from({ length: reader.array(mostErrors) }, () => readError(reader));
    const hqIncarnation = reader.bytesOf(16);
    reader.arrayOf(2);
    const checkpoint = { treeSize: reader.unsigned(), root: reader.bytesOf(32) };
    const inclusion = readProof(reader, longestProof);
    const consistency = readProof(reader, longestConsistencyProof);
    const updateRequired = readUpdate(reader);
    return {
      incarnationId,
      headSequence,
      headHash,
      missing,
      errors,
      hqIncarnation,
      checkpoint,
      inclusion: inclusion && { leafIndex: inclusion.at, proof: inclusion.proof },
      consistency: consistency && { fromSize: consistency.at, proof: consistency.proof },
      updateRequired,
    };
  });
}

interface Proof {
  readonly at: number;
  readonly proof: readonly Uint8Array[];
}

function writeProof(writer: CborWriter, proof: Proof | null): void {
  if (proof === null) {
    writer.null();
    return;
  }
  writer.array(2).unsigned(proof.at).array(proof.proof.length);
  for (const hash of proof.proof) writer.bytesOf(hash, 32);
}

function readProof(reader: CborReader, longest: number): Proof | null {
  if (reader.isNull()) return null;
  reader.arrayOf(2);
  const at = reader.unsigned();
  return { at, proof: Array.from({ length: reader.array(longest) }, () => reader.bytesOf(32)) };
}

/** Ranges ascend, do not touch, and lie above the head. */
function readRanges(reader: CborReader, head: number): MissingRange[] {
  let last = head;
  return Array.from({ length: reader.array(mostRanges) }, () => {
    reader.arrayOf(2);
    const from = reader.unsigned();
    const to = reader.unsigned();
    if (from <= last || to < from) reader.fail('ranges out of order');
    last = to + 1;
    return { from, to };
  });
}

function readError(reader: CborReader): ReceiptError {
  reader.arrayOf(5);
  const code = reader.text(identifierBytes);
  const zh = reader.text(mostWords);
  const en = reader.text(mostWords);
  const sequence = reader.unsigned();
  if (reader.isNull()) return { code, zh, en, sequence, row: null };
  reader.arrayOf(3);
  const row = {
    txId: reader.text(identifierBytes),
    tableId: reader.unsigned(),
    rowId: reader.text(identifierBytes),
  };
  return { code, zh, en, sequence, row };
}

function readUpdate(reader: CborReader): Receipt['updateRequired'] {
  if (reader.isNull()) return null;
  const side = reader.unsigned(2);
  if (side === 0) reader.fail('not a side');
  return side === 1 ? 'branch' : 'hq';
}
