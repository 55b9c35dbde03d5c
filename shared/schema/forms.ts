import { domainTable, integer, text, textOrNull } from './table.ts';

export type FormKind =
  | 'handoverTable'
  | 'confirmationLetter'
  | 'workHandover'
  | 'leaveCertificate'
  | 'nonCompeteStart'
  | 'nonCompeteRelease'
  | 'visitRecord';

/** A printed form. Its number and payload hash are in the QR code; a reprint is a row of its own. */
export const form = domainTable(
  50,
  'form',
  {
    kind: text<FormKind>(10),
    number: text(11),
    serial: integer(12),
    reprint: integer(13),
    reprintOf: textOrNull(14),
    caseId: textOrNull(15),
    subjectTable: text(16),
    subjectId: text(17),
    printedAt: integer(18),
    printedBy: text(19),
    payloadHash: text(20),
    /** SHA-256 of the PDF: an attachment. */
    documentHash: text(21),
    pageCount: integer(22),
    /** SHA-256 of the JSON from which the form was made: an attachment, so that a lost page is printed again as it was. */
    contentHash: text(23),
  },
  { insertOnly: true },
);

export const formTables = { form };
