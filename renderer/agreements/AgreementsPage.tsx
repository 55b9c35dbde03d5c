import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';

export function AgreementsPage() {
  const { t } = useTranslation();
  return (
    <EmptyState title={t('agreements.area')} what={t('agreements.empty.what')} first={t('agreements.empty.first')} />
  );
}
