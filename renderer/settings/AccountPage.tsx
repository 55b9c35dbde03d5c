import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { Client } from '../../shared/contract/index.ts';
import { roleWords } from '../../shared/domain/permissions.ts';
import { useMay, useMe } from '../access/session.ts';
import { api } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { useRowLink } from '../feedback/links.ts';
import { ErrorState, LoadingLines, Notice } from '../feedback/states.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { StatusTag } from '../format/StatusDot.tsx';
import { stateOf } from '../format/stateWords.ts';
import { instantText } from '../format/text.ts';
import { AuditTimeline } from '../record/AuditTimeline.tsx';
import { DetailPage } from '../record/DetailPage.tsx';
import { Panel } from '../record/Panel.tsx';
import { useWords } from '../words/language.ts';
import { AccountDecision } from './AccountDecision.tsx';
import { ResetPassword } from './ResetPassword.tsx';
import { RoleDialog } from './RoleDialog.tsx';
import './settings.css';

export type AccountDetail = Awaited<ReturnType<Client['access']['account']>>;
export type Choice = AccountDetail['choices'][number];

/** One account: how it stands and why, what can be done with it, and everything that happened to it. */
export function AccountPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const me = useMe();
  const linkOf = useRowLink();
  const navigate = useNavigate();
  const [doing, setDoing] = useState<Choice | 'role' | 'password'>();
  const query = useQuery(api.access.account.queryOptions({ input: { accountId: id } }));
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <LoadingLines lines={10} />;
  const { account, choices, timeline } = query.data;
  const { words: stateName, tone } = stateOf('account', account.state);
  const person = account.employeeId === null ? undefined : linkOf('employee', account.employeeId);
  const close = () => setDoing(undefined);
  const closed = account.state === 'closed';
  return (
    <>
      <DetailPage
        kind={t('settings.account.kind')}
        title={account.displayName}
        status={<StatusTag tone={tone}>{words(stateName)}</StatusTag>}
        back="/settings/accounts"
        facts={[
          { label: t('settings.account.loginName'), value: account.loginName },
          { label: t('settings.accounts.role'), value: words(roleWords[account.role]) },
          {
            label: t('settings.account.person'),
            value: person ? <Link to={person}>{account.displayName}</Link> : t('settings.account.noPerson'),
          },
          {
            label: t('settings.accounts.lastSignIn'),
            value: account.lastSignInAt === null ? t('settings.accounts.never') : <Instant at={account.lastSignInAt} />,
          },
        ]}
        actions={
          <>
            {may('account.setRole') && !closed ? (
              <ActionButton run={() => setDoing('role')}>{t('settings.account.changeRole')}</ActionButton>
            ) : null}
            {account.id === me.account.id ? (
              <ActionButton run={() => navigate('/password')}>{t('shell.person.password')}</ActionButton>
            ) : may('account.resetPassword') && !closed ? (
              <ActionButton run={() => setDoing('password')}>{t('settings.account.resetPassword')}</ActionButton>
            ) : null}
          </>
        }
        notices={<Standing account={account} />}
      >
        <div className="sk-account">
          <Panel title={t('settings.account.happened')}>
            <AuditTimeline entries={timeline} empty={t('settings.account.nothingHappened')} />
          </Panel>
          {may('account.setState') ? (
            <Panel title={t('settings.account.canDo')}>
              {choices.length > 0 ? (
                <ul className="sk-account-steps">
                  {choices.map((choice) => (
                    <li key={choice.event}>
                      <ActionButton
                        barred={choice.barredBy}
                        danger={choice.event === 'close' || choice.event === 'freeze'}
                        reasons="below"
                        run={() => setDoing(choice)}
                      >
                        {words(choice.words)}
                      </ActionButton>
                      {choice.barredBy.length > 0 ? null : (
                        <p className="sk-meta">{t(`settings.account.means.${eventKey(choice.event)}`)}</p>
                      )}
                    </li>
                  ))}
                </ul>
              ) : (
                <p className="sk-soft">{t('settings.account.closedForGood')}</p>
              )}
            </Panel>
          ) : null}
        </div>
      </DetailPage>
      {doing === 'role' ? <RoleDialog account={account} close={close} /> : null}
      {doing === 'password' ? <ResetPassword account={account} close={close} /> : null}
      {typeof doing === 'object' ? <AccountDecision account={account} choice={doing} close={close} /> : null}
    </>
  );
}

const events = ['restrict', 'lift', 'freeze', 'unfreeze', 'unfreezeRestricted', 'close'] as const;
export const eventKey = (event: string): (typeof events)[number] => events.find((each) => each === event) ?? 'restrict';

/** Why the account is not as usual: since when, by whom, and until when. */
function Standing({ account }: { account: AccountDetail['account'] }) {
  const { t } = useTranslation();
  const { state, stateAt, stateBy, stateReason, stateUntil } = account;
  if (state === 'active' && stateUntil === null) return null;
  const facts = { at: instantText(stateAt ?? 0), by: stateBy ?? '', reason: stateReason ?? '' };
  const tone = state === 'frozen' ? 'frozen' : state === 'restricted' || state === 'active' ? 'due' : 'neutral';
  return (
    <Notice tone={tone}>
      {t(`settings.account.standing.${state}`, facts)}
      {stateUntil === null ? '' : t('settings.account.until', { at: instantText(stateUntil) })}
    </Notice>
  );
}
