import { Button, Input, type InputRef } from 'antd';
import { type FormEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../shared/contract/index.ts';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { Instant } from '../format/BusinessDate.tsx';
import { useHotkey } from '../keys/useHotkey.ts';

type Detail = Awaited<ReturnType<Client['workbench']['alarm']>>;
type Verdict = 'confirmed' | 'dismissed';

const reasons = [1, 2, 3, 4] as const;

/**
 * The judgement in two keys: Y or N says what it is, a digit why; any other reason is typed. Nobody judges what concerns
 * themselves.
 */
export function Judgement({ detail, onDone }: { detail: Detail; onDone: (verdict: Verdict) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { alarm, barredBy } = detail;
  const [verdict, setVerdict] = useState<Verdict>();
  const mine = may('alarm.dispose') !== undefined && barredBy.length === 0;
  useHotkey('y', () => setVerdict('confirmed'), { enabled: mine });
  useHotkey('n', () => setVerdict('dismissed'), { enabled: mine });

  if (alarm.state !== 'open') {
    return (
      <footer className="sk-judgement">
        <p>
          <strong>{t(`alarms.state.${alarm.state}`)}</strong>
          {t('alarms.by', { name: alarm.dispositionBy ?? '' })} <Instant at={alarm.dispositionAt} />
        </p>
        <p className="sk-soft">{alarm.dispositionNote}</p>
      </footer>
    );
  }
  if (may('alarm.dispose') === undefined) {
    return <footer className="sk-judgement sk-soft">{t('alarms.notYours')}</footer>;
  }
  if (barredBy.length > 0) {
    return (
      <footer className="sk-judgement">
        <Refusals refusals={barredBy} as="bar" />
      </footer>
    );
  }
  return (
    <footer className="sk-judgement">
      <fieldset className="sk-judgement-verdicts">
        <legend className="sk-hidden">{t('alarms.verdict')}</legend>
        {(['confirmed', 'dismissed'] as const).map((each) => (
          <Button
            key={each}
            type={verdict === each ? 'primary' : 'default'}
            aria-pressed={verdict === each}
            aria-keyshortcuts={each === 'confirmed' ? 'Y' : 'N'}
            onClick={() => setVerdict(each)}
          >
            {t(`alarms.say.${each}`)}
            <kbd className={verdict === each ? 'sk-key sk-key-on' : 'sk-key'}>{each === 'confirmed' ? 'Y' : 'N'}</kbd>
          </Button>
        ))}
        {verdict ? null : <span className="sk-meta">{t('alarms.twoKeys')}</span>}
      </fieldset>
      {verdict ? (
        <Reason key={verdict} alarm={alarm} verdict={verdict} onDone={onDone} back={() => setVerdict(undefined)} />
      ) : null}
    </footer>
  );
}

function Reason({
  alarm,
  verdict,
  onDone,
  back,
}: {
  alarm: Detail['alarm'];
  verdict: Verdict;
  onDone: (verdict: Verdict) => void;
  back: () => void;
}) {
  const { t } = useTranslation();
  const inputId = useId();
  const input = useRef<InputRef>(null);
  const [note, setNote] = useState('');
  const [empty, setEmpty] = useState(false);
  const [dispose, state] = useAction(async (why: string) => {
    await client.workbench.dispose({ alarmId: alarm.id, version: alarm.version, state: verdict, note: why });
    onDone(verdict);
    await queries.invalidateQueries({ queryKey: api.workbench.key() });
  });
  const ready = (number: (typeof reasons)[number]) => t(`alarms.reason.${verdict}.r${number}`);
  useHotkey('1', () => void dispose(ready(1)));
  useHotkey('2', () => void dispose(ready(2)));
  useHotkey('3', () => void dispose(ready(3)));
  useHotkey('4', () => void dispose(ready(4)));
  useHotkey('Escape', back, { inFields: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const why = note.trim();
    setEmpty(why.length < 2);
    if (why.length < 2) return input.current?.focus();
    void dispose(why);
  };
  return (
    <form className="sk-reasons" onSubmit={submit}>
      <ol aria-label={t('alarms.reasons')}>
        {reasons.map((number) => (
          <li key={number}>
            <button
              type="button"
              className="sk-reason"
              disabled={state.running}
              onClick={() => void dispose(ready(number))}
            >
              <kbd className="sk-key">{number}</kbd>
              {ready(number)}
            </button>
          </li>
        ))}
      </ol>
      <div className="sk-reason-own">
        <label htmlFor={inputId}>{t('alarms.otherReason')}</label>
        <Input
          id={inputId}
          ref={input}
          maxLength={400}
          value={note}
          {...(empty ? { status: 'error' as const } : {})}
          onChange={(event) => setNote(event.target.value)}
        />
        <Button htmlType="submit" loading={state.running}>
          {t('alarms.submit')}
        </Button>
      </div>
      {empty ? (
        <p className="sk-field-error" role="alert">
          {t('alarms.reasonNeeded')}
        </p>
      ) : null}
      <Refusals refusals={state.refusals} />
    </form>
  );
}
