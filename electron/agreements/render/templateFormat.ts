import * as z from 'zod';
import { agreementKind, agreementMethod } from '../../../shared/contract/agreements.ts';
import { businessDate } from '../../../shared/contract/base.ts';

/**
 * The format of an agreement template: wording, fields and clauses as data, so that headquarters can push a new version and
 * lawyers can read it in one place. `{field}` in a text stands for a filled-in value.
 */

const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const identifier = z.string().regex(/^[a-zA-Z][\w-]{0,59}$/);
const prose = z.string().min(1).max(4000);

/** Where a value is known from, so that nobody has to type it. */
export const fieldSource = z.enum([
  'company.name',
  'company.uscc',
  'company.address',
  'branch.name',
  'employee.name',
  'employee.idType',
  'employee.idNumber',
  'employee.phone',
  'employment.number',
  'employment.position',
  'employment.start',
  'clients.asOf',
  'signer.serial',
  'signer.fingerprint',
  'root.fingerprint',
]);
export type FieldSource = z.infer<typeof fieldSource>;

const field = z.strictObject({
  name: identifier,
  label: words,
  type: z.enum(['text', 'paragraph', 'date', 'money', 'number', 'choice']),
  required: z.boolean(),
  source: fieldSource.optional(),
  choices: z.array(z.string().min(1)).min(2).optional(),
  /** Bounds of a number, or of an amount in fen. */
  min: z.int().optional(),
  max: z.int().optional(),
  default: z.string().optional(),
  hint: words.optional(),
  /** Print in groups of four, for people to compare. */
  shown: z.literal('fingerprint').optional(),
});

const clause = z
  .strictObject({
    /** Stays the same in later versions as long as the clause means the same. */
    id: identifier,
    title: z.string().min(1).max(40),
    text: prose.optional(),
    items: z.array(prose).min(1).max(30).optional(),
    /** Has to be acknowledged by itself before signing (民法典 496). */
    highlight: z.literal(true).optional(),
    /** Left out where this field is empty. */
    when: identifier.optional(),
  })
  .refine((each) => each.text !== undefined || each.items !== undefined, 'a clause needs text or items');

const annex = z.strictObject({
  name: identifier,
  title: z.string().min(1),
  columns: z
    .array(z.strictObject({ key: identifier, title: z.string().min(1), width: z.number().positive().optional() }))
    .min(1),
  /** Printed when there are no rows; it may be a statement of its own. */
  empty: z.string().min(1),
});

export const templateSchema = z
  .strictObject({
    format: z.literal('shouke-agreement-1'),
    kind: agreementKind,
    templateVersion: z.int().min(1),
    title: z.string().min(1).max(60),
    effectiveFrom: businessDate,
    effectiveTo: businessDate.nullable(),
    method: agreementMethod,
    fields: z.array(field).max(60),
    /** Names of the fields that make up 甲方 and 乙方. */
    parties: z.tuple([z.array(identifier).min(1), z.array(identifier).min(1)]),
    preamble: z.array(prose),
    sections: z.array(z.strictObject({ heading: z.string().min(1), clauses: z.array(clause).min(1) })).min(1),
    annexes: z.array(annex),
    signatures: z
      .array(z.strictObject({ name: z.enum(['company', 'employee', 'witness']), label: z.string().min(1) }))
      .min(1),
    /** Laws it follows, named only. */
    sources: z.array(z.string().min(1)),
  })
  .superRefine((template, context) => {
    const complain = (message: string): void => context.addIssue({ code: 'custom', message });
    const names = template.fields.map((each) => each.name);
    const ids = template.sections.flatMap((each) => each.clauses.map((one) => one.id));
    if (new Set(names).size !== names.length) complain('a field name is used twice');
    if (new Set(ids).size !== ids.length) complain('a clause id is used twice');
    for (const each of template.fields) {
      if ((each.type === 'choice') !== (each.choices !== undefined)) complain(`choices of the field ${each.name}`);
    }
    const mentioned = [
      ...template.parties.flat(),
      ...template.sections.flatMap((each) => each.clauses.flatMap((one) => one.when ?? [])),
    ];
    for (const text of textsOf(template)) for (const [, name = ''] of text.matchAll(PLACEHOLDER)) mentioned.push(name);
    for (const name of mentioned) if (!names.includes(name)) complain(`no field is named ${name}`);
    for (const text of textsOf(template)) {
      if (/[{}]/.test(text.replace(PLACEHOLDER, ''))) complain(`broken placeholder in: ${text.slice(0, 40)}`);
    }
  });

export type AgreementTemplate = z.infer<typeof templateSchema>;
export type TemplateField = AgreementTemplate['fields'][number];
export type TemplateClause = AgreementTemplate['sections'][number]['clauses'][number];

export const PLACEHOLDER = /\{([a-zA-Z][\w-]*)\}/g;

const textsOf = (template: Pick<AgreementTemplate, 'preamble' | 'sections'>): string[] => [
  ...template.preamble,
  ...template.sections.flatMap((each) => each.clauses.flatMap((one) => [one.text ?? [], one.items ?? []].flat())),
];
