import { Form, Input, Radio } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { BusinessDateInput, MoneyInput } from '../record/inputs.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { useWords } from '../words/language.ts';
import type { Planned } from './PlannedAgreement.tsx';

type Field = Planned['fields'][number];
type Values = Record<string, string | number>;
type Annex = Planned['annexes'][number];
export type Annexes = Record<string, Record<string, string>[]>;

const annexField = (annex: Annex): string => `annex:${annex.name}`;
/** One row a line, its cells parted by tabs or commas as a table pastes them. */
const linesOf = (annex: Annex): string =>
  annex.rows.map((row) => annex.columns.map((column) => row[column.key] ?? '').join('，')).join('\n');
const rowsOf = (annex: Annex, text: string): Record<string, string>[] =>
  text
    .split('\n')
    .map((line) => line.split(/[\t，,]/).map((cell) => cell.trim()))
    .filter((cells) => cells.some((cell) => cell !== ''))
    .map((cells) =>
      Object.fromEntries(
        annex.columns.flatMap((column, index) => {
          // What is beyond the last column belongs to it.
          const last = index === annex.columns.length - 1;
          const cell = last ? cells.slice(index).join('，') : (cells[index] ?? '');
          return cell === '' ? [] : [[column.key, cell]];
        }),
      ),
    );

/** Amounts are entered as money and kept as fen; everything is text in an agreement. */
const textOf = (value: string | number | undefined): string => (value === undefined ? '' : String(value).trim());

/** The terms of an agreement that the registry does not know. Saving makes the document. */
export function TermsForm({
  name,
  fields,
  values,
  annexes,
  first,
  save,
}: {
  name: string;
  fields: readonly Field[];
  values: Readonly<Record<string, string>>;
  annexes: readonly Annex[];
  first?: string;
  save: (values: Record<string, string>, annexes: Annexes) => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const [form] = Form.useForm<Values>();
  useEffect(() => {
    if (!first) return;
    const later = setTimeout(() => {
      const target = form.getFieldInstance(first) as { focus?: () => void } | undefined;
      form.scrollToField(first, { block: 'center' });
      target?.focus?.();
    }, 100);
    return () => clearTimeout(later);
  }, [first, form]);
  const initial: Values = Object.fromEntries([
    ...annexes.map((annex) => [annexField(annex), linesOf(annex)] as const),
    ...fields.flatMap((field) => {
      const value = values[field.name];
      if (value === undefined || value === '') return [];
      return [[field.name, field.type === 'money' ? Number(value) : value] as const];
    }),
  ]);
  return (
    <RecordForm<Values>
      name={name}
      initial={initial}
      form={form}
      saveLabel={t('onboarding.agreements.generate')}
      check={(given) =>
        fields
          .filter((field) => field.required && textOf(given[field.name]) === '')
          .map((field) => ({
            kind: 'invalid',
            code: `missing.${field.name}`,
            field: field.name,
            ...field.label,
            next: { zh: '请填写。', en: 'Please fill it in.' },
          }))
      }
      save={(given) =>
        save(
          Object.fromEntries(
            fields.map((field) => [field.name, textOf(given[field.name])]).filter(([, value]) => value !== ''),
          ),
          Object.fromEntries(annexes.map((annex) => [annex.name, rowsOf(annex, textOf(given[annexField(annex)]))])),
        )
      }
      onSaved={() => undefined}
    >
      <div className="sk-fields">
        {fields.map((field) => (
          <div key={field.name} {...(field.type === 'paragraph' ? { 'data-wide': '' } : {})}>
            <Form.Item
              name={field.name}
              label={words(field.label)}
              required={field.required}
              {...(field.hint ? { extra: words(field.hint) } : {})}
            >
              {field.type === 'paragraph' ? (
                <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
              ) : field.type === 'date' ? (
                <BusinessDateInput />
              ) : field.type === 'money' ? (
                <MoneyInput />
              ) : field.type === 'choice' ? (
                <Radio.Group options={(field.choices ?? []).map((each) => ({ value: each, label: each }))} />
              ) : (
                <Input autoComplete="off" inputMode={field.type === 'number' ? 'numeric' : 'text'} />
              )}
            </Form.Item>
          </div>
        ))}
        {annexes.map((annex) => (
          <div key={annex.name} data-wide="">
            <Form.Item
              name={annexField(annex)}
              label={annex.title}
              extra={t('agreements.annexHint', { columns: annex.columns.map((column) => column.title).join('，') })}
            >
              <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} />
            </Form.Item>
          </div>
        ))}
      </div>
    </RecordForm>
  );
}
