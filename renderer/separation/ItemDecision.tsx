import { useQuery } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { Money } from '../format/Money.tsx';
import { Choice } from '../record/Choice.tsx';
import { ConfirmDialog } from '../record/ConfirmDialog.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { useWords } from '../words/language.ts';
import { itemsDecided } from './changed.ts';
import type { CaseDetail, Item, ItemChoice } from './states.ts';

interface ItemDecisionProps {
  row: CaseDetail;
  choice: ItemChoice;
  items: readonly Item[];
  onDone?: () => void;
  close: () => void;
}

/** One decision about one or many items: its effect first, then what it needs, then it is done as one. */
export function ItemDecision({ row, choice, items, onDone, close }: ItemDecisionProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { event, itemIds } = choice;
  const possible = items.filter((item) => itemIds.includes(item.id));
  const title = t('separation.decide.title', { what: words(choice.words), count: possible.length });
  const done = async (answer: Item[]) => {
    await itemsDecided(row.id, answer);
    onDone?.();
  };
  const target = { caseId: row.id, itemIds };
  const effect = <Effect choice={choice} possible={possible} total={items.length} />;
  if (event === 'accept') {
    return (
      <ConfirmDialog
        title={title}
        confirm={words(choice.words)}
        run={async () => done(await client.separation.acceptItems(target))}
        close={close}
      >
        {effect}
      </ConfirmDialog>
    );
  }
  if (event === 'assign') {
    return (
      <FormDialog title={title} close={close}>
        {effect}
        <RecordForm<{ receiverId: string }, Item[]>
          name={`separation.assign.${row.id}`}
          initial={{}}
          saveLabel={words(choice.words)}
          save={(values) => client.separation.assignReceiver({ ...target, ...values })}
          onSaved={async (answer) => {
            await done(answer);
            close();
          }}
        >
          <ReceiverField caseId={row.id} />
        </RecordForm>
      </FormDialog>
    );
  }
  const save = {
    handOver: (text: string) => client.separation.handOver({ ...target, evidence: text }),
    sendBack: (text: string) => client.separation.returnItems({ ...target, reason: text }),
    waive: (text: string) => client.separation.waiveItems({ ...target, reason: text }),
  }[event];
  return (
    <FormDialog title={title} close={close}>
      {effect}
      <RecordForm<{ text: string }, Item[]>
        name={`separation.${event}.${row.id}`}
        initial={{}}
        saveLabel={words(choice.words)}
        save={(values) => save(values.text.trim())}
        onSaved={async (answer) => {
          await done(answer);
          close();
        }}
      >
        <Form.Item
          name="text"
          label={t(`separation.decide.${event}`)}
          extra={t(`separation.decide.${event}Hint`)}
          rules={[{ required: true, whitespace: true, min: 2, message: t('separation.decide.tooShort') }]}
        >
          <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 5 }} maxLength={400} showCount />
        </Form.Item>
      </RecordForm>
    </FormDialog>
  );
}

/** How many, how much; and why not the others. */
function Effect({ choice, possible, total }: { choice: ItemChoice; possible: readonly Item[]; total: number }) {
  const { t } = useTranslation();
  const amount = possible.reduce((sum, item) => sum + item.amount, 0);
  const clients = new Set(possible.flatMap((item) => item.clientId ?? [])).size;
  const [only] = possible;
  return (
    <>
      <p className="sk-soft">
        {possible.length === 1 && only
          ? (only.clientName ?? only.title)
          : t('separation.decide.effect', { clients, count: possible.length })}
        {amount > 0 ? (
          <>
            {' '}
            <Money fen={amount} strong />
          </>
        ) : null}
      </p>
      {possible.length < total ? <Refusals refusals={choice.barredBy} as="bar" /> : null}
    </>
  );
}

function ReceiverField({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data, isFetching } = useQuery(api.separation.receivers.queryOptions({ input: { caseId } }));
  return (
    <Form.Item
      name="receiverId"
      label={t('separation.decide.assign')}
      extra={t('separation.decide.assignHint')}
      rules={[{ required: true, message: t('separation.decide.noReceiver') }]}
    >
      <Choice
        autoFocus
        showSearch={{ optionFilterProp: 'label' }}
        loading={isFetching}
        options={[...(data ?? [])]
          .sort((a, b) => a.barredBy.length - b.barredBy.length)
          .map((each) => ({
            value: each.id,
            disabled: each.barredBy.length > 0,
            label: [
              each.name,
              each.position,
              each.barredBy[0] ? words(each.barredBy[0]) : t('separation.decide.has', { count: each.clients }),
            ].join('　'),
          }))}
      />
    </Form.Item>
  );
}
