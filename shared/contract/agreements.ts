import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import {
  businessDate,
  id,
  instant,
  line,
  pageInput,
  pageOf,
  procedure,
  refusalSchema,
  sha256Hex,
  timelineEntry,
} from './base.ts';
import { legalFinding, scanFile } from './people.ts';

export const agreementPermissions = {
  'agreement.view': { hrAdmin: 'branch', hrClerk: 'branch', salesManager: 'own', salesperson: 'own' },
  /** Makes documents from templates and files ink-signed papers. */
  'agreement.prepare': { hrAdmin: 'branch', hrClerk: 'branch' },
  /** Leads through reading and signing; the signer's own PIN signs, whoever is signed in. */
  'agreement.sign': { hrAdmin: 'branch', hrClerk: 'branch', salesManager: 'own', salesperson: 'own' },
  /** A clerk needs the HR admin's authorisation on top of it: see `authoriseSeal`. */
  'agreement.counterSign': { hrAdmin: 'branch', hrClerk: 'branch' },
  'agreement.export': { hrAdmin: 'branch', hrClerk: 'branch', salesManager: 'own', salesperson: 'own' },
  'agreement.print': { hrAdmin: 'branch', hrClerk: 'branch', salesManager: 'own', salesperson: 'own' },
  'agreement.seal': { hrAdmin: 'branch' },
} satisfies PermissionTable;

export const agreementKind = z.enum([
  'clientOwnership',
  'nonCompete',
  'nonDisclosure',
  'electronicSigning',
  'privacyConsent',
]);
export const agreementState = z.enum(['draft', 'presented', 'signedByEmployee', 'completed', 'refused', 'superseded']);
export const agreementMethod = z.enum(['certificate', 'wetInk']);
const words = z.object({ zh: z.string(), en: z.string() });
/** A signing PIN: 6 to 12 digits or letters; another secret than the sign-in password. */
export const pin = z.string().min(6).max(32);
/** Values of template fields by name, as text: dates `YYYY-MM-DD`, money in fen, numbers in digits. */
export const fieldValues = z.record(z.string().max(60), z.string().max(4000));

export const templateField = z.object({
  name: z.string(),
  label: words,
  type: z.enum(['text', 'paragraph', 'date', 'money', 'number', 'choice']),
  required: z.boolean(),
  choices: z.array(z.string()).optional(),
  /** Known from the branch's own data; shown, and not to be typed. */
  derived: z.boolean(),
  hint: words.optional(),
});

/** Rows of an annex by column key: clients that the employee brought along. */
export const annexRows = z.array(z.record(z.string().max(60), z.string().max(400))).max(500);

export const templateView = z.object({
  id,
  kind: agreementKind,
  templateVersion: z.int(),
  title: z.string(),
  effectiveFrom: businessDate,
  effectiveTo: businessDate.nullable(),
  fields: z.array(templateField),
  /** Titles of the clauses that are acknowledged one by one. */
  highlighted: z.array(z.string()),
});

/** One agreement that a position asks for, and how far it is. */
export const plannedAgreement = z.object({
  kind: agreementKind,
  title: z.string(),
  templateId: id,
  method: agreementMethod,
  /** Why this person signs it. */
  because: words,
  agreementId: id.nullable(),
  version: z.int().nullable(),
  state: agreementState.nullable(),
  fields: z.array(templateField),
  /** What is known already. */
  values: fieldValues,
  /** Lists that are typed, with what they hold already; what the registry knows is not among them. */
  annexes: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      columns: z.array(z.object({ key: z.string(), title: z.string() })),
      rows: annexRows,
    }),
  ),
  missing: z.array(z.object({ field: z.string(), ...words.shape })),
  findings: z.array(legalFinding),
  /** Why it cannot be signed now. */
  refusals: z.array(refusalSchema),
});

export const agreementRow = z.object({
  id,
  version: z.int(),
  employmentId: id,
  employeeId: id,
  employeeName: z.string(),
  employeeNo: z.string(),
  positionTitle: z.string(),
  kind: agreementKind,
  number: z.string(),
  title: z.string(),
  state: agreementState,
  method: agreementMethod,
  createdAt: instant,
  completedAt: instant.nullable(),
  documentHash: z.string().nullable(),
});

export const signatureView = z.object({
  id,
  signer: z.string(),
  signerRole: z.enum(['employee', 'branch', 'witness']),
  method: z.enum(['certificate', 'wetInk', 'refused']),
  certificateSerial: z.string().nullable(),
  at: instant,
  witness: z.string().nullable(),
  documentHash: z.string().nullable(),
  note: z.string().nullable(),
});

export const readingRecord = z.object({
  presentedAt: instant,
  finishedAt: instant,
  documentHash: sha256Hex,
  /** Milliseconds spent on each page. */
  pages: z.array(z.int()),
  clauses: z.array(z.object({ id: z.string(), title: z.string(), at: instant })),
  identity: z.enum(['idCardChecked', 'knownPersonally']),
  /** Account of the person who led through the signing; null where the signer was signed in themselves. */
  witness: z.string().nullable(),
});

export const agreementView = z.object({
  ...agreementRow.shape,
  templateVersion: z.int(),
  values: fieldValues,
  refusalReason: z.string().nullable(),
  supersededBy: id.nullable(),
  reading: readingRecord.nullable(),
  signatures: z.array(signatureView),
  signer: z.object({ enrolled: z.boolean(), lockedUntil: instant.nullable(), serial: z.string().nullable() }),
  /** What can be done next, with the reasons that bar it. */
  choices: z.array(z.object({ event: z.string(), words, barredBy: z.array(refusalSchema) })),
});

/** What is put before the signer. Times are kept by the branch, not by the window. */
export const presentation = z.object({
  presentationId: id,
  agreementId: id,
  documentHash: sha256Hex,
  pages: z.int().min(1),
  /** Milliseconds that each page stays at least. */
  minimumPerPage: z.array(z.int()),
  /** Pages read so far, in order. */
  pagesRead: z.int(),
  clauses: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      text: z.string(),
      page: z.int(),
      acknowledgedAt: instant.nullable(),
    }),
  ),
  presentedAt: instant,
  /** When the present page may be turned at the earliest. */
  turnableAt: instant,
});

const verifierFinding = z.object({ code: z.string(), level: z.enum(['error', 'warning', 'info']), ...words.shape });
/** What our own verifier says of the stored bytes. */
export const verification = z.object({
  verdict: z.enum(['valid', 'incomplete', 'untrusted', 'invalid', 'unsigned', 'unreadable', 'missing']),
  ...words.shape,
  sha256: z.string(),
  size: z.int(),
  revisions: z.int(),
  findings: z.array(verifierFinding),
  signatures: z.array(
    z.object({
      field: z.string(),
      verdict: z.enum(['valid', 'untrusted', 'invalid']),
      signerName: z.string().nullable(),
      serial: z.string().nullable(),
      reason: z.string().nullable(),
      claimedAt: instant.nullable(),
      coversWholeFile: z.boolean(),
      findings: z.array(verifierFinding),
    }),
  ),
});

export const signerView = z.object({
  employeeId: id,
  enrolled: z.boolean(),
  /** The certificate is there but its key lies on another device, or was made for one that is lost. */
  keyOnThisDevice: z.boolean(),
  serial: z.string().nullable(),
  /** SHA-256 of the certificate, as printed on the ink-signed paper. */
  fingerprint: z.string().nullable(),
  rootFingerprint: z.string(),
  notAfter: instant.nullable(),
  failures: z.int(),
  lockedUntil: instant.nullable(),
});

/** x and y of each stroke, y downwards, in any unit. */
export const handwriting = z
  .array(z.array(z.tuple([z.number().min(-1e5).max(1e5), z.number().min(-1e5).max(1e5)])).max(5000))
  .max(200);

export const agreementsContract = {
  templates: procedure('agreement.view').output(z.array(templateView)),
  /** Which agreements this employment asks for, by position; what is not asked for, and why not. */
  planFor: procedure('agreement.prepare')
    .input(z.object({ employmentId: id }))
    .output(
      z.object({
        planned: z.array(plannedAgreement),
        excluded: z.array(z.object({ kind: agreementKind, title: z.string(), finding: legalFinding })),
      }),
    ),
  list: procedure('agreement.view')
    .input(
      z.object({
        query: line(80).default(''),
        chip: z.enum(['all', 'open', 'completed', 'refused', 'superseded']).default('all'),
        kind: agreementKind.optional(),
        employeeId: id.optional(),
        ...pageInput,
      }),
    )
    .output(
      z.object({
        ...pageOf(agreementRow).shape,
        counts: z.object({ all: z.int(), open: z.int(), completed: z.int(), refused: z.int(), superseded: z.int() }),
      }),
    ),
  get: procedure('agreement.view')
    .input(z.object({ agreementId: id }))
    .output(agreementView),
  timeline: procedure('agreement.view')
    .input(z.object({ agreementId: id }))
    .output(z.array(timelineEntry)),
  /** Makes the document. An earlier draft of the same kind is superseded by it. */
  generate: procedure('agreement.prepare')
    .input(
      z.object({
        employmentId: id,
        kind: agreementKind,
        values: fieldValues.default({}),
        /** Rows of the lists that are typed; left out, those typed before stay. */
        annexes: z.record(z.string().max(60), annexRows).optional(),
        method: agreementMethod.optional(),
      }),
    )
    .output(agreementView),
  /**
   * Files the scan of a paper signed in ink. For 电子签名约定 it is what every electronic signature of this person
   * rests on. Without `agreementId` the paper was not made here.
   */
  fileInkAgreement: procedure('agreement.prepare')
    .input(
      z.object({
        employmentId: id,
        kind: agreementKind,
        agreementId: id.optional(),
        signedOn: businessDate,
        file: scanFile,
        note: line(200).default(''),
      }),
    )
    .output(agreementView),
  document: procedure('agreement.view')
    .input(z.object({ agreementId: id }))
    .output(z.file()),
  /** The same bytes, recorded as taken away. */
  download: procedure('agreement.export')
    .input(z.object({ agreementId: id }))
    .output(z.file()),
  print: procedure('agreement.print')
    .input(z.object({ agreementId: id }))
    .output(z.file()),
  verify: procedure('agreement.view')
    .input(z.object({ agreementId: id }))
    .output(verification),

  signer: procedure('agreement.sign')
    .input(z.object({ employeeId: id }))
    .output(signerView),
  /** Makes a signing key on this computer under a PIN that only the signer knows, and a certificate for it. */
  enrolSigner: procedure('agreement.sign')
    .input(z.object({ employeeId: id, pin }))
    .output(signerView),
  /** A lost PIN or a person who left: the certificate is revoked, what was signed stays valid. */
  revokeSigner: procedure('agreement.prepare')
    .input(z.object({ employeeId: id, reason: line(200).min(2) }))
    .output(signerView),

  presentForReading: procedure('agreement.sign')
    .input(z.object({ agreementId: id }))
    .output(presentation),
  /** The page was read to its end; the next one begins. */
  turnPage: procedure('agreement.sign')
    .input(z.object({ presentationId: id, page: z.int().min(1).max(500) }))
    .output(presentation),
  acknowledgeClause: procedure('agreement.sign')
    .input(z.object({ presentationId: id, clauseId: z.string().max(60) }))
    .output(presentation),
  /** Concludes the reading; refused while a page or a clause is missing. */
  recordReading: procedure('agreement.sign')
    .input(z.object({ presentationId: id, identity: z.enum(['idCardChecked', 'knownPersonally']) }))
    .output(agreementView),
  signAsEmployee: procedure('agreement.sign')
    .input(z.object({ agreementId: id, version: z.int(), pin, stroke: handwriting.optional() }))
    .output(agreementView),
  counterSign: procedure('agreement.counterSign')
    .input(z.object({ agreementId: id, version: z.int(), confirmed: z.literal(true) }))
    .output(agreementView),
  refuse: procedure('agreement.sign')
    .input(z.object({ agreementId: id, version: z.int(), reason: line(400).min(2), witnessId: id }))
    .output(agreementView),
  /** The employee's own copy was handed over: 交付. */
  deliver: procedure('agreement.sign')
    .input(z.object({ agreementId: id, how: z.enum(['printed', 'file']), note: line(200).default('') }))
    .output(agreementView),

  /** The branch seal and who may use it. */
  seal: procedure('agreement.view').output(
    z.object({
      ready: z.boolean(),
      serial: z.string().nullable(),
      notAfter: instant.nullable(),
      /** No headquarters stands behind the branch yet: its certificates lead to a root of its own. */
      provisional: z.boolean(),
      rootFingerprint: z.string(),
      mayUse: z.boolean(),
      clerks: z.array(z.object({ accountId: id, displayName: z.string(), authorised: z.boolean() })),
    }),
  ),
  authoriseSeal: procedure('agreement.seal')
    .input(z.object({ accountId: id, authorised: z.boolean() }))
    .output(z.object({ authorised: z.boolean() })),
};
