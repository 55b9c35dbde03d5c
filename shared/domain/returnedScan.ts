import { done, type Refusal, type Result, refusal, refused } from './refusal.ts';

/** A printed form as the register knows it. Reprints of one sheet have numbers of their own and the same hash. */
export interface PrintedForm {
  readonly number: string;
  /** As its QR codes give it. */
  readonly hash: string;
  readonly pageCount: number;
}

/** What the codes on a scan say. */
export interface ReadScan {
  readonly forms: readonly {
    readonly number: string;
    readonly hash: string;
    /** Pages of the scan that bear its code, from 1. */
    readonly pages: readonly number[];
    /** Which pages of the form those are, from 1. */
    readonly sheets: readonly number[];
  }[];
  /** Pages of the scan without a code of ours, and why. */
  readonly unread: readonly { readonly page: number; readonly refusal: Refusal }[];
}

/** What is known of a scan that is kept with its form. */
export interface Return {
  readonly form: PrintedForm;
  /** Pages of the form that no code shows: somebody has compared them by eye. */
  readonly byEye: readonly number[];
}

/**
 * Whether a scan is what came back of a form: each of its pages is there, and no page of another. The codes decide; where one
 * cannot be read somebody may vouch for the page, but never for a page that is not there.
 * @param expected the prints and reprints that may have come back, the likeliest first
 */
export function judgeReturn(scan: ReadScan, expected: readonly PrintedForm[], byEye: boolean): Result<Return> {
  const strange = strangePages(scan, expected);
  if (strange.length > 0) return refused(...strange);
  const [read] = scan.forms;
  const form = expected.find((each) => (read ? each.number === read.number : true));
  if (form === undefined) return refused(notPrinted);
  const other = scan.forms.find((each) => each.hash !== form.hash);
  if (other) return refused(pageOfAnother(other));
  const shown = new Set(scan.forms.flatMap((each) => each.sheets));
  const missing = Array.from({ length: form.pageCount }, (_, index) => index + 1).filter((page) => !shown.has(page));
  if (missing.length === 0) return done({ form, byEye: [] });
  if (scan.unread.length < missing.length) return refused(pagesMissing(form, missing, scan.unread.length));
  if (!byEye) return refused(codeUnread(scan.unread.map(({ page }) => page)));
  return done({ form, byEye: missing });
}

/** Pages that show another form, or a code that somebody altered: they are kept with no form. */
export function strangePages(scan: ReadScan, expected: readonly PrintedForm[]): readonly Refusal[] {
  const strange = scan.forms.flatMap((found) => {
    const form = expected.find((each) => each.number === found.number);
    if (form === undefined) return [pageOfAnother(found)];
    return form.hash === found.hash ? [] : [otherContent(found.number)];
  });
  // Somebody else's code (a stamp, a label of the courier's) says nothing about the page; one that claims to be ours does.
  const forged = scan.unread.filter(({ refusal }) => ours.has(refusal.code)).map(({ refusal }) => refusal);
  return [...strange, ...forged];
}
const ours: ReadonlySet<string> = new Set(['scan.brokenCode', 'scan.newerCode']);

/** How a confirmation by eye stands in the log, beside the name of who gave it. */
export const byEyeWords = (pages: readonly number[]): string => `第 ${pages.join('、')} 页二维码读不出，已目视核对`;

const pageOfAnother = ({ number, pages }: { number: string; pages: readonly number[] }): Refusal =>
  refusal(
    'invalid',
    'scan.pageOfAnotherForm',
    {
      zh: `还没有登记：扫描件上的二维码属于另一份表单（第 ${pages.join('、')} 页是 ${number}）。`,
      en: `Not recorded yet: the code on the scan belongs to another form (page ${pages.join(', ')} is ${number}).`,
    },
    {
      zh: '请换上本份表单的扫描件；这一份可以放到“扫描件归档”，系统会找到它的案件。',
      en: 'Take the scan of this form; put this one under "File scans", where its case is found.',
    },
    { field: 'scan' },
  );

export const otherContent = (number: string): Refusal =>
  refusal(
    'conflict',
    'form.otherContent',
    {
      zh: `纸面上的校验码与 ${number} 的存档不符，可能不是本系统打印的那一份。`,
      en: `The check code on paper is not that of ${number} on file: it may not be the sheet that was printed here.`,
    },
    {
      zh: '请对照存档的表单逐项核对，并报告HR管理员。',
      en: 'Compare it with the form on file and report it to the HR admin.',
    },
    { field: 'scan' },
  );

const pagesMissing = (form: PrintedForm, missing: readonly number[], unread: number): Refusal =>
  unread === 0
    ? refusal(
        'invalid',
        'scan.pagesMissing',
        {
          zh: `还没有登记：${form.number} 共 ${form.pageCount} 页，扫描件缺第 ${missing.join('、')} 页。`,
          en: `Not recorded yet: ${form.number} has ${form.pageCount} pages; the scan lacks page ${missing.join(', ')}.`,
        },
        {
          zh: '请把每一页都扫描进同一个 PDF 再放入；纸面丢了的，请补打后重新签。',
          en: 'Scan every page into one PDF; if a sheet is lost, reprint it and have it signed again.',
        },
        { field: 'scan' },
      )
    : refusal(
        'invalid',
        'scan.pagesMissing',
        {
          zh: `还没有登记：${form.number} 共 ${form.pageCount} 页，扫描件页数不够（另有 ${unread} 页读不出二维码）。`,
          en: `Not recorded yet: ${form.number} has ${form.pageCount} pages and the scan has too few (${unread} without a readable code).`,
        },
        {
          zh: '请把每一页都扫描进同一个 PDF 再放入，用 200 dpi 以上。',
          en: 'Scan every page into one PDF at 200 dpi or more.',
        },
        { field: 'scan' },
      );

const codeUnread = (pages: readonly number[]): Refusal =>
  refusal(
    'invalid',
    'scan.codeUnread',
    {
      zh: `还没有登记：扫描件第 ${pages.join('、')} 页读不出二维码。`,
      en: `Not recorded yet: the code on page ${pages.join(', ')} of the scan cannot be read.`,
    },
    {
      zh: '请用 200 dpi 以上重新扫描；仍读不出的，逐页核对编号和校验码后勾选“已目视核对”再登记，核对人会留在记录里。',
      en: 'Scan again at 200 dpi or more; if it still cannot be read, compare number and check code page by page and tick "compared by eye": your name stays on record.',
    },
    { field: 'scan' },
  );

const notPrinted: Refusal = refusal(
  'barred',
  'form.notPrinted',
  {
    zh: '这份表单还没有打印过，不会有签回的纸面。',
    en: 'This form has not been printed: nothing of it can have come back.',
  },
  { zh: '请先打印。', en: 'Print it first.' },
  { field: 'scan' },
);
