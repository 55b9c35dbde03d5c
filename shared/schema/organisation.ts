import { bytesOrNull, domainTable, integer, integerOrNull, text, textOrNull } from './table.ts';

/** The branch itself; one row in a branch, one per branch at headquarters. */
export const branch = domainTable(5, 'branch', {
  code: text(10),
  name: text(11),
  companyName: text(12),
  companyUscc: textOrNull(13),
  address: textOrNull(14),
  city: textOrNull(15),
  phone: textOrNull(17),
  email: textOrNull(18),
  /** Account into which clients pay, as printed on letters. */
  bankName: textOrNull(19),
  bankAccount: textOrNull(20),
  /** 1 for a branch with sample data: it can never be enrolled. */
  sample: integer<0 | 1>(16),
});

/** Versioned data that headquarters may push: gates, deadlines, alarm thresholds, legal rules. */
export const policy = domainTable(6, 'policy', {
  key: text(10),
  body: text(11),
  effectiveFrom: text(12),
});

/** A file kept beside the registry: its SHA-256 names it, its encrypted chunks lie in the attachment store. */
export const attachment = domainTable(
  7,
  'attachment',
  {
    hash: text(10),
    size: integer(11),
    /** What it is: `signedAgreement`, `scan`, `form`, `photo`, `proof`. */
    kind: text(12),
    mediaType: text(13),
    fileName: text(14),
    subjectTable: text(15),
    subjectId: text(16),
    /** JSON list of the pages whose codes could not be read and that whoever filed the scan compared by eye. */
    pagesByEye: textOrNull(17),
  },
  { insertOnly: true },
);

/**
 * The key under which a subject's audit details are sealed; `id` is the subject, for example `client:0193…`. Destroying
 * it (key null) erases the subject's values from the audit log, here and at headquarters, while the chain verifies.
 */
export const subjectKey = domainTable(8, 'subjectKey', {
  key: bytesOrNull(10),
  destroyedAt: integerOrNull(11),
});

export const organisationTables = { subjectKey, branch, policy, attachment };
