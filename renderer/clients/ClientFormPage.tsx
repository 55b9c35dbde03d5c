import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Form, Input, InputNumber } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { checkUscc } from '../../shared/domain/identifiers/uscc.ts';
import { checkCompanyName } from '../../shared/domain/names/companyName.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { stateOf } from '../format/stateWords.ts';
import { BackButton } from '../record/BackButton.tsx';
import { Choice } from '../record/Choice.tsx';
import { MissingList } from '../record/MissingList.tsx';
import { Panel } from '../record/Panel.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { useWords } from '../words/language.ts';
import { clientsChanged } from './changed.ts';
import './clients.css';
import { type ContactValues, checkContact } from './Contacts.tsx';
import { DuplicateWarning } from './DuplicateWarning.tsx';
import type { ClientDetail } from './status.tsx';

interface Values {
  readonly name: string;
  readonly uscc?: string | null;
  readonly address?: string | null;
  readonly city?: string | null;
  readonly industry?: string | null;
  readonly creditDays: number;
  readonly latitude?: number | null;
  readonly longitude?: number | null;
  readonly note?: string | null;
  readonly ownerId?: string;
  readonly status?: ClientDetail['status'];
  readonly contact?: Partial<ContactValues>;
}

const statuses = ['prospect', 'active', 'dormant', 'lost', 'retired'] as const;
const shortestName = 2;
const usualCreditDays = 30;

/** What can be said of the values as they are, before anything is sent. */
function check(values: Partial<Values>): readonly Refusal[] {
  const name = checkCompanyName(values.name ?? '');
  const uscc = values.uscc?.trim() ? checkUscc(values.uscc) : undefined;
  const contact = values.contact;
  const typed = contact && (contact.name || contact.phone || contact.title);
  return [
    ...(name.ok ? [] : name.refusals),
    ...(uscc && !uscc.ok ? uscc.refusals : []),
    ...(typed ? checkContact(contact, 'contact.') : []),
  ];
}

/** A new client, with who may be the same while its name is typed. */
export function NewClientPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const [typed, setTyped] = useState<Partial<Values>>({});
  const [others, setOthers] = useState<readonly string[]>([]);
  usePageTitle(t('clients.form.newTitle'));
  const mayAssign = may('client.assign') === 'branch';
  const { data: receivers } = useQuery({ ...api.clients.receivers.queryOptions(), enabled: mayAssign });
  const asked = useDeferredValue({ name: typed.name ?? '', uscc: typed.uscc ?? null });
  const enough = asked.name.trim().length >= shortestName || (asked.uscc?.trim().length ?? 0) >= 18;
  const { data: duplicates = [] } = useQuery({
    ...api.clients.findDuplicates.queryOptions({ input: asked }),
    enabled: enough,
    placeholderData: keepPreviousData,
  });

  return (
    <div className="sk-client-form">
      <header className="sk-detail-head">
        <BackButton />
        <h1>{t('clients.form.newTitle')}</h1>
      </header>
      <RecordForm<Values, ClientDetail>
        name="client.new"
        initial={{ creditDays: usualCreditDays }}
        several
        check={check}
        saveLabel={t('clients.form.create')}
        onChange={(values) => setTyped(values)}
        save={({ contact, status: _, ...values }) =>
          client.clients.create({
            ...values,
            contacts: contact?.name ? [{ ...contact, name: contact.name }] : [],
            notDuplicates: [...others],
          })
        }
        onSaved={async (made, { next }) => {
          await clientsChanged();
          setTyped({});
          setOthers([]);
          if (!next) void navigate(`/clients/${made.id}`, { replace: true });
        }}
        aside={
          <>
            {enough && duplicates.length > 0 ? (
              <DuplicateWarning duplicates={duplicates} others={others} setOthers={setOthers} />
            ) : null}
            <MissingList />
            {may('client.create') === 'own' ? <p className="sk-soft">{t('clients.form.ownerMine')}</p> : null}
          </>
        }
      >
        <Panel title={t('clients.form.company')}>
          <CompanyFields />
          {mayAssign ? (
            <Form.Item name="ownerId" label={t('clients.facts.owner')}>
              <Choice
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                placeholder={t('clients.form.ownerHint')}
                options={(receivers ?? []).map((each) => ({
                  value: each.id,
                  label: t('clients.assign.choose', { name: each.name, count: each.clients }),
                }))}
              />
            </Form.Item>
          ) : null}
        </Panel>
        <Panel title={t('clients.form.contact')}>
          <div className="sk-fields">
            <Form.Item name={['contact', 'name']} label={t('clients.contacts.name')}>
              <Input maxLength={60} autoComplete="off" />
            </Form.Item>
            <Form.Item name={['contact', 'title']} label={t('clients.contacts.position')}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name={['contact', 'phone']} label={t('clients.contacts.phone')}>
              <Input maxLength={40} inputMode="tel" autoComplete="off" />
            </Form.Item>
          </div>
        </Panel>
      </RecordForm>
    </div>
  );
}

/** Changes a client's own data; ownership, orders and receivables have ways of their own. */
export function EditClientPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  usePageTitle(t('clients.form.editTitle'));
  const { data, error, refetch } = useQuery(api.clients.get.queryOptions({ input: { clientId: id } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines lines={10} />;
  const { name, uscc, address, city, industry, creditDays, latitude, longitude, note, status } = data;
  return (
    <div className="sk-client-form">
      <header className="sk-detail-head">
        <BackButton />
        <h1>{t('clients.form.editTitle')}</h1>
      </header>
      <RecordForm<Values, ClientDetail>
        name={`client.edit.${id}`}
        initial={{ name, uscc, address, city, industry, creditDays, latitude, longitude, note, status }}
        check={check}
        save={({ contact: _, ownerId: __, status: chosen = status, ...values }) =>
          client.clients.update({ ...values, status: chosen, clientId: id, version: data.version })
        }
        onSaved={async () => {
          await clientsChanged();
          void navigate(`/clients/${id}`, { replace: true });
        }}
        aside={<MissingList />}
      >
        <Panel title={t('clients.form.company')}>
          <CompanyFields />
          <Form.Item name="status" label={t('clients.facts.status')}>
            <Choice options={statuses.map((each) => ({ value: each, label: words(stateOf('client', each).words) }))} />
          </Form.Item>
        </Panel>
      </RecordForm>
    </div>
  );
}

function CompanyFields() {
  const { t } = useTranslation();
  return (
    <div className="sk-fields">
      <div data-wide="">
        <Form.Item name="name" label={t('clients.columns.name')} required>
          <Input maxLength={120} autoFocus autoComplete="off" />
        </Form.Item>
      </div>
      <Form.Item name="uscc" label={t('clients.facts.uscc')}>
        <Input maxLength={30} placeholder={t('clients.form.usccHint')} autoComplete="off" />
      </Form.Item>
      <Form.Item name="creditDays" label={t('clients.facts.creditDays')} rules={[{ required: true }]}>
        <InputNumber min={0} max={365} precision={0} style={{ width: '100%' }} suffix={t('clients.dayUnit')} />
      </Form.Item>
      <Form.Item name="city" label={t('clients.facts.city')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="industry" label={t('clients.facts.industry')}>
        <Input maxLength={60} />
      </Form.Item>
      <div data-wide="">
        <Form.Item name="address" label={t('clients.facts.address')}>
          <Input maxLength={200} />
        </Form.Item>
      </div>
      <Form.Item name="latitude" label={t('clients.facts.latitude')}>
        <InputNumber min={-90} max={90} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="longitude" label={t('clients.facts.longitude')}>
        <InputNumber min={-180} max={180} style={{ width: '100%' }} />
      </Form.Item>
      <div data-wide="">
        <Form.Item name="note" label={t('clients.facts.note')}>
          <Input.TextArea rows={2} maxLength={2000} />
        </Form.Item>
      </div>
    </div>
  );
}
