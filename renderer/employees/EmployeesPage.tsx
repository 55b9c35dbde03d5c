import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';

export function EmployeesPage() {
  const { t } = useTranslation();
  return <EmptyState title={t('employees.area')} what={t('employees.empty.what')} first={t('employees.empty.first')} />;
}
