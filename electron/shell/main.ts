import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { app, dialog, session } from 'electron';
import { systemClock } from '../../shared/domain/clock.ts';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { defaultDataFolder } from '../dataFolder.ts';
import { lockFolder } from '../registry/folderLock.ts';
import { failedSelfTests, requireSelfTest } from '../selfTest.ts';
import { connectPages } from './connect.ts';
import { holdContents } from './contentsRules.ts';
import { readStartup } from './decisions/startup.ts';
import { openDesktopProgram } from './program.ts';
import { registerAppScheme, servePages } from './protocol.ts';
import { folderInUse, pageKeepsFailing } from './refusals.ts';
import { systemVault } from './safeStorageVault.ts';
import { closeSession } from './sessionRules.ts';
import { openWindow } from './window.ts';

const startup = readStartup(process.argv);
const folder = resolve(startup.dataDir ?? defaultDataFolder(process.platform, process.env, homedir()));
/** Chromium's profile of the window, and our preferences; nothing secret. Per data folder, and so is the single instance. */
const profile = join(folder, 'window');
const built = join(import.meta.dirname, '..');

if (startup.selfTestOnly) {
  const failed = failedSelfTests();
  console.log(failed.length === 0 ? 'self-test passed' : `self-test failed: ${failed.join(', ')}`);
  app.exit(failed.length === 0 ? 0 : 1);
} else {
  app.enableSandbox();
  registerAppScheme();
  // The window never talks to a network: no names are resolved, nothing is looked up, fetched or reported.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  for (const quiet of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
    'no-pings',
  ])
    app.commandLine.appendSwitch(quiet);
  app.setPath('userData', profile);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (app.requestSingleInstanceLock()) start().catch(endWith);
  else endAsSecond();
}

async function start(): Promise<void> {
  holdContents(app);
  await app.whenReady();
  requireSelfTest();
  const program = await openDesktopProgram({
    folder,
    clock: systemClock,
    passphrase: process.env.SHOUKE_PASSPHRASE,
    vault: systemVault(),
    sampleIfEmpty: !startup.empty && !app.isPackaged,
    onFailure: (what, error) => console.error(what, error),
  });
  app.on('will-quit', () => program.close());
  app.on('window-all-closed', () => app.quit());
  connectPages(program);

  const pages = session.fromPartition('persist:shouke');
  closeSession(pages);
  servePages(pages, join(built, 'renderer'));
  const window = openWindow({
    session: pages,
    preloads: join(built, 'preload'),
    devTools: !app.isPackaged,
    preferences: profile,
  });
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  let lastFailure = 0;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    if (Date.now() - lastFailure < 60_000) return endWith(new RefusalError(pageKeepsFailing));
    lastFailure = Date.now();
    window.reload();
  });
}

/** The running window comes to the front by itself; whoever started a second one from a terminal is told so. */
function endAsSecond(): void {
  const taken = lockFolder(folder);
  if ('lock' in taken) taken.lock.release();
  else console.error(inLanguage(folderInUse(taken.heldBy?.pid)));
  app.exit(1);
}

/** One clear line, on the terminal and in a box, then the end. */
function endWith(error: unknown): void {
  const line =
    error instanceof RefusalError
      ? error.refusals.map(inLanguage).join('\n')
      : error instanceof Error
        ? error.message
        : String(error);
  console.error(line);
  dialog.showErrorBox(chinese() ? '守客无法打开' : 'Shouke cannot open', line);
  app.exit(1);
}

function chinese(): boolean {
  return (app.isReady() ? app.getLocale() : Intl.DateTimeFormat().resolvedOptions().locale).startsWith('zh');
}

function inLanguage(refusal: Refusal): string {
  return chinese() ? `${refusal.zh}${refusal.next.zh}` : `${refusal.en} ${refusal.next.en}`;
}
