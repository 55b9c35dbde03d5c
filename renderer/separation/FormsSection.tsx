import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/session.ts';
import { client } from '../client/api.ts';
import { EmptyState } from '../feedback/states.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { StatusTag } from '../format/StatusDot.tsx';
import { FileScanDialog } from '../forms/FileScanDialog.tsx';
import { FormPreview, type FormSubject } from '../forms/FormPreview.tsx';
import type { FormRow } from '../forms/forms.ts';
import { ScanViewer } from '../forms/ScanViewer.tsx';
import { DataList, type ListColumn } from '../list/DataList.tsx';
import './separation.css';

/** Every sheet that was printed for a case, under its number, with the scans that came back. */
export function FormsSection({ caseId, forms }: { caseId: string; forms: readonly FormRow[] }) {
  const { t } = useTranslation();
  const [preview, setPreview] = useState<FormSubject>();
  const [scan, setScan] = useState<FormRow>();
  const [filing, setFiling] = useState<FormRow>();
  const mayFile = useMay()('form.print') !== undefined;
  const columns: ListColumn<FormRow>[] = [
    {
      key: 'kind',
      title: t('forms.columns.kind'),
      track: 'minmax(150px, 1fr)',
      render: (form) => (
        <>
          {t(`forms.kind.${form.kind}`)} <span className="sk-soft">{form.subjectLabel}</span>{' '}
          {form.reprint > 0 ? (
            <StatusTag tone="due">{t('parts.print.reprint', { number: form.reprint })}</StatusTag>
          ) : null}
        </>
      ),
    },
    {
      key: 'number',
      title: t('forms.columns.number'),
      track: '244px',
      render: (form) => <span className="sk-meta sk-number">{form.number}</span>,
    },
    {
      key: 'printed',
      title: t('forms.columns.printed'),
      track: '132px',
      render: (form) => <Instant at={form.printedAt} />,
    },
    { key: 'by', title: t('forms.columns.by'), track: '76px', spare: true, render: (form) => form.printedBy },
    {
      key: 'pages',
      title: t('forms.columns.pages'),
      track: '56px',
      align: 'end',
      spare: true,
      render: (form) => <span className="sk-number">{form.pageCount}</span>,
    },
    {
      key: 'scan',
      title: t('forms.columns.scan'),
      track: '78px',
      render: (form) =>
        form.scans > 0 ? (
          <button
            type="button"
            className="sk-plain"
            onClick={(event) => {
              event.stopPropagation();
              setScan(form);
            }}
          >
            {t('forms.lookAtScan')}
          </button>
        ) : mayFile && form.kind !== 'confirmationLetter' ? (
          <button
            type="button"
            className="sk-plain"
            onClick={(event) => {
              event.stopPropagation();
              setFiling(form);
            }}
          >
            {t('forms.scan.put')}
          </button>
        ) : (
          <span className="sk-soft">—</span>
        ),
    },
  ];
  return (
    <div className="sk-letters-list">
      <DataList
        label={t('separation.tab.forms')}
        source={{
          key: ['forms of case', caseId, forms],
          load: async ({ offset, limit }) => ({ rows: forms.slice(offset, offset + limit), total: forms.length }),
        }}
        columns={columns}
        rowId={(form) => form.id}
        open={(form) => setPreview({ formId: form.id, kind: form.kind })}
        empty={<EmptyState what={t('forms.none')} first={t('forms.noneNext')} />}
      />
      {preview ? <FormPreview subject={preview} close={() => setPreview(undefined)} /> : null}
      {filing ? <FileScanDialog form={filing} close={() => setFiling(undefined)} /> : null}
      {scan ? (
        <ScanViewer
          title={`${t(`forms.kind.${scan.kind}`)} ${scan.number}`}
          name={`form ${scan.id} ${scan.scans}`}
          load={() => client.forms.scan({ formId: scan.id })}
          close={() => setScan(undefined)}
        />
      ) : null}
    </div>
  );
}
