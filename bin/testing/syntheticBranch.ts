import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Headquarters } from '../../hq/headquarters.ts';
import { computeAuditHash, computeDetailsHash, genesisHash, sealDetail } from '../../shared/changeset/auditChain.ts';
import { withCertificates } from '../../shared/changeset/certificatesField.ts';
import type { ChangeSetHeader } from '../../shared/changeset/header.ts';
import type {
  AuditDetailRecord,
  AuditRecord,
  ColumnValue,
  Operation,
  Transaction,
} from '../../shared/changeset/operation.ts';
import { type SealedChangeSet, sealChangeSet } from '../../shared/changeset/seal.ts';
import { encodeTransactions, type TransactionPart } from '../../shared/changeset/transactionPayload.ts';
import { orThrow } from '../../shared/domain/refusal.ts';
import { acceptEnrolment, type EnrolmentBundle } from '../../shared/pki/enrolmentAnswer.ts';
import { type BranchKeys, makeEnrolmentRequest } from '../../shared/pki/enrolmentRequest.ts';
import { generatePrivateKey } from '../../shared/pki/keys.ts';
import { schemaVersion, type TableName, tables } from '../../shared/schema/index.ts';
import { commonColumns, type TableSpec } from '../../shared/schema/table.ts';

/** Everything a synthetic branch is: as JSON text it can be kept beside a headquarters that was copied. */
export interface SyntheticIdentity {
  readonly branchId: string;
  readonly name: string;
  readonly keys: BranchKeys;
  readonly bundle: EnrolmentBundle;
}

const at = Date.UTC(2026, 10, 23, 1, 0, 0);

/** Enrols a branch that has keys and no registry. The RSA key of the seal may be shared: making one takes a second. */
export async function enrolSynthetic(
  hq: Headquarters,
  branchId: string,
  name: string,
  seal?: KeyObject,
): Promise<SyntheticIdentity> {
  const keys: BranchKeys = {
    changeSets: await generatePrivateKey('p256'),
    encryption: await generatePrivateKey('p256'),
    authority: await generatePrivateKey('p256'),
    seal: seal ?? (await generatePrivateKey('rsa3072')),
  };
  const identity = { branchId, branchName: name, companyName: hq.identity.name, sample: false };
  const { request } = orThrow(makeEnrolmentRequest(identity, keys, at));
  const { answer } = await hq.enrol(request);
  const bundle = orThrow(acceptEnrolment(answer, { request, keys, at: at + 1000 }));
  return { branchId, name, keys, bundle };
}

/** Rows to write: which table, which row, what changes, on which version. */
export interface Write {
  readonly table: TableName;
  readonly id: string;
  readonly values: Readonly<Record<string, ColumnValue>>;
  /** 0 for a new row. */
  readonly base?: number;
  readonly epoch?: number;
}

/**
 * A branch without a registry: it writes transactions, audit events and sealed files directly, so that tests can write what
 * no registry would, and measurements many of them.
 */
export class SyntheticBranch {
  readonly identity: SyntheticIdentity;
  incarnationId: Uint8Array = randomBytes(16);
  sequence = 0;
  previousHash: Uint8Array = new Uint8Array(32);
  auditHead: { sequence: number; hash: Uint8Array };
  checkpoint: ChangeSetHeader['checkpoint'] = null;
  readonly #subjectKey = randomBytes(32);
  #transactions = 0;

  constructor(identity: SyntheticIdentity) {
    this.identity = identity;
    this.auditHead = { sequence: 0, hash: genesisHash(identity.branchId) };
  }

  /** Begins another life of the database: what was sealed before is not forgotten by headquarters. */
  startAnew(auditHead = this.auditHead): void {
    this.incarnationId = randomBytes(16);
    this.sequence = 0;
    this.previousHash = new Uint8Array(32);
    this.auditHead = auditHead;
  }

  operation(write: Write): Operation {
    const table: TableSpec = tables[write.table];
    const isNew = (write.base ?? 0) === 0;
    const given: Record<string, ColumnValue> = isNew
      ? {
          branchId: this.identity.branchId,
          createdAt: at,
          createdBy: 'clerk',
          updatedAt: at,
          updatedBy: 'clerk',
          ...write.values,
        }
      : { updatedAt: at, updatedBy: 'clerk', ...write.values };
    const ids: Readonly<Record<string, { readonly id: number }>> = { ...commonColumns, ...table.columns };
    const columns = Object.entries(given).map(([name, value]): [number, ColumnValue] => [
      ids[name]?.id ?? Number(name),
      value,
    ]);
    return {
      tableId: table.id,
      rowId: write.id,
      ownerEpoch: write.epoch ?? 1,
      baseVersion: write.base ?? 0,
      time: { wall: at, counter: 0 },
      columns: new Map(columns.sort(([a], [b]) => a - b)),
    };
  }

  /** One unit of work: its operations and the audit event that commits to them. */
  transaction(operations: readonly Operation[], txId?: string): Transaction {
    this.#transactions += 1;
    const name = txId ?? `${Buffer.from(this.incarnationId).toString('hex', 0, 4)}-${this.#transactions}`;
    const sequence = this.auditHead.sequence + 1;
    const details: AuditDetailRecord[] = operations.map((operation, index) => {
      const place = { sequence, index, tableId: operation.tableId, rowId: operation.rowId };
      const sealed = sealDetail({ ...place, columns: operation.columns, subjectKey: this.#subjectKey });
      return { ...place, subject: 'branch', ...sealed };
    });
    const draft = {
      sequence,
      at,
      actor: 'clerk',
      action: 'test.write',
      subjectKind: 'branch',
      subjectId: this.identity.branchId,
      txId: name,
      detailsHash: computeDetailsHash(details),
      previousHash: this.auditHead.hash,
    };
    const event: AuditRecord = { ...draft, hash: computeAuditHash(draft) };
    this.auditHead = { sequence, hash: event.hash };
    return { txId: name, operations, audit: [event], details };
  }

  write(...writes: readonly Write[]): Transaction {
    return this.transaction(writes.map((each) => this.operation(each)));
  }

  /** A new client row. */
  client(id: string, name: string): Write {
    const values = { name, normalizedName: name, pinyin: '', initials: '', status: 'active', creditDays: 30 };
    return { table: 'client', id, values };
  }

  sealTransactions(...transactions: readonly Transaction[]): SealedChangeSet {
    return this.sealParts(...transactions.map((each) => ({ ...each, part: 1, parts: 1 })));
  }

  sealParts(...parts: readonly TransactionPart[]): SealedChangeSet {
    return this.seal(encodeTransactions(parts));
  }

  /** The next file; `change` writes into its header what a registry would not. */
  seal(
    payload: Uint8Array,
    change: Partial<ChangeSetHeader> = {},
    recipients?: readonly Uint8Array[],
  ): SealedChangeSet {
    const sealed = this.sealLike(payload, change, recipients);
    this.sequence = sealed.header.sequence;
    this.previousHash = sealed.hash;
    return sealed;
  }

  /** The same without moving on. */
  sealLike(
    payload: Uint8Array,
    change: Partial<ChangeSetHeader> = {},
    recipients: readonly Uint8Array[] = [this.identity.bundle.headquarters.encryptionPublicKey],
  ): SealedChangeSet {
    const { bundle, keys, branchId } = this.identity;
    return sealChangeSet({
      header: {
        kind: 'transactions',
        origin: 'branch',
        branchId,
        incarnationId: this.incarnationId,
        sequence: this.sequence + 1,
        previousHash: this.previousHash,
        schemaVersion,
        checkpoint: this.checkpoint,
        sample: false,
        sealedAt: at,
        auditHead: this.auditHead,
        extensions: withCertificates([bundle.changeSets, ...bundle.headquarters.intermediates]),
        ...change,
      },
      payload,
      signer: { certificate: bundle.changeSets, privateKey: keys.changeSets },
      recipients,
    });
  }
}

const der = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'der' }).toString('base64');
const key = (text: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(text, 'base64'), type: 'pkcs8', format: 'der' });

/** To be kept in a file beside the copied headquarters. */
export function syntheticText({ branchId, name, keys, bundle }: SyntheticIdentity): string {
  const bytes = (value: unknown): unknown =>
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
  return JSON.stringify({
    branchId,
    name,
    keys: Object.fromEntries(Object.entries(keys).map(([purpose, each]) => [purpose, der(each)])),
    bundle: JSON.parse(JSON.stringify(bundle, (_, value) => bytes(value))),
  });
}

export function readSynthetic(text: string): SyntheticIdentity {
  const revived: unknown = JSON.parse(text, (_, value) =>
    typeof value === 'object' && value !== null && typeof value.base64 === 'string'
      ? new Uint8Array(Buffer.from(value.base64, 'base64'))
      : value,
  );
  const { keys, ...rest } = revived as Omit<SyntheticIdentity, 'keys'> & { keys: Record<keyof BranchKeys, string> };
  const { changeSets, encryption, authority, seal } = keys;
  return {
    ...rest,
    keys: { changeSets: key(changeSets), encryption: key(encryption), authority: key(authority), seal: key(seal) },
  };
}
