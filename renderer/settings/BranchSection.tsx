import { useQuery } from '@tanstack/react-query';
import { App, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BranchFields, branchRefusals } from '../../shared/domain/branchChecks.ts';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { Section } from './Section.tsx';

const fields = [
  'companyName',
  'name',
  'companyUscc',
  'address',
  'city',
  'phone',
  'email',
  'bankName',
  'bankAccount',
] as const;
type Field = (typeof fields)[number];
type Values = Record<Field, string>;

const longest: Readonly<Record<Field, number>> = {
  companyName: 60,
  name: 60,
  companyUscc: 40,
  city: 40,
  address: 120,
  phone: 40,
  email: 80,
  bankName: 80,
  bankAccount: 60,
};
const needed: readonly Field[] = ['companyName', 'name'];
const wide: readonly Field[] = ['companyName', 'address', 'email'];

/** Empty fields say nothing: null. */
const filled = (values: Partial<Values>): BranchFields & { city: string | null; address: string | null } => {
  const text = (field: Field): string | null => values[field]?.trim() || null;
  return {
    name: values.name ?? '',
    companyName: values.companyName ?? '',
    companyUscc: text('companyUscc'),
    city: text('city'),
    address: text('address'),
    phone: text('phone'),
    email: text('email'),
    bankName: text('bankName'),
    bankAccount: text('bankAccount'),
  };
};
const check = (values: Partial<Values>) => branchRefusals(filled(values));

/** What letters and forms say about the branch: where clients answer, where they pay. */
export function BranchSection() {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const [typed, setTyped] = useState<Partial<Values>>();
  const query = useQuery(api.system.branch.queryOptions());
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <LoadingLines />;
  const { version, code } = query.data;
  const profile = query.data;
  const values = Object.fromEntries(fields.map((field) => [field, profile[field] ?? ''])) as Values;
  return (
    <Section title={t('settings.branch.title')} what={t('settings.branch.what', { code })}>
      <div className="sk-branch">
        {may('branch.edit') ? (
          <RecordForm<Values>
            key={version}
            name="settings.branch"
            initial={values}
            check={check}
            onChange={setTyped}
            save={(given) => client.system.updateBranch({ version, ...filled(given) })}
            onSaved={async () => {
              await queries.invalidateQueries({ queryKey: api.system.key() });
              void message.success(t('settings.branch.saved'));
            }}
          >
            <div className="sk-fields">
              {fields.map((field) => (
                <div key={field} {...(wide.includes(field) ? { 'data-wide': true } : {})}>
                  <Form.Item
                    name={field}
                    label={t(`settings.branch.field.${field}`)}
                    {...(needed.includes(field) ? { required: true } : {})}
                  >
                    <Input maxLength={longest[field]} autoComplete="off" />
                  </Form.Item>
                </div>
              ))}
            </div>
          </RecordForm>
        ) : (
          <dl className="sk-setting-pairs">
            {fields.map((field) => (
              <div key={field}>
                <dt>{t(`settings.branch.field.${field}`)}</dt>
                <dd>{values[field] || '—'}</dd>
              </div>
            ))}
          </dl>
        )}
        <OnPaper values={{ ...values, ...typed }} />
      </div>
    </Section>
  );
}

/** The passage of a confirmation letter that these facts fill, in the language of the paper. */
function OnPaper({ values }: { values: Values }) {
  const { t } = useTranslation();
  return (
    <figure className="sk-on-paper">
      <figcaption className="sk-meta">{t('settings.branch.onPaper')}</figcaption>
      <div lang="zh-CN" className="sk-paper-slip">
        <p>
          <strong>{values.companyName}</strong>
        </p>
        <p>{values.name}</p>
        <p>{`收款户名：${values.companyName}`}</p>
        <p>{`开户行：${values.bankName || '未填写'}`}</p>
        <p>{`账号：${values.bankAccount || '未填写'}`}</p>
        <p>{`寄送地址：${values.address || '未填写'}`}</p>
        <p>{`联系电话：${values.phone || '未填写'}`}</p>
        {values.email ? <p>{`电子邮箱：${values.email}`}</p> : null}
      </div>
    </figure>
  );
}
