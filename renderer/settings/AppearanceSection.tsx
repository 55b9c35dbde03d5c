import { Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { languages } from '../../shared/i18n/index.ts';
import { useAppearance } from '../theme/Appearance.tsx';
import { useLanguage } from '../words/language.ts';
import { Section } from './Section.tsx';

const themes = ['light', 'dark', 'system'] as const;

/** Language and light. Kept for this computer; they say nothing about anybody. */
export function AppearanceSection() {
  const { t } = useTranslation();
  const { choice, choose } = useAppearance();
  const { language, choose: speak } = useLanguage();
  return (
    <Section title={t('settings.appearance.title')} what={t('settings.appearance.what')}>
      <div className="sk-panel sk-appearance">
        <h2 id="sk-language">{t('shell.language.title')}</h2>
        <Radio.Group
          aria-labelledby="sk-language"
          optionType="button"
          value={language}
          onChange={(event) => {
            const chosen = languages.find((each) => each === event.target.value);
            if (chosen) speak(chosen);
          }}
          options={[
            { value: 'zh-CN', label: t('shell.language.zh') },
            { value: 'en', label: t('shell.language.en') },
          ]}
        />
        <p className="sk-meta">{t('settings.appearance.documents')}</p>
        <h2 id="sk-theme">{t('shell.theme.title')}</h2>
        <Radio.Group
          aria-labelledby="sk-theme"
          optionType="button"
          value={choice}
          onChange={(event) => {
            const chosen = themes.find((each) => each === event.target.value);
            if (chosen) choose(chosen);
          }}
          options={themes.map((value) => ({ value, label: t(`shell.theme.${value}`) }))}
        />
      </div>
    </Section>
  );
}
