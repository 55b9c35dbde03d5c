import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { EmptyState, ErrorState, LoadingLines, Notice } from '../feedback/states.tsx';
import { useHotkey } from '../keys/useHotkey.ts';
import { AuditTimeline } from '../record/AuditTimeline.tsx';
import { DetailPage } from '../record/DetailPage.tsx';
import { Panel } from '../record/Panel.tsx';
import './agreements.css';
import { CompletedAt } from './CompletedAt.tsx';
import { DocumentView } from './DocumentView.tsx';
import { InkDialog } from './InkDialog.tsx';
import { PrintAgreement } from './PrintAgreement.tsx';
import { ReadingView } from './ReadingView.tsx';
import { SignatureTable } from './SignatureTable.tsx';
import { saveFile } from './saveFile.ts';
import { type AgreementState, AgreementTag } from './state.tsx';
import { VerificationView } from './VerificationView.tsx';

/** What the signing is called where it is not simply signing. */
const signingActions: Readonly<Partial<Record<AgreementState, 'seal' | 'presentAgain'>>> = {
  signedByEmployee: 'seal',
  refused: 'presentAgain',
};

/** One agreement: the document, who signed it and how, what was read, and whether it still verifies. */
export function AgreementPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const [printing, setPrinting] = useState(false);
  const [filing, setFiling] = useState(false);
  const { data: view, error, refetch } = useQuery(api.agreements.get.queryOptions({ input: { agreementId: id } }));
  const isPdf = view?.method === 'certificate' || view?.state !== 'completed';
  useHotkey('Mod+P', () => setPrinting(true), { enabled: view !== undefined && isPdf });
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!view) return <LoadingLines lines={10} />;

  const ceremony = view.choices.filter((each) =>
    ['present', 'presentAgain', 'sign', 'countersign'].includes(each.event),
  );
  const isOpen = view.method === 'certificate' && ceremony.length > 0;
  const isPaper = view.method === 'wetInk' && (view.state === 'draft' || view.state === 'presented');
  const barred = view.state === 'presented' ? [] : (ceremony[0]?.barredBy ?? []);

  return (
    <>
      <DetailPage
        kind={t('agreements.area')}
        title={view.title}
        status={<AgreementTag state={view.state} />}
        facts={[
          { label: t('agreements.facts.number'), value: view.number },
          {
            label: t('agreements.facts.employee'),
            value: <Link to={`/people/${view.employeeId}`}>{view.employeeName}</Link>,
          },
          {
            label: t('agreements.facts.template'),
            value: t('agreements.facts.templateVersion', { version: view.templateVersion }),
          },
          { label: t('agreements.columns.method'), value: t(`agreements.method.${view.method}`) },
          { label: t('agreements.facts.completed'), value: <CompletedAt at={view.completedAt} method={view.method} /> },
        ]}
        notices={
          view.refusalReason ? (
            <Notice tone="overdue">{t('agreements.facts.refusedBecause', { reason: view.refusalReason })}</Notice>
          ) : view.supersededBy ? (
            <Notice action={<Link to={`/agreements/${view.supersededBy}`}>{t('onboarding.agreements.open')}</Link>}>
              {t('agreements.facts.supersededBy')}
            </Notice>
          ) : null
        }
        actions={
          <>
            {may('agreement.export') ? (
              <ActionButton run={async () => saveFile(await client.agreements.download({ agreementId: id }))}>
                {t('agreements.actions.download')}
              </ActionButton>
            ) : null}
            {may('agreement.print') && isPdf ? (
              <Button onClick={() => setPrinting(true)}>
                {t('agreements.actions.print')} <kbd className="sk-key">Ctrl+P</kbd>
              </Button>
            ) : null}
            {isPaper && may('agreement.prepare') ? (
              <Button type="primary" onClick={() => setFiling(true)}>
                {t('agreements.actions.fileScan')}
              </Button>
            ) : null}
            {isOpen && may('agreement.sign') ? (
              <ActionButton kind="primary" barred={barred} run={() => void navigate(`/agreements/${id}/sign`)}>
                {t(`agreements.actions.${signingActions[view.state] ?? 'sign'}`)}
              </ActionButton>
            ) : null}
          </>
        }
        sections={[
          {
            key: 'document',
            label: t('agreements.tabs.document'),
            content: <DocumentView agreementId={id} version={view.version} />,
          },
          {
            key: 'signatures',
            label: `${t('agreements.tabs.signatures')} ${view.signatures.length}`,
            content:
              view.signatures.length === 0 ? (
                <EmptyState what={t('agreements.signatures.empty')} />
              ) : (
                <SignatureTable signatures={view.signatures} hash={view.documentHash} />
              ),
          },
          { key: 'reading', label: t('agreements.tabs.reading'), content: <ReadingView reading={view.reading} /> },
          {
            key: 'verification',
            label: t('agreements.tabs.verification'),
            content: <VerificationView agreementId={id} />,
          },
          { key: 'timeline', label: t('agreements.tabs.timeline'), content: <AgreementTimeline agreementId={id} /> },
        ]}
      />
      {printing ? <PrintAgreement agreementId={id} title={view.title} close={() => setPrinting(false)} /> : null}
      {filing ? (
        <InkDialog
          employmentId={view.employmentId}
          kind={view.kind}
          agreementId={id}
          close={() => setFiling(false)}
          onFiled={() => refetch()}
        />
      ) : null}
    </>
  );
}

function AgreementTimeline({ agreementId }: { agreementId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(api.agreements.timeline.queryOptions({ input: { agreementId } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines />;
  return (
    <Panel>
      <AuditTimeline entries={data} empty={t('people.timelineEmpty')} />
    </Panel>
  );
}
