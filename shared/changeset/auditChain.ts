import { createCipheriv, createDecipheriv, hash, type KeyObject, randomFillSync } from 'node:crypto';
import { done, type Refusal, type Result, refused } from '../domain/refusal.ts';
import { CborReader, WireError } from './cborReader.ts';
import { CborWriter } from './cborWriter.ts';
import type { AuditDetailRecord, AuditRecord, ColumnValue } from './operation.ts';

/**
 * The audit chain. Each event's hash covers all its fields and the hash before it; an event covers the rows it is
 * about through salted commitments. Values and salts lie sealed under a key per subject, so destroying that key
 * erases a person while the chain still verifies.
 */

const eventDomain = Buffer.from('shouke:audit-event:1\0');
const detailsDomain = Buffer.from('shouke:audit-details:1\0');
const detailDomain = Buffer.from('shouke:audit-detail:1\0');
const genesisDomain = Buffer.from('shouke:audit-genesis:1\0');

const saltSize = 16;
const nonceSize = 12;
const tagSize = 16;
const commitmentSize = 32;
/** First byte of a sealed detail; a later layout gets another. */
const sealedVersion = 1;
const sealedOverhead = 1 + nonceSize + tagSize;
const maxDetailColumns = 4096;

/** An audit event before its hash is known. */
export type AuditRecordDraft = Omit<AuditRecord, 'hash'>;

/** Where a detail stands: it cannot be moved to another event, row or table without being noticed. */
export interface DetailPlace {
  readonly sequence: number;
  readonly index: number;
  readonly tableId: number;
  readonly rowId: string;
}

/** 32 bytes, one key per subject. A `KeyObject` (`createSecretKey(bytes)`, kept for reuse) seals three times as fast. */
export type SubjectKey = Uint8Array | KeyObject;

export interface DetailToSeal extends DetailPlace {
  readonly columns: ReadonlyMap<number, ColumnValue>;
  readonly subjectKey: SubjectKey;
  /** 16 bytes; random when left out, given only by test vectors. */
  readonly salt?: Uint8Array;
  /** 12 bytes; random when left out, given only by test vectors. */
  readonly nonce?: Uint8Array;
}

export interface SealedDetail {
  /** SHA-256 over domain, table, row, salt and columns. */
  readonly commitment: Uint8Array;
  /** `version(1) | nonce(12) | AES-256-GCM(salt | columns) | tag(16)`. */
  readonly sealed: Uint8Array;
}

const scratch = new CborWriter();
const aadScratch = new CborWriter(256);

/** The `previousHash` of a branch's first event. */
export function genesisHash(branchId: string): Uint8Array {
  return sha256(scratch.reset().raw(genesisDomain).text(branchId).view());
}

/** What an event's hash covers of a detail, to be checked without any key. */
export type CommittedDetail = Pick<AuditDetailRecord, 'tableId' | 'rowId' | 'subject' | 'commitment'>;

/**
 * SHA-256 over the details of one event in the order of their index: which row, whose key, and the commitment (32 bytes).
 * The subject is covered too, or values could be put behind somebody erased, where nobody can check them.
 */
export function computeDetailsHash(details: readonly CommittedDetail[]): Uint8Array {
  scratch.reset().raw(detailsDomain).array(details.length);
  for (const { tableId, rowId, subject, commitment } of details) {
    scratch.array(4).integer(tableId).text(rowId).text(subject).bytes(commitment);
  }
  return sha256(scratch.view());
}

/** SHA-256 over the deterministic CBOR of all fields of an event except its hash. */
export function computeAuditHash(record: AuditRecordDraft): Uint8Array {
  scratch
    .reset()
    .raw(eventDomain)
    .array(9)
    .integer(record.sequence)
    .integer(record.at)
    .text(record.actor)
    .text(record.action)
    .text(record.subjectKind)
    .text(record.subjectId)
    .text(record.txId)
    .bytes(record.detailsHash)
    .bytes(record.previousHash);
  return sha256(scratch.view());
}

/** Commits to the values of one row and seals them under the subject's key. */
export function sealDetail(detail: DetailToSeal): SealedDetail {
  scratch.reset().raw(detailDomain).integer(detail.tableId).text(detail.rowId);
  const plainStart = scratch.length;
  scratch.raw(detail.salt ?? randomBytesFromPool(saltSize)).columns(detail.columns);
  const commitment = sha256(scratch.view());
  const plain = scratch.view(plainStart);

  const sealed = new Uint8Array(plain.length + sealedOverhead);
  const nonce = sealed.subarray(1, 1 + nonceSize);
  sealed[0] = sealedVersion;
  nonce.set(detail.nonce ?? randomBytesFromPool(nonceSize));
  const cipher = createCipheriv('aes-256-gcm', detail.subjectKey, nonce);
  cipher.setAAD(additionalData(detail, commitment));
  sealed.set(cipher.update(plain), 1 + nonceSize);
  cipher.final();
  sealed.set(cipher.getAuthTag(), sealed.length - tagSize);
  return { commitment, sealed };
}

/**
 * The values of a sealed detail, after checking that they are the ones committed to.
 * Refusals: `audit.detailUnreadable` (other key or changed bytes), `audit.detailMismatch` (opens, but the values are not
 * the committed ones).
 */
export function openDetail(
  detail: DetailPlace & SealedDetail & { readonly subjectKey: SubjectKey },
): Result<ReadonlyMap<number, ColumnValue>> {
  const { sealed, commitment } = detail;
  if (sealed.length < sealedOverhead + saltSize + 1 || sealed[0] !== sealedVersion)
    return refused(detailUnreadable(detail));
  const end = sealed.length - tagSize;
  const decipher = createDecipheriv('aes-256-gcm', detail.subjectKey, sealed.subarray(1, 1 + nonceSize), {
    authTagLength: tagSize,
  });
  decipher.setAAD(additionalData(detail, commitment));
  decipher.setAuthTag(sealed.subarray(end));
  let plain: Buffer;
  try {
    plain = decipher.update(sealed.subarray(1 + nonceSize, end));
    decipher.final();
  } catch {
    return refused(detailUnreadable(detail));
  }
  const computed = sha256(
    scratch.reset().raw(detailDomain).integer(detail.tableId).text(detail.rowId).raw(plain).view(),
  );
  if (!sameBytes(computed, commitment)) return refused(detailMismatch(detail));
  try {
    const reader = new CborReader(plain.subarray(saltSize));
    const columns = reader.columns(maxDetailColumns);
    reader.end();
    return done(columns);
  } catch (error) {
    if (error instanceof WireError) return refused(detailMismatch(detail));
    throw error;
  }
}

/** Why an event does not fit the chain. */
export type ChainBreak =
  /** Its number does not follow the one before: an event is missing, doubled or moved. */
  | 'sequence'
  /** It does not continue the event before it: that one, or everything before, was exchanged. */
  | 'previousHash'
  /** Its own fields were changed. */
  | 'hash'
  /** Its details are not the ones it was written with: one missing, added, moved or exchanged. */
  | 'details'
  /** The sealed values of a detail were changed, or moved to another row. */
  | 'sealed'
  /** The chain ends before, or elsewhere than, the head it is known to have. */
  | 'head';

export interface ChainHead {
  readonly sequence: number;
  readonly hash: Uint8Array;
}

export type ChainVerdict =
  | { readonly ok: true; readonly events: number; readonly head: ChainHead }
  | {
      readonly ok: false;
      /** The first event that is wrong. */
      readonly sequence: number;
      readonly why: ChainBreak;
      /** Index of the detail, where one detail is wrong. */
      readonly index?: number;
      readonly refusals: readonly [Refusal];
    };

export interface ChainExpectations {
  /** The event before the first record; the genesis (`{ sequence: 0, hash: genesisHash(branchId) }`) for a whole chain. */
  readonly after?: ChainHead;
  /** The last event known from elsewhere (head marker, receipt): the only way to notice a chain cut short. */
  readonly head?: ChainHead;
  /** Keys of the subjects, to check sealed values too. Undefined for a subject that was erased. */
  readonly subjectKey?: (subject: string) => SubjectKey | undefined;
}

/**
 * Checks events in the order of their sequence, and their details (ordered by sequence, index) where given. Reads both
 * as streams, so a chain of any length needs no memory. Stops at the first event that is wrong.
 */
export function verifyChain(
  records: Iterable<AuditRecord>,
  details?: Iterable<AuditDetailRecord>,
  expect: ChainExpectations = {},
): ChainVerdict {
  const pending = details?.[Symbol.iterator]();
  let detail = pending?.next();
  let last = expect.after;
  let events = 0;
  try {
    for (const record of records) {
      if (last !== undefined && record.sequence !== last.sequence + 1) return broken(last.sequence + 1, 'sequence');
      if (last !== undefined && !sameBytes(record.previousHash, last.hash))
        return broken(record.sequence, 'previousHash');
      if (!sameBytes(computeAuditHash(record), record.hash)) return broken(record.sequence, 'hash');
      if (pending !== undefined) {
        const own: AuditDetailRecord[] = [];
        while (detail !== undefined && !detail.done && detail.value.sequence <= record.sequence) {
          const each = detail.value;
          if (each.sequence !== record.sequence || each.index !== own.length) {
            return broken(record.sequence, 'details', each.index);
          }
          const key = expect.subjectKey?.(each.subject);
          if (key !== undefined && !openDetail({ ...each, subjectKey: key }).ok) {
            return broken(record.sequence, 'sealed', each.index);
          }
          own.push(each);
          detail = pending.next();
        }
        if (!sameBytes(computeDetailsHash(own), record.detailsHash)) return broken(record.sequence, 'details');
      }
      if (expect.head?.sequence === record.sequence && !sameBytes(expect.head.hash, record.hash)) {
        return broken(record.sequence, 'head');
      }
      last = { sequence: record.sequence, hash: record.hash };
      events++;
    }
    if (detail !== undefined && !detail.done) return broken(detail.value.sequence, 'details', detail.value.index);
  } finally {
    if (detail !== undefined && !detail.done) pending?.return?.();
  }
  const head = last ?? { sequence: 0, hash: new Uint8Array(commitmentSize) };
  if (expect.head !== undefined && expect.head.sequence > head.sequence) return broken(head.sequence + 1, 'head');
  return { ok: true, events, head };
}

function additionalData(place: DetailPlace, commitment: Uint8Array): Buffer {
  return aadScratch
    .reset()
    .array(5)
    .integer(place.sequence)
    .integer(place.index)
    .integer(place.tableId)
    .text(place.rowId)
    .bytes(commitment)
    .view();
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

const pool = Buffer.allocUnsafeSlow(16_384);
let poolUsed = pool.length;

/** Random bytes, drawn from the operating system many at a time; each byte is handed out once. */
function randomBytesFromPool(size: number): Uint8Array {
  if (poolUsed + size > pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const bytes = pool.subarray(poolUsed, poolUsed + size);
  poolUsed += size;
  return bytes;
}

const breakWords: Record<ChainBreak, { readonly zh: string; readonly en: string }> = {
  sequence: { zh: '此处缺少、重复或调换了记录', en: 'an event is missing, doubled or moved here' },
  previousHash: { zh: '它与前一条记录不相接', en: 'it does not continue the event before it' },
  hash: { zh: '它的内容被改动过', en: 'its fields were changed' },
  details: { zh: '它的明细被增删、调换或替换', en: 'its details were added to, removed, moved or exchanged' },
  sealed: { zh: '它的一条明细的密文被改动过', en: 'the sealed values of one of its details were changed' },
  head: { zh: '记录链与已知的最后一条不符', en: 'the chain does not reach the last event that is known' },
};

function broken(sequence: number, why: ChainBreak, index?: number): ChainVerdict {
  const words = breakWords[why];
  const refusal: Refusal = {
    kind: 'barred',
    code: `audit.chain.${why}`,
    zh: `审计记录第 ${sequence} 条不可信：${words.zh}。`,
    en: `Audit event ${sequence} cannot be trusted: ${words.en}.`,
    next: {
      zh: '请停止使用本机，联系总部，从总部或最近一次核验过的备份恢复。',
      en: 'Stop using this computer, tell headquarters, and restore from headquarters or the last verified backup.',
    },
  };
  return index === undefined
    ? { ok: false, sequence, why, refusals: [refusal] }
    : { ok: false, sequence, why, index, refusals: [refusal] };
}

const detailUnreadable = (place: DetailPlace): Refusal => ({
  kind: 'barred',
  code: 'audit.detailUnreadable',
  zh: `审计记录第 ${place.sequence} 条的第 ${place.index + 1} 项明细打不开：密钥不对，或密文被改动过。`,
  en: `Detail ${place.index + 1} of audit event ${place.sequence} does not open: other key, or changed bytes.`,
  next: { zh: '请核验整条审计链。', en: 'Verify the whole audit chain.' },
});

const detailMismatch = (place: DetailPlace): Refusal => ({
  kind: 'barred',
  code: 'audit.detailMismatch',
  zh: `审计记录第 ${place.sequence} 条的第 ${place.index + 1} 项明细与当时的承诺值不一致。`,
  en: `Detail ${place.index + 1} of audit event ${place.sequence} is not what was committed to.`,
  next: { zh: '请核验整条审计链。', en: 'Verify the whole audit chain.' },
});
