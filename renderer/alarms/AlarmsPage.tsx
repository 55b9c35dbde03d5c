import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Client } from '../../shared/contract/index.ts';
import { api } from '../client/api.ts';
import { EmptyState, ErrorState, LoadingLines } from '../feedback/states.tsx';
import { Money } from '../format/Money.tsx';
import { instantText } from '../format/text.ts';
import { isComposing } from '../keys/combo.ts';
import '../list/list.css';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { useWords } from '../words/language.ts';
import { AlarmView } from './AlarmView.tsx';
import './alarms.css';

export type Alarm = Awaited<ReturnType<Client['workbench']['alarms']>>[number];

const chips = ['open', 'confirmed', 'dismissed'] as const;
type Chip = (typeof chips)[number];

/** Alarms by money at stake at the left; the one in view with its figures and its judgement at the right. */
export function AlarmsPage() {
  const { t } = useTranslation();
  usePageTitle(t('alarms.area'));
  const { id } = useParams();
  const [params] = useSearchParams();
  const chip: Chip = chips.find((each) => each === params.get('show')) ?? 'open';
  const query = useQuery(api.workbench.alarms.queryOptions({ input: { state: chip } }));
  const alarms = query.data ?? [];
  const at = Math.max(
    0,
    alarms.findIndex((alarm) => alarm.id === id),
  );
  const inView = id ?? alarms[0]?.id;
  const next = alarms[at + 1]?.id ?? alarms.find((alarm) => alarm.id !== inView)?.id;
  return (
    <div className="sk-alarms">
      <header className="sk-alarms-head">
        <h1>{t('alarms.area')}</h1>
        <nav className="sk-chips" aria-label={t('parts.list.filters')}>
          {chips.map((each) => (
            <Link
              key={each}
              className="sk-chip"
              aria-current={each === chip ? 'true' : undefined}
              to={each === 'open' ? '/alarms' : `/alarms?show=${each}`}
            >
              {t(`alarms.state.${each}`)}
              {each === chip && query.data ? <span className="sk-chip-count">{alarms.length}</span> : null}
            </Link>
          ))}
        </nav>
      </header>
      {query.error && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingLines lines={10} />
      ) : alarms.length === 0 && id === undefined ? (
        <EmptyState
          title={t(`alarms.none.${chip}`)}
          what={t('alarms.empty.what')}
          first={chip === 'open' ? t('alarms.empty.first') : undefined}
        />
      ) : (
        <div className="sk-alarms-body">
          <AlarmList alarms={alarms} inView={inView} chip={chip} />
          {inView ? <AlarmView key={inView} id={inView} next={chip === 'open' ? next : undefined} /> : null}
        </div>
      )}
    </div>
  );
}

function AlarmList({ alarms, inView, chip }: { alarms: readonly Alarm[]; inView: string | undefined; chip: Chip }) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const addressOf = (alarmId: string) => `/alarms/${alarmId}${chip === 'open' ? '' : `?show=${chip}`}`;
  useEffect(() => {
    list.current?.querySelector(`[href$="${inView}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [inView]);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || isComposing(event.nativeEvent)) return;
    const to = alarms[alarms.findIndex((alarm) => alarm.id === inView) + step];
    if (!to) return;
    event.preventDefault();
    void navigate(addressOf(to.id), { replace: true });
    list.current?.querySelectorAll<HTMLAnchorElement>('a')[alarms.indexOf(to)]?.focus();
  };
  return (
    <ul ref={list} className="sk-panel sk-alarm-list" aria-label={t('alarms.list')} onKeyDown={move}>
      {alarms.map((alarm) => (
        <li key={alarm.id}>
          <Link
            to={addressOf(alarm.id)}
            className="sk-alarm-line"
            aria-current={alarm.id === inView ? 'page' : undefined}
          >
            <span className="sk-alarm-rule">
              {t(`alarms.rule.${ruleKey(alarm.rule)}`)}
              <span className="sk-meta">{instantText(alarm.raisedAt).slice(0, 10)}</span>
            </span>
            <span className="sk-alarm-sentence">{words(alarm.sentence)}</span>
            {alarm.amount > 0 ? (
              <span className="sk-alarm-amount">
                <span className="sk-meta">{t('alarms.atStake')}</span> <Money fen={alarm.amount} whole strong />
              </span>
            ) : null}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const rules = ['handoverOverdue', 'leaverClientsSilent', 'compensationUnpaid', 'certificateMissing'] as const;

/** The rule by the name its words go by; one of a module or of headquarters is an alarm like any other. */
export const ruleKey = (rule: string): (typeof rules)[number] | 'other' =>
  rules.find((each) => each === rule) ?? 'other';
