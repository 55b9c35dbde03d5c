import i18next from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Words } from '../../shared/domain/refusal.ts';
import { type Dictionary, dictionaries, type Language, languages } from '../../shared/i18n/index.ts';
import { remembered } from '../client/preferences.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shouke';
    returnNull: false;
    resources: { shouke: Dictionary };
  }
}

const choice = remembered<Language>('language', languages, 'zh-CN');

void i18next.use(initReactI18next).init({
  lng: choice.read(),
  fallbackLng: 'zh-CN',
  defaultNS: 'shouke',
  ns: ['shouke'],
  resources: { 'zh-CN': { shouke: dictionaries['zh-CN'] }, en: { shouke: dictionaries.en } },
  interpolation: { escapeValue: false },
  returnNull: false,
  initAsync: false,
});

/** The language of the screen and how to change it. Printed documents stay Chinese. */
export function useLanguage(): { language: Language; choose: (language: Language) => void } {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh-CN';
  const choose = useCallback(
    (next: Language) => {
      choice.write(next);
      void i18n.changeLanguage(next);
    },
    [i18n],
  );
  return { language, choose };
}

/** Picks the text of the current language out of a pair, as refusals and rules carry them. */
export function useWords(): (words: Words) => string {
  const { language } = useLanguage();
  return useCallback((words: Words) => (language === 'en' ? words.en : words.zh), [language]);
}
