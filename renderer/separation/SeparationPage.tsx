import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';

export function SeparationPage() {
  const { t } = useTranslation();
  return (
    <EmptyState title={t('separation.area')} what={t('separation.empty.what')} first={t('separation.empty.first')} />
  );
}
