import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../client/api.ts';
import { Money } from '../format/Money.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { caseDecided } from './changed.ts';
import { grouped, isSettled } from './grouping.ts';
import { ItemState } from './HandoverLine.tsx';
import { ReasonField } from './ReasonDialog.tsx';
import type { CaseDetail, Item } from './states.ts';

/** Closes a case although items are open. Each of them is named by the person who closes it. */
export function CloseDialog({ row, items, close }: { row: CaseDetail; items: readonly Item[]; close: () => void }) {
  const { t } = useTranslation();
  const open = useMemo(() => items.filter((item) => !isSettled(item)), [items]);
  const groups = useMemo(() => grouped(open, 'all', ''), [open]);
  const [named, setNamed] = useState<ReadonlySet<string>>(new Set());
  const name = (id: string, on: boolean) =>
    setNamed((before) => (on ? new Set([...before, id]) : new Set([...before].filter((each) => each !== id))));
  const left = open.length - named.size;
  return (
    <FormDialog title={t('separation.closing.title')} close={close}>
      <p className="sk-soft">{t('separation.closing.explain')}</p>
      <fieldset className="sk-named">
        <legend>
          {left === 0
            ? t('separation.closing.all', { count: open.length })
            : t('separation.closing.left', { count: left })}
        </legend>
        <ul>
          {groups.map((group) => (
            <li key={group.key}>
              <p className="sk-named-client">{group.key === '' ? t('separation.list.noClient') : group.name}</p>
              {group.items.map((item) => (
                <label key={item.id}>
                  <input
                    type="checkbox"
                    checked={named.has(item.id)}
                    onChange={(event) => name(item.id, event.target.checked)}
                  />
                  <span className="sk-meta">{t(`separation.itemKind.${item.kind}`)}</span> {item.title}{' '}
                  {item.amount > 0 ? <Money fen={item.amount} /> : null} <ItemState item={item} />
                </label>
              ))}
            </li>
          ))}
        </ul>
      </fieldset>
      <RecordForm<{ reason: string }, CaseDetail>
        name={`separation.close.${row.id}`}
        initial={{}}
        saveLabel={t('separation.closing.confirm')}
        save={(values) =>
          client.separation.closeWithOpenItems({
            caseId: row.id,
            version: row.version,
            reason: values.reason.trim(),
            openItemIds: [...named],
          })
        }
        onSaved={async (answer) => {
          close();
          await caseDecided(answer);
        }}
      >
        <ReasonField />
      </RecordForm>
    </FormDialog>
  );
}
