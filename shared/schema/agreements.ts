import { bytes, domainTable, integer, integerOrNull, localTable, text, textOrNull } from './table.ts';

export type AgreementKind = 'clientOwnership' | 'nonCompete' | 'nonDisclosure' | 'electronicSigning' | 'privacyConsent';

/** A version of a template; signed agreements name the version they were made from. */
export const agreementTemplate = domainTable(30, 'agreementTemplate', {
  kind: text<AgreementKind>(10),
  templateVersion: integer(11),
  title: text(12),
  /** The structured body, JSON. */
  body: text(13),
  effectiveFrom: text(14),
  effectiveTo: textOrNull(15),
});

export const agreement = domainTable(
  31,
  'agreement',
  {
    employmentId: text(10),
    employeeId: text(11),
    kind: text<AgreementKind>(12),
    templateId: text(13),
    number: text(14),
    title: text(15),
    /** Field values, JSON. */
    fieldValues: text(16),
    state: text<'draft' | 'presented' | 'signedByEmployee' | 'completed' | 'refused' | 'superseded'>(17),
    method: text<'certificate' | 'wetInk'>(18),
    /** SHA-256 of the document in its present state: an attachment. */
    documentHash: textOrNull(19),
    completedAt: integerOrNull(20),
    refusalReason: textOrNull(21),
    supersededBy: textOrNull(22),
    /** JSON: seconds per page, acknowledged clauses, identity step. */
    readingRecord: textOrNull(23),
    /** JSON: what the document was set from besides its values (annexes, instant), its pages and highlighted clauses. */
    rendering: textOrNull(24),
  },
  { subject: { kind: 'employee', column: 'employeeId' } },
);

/** One signing step: who, in which role, by which method, over which bytes. */
export const signature = domainTable(
  32,
  'signature',
  {
    agreementId: text(10),
    employeeId: text(11),
    signer: text(12),
    signerRole: text<'employee' | 'branch' | 'witness'>(13),
    method: text<'certificate' | 'wetInk' | 'refused'>(14),
    certificateSerial: textOrNull(15),
    certificateFingerprint: textOrNull(16),
    at: integer(17),
    witnessId: textOrNull(18),
    documentHash: textOrNull(19),
    note: textOrNull(20),
  },
  { subject: { kind: 'employee', column: 'employeeId' }, insertOnly: true },
);

/** The public half of a signer's identity. The private key lies in `signerKey` and never travels. */
export const signerCertificate = domainTable(
  33,
  'signerCertificate',
  {
    /** Null for the branch's seal and authority. */
    employeeId: textOrNull(10),
    purpose: text<'employee' | 'branchSeal' | 'branchAuthority'>(11),
    serial: text(12),
    fingerprint: text(13),
    /** Certificate and chain, PEM. */
    chain: text(14),
    notBefore: integer(15),
    notAfter: integer(16),
    state: text<'valid' | 'revoked' | 'superseded'>(17),
    revokedAt: integerOrNull(18),
    revocationReason: textOrNull(19),
  },
  { subject: { kind: 'employee', column: 'employeeId' } },
);

/**
 * A private key on this device, encrypted under PIN and device key; `id` is the certificate's id. The branch's own keys
 * (`branchSeal`, `branchAuthority`) have no PIN.
 */
export const signerKey = localTable(34, 'signerKey', {
  sealed: bytes(10),
  failures: integer(11),
  lockedUntil: integer(12),
  createdAt: integer(13),
});

export const agreementTables = { agreementTemplate, agreement, signature, signerCertificate, signerKey };
