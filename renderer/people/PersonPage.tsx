import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { roleWords } from '../../shared/domain/permissions.ts';
import { useMay } from '../access/session.ts';
import { AgreementRows } from '../agreements/AgreementRows.tsx';
import { api, type client } from '../client/api.ts';
import { EmptyState, ErrorState, LoadingLines, Notice } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { stateOf } from '../format/stateWords.ts';
import { AuditTimeline } from '../record/AuditTimeline.tsx';
import { DetailPage, type Fact } from '../record/DetailPage.tsx';
import { isLook } from '../record/looks.ts';
import { Panel } from '../record/Panel.tsx';
import { Pairs, RecordTable } from '../record/RecordTable.tsx';
import { useWords } from '../words/language.ts';
import { IdentityDialog } from './IdentityDialog.tsx';
import { PersonClients } from './PersonClients.tsx';
import './people.css';
import { accountTones, StageTag } from './stage.tsx';

export type Person = Awaited<ReturnType<typeof client.people.get>>;
const onboardingStages: readonly string[] = ['draft', 'verified', 'signing', 'signed', 'refused'];

/** Everything about one person: who they are, what depends on them, what they signed, and what happened. */
export function PersonPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const [showing, setShowing] = useState(false);
  const { data: person, error, refetch } = useQuery(api.people.get.queryOptions({ input: { employeeId: id } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!person) return <LoadingLines lines={10} />;
  const [present] = person.employments;
  const isOnboarding = present !== undefined && onboardingStages.includes(present.stage);

  const facts: Fact[] = [
    { label: t('people.facts.employeeNo'), value: present?.employeeNo ?? '—' },
    { label: t('people.facts.position'), value: present?.positionTitle ?? '—' },
    { label: t('people.facts.manager'), value: present?.managerName ?? '—' },
    { label: t('people.facts.start'), value: <BusinessDate date={present?.startDate ?? null} /> },
    { label: t('people.facts.phone'), value: person.phone ?? '—' },
    { label: t('people.facts.idNumber'), value: person.idNumber },
  ];
  const stake: Fact[] = [
    { label: t('people.stake.clients'), value: person.atStake.clients },
    { label: t('people.stake.openOrders'), value: person.atStake.openOrders },
    { label: t('people.stake.receivable'), value: <Money fen={person.atStake.receivable} whole /> },
    { label: t('people.stake.turnover'), value: <Money fen={person.atStake.turnover12m} whole /> },
  ];

  return (
    <>
      <DetailPage
        kind={t('people.area')}
        title={person.name}
        status={present ? <StageTag stage={present.stage} /> : null}
        facts={facts}
        stake={stake}
        notices={
          person.separation && may('separation.view') ? <SeparationNotice separation={person.separation} /> : null
        }
        actions={
          <>
            {may('employee.viewIdentity') ? (
              <Button onClick={() => setShowing(true)}>{t('people.identity.show')}</Button>
            ) : null}
            {isOnboarding && may('employee.onboard') ? (
              <Button type="primary" onClick={() => void navigate(`/onboarding/${present.id}`)}>
                {t('people.continueOnboarding')}
              </Button>
            ) : null}
          </>
        }
        sections={[
          { key: 'timeline', label: t('people.tabs.timeline'), content: <PersonTimeline employeeId={id} /> },
          {
            key: 'agreements',
            label: `${t('people.tabs.agreements')} ${person.agreements.length}`,
            content:
              person.agreements.length === 0 ? (
                <EmptyState what={t('people.agreements.empty')} first={t('people.agreements.emptyNext')} />
              ) : (
                <AgreementRows agreements={person.agreements} />
              ),
          },
          {
            key: 'clients',
            label: `${t('people.tabs.clients')} ${person.atStake.clients}`,
            content: <PersonClients employeeId={id} name={person.name} />,
          },
          { key: 'account', label: t('people.tabs.account'), content: <PersonAccount person={person} /> },
          {
            key: 'assets',
            label: `${t('people.tabs.assets')} ${person.assets.length}`,
            content: <PersonAssets person={person} />,
          },
          { key: 'employments', label: t('people.tabs.employments'), content: <Employments person={person} /> },
        ]}
      />
      {showing ? <IdentityDialog employeeId={id} close={() => setShowing(false)} /> : null}
    </>
  );
}

/** The way from a person to their separation, and how far it is. */
function SeparationNotice({ separation }: { separation: NonNullable<Person['separation']> }) {
  const { t } = useTranslation();
  const words = useWords();
  const state = stateOf('handover', separation.handoverState);
  return (
    <Notice action={<Link to={`/separation/${separation.id}`}>{t('people.separation.open')}</Link>}>
      <span className="sk-person-case">{t('people.separation.what', { number: separation.number })}</span>
      <StatusDot tone={state.tone}>{words(state.words)}</StatusDot>
    </Notice>
  );
}

function PersonTimeline({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const [withLooks, setWithLooks] = useState(false);
  const { data, error, refetch } = useQuery(api.people.timeline.queryOptions({ input: { employeeId } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines />;
  return (
    <Panel
      title={t('people.tabs.timeline')}
      extra={
        <Checkbox checked={withLooks} onChange={(event) => setWithLooks(event.target.checked)}>
          {t('people.looks', { count: data.filter((entry) => isLook(entry.action)).length })}
        </Checkbox>
      }
    >
      <AuditTimeline
        entries={data.filter((entry) => withLooks || !isLook(entry.action))}
        empty={t('people.timelineEmpty')}
      />
    </Panel>
  );
}

function PersonAccount({ person }: { person: Person }) {
  const { t } = useTranslation();
  const words = useWords();
  const { account } = person;
  if (account === null) return <EmptyState what={t('people.account.none')} />;
  return (
    <Panel>
      <Pairs
        pairs={[
          [t('people.account.login'), account.loginName],
          [t('people.account.role'), words(roleWords[account.role])],
          [
            t('people.account.state'),
            <StatusDot key="state" tone={accountTones[account.state]}>
              {t(`people.accountState.${account.state}`)}
            </StatusDot>,
          ],
          ...(account.stateReason ? [[t('people.account.reason'), account.stateReason] as const] : []),
        ]}
      />
    </Panel>
  );
}

function PersonAssets({ person }: { person: Person }) {
  const { t } = useTranslation();
  if (person.assets.length === 0) return <EmptyState what={t('people.assets.empty')} />;
  return (
    <RecordTable
      columns={(['kind', 'name', 'serial', 'condition', 'since'] as const).map((column) =>
        t(`people.assets.columns.${column}`),
      )}
    >
      {person.assets.map((asset) => (
        <tr key={asset.id}>
          <td>{asset.kind}</td>
          <td>{asset.name}</td>
          <td>{asset.serial ?? '—'}</td>
          <td>{asset.condition ?? '—'}</td>
          <td>
            <BusinessDate date={asset.since} near="never" />
          </td>
        </tr>
      ))}
    </RecordTable>
  );
}

function Employments({ person }: { person: Person }) {
  const { t } = useTranslation();
  return (
    <RecordTable
      columns={[
        t('people.facts.employeeNo'),
        t('people.facts.position'),
        t('people.columns.stage'),
        t('people.facts.start'),
        t('people.facts.contractEnd'),
        t('people.facts.left'),
      ]}
    >
      {person.employments.map((each) => (
        <tr key={each.id}>
          <td className="sk-number">{each.employeeNo}</td>
          <td>
            {each.positionTitle}{' '}
            {each.rehireOf ? <span className="sk-meta">{t('people.employment.rehire')}</span> : null}
          </td>
          <td>
            <StageTag stage={each.stage} />
          </td>
          <td>
            <BusinessDate date={each.startDate} near="never" />
          </td>
          <td>
            <BusinessDate date={each.contractEnd} near="never" />
          </td>
          <td>
            <BusinessDate date={each.legalEnd} near="never" />
          </td>
        </tr>
      ))}
    </RecordTable>
  );
}
