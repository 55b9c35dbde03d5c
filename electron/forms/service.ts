import { fromInstant } from '../../shared/domain/businessDate.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import type { FormKind } from '../../shared/schema/forms.ts';
import type { Caller } from '../access/service.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { FormContents, type FormSource } from './contents.ts';
import { type FormView, type PrintedForm, pdfFile, type Scope, subjectOf } from './formReads.ts';
import { FormReturns } from './formReturns.ts';
import { formatFormNumber, parseFormNumber } from './print/formNumber.ts';
import { type FormInput, renderForm } from './print/renderForm.ts';
import { allPrinted, unprintable } from './refusals.ts';

/** Printed forms: numbered, kept as they were printed, found again by their scan. */
export class FormService extends FormReturns {
  readonly #contents: FormContents;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(context: FeatureContext) {
    super(context);
    this.#contents = new FormContents(context.registry.reader, () => fromInstant(context.clock.now()));
  }

  /** The pages as they would come out, under the numbers they would get; nothing is issued, but the look is on record. */
  async preview(
    caller: Caller,
    scope: Scope,
    kind: FormKind,
    subjectIds: readonly string[],
  ): Promise<{ number: string; bytes: File }[]> {
    const pages: { number: string; bytes: File }[] = [];
    for (const [index, subjectId] of subjectIds.entries()) {
      const source = this.#source(caller, scope, kind, subjectId);
      const number = this.#nextNumber(kind, index);
      const rendered = await this.#render(caller, kind, source.content, number, this.context.clock.now());
      await this.context.registry.write.seen(caller.actor, { action: 'form.preview', subject: subjectOf(source) });
      pages.push({ number, bytes: pdfFile(number, rendered.bytes) });
    }
    return pages;
  }

  /** Prints a form with a number of its own and keeps exactly what was printed. */
  print(caller: Caller, scope: Scope, kind: FormKind, subjectId: string): Promise<PrintedForm> {
    return this.#alone(async () => {
      const source = this.#source(caller, scope, kind, subjectId);
      return this.#issue(caller, kind, source, JSON.stringify(source.content), this.#nextNumber(kind));
    });
  }

  /** One confirmation letter per client of a case: those named, in that order, else all that are not printed yet. */
  async printLetters(caller: Caller, scope: Scope, caseId: string, chosen?: readonly string[]): Promise<FormView[]> {
    this.context.services.separation.assertVisible(caller, scope, caseId);
    const drafts = this.context.registry.reader
      .prepare("SELECT id FROM confirmationLetter WHERE caseId = ? AND state = 'draft' ORDER BY id")
      .pluck()
      .all(caseId) as string[];
    const unprinted = new Set(drafts);
    const letters = chosen?.filter((letterId) => unprinted.has(letterId)) ?? drafts;
    if (letters.length === 0) throw new RefusalError(allPrinted);
    const printed: FormView[] = [];
    for (const letterId of letters)
      printed.push((await this.print(caller, scope, 'confirmationLetter', letterId)).form);
    return printed;
  }

  /** A lost page: the content of the first print, under its own reprint number. */
  reprint(caller: Caller, scope: Scope, formId: string): Promise<PrintedForm> {
    return this.#alone(async () => {
      const first = this.seen(caller, scope, formId);
      const parts = orThrow(parseFormNumber(first.number));
      const stem = first.number.replace(/-R\d+$/, '');
      const last = this.context.registry.reader
        .prepare('SELECT max(reprint) FROM form WHERE number LIKE ?')
        .pluck()
        .get(`${stem}-R%`);
      const content = Buffer.from(this.attachment(first.contentHash)).toString('utf8');
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

  /** What the form is made from. @throws RefusalError when it is about what this person may not see. */
  #source(caller: Caller, scope: Scope, kind: FormKind, subjectId: string): FormSource {
    const source = this.#contents.of(kind, subjectId);
    this.assertVisible(caller, scope, source);
    return source;
  }

  async #issue(
    caller: Caller,
    kind: FormKind,
    source: FormSource,
    content: string,
    number: string,
    reprintOf: string | null = null,
  ): Promise<PrintedForm> {
    const { registry, clock } = this.context;
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
          this.context.services.separation.markPrinted(tx, source.subjectId, form.id);
        }
        return form;
      },
    );
    return { form: this.view(row), bytes: pdfFile(number, rendered.bytes) };
  }

  /** @throws RefusalError when a character of it is in none of the fonts. */
  async #render(caller: Caller, kind: FormKind, content: unknown, number: string, printedAt: number) {
    const { branch } = this.context;
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
    const date = fromInstant(this.context.clock.now());
    const first = orThrow(
      formatFormNumber({ kind, branchCode: this.context.branch.code, date, serial: 1, reprint: 0 }),
    );
    const stem = first.replace(/-\d+-R0$/, '');
    const last = this.context.registry.reader
      .prepare('SELECT coalesce(max(serial), 0) FROM form WHERE number LIKE ?')
      .pluck()
      .get(`${stem}-%`);
    return orThrow(
      formatFormNumber({
        kind,
        branchCode: this.context.branch.code,
        date,
        serial: Number(last) + 1 + ahead,
        reprint: 0,
      }),
    );
  }

  /** One number at a time: two prints at once would take the same one. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work, work);
    this.#queue = mine.catch(() => undefined);
    return mine;
  }
}

export const formFeature = {
  name: 'forms',
  create: (context: FeatureContext) => ({ forms: new FormService(context) }),
} satisfies Feature<{ forms: FormService }>;
