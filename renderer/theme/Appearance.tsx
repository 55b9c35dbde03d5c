import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react';
import { remembered } from '../client/preferences.ts';
import { useLanguage } from '../words/language.ts';
import { antdTheme } from './antdTheme.ts';
import { cssVariables, fontStacks, type Palette, palettes, type ThemeName } from './tokens.ts';
import { useMedia } from './useMedia.ts';

/** What the person chose; `system` follows Windows. */
export type ThemeChoice = 'light' | 'dark' | 'system';

interface AppearanceState {
  readonly choice: ThemeChoice;
  readonly name: ThemeName;
  readonly palette: Palette;
  /** No motion at all. */
  readonly still: boolean;
  readonly choose: (choice: ThemeChoice) => void;
}

const AppearanceContext = createContext<AppearanceState | undefined>(undefined);
const choiceOf = remembered<ThemeChoice>('theme', ['light', 'dark', 'system'], 'system');

/** Theme, language of antd's own texts and CSS variables for everything below it. */
export function Appearance({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState(choiceOf.read);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const { language } = useLanguage();
  const name: ThemeName = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;

  useLayoutEffect(() => {
    const root = document.documentElement;
    for (const [variable, value] of Object.entries(cssVariables(palettes[name])))
      root.style.setProperty(variable, value);
    root.style.colorScheme = name;
    root.dataset.theme = name;
  }, [name]);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.style.setProperty('--sk-font', fontStacks[language]);
    dayjs.locale(language === 'zh-CN' ? 'zh-cn' : 'en');
  }, [language]);

  const state = useMemo<AppearanceState>(
    () => ({
      choice,
      name,
      palette: palettes[name],
      still,
      choose: (next) => {
        choiceOf.write(next);
        setChoice(next);
      },
    }),
    [choice, name, still],
  );
  const theme = useMemo(() => antdTheme(name, language, still), [name, language, still]);

  return (
    <AppearanceContext value={state}>
      <ConfigProvider
        theme={theme}
        locale={language === 'zh-CN' ? zhCN : enUS}
        wave={{ disabled: true }}
        button={{ autoInsertSpace: false }}
        variant="outlined"
        form={{ requiredMark: 'optional', scrollToFirstError: true }}
      >
        <App component={false} message={{ maxCount: 3 }}>
          {children}
        </App>
      </ConfigProvider>
    </AppearanceContext>
  );
}

export function useAppearance(): AppearanceState {
  const state = useContext(AppearanceContext);
  if (!state) throw new Error('useAppearance needs <Appearance> above it');
  return state;
}
