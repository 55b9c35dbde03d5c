import { Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/session.ts';
import { client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { EmptyState } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { ScanViewer } from '../forms/ScanViewer.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { BusinessDateInput } from '../record/inputs.tsx';
import { Panel } from '../record/Panel.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { ProofField } from './ProofField.tsx';
import { aftercareChanged, type Check, findingTones, type NonCompete } from './states.ts';

const outcomes = ['clear', 'suspicious', 'violation', 'unknown'] as const;

/** Where somebody works now, as far as it was looked into: when, by which source, with what finding. */
export function Checks({ row }: { row: NonCompete }) {
  const { t } = useTranslation();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const [proof, setProof] = useState<Check>();
  const add =
    may('nonCompete.check') && row.state === 'running' ? (
      <Button type="primary" size="small" onClick={() => setAdding(true)}>
        {t('aftercare.check.add')}
      </Button>
    ) : null;
  return (
    <Panel title={t('aftercare.tab.checks')} extra={add} flush={row.checks.length > 0}>
      {row.checks.length === 0 ? (
        <EmptyState what={t('aftercare.check.none')} first={t('aftercare.check.noneNext')} />
      ) : (
        <table className="sk-ledger">
          <thead>
            <tr>
              <th scope="col">{t('aftercare.check.date')}</th>
              <th scope="col">{t('aftercare.check.source')}</th>
              <th scope="col">{t('aftercare.check.finding')}</th>
              <th scope="col">{t('aftercare.check.note')}</th>
              <th scope="col">{t('aftercare.pay.proof')}</th>
            </tr>
          </thead>
          <tbody>
            {row.checks.map((check) => (
              <tr key={check.id}>
                <td>
                  <BusinessDate date={check.date} />
                </td>
                <td>{check.source}</td>
                <td>
                  <StatusDot tone={findingTones[check.finding]}>{t(`aftercare.outcome.${check.finding}`)}</StatusDot>
                </td>
                <td>{check.note || '—'}</td>
                <td>
                  {check.proofHash ? (
                    <button type="button" className="sk-plain" onClick={() => setProof(check)}>
                      {t('aftercare.look')}
                    </button>
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {adding ? <CheckDialog id={row.id} close={() => setAdding(false)} /> : null}
      {proof?.proofHash ? (
        <ScanViewer
          title={`${proof.source} ${proof.date}`}
          name={`proof ${proof.proofHash}`}
          load={() => client.aftercare.proof({ nonCompeteId: row.id, hash: proof.proofHash ?? '' })}
          close={() => setProof(undefined)}
        />
      ) : null}
    </Panel>
  );
}

interface Values {
  readonly date: string;
  readonly source: string;
  readonly finding: Check['finding'];
  readonly note?: string;
}

function CheckDialog({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const today = useToday();
  const [proof, setProof] = useState<File>();
  return (
    <FormDialog title={t('aftercare.check.add')} close={close}>
      <p className="sk-soft">{t('aftercare.check.explain')}</p>
      <RecordForm<Values>
        name={`nonCompete.check.${id}`}
        initial={{ date: today, finding: 'clear' }}
        saveLabel={t('aftercare.check.save')}
        save={(values) =>
          client.aftercare.recordCheck({
            nonCompeteId: id,
            date: values.date,
            source: values.source.trim(),
            finding: values.finding,
            note: values.note?.trim() ?? '',
            proof: proof ?? null,
          })
        }
        onSaved={async () => {
          close();
          await aftercareChanged();
        }}
      >
        <div className="sk-fields">
          <Form.Item
            name="date"
            label={t('aftercare.check.date')}
            rules={[{ required: true, message: t('separation.new.needsDate') }]}
          >
            <BusinessDateInput max={today} />
          </Form.Item>
          <Form.Item
            name="source"
            label={t('aftercare.check.source')}
            rules={[{ required: true, whitespace: true, min: 2, message: t('separation.decide.tooShort') }]}
          >
            <Input maxLength={100} placeholder={t('aftercare.check.sourceHint')} />
          </Form.Item>
        </div>
        <Form.Item name="finding" label={t('aftercare.check.finding')} required>
          <Radio.Group options={outcomes.map((value) => ({ value, label: t(`aftercare.outcome.${value}`) }))} />
        </Form.Item>
        <Form.Item name="note" label={t('aftercare.check.note')}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 4 }} maxLength={400} />
        </Form.Item>
        <ProofField file={proof} choose={setProof} label={t('aftercare.check.drop')} />
      </RecordForm>
    </FormDialog>
  );
}
