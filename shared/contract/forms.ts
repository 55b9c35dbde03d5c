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
]);

export const formPermissions = {
  'form.view': { salesperson: 'own', salesManager: 'branch', hrClerk: 'branch', hrAdmin: 'branch' },
  'form.print': { salesManager: 'branch', hrClerk: 'branch', hrAdmin: 'branch' },
} satisfies PermissionTable;

/** A restricted person looks at the forms of the own case. */
export const formHandoverPermissions = ['form.view'] as const;

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
  /** Scans of the signed sheet that came back. */
  scans: z.int(),
});

/**
 * That whoever files a scan has compared by eye the pages whose codes cannot be read. It stands in the log under that
 * person's name, and never for a page that is not there or shows another form.
 */
export const byEye = z.boolean().default(false);

const foundForm = z.object({
  /** Pages of the scan that bear its code, from 1. */
  pages: z.array(z.int()),
  /** Pages of the form that the scan does not show. */
  missing: z.array(z.int()),
  /** Pages of the scan without a readable code. */
  unread: z.array(z.int()),
  form: formRow,
});

const pdf = z.object({ form: formRow, bytes: z.file() });

export const formContract = {
  ofCase: procedure('form.view')
    .input(z.object({ caseId: id }))
    .output(z.array(formRow)),
  /** The pages as they would come out, each under the number it would get; nothing is issued. */
  preview: procedure('form.print')
    .input(z.object({ kind: formKind, subjectIds: z.array(id).min(1).max(50) }))
    .output(z.array(z.object({ number: z.string(), bytes: z.file() }))),
  print: procedure('form.print')
    .input(z.object({ kind: formKind, subjectId: id }))
    .output(pdf),
  /** One confirmation letter per client of the case: those named, else all that are not printed yet. */
  printLetters: procedure('form.print')
    .input(z.object({ caseId: id, letterIds: z.array(id).min(1).max(50).optional() }))
    .output(z.array(formRow)),
  /** A lost page: same content, its own number. */
  reprint: procedure('form.print')
    .input(z.object({ formId: id }))
    .output(pdf),
  document: procedure('form.view')
    .input(z.object({ formId: id }))
    .output(pdf),
  /** Keeps the scan of the signed sheet with its form; of a PDF from the feeder only these pages. Letters: `separation.recordLetter`. */
  fileScan: procedure('form.print')
    .input(
      z.object({
        formId: id,
        bytes: z.file().max(24 << 20),
        pages: z.array(z.int().min(1)).min(1).max(120).optional(),
        byEye,
      }),
    )
    .output(formRow),
  /** The latest scan of a form. */
  scan: procedure('form.view')
    .input(z.object({ formId: id }))
    .output(z.file()),
  /** Reads the QR codes of a scan and finds the forms; a scan of another case's or branch's form says so. */
  findByScan: procedure('form.view')
    .input(z.object({ bytes: z.file().max(24 << 20) }))
    .output(z.array(foundForm)),
};
