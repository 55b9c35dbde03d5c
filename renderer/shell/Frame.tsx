import { App } from 'antd';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useNavigation } from 'react-router';
import { useLock } from '../access/LockContext.ts';
import { LoadingLines } from '../feedback/states.tsx';
import { useHotkey } from '../keys/useHotkey.ts';
import { NavRail } from './NavRail.tsx';
import { Palette } from './Palette.tsx';
import './shell.css';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { TopBar } from './TopBar.tsx';

/** The frame around every page: areas at the left, bar at the top, the page between them. */
export function Frame() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { lock } = useLock();
  const [open, setOpen] = useState<'palette' | 'shortcuts'>();
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const navigation = useNavigation();
  useHotkey('Mod+K', () => setOpen('palette'));
  useHotkey('?', () => setOpen('shortcuts'));
  useHotkey('Mod+Alt+L', lock, { always: true });
  // The browser would print the screen; what is printed here are forms.
  useHotkey('Mod+P', () => void message.info(t('shell.nothingToPrint')));

  // A new page starts at its top, and the keyboard with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what makes it a new page
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.closest('nav.sk-nav') === null) return;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <div className="sk-frame">
      <button type="button" className="sk-skip" onClick={() => main.current?.focus()}>
        {t('shell.skip')}
      </button>
      <NavRail />
      <div className="sk-desk">
        <TopBar search={() => setOpen('palette')} help={() => setOpen('shortcuts')} />
        <main ref={main} id="main" className="sk-main" tabIndex={-1} aria-busy={navigation.state !== 'idle'}>
          <Suspense fallback={<LoadingLines />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {open === 'palette' ? <Palette close={() => setOpen(undefined)} /> : null}
      {open === 'shortcuts' ? <ShortcutSheet close={() => setOpen(undefined)} /> : null}
    </div>
  );
}
