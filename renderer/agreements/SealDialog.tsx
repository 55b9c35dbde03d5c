import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { Pairs } from '../record/RecordTable.tsx';
import './agreements.css';

const inFours = (hex: string): string => hex.toUpperCase().replace(/(....)(?!$)/g, '$1 ');

const Hash = ({ of }: { of: string }) => <span className="sk-hash">{of}</span>;

/** The seal of the branch: where its certificate comes from, and which clerks may use it. */
export function SealDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { data: seal, error, refetch } = useQuery(api.agreements.seal.queryOptions());
  return (
    <FormDialog title={t('agreements.seal.title')} close={close}>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !seal ? (
        <LoadingLines lines={4} />
      ) : (
        <>
          <Pairs
            pairs={[
              [t('agreements.seal.serial'), <Hash key="serial" of={seal.serial?.toUpperCase() ?? '—'} />],
              [t('agreements.seal.until'), seal.notAfter === null ? '—' : fromInstant(seal.notAfter)],
              [t('agreements.seal.root'), <Hash key="root" of={inFours(seal.rootFingerprint)} />],
            ]}
          />
          <p className="sk-soft">{t(seal.provisional ? 'agreements.seal.provisional' : 'agreements.seal.enrolled')}</p>
          <h3>{t('agreements.seal.clerks')}</h3>
          {seal.clerks.length === 0 ? <p className="sk-soft">{t('agreements.seal.clerksNone')}</p> : null}
          <ul className="sk-clerks">
            {seal.clerks.map((clerk) => (
              <li key={clerk.accountId} className="sk-line">
                <span>{clerk.displayName}</span>
                <ActionButton
                  size="small"
                  run={async () => {
                    const { accountId, authorised } = clerk;
                    await client.agreements.authoriseSeal({ accountId, authorised: !authorised });
                    await queries.invalidateQueries({ queryKey: api.agreements.key() });
                  }}
                >
                  {t(clerk.authorised ? 'agreements.seal.withdraw' : 'agreements.seal.authorise')}
                </ActionButton>
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="sk-form-foot">
        <Button onClick={close}>{t('parts.close')}</Button>
      </div>
    </FormDialog>
  );
}
