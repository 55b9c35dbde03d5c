import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { client } from '../client/api.ts';
import { type SystemState, useSystemState } from '../client/branch.ts';
import { onSessionEnd } from '../client/queries.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { DamagedPage, FuturePage } from './DamagedPage.tsx';
import { EntryPage } from './EntryPage.tsx';
import { FirstRunPage } from './FirstRunPage.tsx';
import { type AwayPerson, LockContext } from './LockContext.ts';
import { LockPage } from './LockPage.tsx';
import { PasswordPage } from './PasswordPage.tsx';
import { SignInPage } from './SignInPage.tsx';
import { beginSession, MeContext, useSession } from './session.ts';
import { UnlockPage } from './UnlockPage.tsx';
import { useIdle } from './useIdle.ts';

/** Shows the application to somebody who is signed in to an open branch, and to everybody else the page that leads there. */
export function Gate({ children }: { children: ReactNode }) {
  const state = useSystemState();
  if (state.error && !state.data) {
    return (
      <EntryPage>
        <ErrorState error={state.error} retry={() => void state.refetch()} />
      </EntryPage>
    );
  }
  if (!state.data) return <LoadingLines />;
  return <Phase state={state.data}>{children}</Phase>;
}

function Phase({ state, children }: { state: SystemState; children: ReactNode }) {
  switch (state.phase) {
    case 'firstRun':
      return <FirstRunPage />;
    case 'locked':
      return <UnlockPage state={state} />;
    case 'damaged':
      return <DamagedPage detail={state.detail} backup={state.backup} />;
    case 'fromFuture':
      return <FuturePage detail={state.detail} />;
    case 'open':
      return <SessionGate>{children}</SessionGate>;
  }
}

function SessionGate({ children }: { children: ReactNode }) {
  const session = useSession();
  const me = session.data;

  useEffect(() => onSessionEnd(() => void session.refetch()), [session.refetch]);
  // Who worked here last: without a session now, that person is away; after signing out, nobody is.
  const [seen, setSeen] = useState<AwayPerson>();
  if (me && seen?.accountId !== me.account.id) {
    const { id, displayName, loginName } = me.account;
    setSeen({ accountId: id, displayName, loginName });
  }

  const actions = useMemo(
    () => ({
      lock: () => {
        beginSession(null);
        void client.access.lock().catch(() => undefined);
      },
      signOut: () => {
        setSeen(undefined);
        beginSession(null);
        void client.access.signOut().catch(() => undefined);
      },
    }),
    [],
  );
  useIdle(me?.idleLimit, actions.lock);

  if (session.error && me === undefined) {
    return (
      <EntryPage>
        <ErrorState error={session.error} retry={() => void session.refetch()} />
      </EntryPage>
    );
  }
  if (me === undefined) return <LoadingLines />;
  if (me === null) {
    return seen ? <LockPage person={seen} leave={actions.signOut} /> : <SignInPage />;
  }
  if (me.mustChangePassword) return <PasswordPage first />;
  return (
    <MeContext value={me}>
      <LockContext value={actions}>{children}</LockContext>
    </MeContext>
  );
}
