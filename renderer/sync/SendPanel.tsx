import { DownloadOutlined, InboxOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerAwaited, notEnrolled, sampleHasNoHeadquarters, tooManyFiles } from '../../shared/domain/joining.ts';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { Refusals } from '../feedback/Refusals.tsx';
import { Notice } from '../feedback/states.tsx';
import { useAction } from '../feedback/useAction.ts';
import { Panel } from '../record/Panel.tsx';
import { syncChanged } from './changed.ts';
import { type Received, ReceivedFiles } from './ReceivedFiles.tsx';
import { ResendDialog } from './ResendDialog.tsx';
import { keysLost, type SyncState } from './road.ts';

const mostFiles = 200;
const largestFile = 16 << 20;

/** Why nothing can be sealed or taken now: as the service would say, before it is tried. */
function barredBy(state: SyncState): Refusal[] {
  if (keysLost(state)) {
    return state.problems
      .filter(({ code }) => code === 'sync.keysLost')
      .map((problem) => ({ ...problem, kind: 'unavailable' }));
  }
  if (state.enrolment === 'requested') return [answerAwaited];
  return state.enrolment === 'none' ? [notEnrolled] : [];
}

/** Seals and carries out what waits, takes what headquarters sent, and carries again what got lost. */
export function SendPanel({ state }: { state: SyncState }) {
  const { t } = useTranslation();
  const [typed, setFolder] = useState<string>();
  const [said, setSaid] = useState<string>();
  const [received, setReceived] = useState<Received>();
  const [resending, setResending] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = (typed ?? state.folder ?? '').trim();
  const barred = barredBy(state);
  // Before a branch has joined, headquarters has nothing for it but the answer, which is taken elsewhere on the page.
  const canReceive = state.enrolment === 'sample' || state.headquarters !== null;
  const receivingBarred = state.enrolment === 'sample' ? [sampleHasNoHeadquarters] : barred;

  const seal = async () => {
    setSaid(undefined);
    const sealed = await client.sync.seal({ folder: folder || null }).catch(async (error: unknown) => {
      // Sealing may have been done before the folder refused.
      await syncChanged();
      throw error;
    });
    const count = sealed.files.length;
    setSaid(
      count === 0
        ? t('sync.seal.nothing')
        : folder
          ? t('sync.seal.done', { count, folder })
          : t('sync.seal.sealed', { count }),
    );
    await syncChanged(sealed.state);
  };
  const [receive, receiving] = useAction(async (chosen: File[]) => {
    setReceived(undefined);
    if (chosen.length > mostFiles || chosen.some(({ size }) => size > largestFile))
      throw new RefusalError(tooManyFiles);
    const answer = await client.sync.receive({ files: chosen });
    setReceived(answer);
    await syncChanged(answer.state);
  });

  return (
    <Panel title={t('sync.seal.title')}>
      <div className="sk-sync-send">
        <Form layout="vertical" component="div">
          <Form.Item label={t('sync.seal.folder')} htmlFor="sync-folder" extra={t('sync.seal.folderHint')}>
            <Input
              id="sync-folder"
              value={typed ?? state.folder ?? ''}
              maxLength={400}
              spellCheck={false}
              onChange={(event) => setFolder(event.target.value)}
            />
          </Form.Item>
        </Form>
        <div className="sk-sync-buttons" data-stacked={barred.length + receivingBarred.length > 0 || undefined}>
          <ActionButton kind="primary" icon={<DownloadOutlined aria-hidden="true" />} barred={barred} run={seal}>
            {folder ? t('sync.seal.run') : t('sync.seal.only')}
          </ActionButton>
          {canReceive ? (
            <ActionButton
              icon={<InboxOutlined aria-hidden="true" />}
              barred={receivingBarred}
              run={() => files.current?.click()}
            >
              {t('sync.receive.run')}
            </ActionButton>
          ) : null}
          {state.recent.length > 0 ? (
            <Button icon={<ReloadOutlined aria-hidden="true" />} onClick={() => setResending(true)}>
              {t('sync.resend.run')}
            </Button>
          ) : null}
        </div>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label={t('sync.receive.run')}
          onChange={(event) => {
            const chosen = [...(event.target.files ?? [])];
            event.target.value = '';
            if (chosen.length > 0) void receive(chosen);
          }}
        />
        {state.enrolment === 'enrolled' ? <p className="sk-meta">{t('sync.receive.hint')}</p> : null}
        <Refusals refusals={receiving.refusals} />
        {said ? <Notice tone="finished">{said}</Notice> : null}
        {received ? <ReceivedFiles received={received} /> : null}
      </div>
      {resending ? (
        <ResendDialog
          from={state.firstOpen ?? state.recent.at(-1)?.sequence ?? 1}
          folder={folder}
          close={() => setResending(false)}
          done={setSaid}
        />
      ) : null}
    </Panel>
  );
}
