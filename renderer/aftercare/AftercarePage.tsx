import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';

export function AftercarePage() {
  const { t } = useTranslation();
  return <EmptyState title={t('aftercare.area')} what={t('aftercare.empty.what')} first={t('aftercare.empty.first')} />;
}
