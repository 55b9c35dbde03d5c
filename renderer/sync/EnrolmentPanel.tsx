import { FileAddOutlined } from '@ant-design/icons';
import { Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerMissing } from '../../shared/domain/joining.ts';
import { useMay } from '../access/session.ts';
import { saveFile } from '../agreements/saveFile.ts';
import { client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { Notice } from '../feedback/states.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { instantText } from '../format/text.ts';
import { Panel } from '../record/Panel.tsx';
import { syncChanged } from './changed.ts';
import type { SyncState } from './road.ts';

const tones = { none: 'neutral', requested: 'due', enrolled: 'finished', sample: 'neutral' } as const;

/** How this branch and headquarters know each other; before that, the way to join. */
export function EnrolmentPanel({ state }: { state: SyncState }) {
  const { t } = useTranslation();
  const { enrolment } = state;
  const [joined, setJoined] = useState(false);
  return (
    <Panel
      title={t('sync.enrol.title')}
      extra={<StatusDot tone={tones[enrolment]}>{t(`sync.enrol.states.${enrolment}`)}</StatusDot>}
    >
      <div className="sk-enrol">
        {joined ? <Notice tone="finished">{t('sync.enrol.accepted')}</Notice> : null}
        {enrolment === 'sample' ? (
          <>
            <p>{t('sync.enrol.sample')}</p>
            <p className="sk-soft">{t('sync.enrol.sampleNext')}</p>
          </>
        ) : null}
        {state.headquarters ? <Headquarters state={state} headquarters={state.headquarters} /> : null}
        {enrolment === 'none' || enrolment === 'requested' ? (
          <Joining state={state} joined={() => setJoined(true)} />
        ) : null}
      </div>
    </Panel>
  );
}

function Headquarters({
  state,
  headquarters,
}: {
  state: SyncState;
  headquarters: NonNullable<SyncState['headquarters']>;
}) {
  const { t } = useTranslation();
  return (
    <>
      <dl className="sk-enrol-facts">
        <dt>{t('sync.enrol.name')}</dt>
        <dd>{headquarters.name}</dd>
        <dt>{t('sync.enrol.root')}</dt>
        <dd>
          <Fingerprint of={headquarters.rootFingerprint} />
        </dd>
        <dt>{t('sync.enrol.lastReceipt')}</dt>
        <dd>
          <Instant at={state.lastReceiptAt} />
        </dd>
      </dl>
      {state.enrolment === 'enrolled' ? <p className="sk-meta">{t('sync.enrol.enrolled')}</p> : null}
    </>
  );
}

/** Request out, answer in. Only the HR admin; for others it says so. */
function Joining({ state, joined }: { state: SyncState; joined: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const [saved, setSaved] = useState<string>();
  const { request } = state;
  const makes = may('sync.enrol') !== undefined;
  const waits = state.enrolment === 'requested' && request !== null;
  return (
    <>
      {waits ? null : <p>{t('sync.enrol.none')}</p>}
      {makes ? null : <p className="sk-soft">{t('sync.enrol.admin')}</p>}
      {saved ? <Notice tone="finished">{t('sync.enrol.saved', { file: saved })}</Notice> : null}
      {waits ? (
        <div>
          <p>{t('sync.enrol.requested', { at: instantText(request.requestedAt) })}</p>
          <Fingerprint of={request.fingerprint} label={t('sync.enrol.fingerprint')} />
        </div>
      ) : null}
      {makes ? (
        <ActionButton
          kind={waits ? 'default' : 'primary'}
          icon={<FileAddOutlined aria-hidden="true" />}
          reasons="below"
          run={async () => {
            const { file } = await client.sync.requestEnrolment();
            saveFile(file);
            setSaved(file.name);
            await syncChanged();
          }}
        >
          {waits ? t('sync.enrol.again') : t('sync.enrol.request')}
        </ActionButton>
      ) : null}
      {makes && waits ? <Answer joined={joined} /> : null}
    </>
  );
}

/** The answer of headquarters: its file, and the fingerprint that came on paper. */
function Answer({ joined }: { joined: () => void }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [typed, setTyped] = useState('');
  return (
    <section className="sk-enrol-answer" aria-labelledby="enrol-answer">
      <h3 id="enrol-answer">{t('sync.enrol.answer')}</h3>
      <Form layout="vertical" component="div">
        <Form.Item label={t('sync.enrol.file')} htmlFor="enrol-file" required>
          <input id="enrol-file" type="file" onChange={(event) => setFile(event.target.files?.[0])} />
        </Form.Item>
        <Form.Item label={t('sync.enrol.typed')} htmlFor="enrol-typed" required extra={t('sync.enrol.typedHint')}>
          <Input.TextArea
            id="enrol-typed"
            className="sk-fingerprint"
            autoSize={{ minRows: 2, maxRows: 4 }}
            maxLength={200}
            spellCheck={false}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value.replaceAll(/[\r\n]+/g, ' '))}
          />
        </Form.Item>
      </Form>
      <ActionButton
        kind="primary"
        reasons="below"
        barred={file ? [] : [answerMissing]}
        run={async () => {
          if (!file) return;
          const state = await client.sync.acceptEnrolment({ file, rootFingerprint: typed });
          joined();
          await syncChanged(state);
        }}
      >
        {t('sync.enrol.accept')}
      </ActionButton>
    </section>
  );
}

/** A fingerprint to be read aloud: the groups stay whole, lines break between them. */
function Fingerprint({ of, label }: { of: string; label?: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <output> would be read out on every change of the page
    <div className="sk-fingerprint" role="group" aria-label={label}>
      {of}
    </div>
  );
}
