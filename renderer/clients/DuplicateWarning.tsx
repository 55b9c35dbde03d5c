import { Button, Checkbox, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { client } from '../client/api.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { useWords } from '../words/language.ts';

type Duplicate = Awaited<ReturnType<typeof client.clients.findDuplicates>>[number];

/** Who may be the same, before anything is created: open it, ask for it, or say that it is another one. */
export function DuplicateWarning({
  duplicates,
  others,
  setOthers,
}: {
  duplicates: readonly Duplicate[];
  others: readonly string[];
  setOthers: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <section className="sk-duplicates" aria-live="polite">
      <h2>{t('clients.duplicate.title')}</h2>
      <ul>
        {duplicates.map((each) => (
          <li key={each.id}>
            <p>{words(each)}</p>
            {each.mine ? (
              <Link to={`/clients/${each.id}`}>{t('clients.duplicate.open')}</Link>
            ) : (
              <Request clientId={each.id} />
            )}
            {each.by === 'name' ? (
              <Checkbox
                checked={others.includes(each.id)}
                onChange={(event) =>
                  setOthers(event.target.checked ? [...others, each.id] : others.filter((id) => id !== each.id))
                }
              >
                {t('clients.duplicate.another')}
              </Checkbox>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Request({ clientId }: { clientId: string }) {
  const { t } = useTranslation();
  const whyId = useId();
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);
  const [why, setWhy] = useState('');
  const [send, { running, refusals }] = useAction(async () => {
    await client.clients.requestTransfer({ clientId, reason: why });
    setSent(true);
  });
  if (sent) return <p className="sk-soft">{t('clients.duplicate.requested')}</p>;
  if (!asking) {
    return (
      <Button size="small" onClick={() => setAsking(true)}>
        {t('clients.duplicate.request')}
      </Button>
    );
  }
  return (
    <div className="sk-request">
      <label htmlFor={whyId}>{t('clients.duplicate.why')}</label>
      <Input
        id={whyId}
        value={why}
        maxLength={200}
        autoFocus
        placeholder={t('clients.duplicate.whyHint')}
        onChange={(event) => setWhy(event.target.value)}
      />
      <Button size="small" type="primary" loading={running} onClick={() => void send()}>
        {t('clients.duplicate.request')}
      </Button>
      <Refusals refusals={refusals} />
    </div>
  );
}
