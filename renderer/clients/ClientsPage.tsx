import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';

export function ClientsPage() {
  const { t } = useTranslation();
  return <EmptyState title={t('clients.area')} what={t('clients.empty.what')} first={t('clients.empty.first')} />;
}
