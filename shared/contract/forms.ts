import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { id, instant, procedure, sha256Hex } from './base.ts';

export const formKind = z.enum([
  'handoverTable',
  'confirmationLetter',
  'workHandover',
  'leaveCertificate',
  'nonCompeteStart',
  'nonCompeteRelease',
  'visitRecord',
  'electronicSigning',
]);

export const formPermissions = {
  'form.view': { salesperson: 'own', salesManager: 'branch', hrClerk: 'branch', hrAdmin: 'branch' },
  'form.print': { salesManager: 'branch', hrClerk: 'branch', hrAdmin: 'branch' },
} satisfies PermissionTable;

export const formRow = z.object({
  id,
  kind: formKind,
  number: z.string(),
  reprint: z.int(),
  caseId: z.string().nullable(),
  subjectTable: z.string(),
  subjectId: z.string(),
  subjectLabel: z.string(),
  printedAt: instant,
  printedBy: z.string(),
  pageCount: z.int(),
  documentHash: sha256Hex,
});

const pdf = z.object({ form: formRow, bytes: z.file() });

export const formContract = {
  ofCase: procedure('form.view')
    .input(z.object({ caseId: id }))
    .output(z.array(formRow)),
  /** What a case may print now; barred kinds come with the reason in `why`. */
  print: procedure('form.print')
    .input(z.object({ kind: formKind, subjectId: id }))
    .output(pdf),
  /** One confirmation letter per client of the case, those not yet printed. */
  printLetters: procedure('form.print')
    .input(z.object({ caseId: id }))
    .output(z.array(formRow)),
  /** A lost page: same content, its own number. */
  reprint: procedure('form.print')
    .input(z.object({ formId: id }))
    .output(pdf),
  document: procedure('form.view')
    .input(z.object({ formId: id }))
    .output(pdf),
  /** Reads the QR code of a scanned page and finds its case; a scan of another case's or branch's form says so. */
  findByScan: procedure('form.view')
    .input(z.object({ bytes: z.file().max(24 << 20) }))
    .output(z.array(z.object({ page: z.int(), form: formRow }))),
};
