import { useTranslation } from 'react-i18next';
import type { client } from '../client/api.ts';
import { StatusDot, StatusTag } from '../format/StatusDot.tsx';
import type { Tone } from '../theme/tokens.ts';

export type ClientDetail = Awaited<ReturnType<typeof client.clients.get>>;
type Status = ClientDetail['status'];

const tones: Readonly<Record<Status, Tone>> = {
  prospect: 'active',
  active: 'finished',
  dormant: 'due',
  lost: 'overdue',
  retired: 'neutral',
};

/** How a client stands, as dot and word. */
export function ClientDot({ status }: { status: Status }) {
  const { t } = useTranslation();
  return <StatusDot tone={tones[status]}>{t(`clients.status.${status}`)}</StatusDot>;
}

/** The same for the head of a page. */
export function ClientTag({ status }: { status: Status }) {
  const { t } = useTranslation();
  return <StatusTag tone={tones[status]}>{t(`clients.status.${status}`)}</StatusTag>;
}
