import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { useBranch } from '../client/branch.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { LoadingLines } from '../feedback/states.tsx';
import { useAction } from '../feedback/useAction.ts';
import { EntryPage } from './EntryPage.tsx';
import type { AwayPerson } from './LockContext.ts';
import { SecretForm } from './SecretForm.tsx';
import { beginSession } from './session.ts';

/**
 * The screen of somebody who is away, or whose session was ended: nothing of the work can be seen, it goes on where it
 * was, and the page says why it came up.
 */
export function LockPage({ person, leave }: { person: AwayPerson; leave: () => void }) {
  const { t } = useTranslation();
  const branch = useBranch();
  const ending = useQuery(api.access.sessionEnding.queryOptions({ gcTime: 0, refetchOnWindowFocus: false }));
  const [goOn, state] = useAction(async () =>
    beginSession(await client.access.signInAsSample({ accountId: person.accountId })),
  );
  const [signIn, passwordState] = useAction(async (password: string) =>
    beginSession(await client.access.signIn({ loginName: person.loginName, password })),
  );
  const other = (
    <Button type="link" onClick={leave}>
      {t('access.lock.other')}
    </Button>
  );
  if (ending.isPending) return <LoadingLines />;
  const { why, state: account } = ending.data ?? { why: 'idle', state: 'active' };
  const ended = why === 'idle' ? undefined : why === 'state' ? account : why;
  const goOnLabel = t(ended ? 'access.signIn.enter' : 'access.lock.continue');
  const name = person.displayName;
  return (
    <EntryPage
      title={t(ended ? 'access.lock.ended.title' : 'access.lock.title')}
      what={ended ? t(`access.lock.ended.${ended}`, { name }) : t('access.lock.what', { name })}
    >
      {branch.sample ? (
        <div className="sk-entry-form">
          <Refusals refusals={state.refusals} />
          <Button type="primary" size="large" block autoFocus loading={state.running} onClick={() => void goOn()}>
            {goOnLabel}
          </Button>
          {other}
        </div>
      ) : (
        <SecretForm label={t('access.signIn.password')} submit={goOnLabel} run={signIn} state={passwordState}>
          {other}
        </SecretForm>
      )}
    </EntryPage>
  );
}
