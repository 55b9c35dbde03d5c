import type { agreementsContract } from '../../shared/contract/agreements.ts';
import type { OutputOf } from '../../shared/contract/base.ts';
import type { MissingField } from '../../shared/domain/employeeChecks.ts';
import { maskIdNumber, maskPhone } from '../../shared/domain/names/masking.ts';
import { orThrow } from '../../shared/domain/refusal.ts';
import type { FeatureContext } from '../feature.ts';
import type { AgreementTemplate, TemplateField } from './render/templateFormat.ts';
import { builtInTemplates, readTemplate } from './render/templates.ts';
import type { Template } from './store.ts';

type TemplateViews = OutputOf<(typeof agreementsContract)['templates']>;

/** Stores the templates that come with the product, those versions that the branch does not have yet. */
export function seedTemplates(context: FeatureContext): void {
  const known = new Set(
    context.registry.reader.prepare("SELECT kind || ' ' || templateVersion FROM agreementTemplate").pluck().all(),
  );
  const missing = builtInTemplates.filter(({ kind, templateVersion }) => !known.has(`${kind} ${templateVersion}`));
  if (missing.length === 0) return;
  context.registry.write.domain(
    { id: 'system', name: '系统' },
    { action: 'template.install', subject: { kind: 'branch', id: context.branch.id } },
    (tx) => {
      for (const template of missing) {
        const { kind, templateVersion, title, effectiveFrom, effectiveTo } = template;
        tx.insert('agreementTemplate', {
          kind,
          templateVersion,
          title,
          effectiveFrom,
          effectiveTo,
          body: JSON.stringify(template),
        });
      }
    },
  );
}

/** The template of a row. @throws RefusalError `agreement.templateUnreadable` for one that was pushed in another format. */
export const templateOf = (row: Template): AgreementTemplate => orThrow(readTemplate(row.body));

/**
 * Required fields without a value. What comes from the signer's key is not counted: it is there once the signer has set
 * their PIN, and that is asked for by itself.
 */
export const missingFields = (
  template: AgreementTemplate,
  values: Readonly<Record<string, string>>,
): readonly MissingField[] =>
  template.fields
    .filter((field) => field.required && !/^(?:signer|root)\./.test(field.source ?? ''))
    .filter((field) => (values[field.name] ?? field.default ?? '').trim() === '')
    .map((field) => ({ field: field.name, ...field.label }));

/** A field as a form shows it. What the registry supplies is mended in the registry, never typed into one agreement. */
export function fieldView(field: TemplateField) {
  const { name, label, type, required, choices, hint } = field;
  return {
    name,
    label,
    type,
    required,
    ...(choices ? { choices } : {}),
    ...(hint ? { hint } : {}),
    derived: field.source !== undefined,
  };
}

/** Values as a screen shows them: what identifies a person is masked. The document itself has them in full. */
export function maskedValues(
  template: AgreementTemplate,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const masks = new Map(template.fields.map((field) => [field.name, field.source ? masked[field.source] : undefined]));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, masks.get(name)?.(value) ?? value]));
}

const masked: Readonly<Record<string, ((text: string) => string) | undefined>> = {
  'employee.idNumber': maskIdNumber,
  'employee.phone': maskPhone,
};

/** What was typed, without what only the registry may say. Names that the template does not have are left to refuse. */
export function typedValues(
  template: AgreementTemplate,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const sourced = new Set(template.fields.filter((field) => field.source !== undefined).map((field) => field.name));
  return Object.fromEntries(Object.entries(given).filter(([name]) => !sourced.has(name)));
}

export const templateViews = (rows: readonly Template[]): TemplateViews =>
  rows.map((row) => {
    const template = templateOf(row);
    return {
      id: row.id,
      kind: row.kind,
      templateVersion: row.templateVersion,
      title: row.title,
      effectiveFrom: row.effectiveFrom,
      effectiveTo: row.effectiveTo,
      fields: template.fields.map(fieldView),
      highlighted: template.sections.flatMap((section) =>
        section.clauses.filter((clause) => clause.highlight).map((clause) => clause.title),
      ),
    };
  });
