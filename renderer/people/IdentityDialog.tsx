import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../client/api.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { isComposing } from '../keys/combo.ts';
import { FormDialog } from '../record/FormDialog.tsx';
import { Pairs } from '../record/RecordTable.tsx';

type Identity = Awaited<ReturnType<typeof client.people.viewIdentity>>;

/** Identity number, phone, address and bank account in full, for a purpose that goes on record. */
export function IdentityDialog({ employeeId, close }: { employeeId: string; close: () => void }) {
  const { t } = useTranslation();
  const whyId = useId();
  const [why, setWhy] = useState('');
  const [identity, setIdentity] = useState<Identity>();
  const [show, { running, refusals }] = useAction(async () => {
    setIdentity(await client.people.viewIdentity({ employeeId, why }));
  });
  return (
    <FormDialog title={t('people.identity.title')} close={close}>
      {identity ? (
        <Pairs
          pairs={(['idNumber', 'phone', 'address', 'bankAccount'] as const).map((field) => [
            t(`people.facts.${field}`),
            identity[field] ?? '—',
          ])}
        />
      ) : (
        <>
          <p className="sk-soft">{t('people.identity.explain')}</p>
          <label htmlFor={whyId}>{t('people.identity.why')}</label>
          <Input
            id={whyId}
            value={why}
            autoFocus
            placeholder={t('people.identity.whyHint')}
            onChange={(event) => setWhy(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !isComposing(event.nativeEvent)) void show();
            }}
          />
          <Refusals refusals={refusals} />
        </>
      )}
      <div className="sk-form-foot">
        <Button onClick={close}>{t('parts.close')}</Button>
        {identity ? null : (
          <Button type="primary" loading={running} onClick={() => void show()}>
            {t('people.identity.confirm')}
          </Button>
        )}
      </div>
    </FormDialog>
  );
}
