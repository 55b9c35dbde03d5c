import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../client/api.ts';
import { useBranch } from '../client/branch.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { EntryPage } from './EntryPage.tsx';
import type { AwayPerson } from './LockContext.ts';
import { SecretForm } from './SecretForm.tsx';
import { beginSession } from './session.ts';

/** The screen of somebody who is away: nothing of the work can be seen, and it goes on where it was. */
export function LockPage({ person, leave }: { person: AwayPerson; leave: () => void }) {
  const { t } = useTranslation();
  const branch = useBranch();
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
  return (
    <EntryPage title={t('access.lock.title')} what={t('access.lock.what', { name: person.displayName })}>
      {branch.sample ? (
        <div className="sk-entry-form">
          <Refusals refusals={state.refusals} />
          <Button type="primary" size="large" block autoFocus loading={state.running} onClick={() => void goOn()}>
            {t('access.lock.continue')}
          </Button>
          {other}
        </div>
      ) : (
        <SecretForm
          label={t('access.signIn.password')}
          submit={t('access.lock.continue')}
          run={signIn}
          state={passwordState}
        >
          {other}
        </SecretForm>
      )}
    </EntryPage>
  );
}
