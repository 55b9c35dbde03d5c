import { type BusinessDate, isBusinessDate } from '../../../shared/domain/businessDate.ts';
import { done, type Refusal, type Result, refused } from '../../../shared/domain/refusal.ts';
import type { FormKind } from '../../../shared/schema/forms.ts';

/**
 * The printed forms: their code in numbers and QR codes, and their Chinese title. Codes are printed on paper that is
 * kept for years: a code is never changed and never reused.
 */
export const FORM_KINDS = {
  handoverTable: { code: 'LZJJ', title: '离职交接表' },
  confirmationLetter: { code: 'KHQR', title: '客户交接确认函' },
  workHandover: { code: 'GZQD', title: '工作交接清单' },
  leaveCertificate: { code: 'LZZM', title: '离职证明' },
  nonCompeteStart: { code: 'JYQD', title: '竞业限制启动通知' },
  nonCompeteRelease: { code: 'JYJC', title: '竞业限制解除通知' },
  visitRecord: { code: 'BFJL', title: '拜访记录' },
} as const satisfies Record<FormKind, { code: string; title: string }>;

const kindOfCode = new Map<string, FormKind>();
for (const [kind, { code }] of Object.entries(FORM_KINDS)) kindOfCode.set(code, kind as FormKind);

/** What a form number is made of. */
export interface FormNumber {
  readonly kind: FormKind;
  /** 2 to 12 capital letters and digits, for example `TJ01`. */
  readonly branchCode: string;
  /** `YYYY-MM-DD`, the business date on which the form was first issued. */
  readonly date: BusinessDate;
  /** Counts from 1 per branch, kind and date. */
  readonly serial: number;
  /** 0 for the first print; every reprint counts up, so that no two sheets bear one number. */
  readonly reprint: number;
}

const NUMBER = /^SK-([A-Z0-9]{2,12})-([A-Z]{4})-(\d{4})(\d{2})(\d{2})-(\d{4,6})-R(\d{1,3})$/;

const wrongNumber = (number: string): Refusal => ({
  kind: 'invalid',
  code: 'form.number',
  field: 'number',
  zh: `“${number.slice(0, 60)}”不是本系统的表单编号。`,
  en: `“${number.slice(0, 60)}” is not a form number of this system.`,
  next: {
    zh: '编号形如 SK-TJ01-LZJJ-20261123-0001-R0，印在表头左侧，请照纸面输入。',
    en: 'A number looks like SK-TJ01-LZJJ-20261123-0001-R0; it is printed at the left of the head of the form.',
  },
});

/** Writes a number as printed: `SK-TJ01-LZJJ-20261123-0001-R0`. Refused when a part is out of its range. */
export function formatFormNumber(parts: FormNumber): Result<string> {
  const { code } = FORM_KINDS[parts.kind];
  const serial = String(parts.serial).padStart(4, '0');
  const number = `SK-${parts.branchCode}-${code}-${parts.date.replaceAll('-', '')}-${serial}-R${parts.reprint}`;
  const read = parseFormNumber(number);
  return read.ok ? done(number) : read;
}

/** Reads a number back into its parts; unknown kinds and impossible dates are refused. */
export function parseFormNumber(number: string): Result<FormNumber> {
  const match = NUMBER.exec(number);
  if (!match) return refused(wrongNumber(number));
  const [, branchCode = '', code = '', year = '', month = '', day = '', serial = '', reprint = ''] = match;
  const kind = kindOfCode.get(code);
  const date = `${year}-${month}-${day}`;
  if (!kind || Number(serial) === 0 || !isBusinessDate(date)) return refused(wrongNumber(number));
  return done({
    kind,
    branchCode,
    date,
    serial: Number(serial),
    reprint: Number(reprint),
  });
}

/** What the QR code on a page of a form says. */
export interface FormLabel {
  readonly kind: FormKind;
  readonly number: string;
  /** First 16 hex digits of the SHA-256 of the form's payload. */
  readonly hash: string;
  /** Which page of the form, from 1. How many there are is in the register. */
  readonly page: number;
}

/** The part of a payload's SHA-256 that is printed: as the code's hash and as 校验码 in the footer. */
export const labelHash = (payloadHash: string): string => payloadHash.slice(0, 16);

const PREFIX = 'SHOUKE';
const VERSION = '1';
const HASH = /^[0-9a-f]{16}$/;
const PAGE = /^[1-9]\d{0,3}$/;

/** Text of a form's QR codes but for the page: `SHOUKE1|kind|number|hash|`. */
export const labelStem = (label: Omit<FormLabel, 'page'>): string =>
  [`${PREFIX}${VERSION}`, FORM_KINDS[label.kind].code, label.number, label.hash, ''].join('|');

/** Why a QR code is not the label of a form. */
export type NotALabel = 'foreign' | 'newer' | 'broken';

/** Reads the text of a page's QR code, the stem with the page behind it; total: any text gives an answer. */
export function parseLabel(text: string): FormLabel | NotALabel {
  const [head = '', code = '', number = '', hash = '', page = '', ...more] = text.split('|');
  if (!head.startsWith(PREFIX)) return 'foreign';
  const version = head.slice(PREFIX.length);
  if (!/^\d{1,3}$/.test(version)) return 'foreign';
  if (version !== VERSION) return 'newer';
  const parsed = parseFormNumber(number);
  if (!parsed.ok || more.length > 0 || !HASH.test(hash) || !PAGE.test(page)) return 'broken';
  if (FORM_KINDS[parsed.value.kind].code !== code) return 'broken';
  return { kind: parsed.value.kind, number, hash, page: Number(page) };
}
