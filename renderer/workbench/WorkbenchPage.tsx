import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';

export function WorkbenchPage() {
  const { t } = useTranslation();
  return <EmptyState title={t('workbench.area')} what={t('workbench.empty.what')} first={t('workbench.empty.first')} />;
}
