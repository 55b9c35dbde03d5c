import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';

export function SettingsPage() {
  const { t } = useTranslation();
  return <EmptyState title={t('settings.area')} what={t('settings.empty.what')} first={t('settings.empty.first')} />;
}
