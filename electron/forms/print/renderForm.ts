import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { done, type Refusal, type Result, refused } from '../../../shared/domain/refusal.ts';
import type { FormKind } from '../../../shared/schema/forms.ts';
import type { Block, NamedBox } from '../../paper/blocks.ts';
import { composeDocument } from '../../paper/compose.ts';
import { confirmationLetterBlocks, confirmationLetterContent } from './confirmationLetter.ts';
import { type FormHead, formHead } from './fields.ts';
import { FORM_KINDS, labelHash, labelStem, parseFormNumber } from './formNumber.ts';
import { handoverTableBlocks, handoverTableContent } from './handoverTable.ts';
import { leaveCertificateBlocks, leaveCertificateContent } from './leaveCertificate.ts';
import {
  nonCompeteReleaseBlocks,
  nonCompeteReleaseContent,
  nonCompeteStartBlocks,
  nonCompeteStartContent,
} from './nonCompete.ts';
import { visitRecordBlocks, visitRecordContent } from './visitRecord.ts';
import { workHandoverBlocks, workHandoverContent } from './workHandover.ts';

/** Schema of every form's content, by kind. */
export const formContents = {
  handoverTable: handoverTableContent,
  confirmationLetter: confirmationLetterContent,
  workHandover: workHandoverContent,
  leaveCertificate: leaveCertificateContent,
  nonCompeteStart: nonCompeteStartContent,
  nonCompeteRelease: nonCompeteReleaseContent,
  visitRecord: visitRecordContent,
} as const;

type Contents = typeof formContents;
/** What a form of one kind is made from. */
export interface FormInput<K extends FormKind = FormKind> {
  readonly head: z.input<typeof formHead>;
  readonly content: z.input<Contents[K]>;
}

export interface RenderedForm {
  readonly kind: FormKind;
  readonly number: string;
  /** SHA-256 of the payload, lower-case hex; its first 16 digits are in the QR code. */
  readonly payloadHash: string;
  readonly bytes: Uint8Array;
  readonly pageCount: number;
  /** Signature boxes and named areas. */
  readonly boxes: readonly NamedBox[];
  readonly missingGlyphs: readonly string[];
}

/** JSON with sorted keys: the same content has the same text, however it was put together. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/**
 * SHA-256 of what a form says: kind, number without its reprint count, organisation and content. Who printed it and when is
 * left out, so that a reprint of unchanged content has the hash of the first print, and a changed one has not.
 */
function hashOf(kind: FormKind, head: FormHead, content: unknown): string {
  const number = head.number.replace(/-R\d+$/, '');
  const { organisation, branch, sample } = head;
  return createHash('sha256').update(canonical({ kind, number, organisation, branch, sample, content })).digest('hex');
}

const unprintable = (issue: { path: PropertyKey[]; message: string }): Refusal => {
  const field = issue.path.map(String).join('.');
  return {
    kind: 'invalid',
    code: 'form.content',
    field,
    zh: `表单内容“${field}”不完整或不合规，没有生成。`,
    en: `The form's content “${field}” is incomplete or not allowed (${issue.message}); nothing was made.`,
    next: { zh: '请补全或改正这一项后重新打印。', en: 'Complete or correct it and print again.' },
  };
};

const wrongKind = (kind: FormKind, number: string): Refusal => ({
  kind: 'invalid',
  code: 'form.numberKind',
  field: 'head.number',
  zh: `编号 ${number} 不是${FORM_KINDS[kind].title}的编号。`,
  en: `${number} is not a number for this kind of form.`,
  next: { zh: '请重新取号后打印。', en: 'Take a new number and print again.' },
});

/** Reads the content by its schema and lays it out; the schema's output is what the layout takes, kind by kind. */
type Layout = (input: unknown, head: FormHead) => { blocks: () => Block[]; content: unknown } | { issues: Refusal[] };
const layout =
  <S extends z.ZodType>(schema: S, blocks: (content: z.output<S>, head: FormHead) => Block[]): Layout =>
  (input, head) => {
    const read = schema.safeParse(input);
    if (read.success) return { content: read.data, blocks: () => blocks(read.data, head) };
    const issues = read.error.issues.slice(0, 10);
    return { issues: issues.map((issue) => unprintable({ ...issue, path: ['content', ...issue.path] })) };
  };

const LAYOUTS: Record<FormKind, Layout> = {
  handoverTable: layout(handoverTableContent, handoverTableBlocks),
  confirmationLetter: layout(confirmationLetterContent, confirmationLetterBlocks),
  workHandover: layout(workHandoverContent, workHandoverBlocks),
  leaveCertificate: layout(leaveCertificateContent, leaveCertificateBlocks),
  nonCompeteStart: layout(nonCompeteStartContent, nonCompeteStartBlocks),
  nonCompeteRelease: layout(nonCompeteReleaseContent, nonCompeteReleaseBlocks),
  visitRecord: layout(visitRecordContent, visitRecordBlocks),
};

const twoDigits = (value: number) => String(value).padStart(2, '0');
/** `2026-11-23 10:00` in Asia/Shanghai, whatever the computer's time zone. */
function shanghaiTime(ms: number): string {
  const at = new Date(ms + 8 * 3_600_000);
  const date = `${at.getUTCFullYear()}-${twoDigits(at.getUTCMonth() + 1)}-${twoDigits(at.getUTCDate())}`;
  return `${date} ${twoDigits(at.getUTCHours())}:${twoDigits(at.getUTCMinutes())}`;
}

/**
 * Renders a printed form as an A4 PDF. The same input gives the same bytes. The number and the first 16 digits of the payload's
 * hash are printed on every page, as text and, with the page, as a QR code that {@link readScan} finds.
 * Refused when the content does not fit its schema or the number belongs to another kind of form.
 */
export async function renderForm<K extends FormKind>(kind: K, form: FormInput<K>): Promise<Result<RenderedForm>> {
  const head = formHead.safeParse(form.head);
  if (!head.success) {
    return refused(...head.error.issues.map((issue) => unprintable({ ...issue, path: ['head', ...issue.path] })));
  }
  const { data } = head;
  const number = parseFormNumber(data.number);
  if (!number.ok) return number;
  if (number.value.kind !== kind) return refused(wrongKind(kind, data.number));
  const laid = LAYOUTS[kind](form.content, data);
  if ('issues' in laid) return refused(...laid.issues);

  const payloadHash = hashOf(kind, data, laid.content);
  const hash = labelHash(payloadHash);
  const { title } = FORM_KINDS[kind];
  const { reprint } = number.value;
  const composed = await composeDocument({
    title: `${title} ${data.number}`,
    author: data.organisation,
    subject: title,
    createdAt: data.printedAt,
    sample: data.sample,
    masthead: {
      organisation: [data.organisation, data.branch].filter((each) => each).join('　'),
      title: kind === 'leaveCertificate' ? null : title,
      number: data.number,
      qr: labelStem({ kind, number: data.number, hash }),
      ...(reprint > 0 ? { mark: `第 ${reprint} 次补打` } : {}),
    },
    footer: {
      left: `打印 ${shanghaiTime(data.printedAt)}　${data.printedBy}　校验码 ${hash.replace(/(.{4})(?=.)/g, '$1 ')}`,
    },
    size: 10,
    leading: 1.6,
    blocks: laid.blocks(),
  });
  const { bytes, pageCount, boxes, missingGlyphs } = composed;
  return done({ kind, number: data.number, payloadHash, bytes, pageCount, boxes, missingGlyphs });
}
