import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';

export function SyncPage() {
  const { t } = useTranslation();
  return <EmptyState title={t('sync.area')} what={t('sync.empty.what')} first={t('sync.empty.first')} />;
}
