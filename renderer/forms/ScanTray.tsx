import { CloseOutlined } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../access/session.ts';
import { client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { Refusals } from '../feedback/Refusals.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import './forms.css';
import { formsChanged } from './forms.ts';
import { returnedOf } from './returned.ts';
import { type FoundForm, markFiled, type TrayScan, takeFromTray, useScanTray } from './scanTray.ts';

/** The scans that were put down and what is on them: each form leads to its case, and can be filed with it. */
export function ScanTray() {
  const { t } = useTranslation();
  const scans = useScanTray();
  return (
    <ul className="sk-tray" aria-label={t('forms.scan.tray')}>
      {scans.map((scan) => (
        <li key={scan.id} className="sk-tray-scan" aria-busy={scan.phase === 'reading' || undefined}>
          <div className="sk-tray-name">
            <span title={scan.file.name}>{scan.file.name}</span>
            {scan.phase === 'reading' ? (
              <span className="sk-meta" role="status">
                {t('forms.scan.reading')}
              </span>
            ) : null}
            <Button
              type="text"
              size="small"
              icon={<CloseOutlined aria-hidden="true" />}
              aria-label={t('forms.scan.remove', { name: scan.file.name })}
              onClick={() => takeFromTray(scan.id)}
            />
          </div>
          <Refusals refusals={scan.refusals} />
          {scan.found.map((found) => (
            <Found key={found.form.id} scan={scan} found={found} />
          ))}
        </li>
      ))}
    </ul>
  );
}

function Found({ scan, found }: { scan: TrayScan; found: FoundForm }) {
  const { t } = useTranslation();
  const may = useMay();
  const { form } = found;
  const { match, pages, missing } = returnedOf(scan.found, form.subjectId);
  const [byEye, setByEye] = useState(false);
  const ofLetter = form.kind === 'confirmationLetter' && form.caseId !== null;
  const mayFile = may(ofLetter ? 'separation.handOver' : 'form.print') !== undefined;
  return (
    <div className="sk-tray-found">
      <div>
        <p>
          {t(`forms.kind.${form.kind}`)}
          {form.subjectLabel ? <strong> {form.subjectLabel}</strong> : null}
        </p>
        <p className="sk-meta">
          {form.number} · {t('forms.scan.pages', { pages: found.pages.join(', ') })}
        </p>
        {found.filed || missing.length === 0 ? null : (
          <StatusDot tone={match === 'unread' ? 'due' : 'overdue'}>
            {t(`separation.letterDialog.match.${match}`, { pages: missing.join('、') })}
          </StatusDot>
        )}
        {match === 'unread' && mayFile && !ofLetter && !found.filed ? (
          <Checkbox checked={byEye} onChange={(event) => setByEye(event.target.checked)}>
            {t('forms.scan.byEye')}
          </Checkbox>
        ) : null}
      </div>
      {found.filed ? (
        <StatusDot tone="finished">{t('forms.scan.filed')}</StatusDot>
      ) : !mayFile ? null : ofLetter ? (
        <Link to={`/separation/${form.caseId}?tab=letters&letter=${form.subjectId}`}>{t('forms.scan.record')}</Link>
      ) : (
        <ActionButton
          size="small"
          kind="primary"
          run={async () => {
            await client.forms.fileScan({
              formId: form.id,
              bytes: scan.file,
              byEye,
              ...(pages ? { pages: [...pages] } : {}),
            });
            for (const each of scan.found) if (each.form.subjectId === form.subjectId) markFiled(scan.id, each.form.id);
            await formsChanged();
          }}
        >
          {t('forms.scan.file')}
        </ActionButton>
      )}
      {form.caseId === null || (ofLetter && !found.filed) ? null : (
        <Link to={`/separation/${form.caseId}?tab=forms`}>{t('forms.scan.openCase')}</Link>
      )}
    </div>
  );
}
