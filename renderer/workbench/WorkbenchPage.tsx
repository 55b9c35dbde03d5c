import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useMay, useMe } from '../access/session.ts';
import { api } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { useRowLink } from '../feedback/links.ts';
import { EmptyState, ErrorState, LoadingLines } from '../feedback/states.tsx';
import { Money } from '../format/Money.tsx';
import { Sparkline } from '../format/Sparkline.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { stateOf } from '../format/stateWords.ts';
import { instantText, wholeYuan } from '../format/text.ts';
import { Panel } from '../record/Panel.tsx';
import { useFeatures } from '../shell/FeaturesContext.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { useWords } from '../words/language.ts';
import { CaseTracks } from './CaseTracks.tsx';
import { TaskList, type Today } from './TaskList.tsx';
import './workbench.css';

/** What must be done now and what is at stake, for this person; beside it what is under way. */
export function WorkbenchPage() {
  const { t } = useTranslation();
  usePageTitle(t('workbench.area'));
  const query = useQuery(api.workbench.today.queryOptions());
  if (query.error && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <LoadingLines lines={12} />;
  return <Desk today={query.data} />;
}

function Desk({ today }: { today: Today }) {
  const { t } = useTranslation();
  const { tasks } = today;
  const amount = tasks.reduce((sum, task) => sum + task.amount, 0);
  const may = useMay();
  const cards = useFeatures()
    .flatMap((feature) => (feature.workbench ?? []).map((card) => ({ ...card, id: `${feature.id}/${card.order}` })))
    .filter((card) => card.needs === undefined || may(card.needs) !== undefined)
    .sort((a, b) => a.order - b.order);
  return (
    <div className="sk-workbench">
      <div className="sk-workbench-main">
        <header className="sk-workbench-head">
          <h1>{t('workbench.area')}</h1>
          {tasks.length > 0 ? (
            <p className="sk-soft">
              {t('workbench.summary', { count: tasks.length })}
              {amount > 0 ? t('workbench.summaryAmount', { amount: wholeYuan(amount) }) : ''}
            </p>
          ) : null}
        </header>
        <section className="sk-panel sk-workbench-list" aria-label={t('workbench.list')}>
          {tasks.length > 0 ? <TaskList tasks={tasks} /> : <NothingDue />}
        </section>
        {cards
          .filter((card) => card.side === 'main')
          .map(({ id, card: Card }) => (
            <Card key={id} />
          ))}
      </div>
      <aside className="sk-workbench-side" aria-label={t('workbench.underWay')}>
        <Cases today={today} />
        <Alarms today={today} />
        <ToSign today={today} />
        <AtRisk today={today} />
        {cards
          .filter((card) => card.side === 'side')
          .map(({ id, card: Card }) => (
            <Card key={id} />
          ))}
      </aside>
    </div>
  );
}

/** Nothing due: what will come here, and what can be begun meanwhile. */
function NothingDue() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const { role } = useMe().account;
  const begin = may('employee.onboard') ? 'people' : 'clients';
  return (
    <EmptyState
      title={t('workbench.empty.title')}
      what={t(`workbench.empty.${role}`)}
      first={t('workbench.empty.first')}
      action={<Button onClick={() => void navigate(`/${begin}`)}>{t(`workbench.empty.${begin}`)}</Button>}
    />
  );
}

function Card({
  title,
  all,
  count,
  empty,
  children,
}: {
  title: string;
  /** Address of the whole list. */
  all: string;
  count: number;
  /** What happens next, when there is none. */
  empty: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Panel
      flush
      title={title}
      extra={
        count > 0 ? (
          <Link to={all} className="sk-card-all" aria-label={t('workbench.allOf', { name: title })}>
            {t('workbench.all', { count })}
          </Link>
        ) : undefined
      }
    >
      {count > 0 ? <ul className="sk-card">{children}</ul> : <p className="sk-card-none">{empty}</p>}
    </Panel>
  );
}

const shown = 3;

function Cases({ today: { cases } }: { today: Today }) {
  const { t } = useTranslation();
  const may = useMay();
  const now = useToday();
  if (may('separation.view') === undefined) return null;
  return (
    <Card title={t('workbench.cases.title')} all="/separation" count={cases.length} empty={t('workbench.cases.none')}>
      {cases.slice(0, shown).map((row) => (
        <li key={row.id}>
          <CaseTracks row={row} today={now} />
        </li>
      ))}
    </Card>
  );
}

function Alarms({ today: { alarms } }: { today: Today }) {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const linkOf = useRowLink();
  if (may('alarm.view') === undefined) return null;
  return (
    <Card title={t('workbench.alarms.title')} all="/alarms" count={alarms.length} empty={t('workbench.alarms.none')}>
      {alarms.slice(0, shown).map((alarm) => (
        <li key={alarm.id}>
          <Link to={linkOf('alarm', alarm.id) ?? '/alarms'} className="sk-card-line">
            <span className="sk-card-sentence">{words(alarm.sentence)}</span>
            {alarm.amount > 0 ? <Money fen={alarm.amount} whole strong /> : null}
          </Link>
        </li>
      ))}
    </Card>
  );
}

function ToSign({ today: { agreementsToSign } }: { today: Today }) {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const linkOf = useRowLink();
  if (may('agreement.view') === undefined) return null;
  return (
    <Card
      title={t('workbench.toSign.title')}
      all="/agreements"
      count={agreementsToSign.length}
      empty={t('workbench.toSign.none')}
    >
      {agreementsToSign.slice(0, shown).map((agreement) => {
        const state = stateOf('agreement', agreement.state);
        return (
          <li key={agreement.id}>
            <Link to={linkOf('agreement', agreement.id) ?? '/agreements'} className="sk-card-line">
              <span className="sk-card-two">
                <span className="sk-card-name">{agreement.title}</span>
                <span className="sk-meta">
                  {agreement.name} · {t('workbench.toSign.since', { day: instantText(agreement.since).slice(0, 10) })}
                </span>
              </span>
              <StatusDot tone={state.tone}>{words(state.words)}</StatusDot>
            </Link>
          </li>
        );
      })}
    </Card>
  );
}

function AtRisk({ today: { clientsAtRisk } }: { today: Today }) {
  const { t } = useTranslation();
  const may = useMay();
  const linkOf = useRowLink();
  if (may('client.view') === undefined) return null;
  return (
    <Card
      title={t('workbench.atRisk.title')}
      all="/clients?show=dormant"
      count={clientsAtRisk.length}
      empty={t('workbench.atRisk.none')}
    >
      {clientsAtRisk.slice(0, 4).map((client) => {
        const total = client.months.reduce((sum, amount) => sum + amount, 0);
        return (
          <li key={client.id}>
            <Link to={linkOf('client', client.id) ?? '/clients'} className="sk-card-line">
              <span className="sk-card-two">
                <span className="sk-card-name">{client.name}</span>
                <span className="sk-meta">
                  {client.owner || t('workbench.atRisk.noOwner')} ·{' '}
                  {t('workbench.atRisk.last', { day: client.lastOrder ?? '—' })}
                </span>
              </span>
              <Sparkline
                values={client.months}
                label={t('workbench.atRisk.course', {
                  amount: wholeYuan(total),
                  silent: client.months.length - 1 - client.months.findLastIndex((amount) => amount > 0),
                })}
              />
              <Money fen={total} whole />
            </Link>
          </li>
        );
      })}
    </Card>
  );
}
