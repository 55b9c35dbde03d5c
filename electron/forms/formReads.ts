import type * as z from 'zod';
import type { formRow } from '../../shared/contract/forms.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Caller } from '../access/service.ts';
import type { FeatureContext } from '../feature.ts';
import { noScan, noSuchForm, notYours } from './refusals.ts';

export type FormRow = Database['form'];
export type Scope = 'own' | 'branch';
export type FormView = z.infer<typeof formRow>;
export interface PrintedForm {
  readonly form: FormView;
  readonly bytes: File;
}

/** The case a form belongs to and what it is about. */
export type FormSubject = Pick<FormRow, 'caseId' | 'subjectTable' | 'subjectId'>;

/** Printed forms as people see them, each as far as it concerns them. */
export class FormReads {
  protected readonly context: FeatureContext;

  constructor(context: FeatureContext) {
    this.context = context;
  }

  ofCase(caller: Caller, scope: Scope, caseId: string): FormView[] {
    this.context.services.separation.assertVisible(caller, scope, caseId);
    return this.rows('caseId = ? ORDER BY printedAt DESC, number', caseId).map((row) => this.view(row));
  }

  /** A printed form as it was printed. */
  async document(caller: Caller, scope: Scope, formId: string): Promise<PrintedForm> {
    const row = this.seen(caller, scope, formId);
    await this.context.registry.write.seen(caller.actor, { action: 'form.view', subject: subjectOf(row) });
    return { form: this.view(row), bytes: pdfFile(row.number, this.attachment(row.documentHash)) };
  }

  /** The latest scan of a form; that somebody looked at it is on record. */
  async scan(caller: Caller, scope: Scope, formId: string): Promise<File> {
    const row = this.seen(caller, scope, formId);
    const { registry } = this.context;
    const kept = registry.reader
      .prepare(`SELECT * FROM attachment WHERE ${scansOf} ORDER BY createdAt DESC, id DESC LIMIT 1`)
      .get(formId) as Database['attachment'] | undefined;
    if (kept === undefined) throw new RefusalError(noScan);
    await registry.write.seen(caller.actor, { action: 'form.viewScan', subject: subjectOf(row) });
    return new File([new Uint8Array(registry.attachments.get(kept.hash, kept.size))], kept.fileName, {
      type: kept.mediaType,
    });
  }

  /** The form, if this person may see it. @throws RefusalError */
  protected seen(caller: Caller, scope: Scope, formId: string): FormRow {
    const [row] = this.rows('id = ?', formId);
    if (row === undefined) throw new RefusalError(noSuchForm);
    this.assertVisible(caller, scope, row);
    return row;
  }

  /** @throws RefusalError unless it is of a case that this person sees, or of no case and about them. */
  protected assertVisible(caller: Caller, scope: Scope, subject: FormSubject): void {
    if (subject.caseId !== null) this.context.services.separation.assertVisible(caller, scope, subject.caseId);
    else if (scope === 'own' && !this.#concerns(caller, subject)) throw new RefusalError(notYours);
  }

  /** Whether a form without a case is about this person: the record of a visit they made. */
  #concerns(caller: Caller, { subjectTable, subjectId }: FormSubject): boolean {
    const { employeeId } = caller.account;
    return (
      subjectTable === 'visit' &&
      employeeId !== null &&
      this.context.registry.reader
        .prepare('SELECT 1 FROM visit WHERE id = ? AND employeeId = ?')
        .get(subjectId, employeeId) !== undefined
    );
  }

  protected view(row: FormRow): FormView {
    const { reader } = this.context.registry;
    const by = reader.prepare('SELECT displayName FROM account WHERE id = ?').pluck().get(row.printedBy);
    const label =
      row.subjectTable === 'confirmationLetter'
        ? reader
            .prepare('SELECT c.name FROM confirmationLetter l JOIN client c ON c.id = l.clientId WHERE l.id = ?')
            .pluck()
            .get(row.subjectId)
        : undefined;
    return {
      id: row.id,
      kind: row.kind,
      number: row.number,
      reprint: row.reprint,
      caseId: row.caseId,
      subjectTable: row.subjectTable,
      subjectId: row.subjectId,
      subjectLabel: typeof label === 'string' ? label : '',
      printedAt: row.printedAt,
      printedBy: typeof by === 'string' ? by : row.printedBy,
      pageCount: row.pageCount,
      documentHash: row.documentHash,
      scans: Number(reader.prepare(`SELECT count(*) FROM attachment WHERE ${scansOf}`).pluck().get(row.id)),
    };
  }

  protected rows(where: string, ...values: string[]): FormRow[] {
    return this.context.registry.reader.prepare(`SELECT * FROM form WHERE ${where}`).all(...values) as FormRow[];
  }

  protected attachment(hash: string): Uint8Array {
    const { reader, attachments } = this.context.registry;
    const size = reader.prepare('SELECT size FROM attachment WHERE hash = ?').pluck().get(hash);
    return attachments.get(hash, Number(size));
  }
}

const scansOf = "subjectTable = 'form' AND subjectId = ? AND kind = 'scan'";

/** What the log says an act on a form concerns. */
export const subjectOf = ({ caseId, subjectTable, subjectId }: FormSubject) =>
  caseId ? { kind: 'separationCase', id: caseId } : { kind: subjectTable, id: subjectId };

export const pdfFile = (number: string, bytes: Uint8Array): File =>
  new File([new Uint8Array(bytes)], `${number}.pdf`, { type: 'application/pdf' });
