import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';

export function AlarmsPage() {
  const { t } = useTranslation();
  return <EmptyState title={t('alarms.area')} what={t('alarms.empty.what')} first={t('alarms.empty.first')} />;
}
