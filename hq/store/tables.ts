type ColumnKind = 'text' | 'integer' | 'bytes';

/** How one of headquarters' own tables is created. Columns may be added later, never changed. */
export interface TableLayout {
  /** `integer!` is not null; `integer?` allows null. */
  readonly columns: Readonly<Record<string, `${ColumnKind}${'!' | '?'}`>>;
  readonly key: readonly string[];
  readonly indexes?: readonly (readonly string[])[];
  /** The key is a number that the database gives, in the order of insertion. */
  readonly numbered?: true;
  /** Rows with large content are kept apart from their key. */
  readonly large?: true;
}

const ofIncarnation = { branchId: 'text!', incarnationId: 'text!', sequence: 'integer!' } as const;
const words = { code: 'text!', zh: 'text!', en: 'text!' } as const;

/**
 * Headquarters' own tables beside the consolidated ones. Ids and hashes are lower-case hex, instants UTC milliseconds.
 * `incarnationId` is the life of a branch's database; what a branch sent is filed under (branch, incarnation, sequence).
 */
export const layouts = {
  setting: { columns: { name: 'text!', value: 'text!' }, key: ['name'] },
  enrolledBranch: {
    columns: {
      branchId: 'text!',
      branchName: 'text!',
      companyName: 'text!',
      /** HPKE key of the branch, 65 bytes. */
      encryptionPublicKey: 'bytes!',
      signerQuota: 'integer!',
      enrolledAt: 'integer!',
      /** Null while its files are taken; else the code of why a person has to look first. */
      stoppedFor: 'text?',
      stoppedAt: 'integer?',
      /** SHA-256 of the request that was answered, and the answer: asked again, the same. */
      requestHash: 'text!',
      answer: 'bytes!',
    },
    key: ['branchId'],
  },
  /** Certificates that change sets may be signed with. */
  branchCertificate: {
    columns: {
      fingerprint: 'text!',
      branchId: 'text!',
      der: 'bytes!',
      /** From this sequence on it is revoked; null while it is good. */
      revokedFromSequence: 'integer?',
      revokedAt: 'integer?',
    },
    key: ['fingerprint'],
    indexes: [['branchId']],
  },
  /** Every certificate ever issued, for good. */
  issuedCertificate: {
    columns: {
      serialNumber: 'text!',
      role: 'text!',
      branchId: 'text?',
      subject: 'text!',
      der: 'bytes!',
      issuedAt: 'integer!',
      revokedAt: 'integer?',
    },
    key: ['serialNumber'],
    indexes: [['branchId']],
  },
  incarnation: {
    columns: {
      branchId: 'text!',
      incarnationId: 'text!',
      headSequence: 'integer!',
      headHash: 'text!',
      /** Last event of the audit chain that was imported. */
      auditSequence: 'integer!',
      auditHash: 'text!',
      /** The furthest head of the audit chain that the branch has claimed; later events must fit it. */
      claimedSequence: 'integer!',
      claimedHash: 'text!',
      /** The checkpoint that the head file named, for the consistency proof of the next receipt. */
      checkpointSize: 'integer?',
      checkpointRoot: 'text?',
      /** 1 once a person decided to go on without audit events that never arrived. */
      gapAccepted: 'integer!',
      firstSeenAt: 'integer!',
    },
    key: ['branchId', 'incarnationId'],
  },
  /** The import log: one row per file that was applied, exactly once. */
  importedFile: {
    columns: {
      ...ofIncarnation,
      hash: 'text!',
      kind: 'text!',
      operations: 'integer!',
      auditEvents: 'integer!',
      bytes: 'integer!',
      /** Position in the tree of envelope hashes. */
      leafIndex: 'integer!',
      sealedAt: 'integer!',
      importedAt: 'integer!',
    },
    key: ['branchId', 'incarnationId', 'sequence'],
    indexes: [['hash']],
  },
  /** Verified files that wait in the spool. */
  parkedFile: {
    columns: {
      ...ofIncarnation,
      hash: 'text!',
      /**
       * `gap`: earlier ones are missing; `anchor`: what happened before a new incarnation is; `tooNew`: this version cannot
       * read it; `stopped`: the branch is stopped.
       */
      reason: 'text!',
      parkedAt: 'integer!',
    },
    key: ['branchId', 'incarnationId', 'sequence'],
    indexes: [['hash']],
  },
  /** Parts of transactions that are not complete. */
  parkedPart: {
    columns: {
      branchId: 'text!',
      incarnationId: 'text!',
      txId: 'text!',
      part: 'integer!',
      parts: 'integer!',
      hash: 'bytes!',
      payload: 'bytes!',
    },
    key: ['branchId', 'incarnationId', 'txId', 'part'],
    large: true,
  },
  /** What this version has no table or column for, kept to be replayed in order after an update. */
  parkedOperation: {
    columns: {
      number: 'integer!',
      ...ofIncarnation,
      tableId: 'integer!',
      rowId: 'text!',
      /** 1 where nothing of it was written because its table is unknown; else only its unknown columns are here. */
      whole: 'integer!',
      /** The operation, as a transaction payload. */
      payload: 'bytes!',
    },
    key: ['number'],
    indexes: [['branchId', 'incarnationId']],
    numbered: true,
  },
  /** Rows, or whole files (`rowId` null), that could not be taken and wait for a person. */
  quarantine: {
    columns: {
      ...ofIncarnation,
      ordinal: 'integer!',
      txId: 'text?',
      tableId: 'integer?',
      rowId: 'text?',
      ...words,
      payload: 'bytes?',
      raisedAt: 'integer!',
      resolvedAt: 'integer?',
    },
    key: ['branchId', 'incarnationId', 'sequence', 'ordinal'],
  },
  /** Signs that somebody may be tampering. Never deleted. */
  integrityAlarm: {
    columns: {
      branchId: 'text!',
      code: 'text!',
      /** What exactly, so that the same finding is one alarm. */
      subject: 'text!',
      zh: 'text!',
      en: 'text!',
      raisedAt: 'integer!',
      resolvedAt: 'integer?',
    },
    key: ['branchId', 'code', 'subject'],
  },
  /** The branches' audit chains. */
  auditEvent: {
    columns: {
      ...ofIncarnation,
      at: 'integer!',
      actor: 'text!',
      action: 'text!',
      subjectKind: 'text!',
      subjectId: 'text!',
      txId: 'text!',
      detailsHash: 'text!',
      previousHash: 'text!',
      hash: 'text!',
      /** What the event says, sealed under its subjects' keys, as a transaction payload; null where it says nothing. */
      details: 'bytes?',
    },
    key: ['branchId', 'incarnationId', 'sequence'],
    large: true,
  },
  /** The details of events so large that their transaction came in parts. */
  auditDetails: {
    columns: { ...ofIncarnation, position: 'integer!', payload: 'bytes!' },
    key: ['branchId', 'incarnationId', 'sequence', 'position'],
    large: true,
  },
  /** Subtrees of the tree of envelope hashes (RFC 6962). */
  merkleNode: { columns: { height: 'integer!', position: 'integer!', hash: 'bytes!' }, key: ['height', 'position'] },
  /** What was sealed for branches, byte for byte. */
  outboxMessage: {
    columns: {
      branchId: 'text!',
      /** The life of this store; a restored one starts a new numbering. */
      hqIncarnation: 'text!',
      sequence: 'integer!',
      kind: 'text!',
      hash: 'text!',
      fileName: 'text!',
      /** Of a receipt: the branch's incarnation it is about. */
      about: 'text?',
      /** Of a receipt: what it says, without checkpoint and proofs, so that the same is not said twice. */
      digest: 'text?',
      bytes: 'bytes!',
      sealedAt: 'integer!',
      /** 1 once its file lies in the branch's outbox folder. */
      delivered: 'integer!',
    },
    key: ['branchId', 'hqIncarnation', 'sequence'],
    indexes: [['delivered']],
    large: true,
  },
  attachmentChunk: {
    columns: { branchId: 'text!', hash: 'text!', position: 'integer!', size: 'integer!' },
    key: ['branchId', 'hash', 'position'],
  },
  /** Attachments that arrived whole and have the hash they are registered under. */
  attachmentContent: {
    columns: { branchId: 'text!', hash: 'text!', size: 'integer!', completedAt: 'integer!' },
    key: ['branchId', 'hash'],
  },
  /** A branch's database key, wrapped for the recovery key; the last one it sent. */
  recoveryPackage: {
    columns: { branchId: 'text!', wrapped: 'bytes!', sealedAt: 'integer!' },
    key: ['branchId'],
  },
  /** Files that were refused before anything in them was believed. */
  refusedFile: { columns: { hash: 'text!', name: 'text!', ...words, refusedAt: 'integer!' }, key: ['hash'] },
} as const satisfies Readonly<Record<string, TableLayout>>;

interface ValueOf {
  readonly 'text!': string;
  readonly 'text?': string | null;
  readonly 'integer!': number;
  readonly 'integer?': number | null;
  readonly 'bytes!': Uint8Array;
  readonly 'bytes?': Uint8Array | null;
}
type Layouts = typeof layouts;

/** Row types by table name: what Kysely reads. */
export type HqTables = {
  [N in keyof Layouts]: {
    [C in keyof Layouts[N]['columns']]: Layouts[N]['columns'][C] extends keyof ValueOf
      ? ValueOf[Layouts[N]['columns'][C]]
      : never;
  };
};
