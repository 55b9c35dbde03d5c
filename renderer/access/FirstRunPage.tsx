import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { CreateBranchPage } from './CreateBranchPage.tsx';
import { EntryPage } from './EntryPage.tsx';

/** Three doors: a branch that joins a headquarters, a look at a sample, a branch of its own. */
export function FirstRunPage() {
  const { t } = useTranslation();
  const [creating, setCreating] = useState(false);
  const [openSample, sample] = useAction(async () => {
    queries.setQueryData(api.system.state.queryKey(), await client.system.createSample());
  });
  /** The page on which the work begins, once the branch is made and somebody has signed in. */
  const create = (first: '/' | '/sync') => {
    window.location.hash = first;
    setCreating(true);
  };
  if (creating) return <CreateBranchPage back={() => setCreating(false)} />;
  return (
    <EntryPage wide title={t('access.firstRun.title')} what={t('access.firstRun.what')}>
      <div className="sk-doors">
        <section>
          <h2>{t('access.firstRun.join.title')}</h2>
          <p>{t('access.firstRun.join.what')}</p>
          <Button block onClick={() => create('/sync')}>
            {t('access.firstRun.join.button')}
          </Button>
        </section>
        <section data-first>
          <h2>{t('access.firstRun.sample.title')}</h2>
          <p>{t('access.firstRun.sample.what')}</p>
          <Refusals refusals={sample.refusals} />
          <Button type="primary" block loading={sample.running} onClick={() => void openSample()}>
            {sample.running ? t('access.firstRun.sample.busy') : t('access.firstRun.sample.button')}
          </Button>
        </section>
        <section>
          <h2>{t('access.firstRun.create.title')}</h2>
          <p>{t('access.firstRun.create.what')}</p>
          <Button block onClick={() => create('/')}>
            {t('access.firstRun.create.button')}
          </Button>
        </section>
      </div>
    </EntryPage>
  );
}
