import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { BackButton } from './BackButton.tsx';
import './record.css';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

export interface Section {
  readonly key: string;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

interface DetailPageProps {
  /** 员工, 客户: where one is. */
  kind: string;
  title: ReactNode;
  /** `StatusTag`s behind the title. */
  status?: ReactNode;
  /** The facts one needs to decide, at most six. */
  facts?: readonly Fact[];
  /** What is at stake: 应收余额, 未完成订单, 近 12 月金额. */
  stake?: readonly Fact[];
  /** `ActionButton`s. */
  actions?: ReactNode;
  /** Bands above the content: refusals, a frozen account. */
  notices?: ReactNode;
  /** Across the whole width, between the facts and the content: a time axis. */
  lead?: ReactNode;
  /** Tabs, kept in the address. */
  sections?: readonly Section[];
  /** Instead of tabs. */
  children?: ReactNode;
  /** Right rail that stays: who waits for whom, forms to print. */
  rail?: ReactNode;
  /** Where Esc and the arrow lead; the page before by default. */
  back?: string;
}

/** Page of one object: what it is, its facts, what is at stake, what can be done, and everything that happened. */
export function DetailPage(props: DetailPageProps) {
  const { kind, title, status, facts = [], stake = [], actions, notices, lead, sections, children, rail, back } = props;
  const { t } = useTranslation();
  usePageTitle(kind);
  const [params, setParams] = useSearchParams();
  const chosen = sections?.find((section) => section.key === params.get('tab'))?.key ?? sections?.[0]?.key;
  return (
    <article className="sk-detail">
      <header className="sk-detail-head">
        <BackButton to={back} />
        <div className="sk-detail-title">
          <span className="sk-meta">{kind}</span>
          <h1>
            {title} {status}
          </h1>
        </div>
        <div className="sk-detail-actions">{actions}</div>
      </header>
      {notices}
      {facts.length + stake.length > 0 ? (
        <div className="sk-facts">
          <dl className="sk-facts-list">
            {facts.map((fact) => (
              <div key={fact.label}>
                <dt>{fact.label}</dt>
                <dd>{fact.value}</dd>
              </div>
            ))}
          </dl>
          {stake.length > 0 ? (
            <dl className="sk-facts-list sk-stake" aria-label={t('parts.atStake')}>
              {stake.map((fact) => (
                <div key={fact.label}>
                  <dt>{fact.label}</dt>
                  <dd>{fact.value}</dd>
                </div>
              ))}
            </dl>
          ) : null}
        </div>
      ) : null}
      {lead}
      <div className="sk-detail-body">
        <div className="sk-detail-main">
          {sections ? (
            <Tabs
              activeKey={chosen}
              onChange={(key) =>
                setParams(
                  (before) => {
                    const after = new URLSearchParams(before);
                    after.set('tab', key);
                    return after;
                  },
                  { replace: true },
                )
              }
              items={sections.map((section) => ({ key: section.key, label: section.label, children: section.content }))}
            />
          ) : (
            children
          )}
        </div>
        {rail ? <aside className="sk-rail">{rail}</aside> : null}
      </div>
    </article>
  );
}
