import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import {
  byEyeWords,
  judgeReturn,
  otherContent,
  type PrintedForm as Printed,
  type ReadScan,
  strangePages,
} from '../../shared/domain/returnedScan.ts';
import type { Caller } from '../access/service.ts';
import { keepPages } from '../attachments/keepPages.ts';
import { scanName, scanTypeOf } from '../attachments/mediaType.ts';
import { FormReads, type FormRow, type FormView, type Scope, subjectOf } from './formReads.ts';
import { labelHash } from './print/formNumber.ts';
import { formsOn, readScan } from './print/scan.ts';
import { notOurs } from './refusals.ts';

/** A scan that came in with the claim to be a certain form. */
export interface GivenScan {
  readonly bytes: Blob;
  /** Of a PDF from the feeder only these pages, from 1: the others are other people's. */
  readonly pages?: readonly number[] | undefined;
  /** Whoever files it has compared by eye the pages whose codes cannot be read. */
  readonly byEye?: boolean | undefined;
}

/** A form found on a scan, with what is lacking of it there. */
export interface FoundForm {
  /** Pages of the scan that bear its code. */
  readonly pages: number[];
  /** Pages of the form that the scan does not show. */
  readonly missing: number[];
  /** Pages of the scan without a readable code. */
  readonly unread: number[];
  readonly form: FormView;
}

/** A scan that has been found to be what it is given for, ready to be kept. */
export interface CheckedScan {
  readonly bytes: Uint8Array;
  readonly mediaType: ReturnType<typeof scanTypeOf>;
  /** JSON list of the pages that somebody compared by eye; null where the codes say it all. */
  readonly pagesByEye: string | null;
  /** For the log, beside who filed it. */
  readonly words: string | undefined;
}

/** Sheets that come back: each is known by the codes on its pages, whatever it was given for. */
export class FormReturns extends FormReads {
  /** The forms whose codes are on a scan. @throws RefusalError for another branch's form or one that was never printed. */
  async findByScan(caller: Caller, scope: Scope, bytes: Uint8Array): Promise<FoundForm[]> {
    const scan = orThrow(await readScan(bytes));
    const unread = scan.unread.map(({ page }) => page);
    return orThrow(formsOn(scan)).map((found) => {
      const [row] = this.rows('number = ?', found.number);
      if (row === undefined) throw new RefusalError(notOurs(found.number, this.context.branch.code));
      if (labelHash(row.payloadHash) !== found.hash) throw new RefusalError(otherContent(found.number));
      this.assertVisible(caller, scope, row);
      // A lost page comes back on a reprint, under another number with the same hash.
      const shown = scan.forms.flatMap(({ hash, sheets }) => (hash === found.hash ? sheets : []));
      const missing = Array.from({ length: row.pageCount }, (_, index) => index + 1);
      return {
        pages: [...found.pages],
        missing: missing.filter((page) => !shown.includes(page)),
        unread,
        form: this.view(row),
      };
    });
  }

  /** Keeps the scan of the signed sheet that came back with its form. */
  async fileScan(caller: Caller, scope: Scope, input: GivenScan & { formId: string }): Promise<FormView> {
    const row = this.seen(caller, scope, input.formId);
    const prints = this.rows(
      'payloadHash = ? AND subjectId = ? ORDER BY id = ? DESC',
      row.payloadHash,
      row.subjectId,
      row.id,
    );
    const checked = await this.#checked(input, prints, 'whole');
    const { registry } = this.context;
    const stored = registry.attachments.put(checked.bytes);
    const { mediaType, pagesByEye } = checked;
    const why = [row.number, checked.words].filter((each) => each !== undefined).join('：');
    registry.write.domain(caller.actor, { action: 'form.fileScan', subject: subjectOf(row), why }, (tx) =>
      tx.insert('attachment', {
        ...stored,
        kind: 'scan',
        mediaType,
        fileName: scanName(`${row.number}-扫描件`, mediaType),
        subjectTable: 'form',
        subjectId: row.id,
        pagesByEye,
      }),
    );
    return this.view(row);
  }

  /**
   * The scan of a client's answer, checked against every print of its letter. A signed letter comes back whole; beside a
   * refusal any paper may be kept that is not another form's.
   */
  letterReturned(scan: GivenScan, letterId: string, part: 'whole' | 'any'): Promise<CheckedScan> {
    const prints = this.rows("subjectTable = 'confirmationLetter' AND subjectId = ? ORDER BY printedAt DESC", letterId);
    return this.#checked(scan, prints, part);
  }

  async #checked(given: GivenScan, prints: readonly FormRow[], part: 'whole' | 'any'): Promise<CheckedScan> {
    const bytes = await keepPages(new Uint8Array(await given.bytes.arrayBuffer()), given.pages);
    const mediaType = scanTypeOf(bytes);
    const scan = orThrow(await readScan(bytes));
    const expected = prints.map(printedForm);
    const byEye = part === 'whole' ? whole(scan, expected, given.byEye === true) : notAnothers(scan, expected);
    return {
      bytes,
      mediaType,
      pagesByEye: byEye.length > 0 ? JSON.stringify(byEye) : null,
      words: byEye.length > 0 ? byEyeWords(byEye) : undefined,
    };
  }
}

const printedForm = ({ number, payloadHash, pageCount }: FormRow): Printed => ({
  number,
  hash: labelHash(payloadHash),
  pageCount,
});

const whole = (scan: ReadScan, expected: readonly Printed[], byEye: boolean): readonly number[] =>
  orThrow(judgeReturn(scan, expected, byEye)).byEye;

function notAnothers(scan: ReadScan, expected: readonly Printed[]): readonly number[] {
  const strange = strangePages(scan, expected);
  if (strange.length > 0) throw new RefusalError(...strange);
  return [];
}
