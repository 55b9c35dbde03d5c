import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checkPersonName } from '../../shared/domain/names/personName.ts';
import { checkPhone } from '../../shared/domain/names/phone.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { api, client } from '../client/api.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { useAction } from '../feedback/useAction.ts';
import { FormDialog } from '../record/FormDialog.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { clientsChanged } from './changed.ts';
import type { ClientDetail } from './status.tsx';

type Contact = Awaited<ReturnType<typeof client.clients.contacts>>[number];

/** Whom one talks to there; numbers are masked until somebody asks to see one, which is recorded. */
export function Contacts({ detail }: { detail: ClientDetail }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(api.clients.contacts.queryOptions({ input: { clientId: detail.id } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines lines={3} />;
  return (
    <>
      {data.length === 0 ? <p className="sk-soft">{t('clients.contacts.none')}</p> : null}
      <ul className="sk-contacts">
        {data.map((contact) => (
          <ContactLine key={contact.id} contact={contact} may={detail.may} />
        ))}
      </ul>
      {detail.may.edit ? (
        <Button size="small" onClick={() => setAdding(true)}>
          {t('clients.contacts.add')}
        </Button>
      ) : null}
      {adding ? <ContactDialog clientId={detail.id} close={() => setAdding(false)} /> : null}
    </>
  );
}

function ContactLine({ contact, may }: { contact: Contact; may: ClientDetail['may'] }) {
  const { t } = useTranslation();
  const [phone, setPhone] = useState<string>();
  const [show, { running, refusals }] = useAction(async () => {
    const shown = await client.clients.revealContact({ contactId: contact.id });
    setPhone(shown.phone ?? t('clients.contacts.noPhone'));
  });
  const [retire, retiring] = useAction(async () => {
    await client.clients.retireContact({ contactId: contact.id, version: contact.version });
    await clientsChanged();
  });
  return (
    <li>
      <p>
        <strong>{contact.name}</strong> <span className="sk-meta">{contact.title}</span>{' '}
        {contact.isSignatory ? <span className="sk-meta">· {t('clients.contacts.signatory')}</span> : null}
      </p>
      <p className="sk-contact-phone">
        <span className="sk-number">{phone ?? contact.phone ?? t('clients.contacts.noPhone')}</span>
        {may.viewContacts && contact.phone !== null && phone === undefined ? (
          <Button size="small" type="text" loading={running} onClick={() => void show()}>
            {t('clients.contacts.show')}
          </Button>
        ) : null}
        {may.edit ? (
          <Button size="small" type="text" loading={retiring.running} onClick={() => void retire()}>
            {t('clients.contacts.retire')}
          </Button>
        ) : null}
      </p>
      <Refusals refusals={[...refusals, ...retiring.refusals]} />
    </li>
  );
}

export interface ContactValues {
  readonly name: string;
  readonly title?: string;
  readonly phone?: string;
  readonly isSignatory?: boolean;
}

/** What the domain says of a contact as typed; an empty form says nothing yet. */
export function checkContact(values: Partial<ContactValues>, path = ''): readonly Refusal[] {
  const name = values.name ? checkPersonName(values.name, `${path}name`) : undefined;
  const phone = values.phone ? checkPhone(values.phone, `${path}phone`) : undefined;
  return [name, phone].flatMap((result) => (result && !result.ok ? result.refusals : []));
}

function ContactDialog({ clientId, close }: { clientId: string; close: () => void }) {
  const { t } = useTranslation();
  return (
    <FormDialog title={t('clients.contacts.add')} close={close}>
      <RecordForm<ContactValues>
        name={`client.contact.${clientId}`}
        initial={{}}
        check={(values) => checkContact(values)}
        save={(values) => client.clients.addContact({ ...values, clientId })}
        onSaved={async () => {
          await clientsChanged();
          close();
        }}
      >
        <Form.Item name="name" label={t('clients.contacts.name')} rules={[{ required: true }]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="title" label={t('clients.contacts.position')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="phone" label={t('clients.contacts.phone')}>
          <Input maxLength={40} inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item name="isSignatory" valuePropName="checked">
          <Checkbox>{t('clients.contacts.signatory')}</Checkbox>
        </Form.Item>
      </RecordForm>
    </FormDialog>
  );
}
