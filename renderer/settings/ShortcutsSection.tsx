import { useTranslation } from 'react-i18next';
import { ShortcutTable } from '../shell/ShortcutSheet.tsx';
import { Section } from './Section.tsx';

/** Every key the product knows. */
export function ShortcutsSection() {
  const { t } = useTranslation();
  return (
    <Section title={t('settings.shortcuts.title')} what={t('settings.shortcuts.what')}>
      <div className="sk-panel">
        <ShortcutTable />
      </div>
    </Section>
  );
}
