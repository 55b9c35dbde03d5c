import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../agreements/saveFile.ts';
import { client } from '../client/api.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { EmptyState, Notice } from '../feedback/states.tsx';
import { useAction } from '../feedback/useAction.ts';
import { Instant } from '../format/BusinessDate.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { Panel } from '../record/Panel.tsx';
import { syncChanged } from './changed.ts';
import type { SyncState } from './road.ts';

type ChangeSet = SyncState['recent'][number];

const tones = { sealed: 'due', sent: 'active', receipted: 'finished' } as const;

const kindWord = (kind: string) =>
  kind === 'transactions' || kind === 'attachment' || kind === 'snapshot' ? kind : 'other';

const sizeText = (bytes: number) =>
  bytes < 1 << 20 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;

/** The latest change sets, newest first, each with how far it has come. */
export function ChangeSetTable({ state: { recent }, runs }: { state: SyncState; runs: boolean }) {
  const { t } = useTranslation();
  const [saved, setSaved] = useState<string>();
  const [download, { refusals }] = useAction(async (sequence: number) => {
    setSaved(undefined);
    const { file, state } = await client.sync.download({ sequence });
    saveFile(file);
    setSaved(file.name);
    await syncChanged(state);
  });
  return (
    <Panel flush title={t('sync.recent.title')}>
      {saved ? <Notice tone="finished">{t('sync.recent.downloaded', { file: saved })}</Notice> : null}
      <Refusals refusals={refusals} />
      {recent.length === 0 ? (
        <EmptyState what={t('sync.recent.empty.what')} first={runs ? t('sync.recent.empty.first') : undefined} />
      ) : (
        <table className="sk-sync-table">
          <thead>
            <tr>
              <th scope="col">{t('sync.recent.sequence')}</th>
              <th scope="col">{t('sync.recent.kind')}</th>
              <th scope="col">{t('sync.recent.size')}</th>
              <th scope="col">{t('sync.recent.sealedAt')}</th>
              <th scope="col">{t('sync.recent.sentAt')}</th>
              <th scope="col">{t('sync.recent.receiptedAt')}</th>
              <th scope="col">{t('sync.recent.state')}</th>
              {runs ? (
                <th scope="col">
                  <span className="sk-hidden">{t('sync.recent.actions')}</span>
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {recent.map((row) => (
              <Row key={row.sequence} row={row} download={runs ? () => void download(row.sequence) : undefined} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({ row, download }: { row: ChangeSet; download: (() => void) | undefined }) {
  const { t } = useTranslation();
  return (
    <tr title={row.fileName}>
      <td className="sk-number">{row.sequence}</td>
      <td>
        {t(`sync.recent.kinds.${kindWord(row.kind)}`)}
        {row.operations > 0 ? (
          <span className="sk-meta"> {t('sync.recent.operations', { count: row.operations })}</span>
        ) : null}
      </td>
      <td className="sk-number">{sizeText(row.bytes)}</td>
      <td>
        <Instant at={row.sealedAt} />
      </td>
      <td>
        <Instant at={row.sentAt} />
      </td>
      <td>
        <Instant at={row.receiptedAt} />
      </td>
      <td>
        <StatusDot tone={tones[row.state]}>{t(`sync.recent.states.${row.state}`)}</StatusDot>
      </td>
      {download ? (
        <td>
          <Button
            type="text"
            size="small"
            icon={<DownloadOutlined aria-hidden="true" />}
            aria-label={t('sync.recent.downloadOne', { sequence: row.sequence })}
            title={t('sync.recent.download')}
            onClick={download}
          />
        </td>
      ) : null}
    </tr>
  );
}
