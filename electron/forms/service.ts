import type * as z from 'zod';
import type { formRow } from '../../shared/contract/forms.ts';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { orThrow, type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import type { FormKind } from '../../shared/schema/forms.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Caller } from '../access/service.ts';
import { keepPages } from '../attachments/keepPages.ts';
import { scanName, scanTypeOf } from '../attachments/mediaType.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { FormContents, type FormSource } from './contents.ts';
import { formatFormNumber, parseFormNumber } from './print/formNumber.ts';
import { type FormInput, renderForm } from './print/renderForm.ts';
import { readScan } from './print/scan.ts';

type FormRow = Database['form'];
type Scope = 'own' | 'branch';
export type FormView = z.infer<typeof formRow>;
export interface PrintedForm {
  readonly form: FormView;
  readonly bytes: File;
}

/** Printed forms: numbered, kept as they were printed, found again by their scan. */
export class FormService {
  readonly #context: FeatureContext;
  readonly #contents: FormContents;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#contents = new FormContents(context.registry.reader, () => fromInstant(context.clock.now()));
  }

  ofCase(caller: Caller, scope: Scope, caseId: string): FormView[] {
    this.#context.services.separation.assertVisible(caller, scope, caseId);
    const rows = this.#context.registry.reader
      .prepare('SELECT * FROM form WHERE caseId = ? ORDER BY printedAt DESC, number')
      .all(caseId) as FormRow[];
    return rows.map((row) => this.#view(row));
  }

  /** The pages as they would come out, under the numbers they would get; nothing is issued, but the look is on record. */
  async preview(
    caller: Caller,
    kind: FormKind,
    subjectIds: readonly string[],
  ): Promise<{ number: string; bytes: File }[]> {
    const pages: { number: string; bytes: File }[] = [];
    for (const [index, subjectId] of subjectIds.entries()) {
      const source = this.#contents.of(kind, subjectId);
      const number = this.#nextNumber(kind, index);
      const rendered = await this.#render(caller, kind, source.content, number, this.#context.clock.now());
      await this.#context.registry.write.seen(caller.actor, { action: 'form.preview', subject: subjectOf(source) });
      pages.push({ number, bytes: pdfFile(number, rendered.bytes) });
    }
    return pages;
  }

  /** Prints a form with a number of its own and keeps exactly what was printed. */
  print(caller: Caller, kind: FormKind, subjectId: string): Promise<PrintedForm> {
    return this.#alone(async () => {
      const source = this.#contents.of(kind, subjectId);
      return this.#issue(caller, kind, source, JSON.stringify(source.content), this.#nextNumber(kind));
    });
  }

  /** One confirmation letter per client of a case: those named, in that order, else all that are not printed yet. */
  async printLetters(caller: Caller, caseId: string, chosen?: readonly string[]): Promise<FormView[]> {
    const drafts = this.#context.registry.reader
      .prepare("SELECT id FROM confirmationLetter WHERE caseId = ? AND state = 'draft' ORDER BY id")
      .pluck()
      .all(caseId) as string[];
    const unprinted = new Set(drafts);
    const letters = chosen?.filter((letterId) => unprinted.has(letterId)) ?? drafts;
    if (letters.length === 0) throw new RefusalError(allPrinted);
    const printed: FormView[] = [];
    for (const letterId of letters) printed.push((await this.print(caller, 'confirmationLetter', letterId)).form);
    return printed;
  }

  /** A lost page: the content of the first print, under its own reprint number. */
  reprint(caller: Caller, formId: string): Promise<PrintedForm> {
    return this.#alone(async () => {
      const first = this.#require(formId);
      const parts = orThrow(parseFormNumber(first.number));
      const stem = first.number.replace(/-R\d+$/, '');
      const last = this.#context.registry.reader
        .prepare('SELECT max(reprint) FROM form WHERE number LIKE ?')
        .pluck()
        .get(`${stem}-R%`);
      const content = Buffer.from(this.#attachment(first.contentHash)).toString('utf8');
      const source: FormSource = {
        content: JSON.parse(content),
        caseId: first.caseId,
        subjectTable: first.subjectTable,
        subjectId: first.subjectId,
      };
      const number = orThrow(formatFormNumber({ ...parts, reprint: Number(last) + 1 }));
      return this.#issue(caller, first.kind, source, content, number, first.id);
    });
  }

  /** A printed form as it was printed. */
  async document(caller: Caller, scope: Scope, formId: string): Promise<PrintedForm> {
    const row = this.#require(formId);
    if (row.caseId !== null) this.#context.services.separation.assertVisible(caller, scope, row.caseId);
    await this.#context.registry.write.seen(caller.actor, { action: 'form.view', subject: subjectOf(row) });
    return { form: this.#view(row), bytes: pdfFile(row.number, this.#attachment(row.documentHash)) };
  }

  /** Keeps the scan of the signed sheet that came back with its form. */
  async fileScan(
    caller: Caller,
    input: { formId: string; bytes: Blob; pages?: readonly number[] | undefined },
  ): Promise<FormView> {
    const row = this.#require(input.formId);
    const bytes = await keepPages(new Uint8Array(await input.bytes.arrayBuffer()), input.pages);
    const mediaType = scanTypeOf(bytes);
    const { registry } = this.#context;
    const stored = registry.attachments.put(bytes);
    registry.write.domain(caller.actor, { action: 'form.fileScan', subject: subjectOf(row), why: row.number }, (tx) =>
      this.#keep(tx, row.id, stored, 'scan', mediaType, scanName(`${row.number}-扫描件`, mediaType)),
    );
    return this.#view(row);
  }

  /** The latest scan of a form; that somebody looked at it is on record. */
  async scan(caller: Caller, scope: Scope, formId: string): Promise<File> {
    const row = this.#require(formId);
    if (row.caseId !== null) this.#context.services.separation.assertVisible(caller, scope, row.caseId);
    const { registry } = this.#context;
    const kept = registry.reader
      .prepare(`SELECT * FROM attachment WHERE ${scansOf} ORDER BY createdAt DESC, id DESC LIMIT 1`)
      .get(formId) as Database['attachment'] | undefined;
    if (kept === undefined) throw new RefusalError(noScan);
    await registry.write.seen(caller.actor, { action: 'form.viewScan', subject: subjectOf(row) });
    return new File([new Uint8Array(registry.attachments.get(kept.hash, kept.size))], kept.fileName, {
      type: kept.mediaType,
    });
  }

  /** The forms whose codes are on a scan. @throws RefusalError for another branch's form or one that was never printed. */
  async findByScan(caller: Caller, scope: Scope, bytes: Uint8Array): Promise<{ pages: number[]; form: FormView }[]> {
    const scan = orThrow(await readScan(bytes));
    return scan.forms.map((found) => {
      const row = this.#context.registry.reader.prepare('SELECT * FROM form WHERE number = ?').get(found.number) as
        | FormRow
        | undefined;
      if (row === undefined) throw new RefusalError(notOurs(found.number, this.#context.branch.code));
      if (!row.payloadHash.startsWith(found.hash)) throw new RefusalError(otherContent(found.number));
      if (row.caseId !== null) this.#context.services.separation.assertVisible(caller, scope, row.caseId);
      return { pages: [...found.pages], form: this.#view(row) };
    });
  }

  async #issue(
    caller: Caller,
    kind: FormKind,
    source: FormSource,
    content: string,
    number: string,
    reprintOf: string | null = null,
  ): Promise<PrintedForm> {
    const { registry, clock } = this.#context;
    const printedAt = clock.now();
    const rendered = await this.#render(caller, kind, JSON.parse(content), number, printedAt);
    const document = registry.attachments.put(rendered.bytes);
    const payload = registry.attachments.put(Buffer.from(content, 'utf8'));
    const parts = orThrow(parseFormNumber(number));
    const row = registry.write.domain(
      caller.actor,
      {
        action: reprintOf ? 'form.reprint' : 'form.print',
        subject: subjectOf(source),
        why: number,
      },
      (tx) => {
        const form = tx.insert('form', {
          kind,
          number,
          serial: parts.serial,
          reprint: parts.reprint,
          reprintOf,
          caseId: source.caseId,
          subjectTable: source.subjectTable,
          subjectId: source.subjectId,
          printedAt,
          printedBy: caller.account.id,
          payloadHash: rendered.payloadHash,
          documentHash: document.hash,
          pageCount: rendered.pageCount,
          contentHash: payload.hash,
        });
        this.#keep(tx, form.id, document, 'form', 'application/pdf', `${number}.pdf`);
        this.#keep(tx, form.id, payload, 'formContent', 'application/json', `${number}.json`);
        if (kind === 'confirmationLetter') {
          this.#context.services.separation.markPrinted(tx, source.subjectId, form.id);
        }
        return form;
      },
    );
    return { form: this.#view(row), bytes: pdfFile(number, rendered.bytes) };
  }

  /** @throws RefusalError when a character of it is in none of the fonts. */
  async #render(caller: Caller, kind: FormKind, content: unknown, number: string, printedAt: number) {
    const { branch } = this.#context;
    const head = {
      number,
      organisation: branch.companyName,
      branch: branch.name,
      printedAt,
      printedBy: caller.actor.name,
      sample: branch.sample,
    };
    const rendered = orThrow(await renderForm(kind, { head, content } as FormInput));
    if (rendered.missingGlyphs.length > 0) throw new RefusalError(unprintable(rendered.missingGlyphs));
    return rendered;
  }

  #keep(
    tx: DomainTransaction,
    formId: string,
    stored: { hash: string; size: number },
    kind: string,
    mediaType: string,
    fileName: string,
  ): void {
    tx.insert('attachment', { ...stored, kind, mediaType, fileName, subjectTable: 'form', subjectId: formId });
  }

  /** @param ahead how many numbers further on: a preview of several. */
  #nextNumber(kind: FormKind, ahead = 0): string {
    const date = fromInstant(this.#context.clock.now());
    const first = orThrow(
      formatFormNumber({ kind, branchCode: this.#context.branch.code, date, serial: 1, reprint: 0 }),
    );
    const stem = first.replace(/-\d+-R0$/, '');
    const last = this.#context.registry.reader
      .prepare('SELECT coalesce(max(serial), 0) FROM form WHERE number LIKE ?')
      .pluck()
      .get(`${stem}-%`);
    return orThrow(
      formatFormNumber({
        kind,
        branchCode: this.#context.branch.code,
        date,
        serial: Number(last) + 1 + ahead,
        reprint: 0,
      }),
    );
  }

  #view(row: FormRow): FormView {
    const { reader } = this.#context.registry;
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

  #require(formId: string): FormRow {
    const row = this.#context.registry.reader.prepare('SELECT * FROM form WHERE id = ?').get(formId);
    if (row === undefined) throw new RefusalError(noSuchForm);
    return row as FormRow;
  }

  #attachment(hash: string): Uint8Array {
    const size = this.#context.registry.reader.prepare('SELECT size FROM attachment WHERE hash = ?').pluck().get(hash);
    return this.#context.registry.attachments.get(hash, Number(size));
  }

  /** One number at a time: two prints at once would take the same one. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work, work);
    this.#queue = mine.catch(() => undefined);
    return mine;
  }
}

const scansOf = "subjectTable = 'form' AND subjectId = ? AND kind = 'scan'";

const subjectOf = (source: Pick<FormSource, 'caseId' | 'subjectTable' | 'subjectId'>) =>
  source.caseId ? { kind: 'separationCase', id: source.caseId } : { kind: source.subjectTable, id: source.subjectId };

const pdfFile = (number: string, bytes: Uint8Array): File =>
  new File([new Uint8Array(bytes)], `${number}.pdf`, { type: 'application/pdf' });

const noSuchForm: Refusal = {
  kind: 'notFound',
  code: 'form.notFound',
  zh: '没有找到这份表单。',
  en: 'There is no such form.',
  next: { zh: '请从案件页面打开。', en: 'Open it from the page of the case.' },
};

const noScan: Refusal = {
  kind: 'notFound',
  code: 'form.noScan',
  zh: '这份表单还没有签回的扫描件。',
  en: 'No signed scan of this form has come back.',
  next: { zh: '请扫描签好的纸面后归档。', en: 'Scan the signed sheet and file it.' },
};

const allPrinted: Refusal = {
  kind: 'barred',
  code: 'form.allPrinted',
  zh: '这个案件的确认函都已打印。',
  en: 'All confirmation letters of this case have been printed.',
  next: { zh: '丢失的请逐份补打。', en: 'Reprint those that were lost, one by one.' },
};

const notOurs = (number: string, code: string): Refusal => ({
  kind: 'notFound',
  code: 'form.notOurs',
  zh: `表单 ${number} 不是本门店（${code}）打印的。`,
  en: `The form ${number} was not printed by this branch (${code}).`,
  next: {
    zh: '请核对纸面编号，转交给打印它的门店。',
    en: 'Compare the number on paper and pass it to the branch that printed it.',
  },
});

const otherContent = (number: string): Refusal => ({
  kind: 'conflict',
  code: 'form.otherContent',
  zh: `纸面上的校验码与 ${number} 的存档不符，可能不是本系统打印的那一份。`,
  en: `The check code on paper is not that of ${number} on file: it may not be the sheet that was printed here.`,
  next: {
    zh: '请对照存档的表单逐项核对，并报告HR管理员。',
    en: 'Compare it with the form on file and report it to the HR admin.',
  },
});

const unprintable = (characters: readonly string[]): Refusal => ({
  kind: 'unavailable',
  code: 'form.missingGlyphs',
  zh: `字库里没有这些字：${characters.join(' ')}，没有打印。`,
  en: `The fonts lack these characters: ${characters.join(' ')}. Nothing was printed.`,
  next: {
    zh: '请核对这些字是否录入有误；确有其字的，请报告支持人员。',
    en: 'Check whether they were typed correctly; if so, report them to support.',
  },
});

export const formFeature = {
  name: 'forms',
  create: (context: FeatureContext) => ({ forms: new FormService(context) }),
} satisfies Feature<{ forms: FormService }>;
