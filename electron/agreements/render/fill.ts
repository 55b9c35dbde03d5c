import { isBusinessDate } from '../../../shared/domain/businessDate.ts';
import { dateOnDocument } from '../../../shared/domain/dateWords.ts';
import { formatMoney, isFen } from '../../../shared/domain/money.ts';
import { moneyInCapitals } from '../../../shared/domain/moneyInCapitals.ts';
import { done, type Refusal, type Result, refused } from '../../../shared/domain/refusal.ts';
import type { Span } from '../../paper/blocks.ts';
import { type AgreementTemplate, PLACEHOLDER, type TemplateClause, type TemplateField } from './templateFormat.ts';

/** What goes into a template. */
export interface AgreementContent {
  /** Number of the agreement, printed on every page. */
  readonly number: string;
  /** By field name: dates `YYYY-MM-DD`, money in fen, numbers in digits. */
  readonly values: Readonly<Record<string, string>>;
  /** Rows of the annexes by annex name, cells by column key. */
  readonly annexes?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
}

export interface FilledClause {
  readonly id: string;
  /** As printed: 第一条. */
  readonly number: string;
  readonly title: string;
  /** The text with filled-in values marked; empty when the clause has only items. */
  readonly text: readonly Span[];
  readonly items: readonly (readonly Span[])[];
  readonly highlighted: boolean;
}

/** An agreement with every value in its place, ready to be set. */
export interface FilledAgreement {
  readonly template: AgreementTemplate;
  readonly number: string;
  /** What was filled in, defaults included, as it was given. */
  readonly values: Readonly<Record<string, string>>;
  /** The same as printed. */
  readonly shown: Readonly<Record<string, string>>;
  readonly preamble: readonly (readonly Span[])[];
  readonly sections: readonly { readonly heading: string; readonly clauses: readonly FilledClause[] }[];
  readonly annexes: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
}

const LONGEST_VALUE = 4000;
const MOST_ROWS = 20_000;

/**
 * Puts values into a template. Everything that is wrong is told at once, each with its field.
 * Refusals: `agreement.fieldMissing`, `agreement.fieldInvalid`, `agreement.fieldUnknown`, `agreement.annexUnknown`
 */
export function fillTemplate(template: AgreementTemplate, content: AgreementContent): Result<FilledAgreement> {
  const refusals: Refusal[] = [];
  const values: Record<string, string> = {};
  const shown: Record<string, string> = {};
  for (const field of template.fields) {
    const given = (Object.hasOwn(content.values, field.name) ? content.values[field.name] : undefined)?.trim();
    const value = given === undefined || given === '' ? (field.default ?? '') : given;
    if (value === '') {
      if (field.required) refusals.push(missing(field));
      continue;
    }
    const text = show(field, value);
    if (text === undefined) refusals.push(invalid(field));
    else {
      values[field.name] = value;
      shown[field.name] = text;
    }
  }
  for (const name of Object.keys(content.values)) {
    if (!template.fields.some((field) => field.name === name)) refusals.push(unknownField(name));
  }
  const annexes = content.annexes ?? {};
  for (const [name, rows] of Object.entries(annexes)) {
    const annex = template.annexes.find((each) => each.name === name);
    const keys = new Set(annex?.columns.map((column) => column.key));
    const fits = rows.length <= MOST_ROWS && rows.every((row) => Object.keys(row).every((key) => keys.has(key)));
    if (annex === undefined || !fits) refusals.push(unknownAnnex(name));
  }
  if (refusals.length > 0) return refused(...refusals);

  let count = 0;
  const fillClause = (clause: TemplateClause): FilledClause => ({
    id: clause.id,
    number: `第${chineseNumber(++count)}条`,
    title: clause.title,
    text: clause.text === undefined ? [] : spans(clause.text, shown),
    items: (clause.items ?? []).map((item) => spans(item, shown)),
    highlighted: clause.highlight === true,
  });
  return done({
    template,
    number: content.number,
    values,
    shown,
    preamble: template.preamble.map((text) => spans(text, shown)),
    sections: template.sections
      .map(({ heading, clauses }) => ({
        heading,
        clauses: clauses.filter((each) => each.when === undefined || Object.hasOwn(values, each.when)).map(fillClause),
      }))
      .filter((section) => section.clauses.length > 0),
    annexes,
  });
}

/** How a value is printed, or undefined when it is none of its type. */
function show(field: TemplateField, value: string): string | undefined {
  if (value.length > LONGEST_VALUE) return undefined;
  switch (field.type) {
    case 'text':
      if (/\p{Cc}/u.test(value)) return undefined;
      return field.shown === 'fingerprint' ? fingerprint(value) : value;
    case 'paragraph':
      // A full stop at the end would stand before the clause's own.
      return /[^\P{Cc}\n]/u.test(value) ? undefined : value.replace(/[。；;.\s]+$/u, '');
    case 'date':
      return isBusinessDate(value) ? dateOnDocument(value) : undefined;
    case 'choice':
      return field.choices?.includes(value) === true ? value : undefined;
    case 'number':
    case 'money': {
      if (!/^\d{1,15}$/.test(value)) return undefined;
      const number = Number(value);
      if (number < (field.min ?? 0) || number > (field.max ?? Number.MAX_SAFE_INTEGER)) return undefined;
      if (field.type === 'number') return String(number);
      return isFen(number) ? `${formatMoney(number)}（${moneyInCapitals(number)}）` : undefined;
    }
  }
}

/** SHA-256 in two rows of eight groups, for two people to compare. */
function fingerprint(hex: string): string | undefined {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return undefined;
  const groups = hex.toUpperCase().match(/.{4}/g) ?? [];
  return `${groups.slice(0, 8).join(' ')}\n${groups.slice(8).join(' ')}`;
}

/** A text with its values marked. A placeholder of an optional field that is empty prints as a blank to fill in by hand. */
function spans(text: string, shown: Readonly<Record<string, string>>): Span[] {
  const out: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > at) out.push({ text: text.slice(at, match.index) });
    out.push({ text: shown[match[1] ?? ''] ?? '　　　　', underline: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}

const DIGITS = '零一二三四五六七八九';

/** 1 to 99 as documents number their clauses. */
export function chineseNumber(value: number): string {
  const tens = Math.floor(value / 10);
  const ones = value % 10;
  return `${tens > 1 ? DIGITS.charAt(tens) : ''}${tens > 0 ? '十' : ''}${ones > 0 ? DIGITS.charAt(ones) : ''}`;
}

const missing = (field: TemplateField): Refusal => ({
  kind: 'invalid',
  code: 'agreement.fieldMissing',
  field: field.name,
  zh: `还没有填写“${field.label.zh}”`,
  en: `"${field.label.en}" is not filled in`,
  next:
    field.source === undefined
      ? { zh: '填写后再生成文件。', en: 'Fill it in, then make the document.' }
      : { zh: '先在档案中补齐，再生成文件。', en: 'Complete the record first, then make the document.' },
});

const EXPECTED: Record<TemplateField['type'], { zh: string; en: string }> = {
  text: { zh: '一行文字', en: 'one line of text' },
  paragraph: { zh: '一段文字', en: 'a paragraph' },
  date: { zh: '日期，例如 2026-03-01', en: 'a date, for example 2026-03-01' },
  money: { zh: '金额（分）', en: 'an amount in fen' },
  number: { zh: '整数', en: 'a whole number' },
  choice: { zh: '选项之一', en: 'one of the choices' },
};

function invalid(field: TemplateField): Refusal {
  const bounds = field.max === undefined ? '' : ` ${field.min ?? 0}–${field.max}`;
  const { zh, en } = EXPECTED[field.type];
  return {
    kind: 'invalid',
    code: 'agreement.fieldInvalid',
    field: field.name,
    zh: `“${field.label.zh}”应是${zh}${bounds}`,
    en: `"${field.label.en}" has to be ${en}${bounds}`,
    next: { zh: '改正后再生成文件。', en: 'Correct it, then make the document.' },
  };
}

const unknownField = (name: string): Refusal => ({
  kind: 'invalid',
  code: 'agreement.fieldUnknown',
  field: name.slice(0, 60),
  zh: `模板里没有“${name.slice(0, 60)}”这一栏`,
  en: `The template has no field "${name.slice(0, 60)}"`,
  next: { zh: '去掉这一栏，或改用有它的模板版本。', en: 'Leave it out, or use the template version that has it.' },
});

const unknownAnnex = (name: string): Refusal => ({
  kind: 'invalid',
  code: 'agreement.annexUnknown',
  field: name.slice(0, 60),
  zh: `附件“${name.slice(0, 60)}”与模板不符，或超过 ${MOST_ROWS} 行`,
  en: `The annex "${name.slice(0, 60)}" does not fit the template, or has over ${MOST_ROWS} rows`,
  next: { zh: '按模板的附件栏目重新生成。', en: 'Make it again with the columns of the template.' },
});
