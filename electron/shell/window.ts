import { join } from 'node:path';
import { BrowserWindow, Menu, type Session, screen, type WebPreferences } from 'electron';
import Store from 'electron-store';
import { smallest, windowBounds } from './decisions/bounds.ts';
import { APP_PAGE } from './decisions/origin.ts';

/** What the page runs with. Nothing here may be loosened; `e2e/electron` asks the running page. */
const webPreferences = (session: Session, preload: string, devTools: boolean): WebPreferences => ({
  session,
  preload,
  devTools,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
});

interface WindowOptions {
  readonly session: Session;
  /** Folder of the built preload script. */
  readonly preloads: string;
  readonly devTools: boolean;
  /** Where window state and other preferences are kept. */
  readonly preferences: string;
}

/** Opens the application's window where it was last, and remembers where it is left. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const store = new Store<{ bounds?: unknown; maximized?: unknown }>({
    cwd: options.preferences,
    name: 'window',
    clearInvalidConfig: true,
  });
  const displays = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const window = new BrowserWindow({
    ...windowBounds(store.get('bounds'), displays),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: '守客 Shouke',
    show: false,
    webPreferences: webPreferences(options.session, join(options.preloads, 'preload.cjs'), options.devTools),
  });
  // The keys of the menu (zoom, full screen, editing) work without its bar, which Alt would otherwise uncover.
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      { role: 'editMenu' },
      {
        label: '查看',
        submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }],
      },
    ]),
  );
  window.setMenuBarVisibility(false);
  if (store.get('maximized') === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => store.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }));
  void window.loadURL(APP_PAGE);
  return window;
}
