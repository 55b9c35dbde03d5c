import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Client } from '../../shared/contract/index.ts';
import { api } from '../client/api.ts';
import { useRowLink } from '../feedback/links.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { BusinessDate, Instant } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { StatusTag } from '../format/StatusDot.tsx';
import { useWords } from '../words/language.ts';
import { ruleKey } from './AlarmsPage.tsx';
import { CourseChart } from './CourseChart.tsx';
import { Judgement } from './Judgement.tsx';

type Detail = Awaited<ReturnType<Client['workbench']['alarm']>>;

/** One alarm: the sentence first, the figures and rows behind it, the judgement below. */
export function AlarmView({ id, next }: { id: string; next: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const query = useQuery(api.workbench.alarm.queryOptions({ input: { alarmId: id }, staleTime: 30_000 }));
  if (query.error) {
    return (
      <section className="sk-panel sk-alarm-view">
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      </section>
    );
  }
  if (!query.data) {
    return (
      <section className="sk-panel sk-alarm-view">
        <LoadingLines lines={8} />
      </section>
    );
  }
  const detail = query.data;
  return (
    <section className="sk-panel sk-alarm-view" aria-label={t('alarms.one')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <div className="sk-alarm-scroll" tabIndex={0}>
        <Behind detail={detail} />
      </div>
      <Judgement
        detail={detail}
        onDone={(state) => {
          void message.success(t(`alarms.done.${state}`));
          void navigate(next ? `/alarms/${next}` : '/alarms', { replace: true });
        }}
      />
    </section>
  );
}

function Behind({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const words = useWords();
  const linkOf = useRowLink();
  const { alarm, facts, course, columns, rows, source, about } = detail;
  return (
    <>
      <header className="sk-alarm-head">
        <p className="sk-meta">
          {t(`alarms.rule.${ruleKey(alarm.rule)}`)} · {t('alarms.raised')} <Instant at={alarm.raisedAt} />
          {alarm.state === 'open' ? null : (
            <StatusTag tone={alarm.state === 'confirmed' ? 'overdue' : 'neutral'}>
              {t(`alarms.state.${alarm.state}`)}
            </StatusTag>
          )}
        </p>
        <h2>{words(alarm.sentence)}</h2>
      </header>
      {facts.length > 0 ? (
        <dl className="sk-alarm-facts">
          {facts.map((fact) => (
            <div key={fact.label.zh}>
              <dt>{words(fact.label)}</dt>
              <dd>
                {fact.kind === 'fen' ? (
                  <Money fen={fact.value} />
                ) : fact.kind === 'date' ? (
                  <BusinessDate date={fact.value} near="never" />
                ) : (
                  words(fact.value)
                )}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {course ? <CourseChart course={course} /> : null}
      {rows.length > 0 && columns ? (
        <table className="sk-alarm-rows">
          <thead>
            <tr>
              <th scope="col">{words(columns.title)}</th>
              <th scope="col">{words(columns.detail)}</th>
              {columns.date ? <th scope="col">{words(columns.date)}</th> : null}
              {columns.amount ? (
                <th scope="col" className="sk-alarm-row-amount">
                  {words(columns.amount)}
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const to = row.target ? linkOf(row.target.table, row.target.id) : undefined;
              return (
                <tr key={`${row.target?.id ?? ''}/${row.title}/${row.date ?? ''}`}>
                  <td>{to ? <Link to={to}>{row.title}</Link> : row.title}</td>
                  <td className="sk-soft">{words(row.detail)}</td>
                  {columns.date ? <td>{row.date ? <BusinessDate date={row.date} near="never" /> : '—'}</td> : null}
                  {columns.amount ? (
                    <td className="sk-alarm-row-amount">
                      {row.amount === null ? '—' : <Money fen={row.amount} whole />}
                    </td>
                  ) : null}
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : null}
      <footer className="sk-alarm-foot">
        {about.length > 0 ? (
          <p>
            {t('alarms.goTo')}
            {about.map((each) => {
              const to = linkOf(each.table, each.id);
              const label = `${t(`alarms.table.${tableKey(each.table)}`)} ${each.label}`;
              return to ? (
                <Link key={each.id} to={to}>
                  {label}
                </Link>
              ) : (
                <span key={each.id}>{label}</span>
              );
            })}
          </p>
        ) : null}
        {source ? (
          <p className="sk-meta">
            {t('alarms.source')}
            {words(source)}
          </p>
        ) : null}
      </footer>
    </>
  );
}

const tables = ['separationCase', 'employee', 'nonCompete', 'client'] as const;
const tableKey = (table: string): (typeof tables)[number] | 'other' => tables.find((each) => each === table) ?? 'other';
