import { BulbOutlined, TranslationOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ThemeChoice, useAppearance } from '../theme/Appearance.tsx';
import { useLanguage } from '../words/language.ts';
import { DropMenu } from './DropMenu.tsx';

/** One press to the other language. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language, choose } = useLanguage();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <Button
      type="text"
      icon={<TranslationOutlined />}
      lang={other}
      aria-label={`${t('shell.language.title')}: ${other === 'en' ? 'English' : '中文'}`}
      onClick={() => choose(other)}
    >
      {other === 'en' ? 'EN' : '中'}
    </Button>
  );
}

const choices = ['light', 'dark', 'system'] as const satisfies readonly ThemeChoice[];

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { choice, choose } = useAppearance();
  return (
    <DropMenu
      menu={{
        selectable: true,
        selectedKeys: [choice],
        items: choices.map((key) => ({ key, label: t(`shell.theme.${key}`), onClick: () => choose(key) })),
      }}
    >
      <Button type="text" icon={<BulbOutlined />} aria-label={t('shell.theme.title')} title={t('shell.theme.title')} />
    </DropMenu>
  );
}
