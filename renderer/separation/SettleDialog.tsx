import { useTranslation } from 'react-i18next';
import { client } from '../client/api.ts';
import { Money } from '../format/Money.tsx';
import { ConfirmDialog } from '../record/ConfirmDialog.tsx';
import { caseDecided } from './changed.ts';
import { isSettled } from './grouping.ts';
import type { CaseDetail, Item } from './states.ts';

/** Says what the settlement moves, and to whom, before it is done. */
export function SettleDialog({ row, items, close }: { row: CaseDetail; items: readonly Item[]; close: () => void }) {
  const { t } = useTranslation();
  const byReceiver = Map.groupBy(
    items.filter((item) => isSettled(item) && item.receiver !== null),
    (item) => item.receiver?.name ?? '',
  );
  return (
    <ConfirmDialog
      title={t('separation.settle.title', { name: row.employee.name })}
      confirm={t('separation.settle.confirm')}
      run={async () => {
        await caseDecided(await client.separation.settle({ caseId: row.id, version: row.version }));
      }}
      close={close}
    >
      <p className="sk-soft">{t('separation.settle.explain')}</p>
      <table className="sk-settle">
        <thead>
          <tr>
            <th scope="col">{t('separation.columns.receiver')}</th>
            <th scope="col">{t('separation.facts.clients')}</th>
            <th scope="col">{t('separation.facts.openOrders')}</th>
            <th scope="col">{t('separation.columns.receivable')}</th>
          </tr>
        </thead>
        <tbody>
          {[...byReceiver].map(([name, theirs]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{theirs.filter((item) => item.kind === 'client').length}</td>
              <td>{theirs.filter((item) => item.kind === 'order').length}</td>
              <td>
                <Money fen={theirs.reduce((sum, item) => (item.kind === 'receivable' ? sum + item.amount : sum), 0)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="sk-soft">
        {t(row.legalState === 'noticed' ? 'separation.settle.before' : 'separation.settle.after')}
      </p>
    </ConfirmDialog>
  );
}
