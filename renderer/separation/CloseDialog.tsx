import { Form } from 'antd';
import { useMemo } from 'react';
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

interface Values {
  readonly openItemIds: readonly string[];
  readonly reason: string;
}

/** Closes a case although items are open. Each of them is named by the person who closes it. */
export function CloseDialog({ row, items, close }: { row: CaseDetail; items: readonly Item[]; close: () => void }) {
  const { t } = useTranslation();
  const open = useMemo(() => items.filter((item) => !isSettled(item)), [items]);
  return (
    <FormDialog title={t('separation.closing.title')} close={close}>
      <p className="sk-soft">{t('separation.closing.explain')}</p>
      <RecordForm<Values, CaseDetail>
        name={`separation.close.${row.id}`}
        initial={{ openItemIds: [] }}
        saveLabel={t('separation.closing.confirm')}
        save={({ openItemIds, reason }) =>
          client.separation.closeWithOpenItems({
            caseId: row.id,
            version: row.version,
            reason: reason.trim(),
            // A draft may name what was decided since.
            openItemIds: openItemIds.filter((id) => open.some((item) => item.id === id)),
          })
        }
        onSaved={async (answer) => {
          close();
          await caseDecided(answer);
        }}
      >
        <Form.Item name="openItemIds">
          <NamedItems open={open} />
        </Form.Item>
        <ReasonField />
      </RecordForm>
    </FormDialog>
  );
}

/** The open items by client, each ticked by itself. */
function NamedItems({
  open,
  value = [],
  onChange,
}: {
  open: readonly Item[];
  value?: readonly string[];
  onChange?: (named: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const groups = useMemo(() => grouped(open, 'all', ''), [open]);
  const left = open.filter((item) => !value.includes(item.id)).length;
  const name = (id: string, on: boolean) => onChange?.(on ? [...value, id] : value.filter((each) => each !== id));
  return (
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
                  checked={value.includes(item.id)}
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
  );
}
