import { done, type Result } from '../domain/refusal.ts';
import { CborReader, WireError } from './cborReader.ts';
import { CborWriter } from './cborWriter.ts';
import { changeSetLimits } from './limits.ts';
import { refuseChangeSet } from './refusals.ts';

/** Major format. A reader refuses a higher one; what may be added within it, see `extensions`. */
export const changeSetFormat = 1;

/** What a change set is for. The numbers on the wire never change their meaning. */
export const changeSetKinds = {
  transactions: 1,
  attachment: 2,
  receipt: 3,
  policy: 4,
  transfer: 5,
  freeze: 6,
  snapshot: 7,
} as const;
export type ChangeSetKind = keyof typeof changeSetKinds;

/** Who wrote the file: a branch for headquarters, or headquarters for a branch. */
export type ChangeSetOrigin = 'branch' | 'hq';

/** A state of headquarters' tree of envelope hashes: number of leaves and root (RFC 6962), root 32 bytes. */
export interface Checkpoint {
  readonly treeSize: number;
  readonly root: Uint8Array;
}

export interface ChangeSetHeader {
  readonly kind: ChangeSetKind;
  readonly origin: ChangeSetOrigin;
  /** The branch that wrote the file, or the one it is for. */
  readonly branchId: string;
  /** 16 random bytes: the life of the writer's database. A restored database starts a new one. */
  readonly incarnationId: Uint8Array;
  /** From 1, without gaps, per (origin, branch, incarnation). */
  readonly sequence: number;
  /** Envelope hash of the file before, 32 bytes; zeros at sequence 1. */
  readonly previousHash: Uint8Array;
  /** Version of the table descriptions the payload was written with. */
  readonly schemaVersion: number;
  /** SHA-256 of the signer's certificate in DER. */
  readonly signer: Uint8Array;
  /** SHA-256 of each recipient's public key, see `hpke.ts`. */
  readonly recipients: readonly Uint8Array[];
  /** The last checkpoint of headquarters that the writer has seen; null before the first receipt. */
  readonly checkpoint: Checkpoint | null;
  /** Sample data never mixes with real data. */
  readonly sample: boolean;
  /** UTC milliseconds on the writer's clock. Display only. */
  readonly sealedAt: number;
  /** Last event of the branch's audit chain when the file was sealed; null from headquarters. */
  readonly auditHead: { readonly sequence: number; readonly hash: Uint8Array } | null;
  /** Optional fields (keys 64 and above) that a reader may ignore: the raw CBOR of each value. */
  readonly extensions?: ReadonlyMap<number, Uint8Array>;
}

const firstOptionalKey = 64;
const extensionDepth = 8;
const kindOfNumber = new Map<number, ChangeSetKind>(
  (Object.keys(changeSetKinds) as ChangeSetKind[]).map((kind) => [changeSetKinds[kind], kind]),
);
const requiredKeys = 14;

/** The header as deterministic CBOR. */
export function encodeHeader(header: ChangeSetHeader): Buffer {
  const extensions = [...(header.extensions ?? [])].sort((a, b) => a[0] - b[0]);
  const writer = new CborWriter(1024).map(requiredKeys + extensions.length);
  writer.integer(1).integer(changeSetFormat);
  writer.integer(2).integer(changeSetKinds[header.kind]);
  writer.integer(3).text(header.branchId);
  writer.integer(4).bytes(header.incarnationId);
  writer.integer(5).integer(header.sequence);
  writer.integer(6).bytes(header.previousHash);
  writer.integer(7).integer(header.schemaVersion);
  writer.integer(8).bytes(header.signer);
  writer.integer(9).array(header.recipients.length);
  for (const keyId of header.recipients) writer.bytes(keyId);
  writer.integer(10);
  if (header.checkpoint === null) writer.null();
  else writer.array(2).integer(header.checkpoint.treeSize).bytes(header.checkpoint.root);
  writer.integer(11).boolean(header.sample);
  writer.integer(12).integer(header.origin === 'branch' ? 1 : 2);
  writer.integer(13).integer(header.sealedAt);
  writer.integer(14);
  if (header.auditHead === null) writer.null();
  else writer.array(2).integer(header.auditHead.sequence).bytes(header.auditHead.hash);
  for (const [key, value] of extensions) {
    if (key < firstOptionalKey) throw new TypeError(`header key ${key} is reserved`);
    writer.integer(key).raw(value);
  }
  return writer.bytesWritten();
}

class UnknownField extends Error {}
class FormatTooNew extends Error {}

/** Reads a header strictly. Refusals: `headerMalformed`, `headerUnknownField`, `formatTooNew`. */
export function decodeHeader(bytes: Uint8Array): Result<ChangeSetHeader> {
  const reader = new CborReader(bytes);
  try {
    const header = readHeader(reader);
    reader.end();
    return done(header);
  } catch (error) {
    if (error instanceof WireError) return refuseChangeSet('changeset.headerMalformed', error.message);
    if (error instanceof UnknownField) return refuseChangeSet('changeset.headerUnknownField', error.message);
    if (error instanceof FormatTooNew) return refuseChangeSet('changeset.formatTooNew', error.message);
    throw error;
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function readHeader(reader: CborReader): ChangeSetHeader {
  const header: Writable<Partial<ChangeSetHeader>> = {};
  const extensions = new Map<number, Uint8Array>();
  let required = 0;
  reader.entries(256, (key) => {
    if (key >= firstOptionalKey) {
      extensions.set(key, new Uint8Array(reader.skip(extensionDepth)));
      return;
    }
    if (key !== 1 && required === 0) reader.fail('the format is missing');
    required++;
    switch (key) {
      case 1: {
        const format = reader.unsigned();
        if (format > changeSetFormat) throw new FormatTooNew(`${format} > ${changeSetFormat}`);
        if (format !== changeSetFormat) reader.fail('not a known format');
        return;
      }
      case 2: {
        const kind = kindOfNumber.get(reader.unsigned());
        if (kind === undefined) throw new UnknownField('kind');
        header.kind = kind;
        return;
      }
      case 3:
        header.branchId = reader.text(changeSetLimits.identifierBytes);
        if (header.branchId === '') reader.fail('the branch is not named');
        return;
      case 4:
        header.incarnationId = reader.bytesOf(16);
        return;
      case 5:
        header.sequence = reader.unsigned();
        if (header.sequence === 0) reader.fail('sequences count from 1');
        return;
      case 6:
        header.previousHash = reader.bytesOf(32);
        return;
      case 7:
        header.schemaVersion = reader.unsigned();
        return;
      case 8:
        header.signer = reader.bytesOf(32);
        return;
      case 9: {
        const count = reader.array(changeSetLimits.recipients);
        if (count === 0) reader.fail('no recipient');
        header.recipients = Array.from({ length: count }, () => reader.bytesOf(32));
        return;
      }
      case 10:
        header.checkpoint = readOrNull(reader, (treeSize, root) => ({ treeSize, root }));
        return;
      case 11:
        header.sample = reader.boolean();
        return;
      case 12: {
        const origin = reader.unsigned(2);
        if (origin === 0) reader.fail('not an origin');
        header.origin = origin === 1 ? 'branch' : 'hq';
        return;
      }
      case 13:
        header.sealedAt = reader.unsigned();
        return;
      case 14:
        header.auditHead = readOrNull(reader, (sequence, hash) => ({ sequence, hash }));
        return;
      default:
        throw new UnknownField(`${key}`);
    }
  });
  if (!isComplete(header) || required !== requiredKeys) reader.fail('a required field is missing');
  return extensions.size === 0 ? header : { ...header, extensions };
}

function readOrNull<T>(reader: CborReader, make: (count: number, hash: Uint8Array) => T): T | null {
  if (reader.isNull()) return null;
  reader.arrayOf(2);
  return make(reader.unsigned(), reader.bytesOf(32));
}

function isComplete(header: Partial<ChangeSetHeader>): header is ChangeSetHeader {
  return (
    header.kind !== undefined &&
    header.origin !== undefined &&
    header.branchId !== undefined &&
    header.incarnationId !== undefined &&
    header.sequence !== undefined &&
    header.previousHash !== undefined &&
    header.schemaVersion !== undefined &&
    header.signer !== undefined &&
    header.recipients !== undefined &&
    header.checkpoint !== undefined &&
    header.sample !== undefined &&
    header.sealedAt !== undefined &&
    header.auditHead !== undefined
  );
}
