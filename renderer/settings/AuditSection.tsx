import { SafetyCertificateOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../shared/contract/index.ts';
import { client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { Refusals } from '../feedback/Refusals.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { StatusTag } from '../format/StatusDot.tsx';
import { Section } from './Section.tsx';

type Verdict = Awaited<ReturnType<Client['access']['verifyAudit']>>;

/** Checks the whole audit chain and says which event is the first that does not fit. */
export function AuditSection() {
  const { t } = useTranslation();
  const [found, setFound] = useState<{ verdict: Verdict; at: number; seconds: number }>();
  const verify = async () => {
    setFound(undefined);
    const started = performance.now();
    const verdict = await client.access.verifyAudit();
    setFound({ verdict, at: Date.now(), seconds: (performance.now() - started) / 1000 });
  };
  return (
    <Section title={t('settings.audit.title')} what={t('settings.audit.what')}>
      <div className="sk-panel sk-audit">
        <ActionButton kind="primary" icon={<SafetyCertificateOutlined />} run={verify}>
          {t('settings.audit.run')}
        </ActionButton>
        {found ? (
          <div role="status" className="sk-audit-verdict">
            <p>
              <StatusTag tone={found.verdict.ok ? 'finished' : 'overdue'}>
                {found.verdict.ok ? t('settings.audit.passed') : t('settings.audit.failed')}
              </StatusTag>{' '}
              <span className="sk-meta">
                <Instant at={found.at} /> · {t('settings.audit.took', { seconds: found.seconds.toFixed(1) })}
              </span>
            </p>
            {found.verdict.ok ? <Whole verdict={found.verdict} /> : <Broken verdict={found.verdict} />}
          </div>
        ) : null}
      </div>
      <p className="sk-meta">
        {t('settings.audit.commandLine')} <code>npm run audit -- --data-dir DIR</code>
      </p>
    </Section>
  );
}

function Whole({ verdict }: { verdict: Extract<Verdict, { ok: true }> }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('settings.audit.whole', { count: verdict.events })}</p>
      <p className="sk-audit-head">
        <span className="sk-meta">{t('settings.audit.head')}</span>
        <code>{verdict.head}</code>
      </p>
    </>
  );
}

function Broken({ verdict }: { verdict: Extract<Verdict, { ok: false }> }) {
  const { t } = useTranslation();
  const { event, refusal, sequence } = verdict;
  return (
    <>
      <Refusals refusals={[refusal]} />
      {event ? (
        <dl className="sk-setting-pairs">
          <div>
            <dt>{t('settings.audit.event')}</dt>
            <dd>{t('settings.audit.number', { sequence })}</dd>
          </div>
          <div>
            <dt>{t('settings.audit.at')}</dt>
            <dd>
              <Instant at={event.at} />
            </dd>
          </div>
          <div>
            <dt>{t('settings.audit.actor')}</dt>
            <dd>{event.actor}</dd>
          </div>
          <div>
            <dt>{t('settings.audit.action')}</dt>
            <dd>
              <code>{event.action}</code>
            </dd>
          </div>
          <div>
            <dt>{t('settings.audit.subject')}</dt>
            <dd>
              <code>
                {event.subjectKind} {event.subjectId}
              </code>
            </dd>
          </div>
        </dl>
      ) : (
        <p>{t('settings.audit.missing', { sequence })}</p>
      )}
    </>
  );
}
