import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { projectFolder } from '../../bin/project.ts';
import { electronRuntime, thisMachine } from '../../bin/start/desktop.ts';

/** The real desktop window: `npm test` runs this suite only where Electron's runtime and a display are. */
let folder: string;
let application: ElectronApplication;
let page: Page;

const runtime = (): string => {
  const path = electronRuntime(projectFolder, thisMachine());
  if (path === undefined) throw new Error("Electron's runtime is not here; npm test says so and skips this suite");
  return path;
};
// Chromium's sandbox refuses to run as root; only these tests start the window so, the application itself never does.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const startedWith = (): string[] => [projectFolder, ...asRoot, `--data-dir=${folder}`];

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-window-'));
  application = await _electron.launch({ executablePath: runtime(), args: startedWith() });
  page = await application.firstWindow();
});
test.afterAll(async () => {
  await application?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('opens one window on the sign-in page', async () => {
  expect(page.url()).toMatch(/^app:\/\/shouke\/index\.html/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.sk-people button').first()).toBeVisible();
  expect(application.windows()).toHaveLength(1);
});

test('gives its page nothing of Node or Electron', async () => {
  const seen = await page.evaluate(() =>
    ['process', 'require', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window),
  );
  expect(seen).toEqual([]);
});

test('opens no other window', async () => {
  for (const url of ['https://example.org', 'about:blank', 'app://shouke/index.html', 'file:///etc/passwd'])
    expect(await page.evaluate((target) => window.open(target), url)).toBeNull();
  expect(application.windows()).toHaveLength(1);
});

for (const url of ['https://example.org/', 'file:///etc/passwd', 'app://evil/index.html', 'data:text/html,x'])
  test(`does not go to ${url}`, async () => {
    const before = page.url();
    await page.evaluate((target) => window.location.assign(target), url);
    await page.waitForTimeout(500);
    expect(page.url()).toBe(before);
  });

test('loads nothing from outside, runs no text as code, and is granted nothing', async () => {
  const tried = await page.evaluate(async () => {
    // Code that the test driver itself is running may use eval; what comes after it may not.
    await new Promise((later) => setTimeout(later));
    const barred = async (action: () => unknown): Promise<boolean> => {
      try {
        await action();
        return false;
      } catch {
        return true;
      }
    };
    const { state } = await navigator.permissions.query({ name: 'geolocation' });
    return {
      network: await barred(() => fetch('https://example.org')),
      loopback: await barred(() => fetch('http://127.0.0.1:9/')),
      file: await barred(() => fetch('file:///etc/passwd')),
      eval: await barred(() => new Function('return 1')()),
      camera: await barred(() => navigator.mediaDevices.getUserMedia({ video: true })),
      geolocation: state,
    };
  });
  expect(tried).toEqual({ network: true, loopback: true, file: true, eval: true, camera: true, geolocation: 'denied' });
});

test('serves nothing outside its pages', async () => {
  const statuses = await page.evaluate(async () =>
    Promise.all(
      ['/../package.json', '/%2e%2e%2fpackage.json', '/..%5cpackage.json', '/missing.js', '/.hidden.js'].map(
        async (path) => (await fetch(`app://shouke${path}`)).status,
      ),
    ),
  );
  for (const status of statuses) expect([400, 403, 404]).toContain(status);
});

test('keeps its session over a reload of the page', async () => {
  await page.locator('.sk-people button').first().click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole('navigation').first()).toBeVisible();
});

test('a second start on the same folder ends and says which process has it', () => {
  const second = spawnSync(runtime(), startedWith(), { encoding: 'utf8', timeout: 30_000 });
  expect(second.status).toBe(1);
  expect(second.stderr).toContain(String(application.process().pid));
});

test('passes the self-test of its cryptography', () => {
  const checked = spawnSync(runtime(), [projectFolder, ...asRoot, '--self-test'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(checked.stdout).toContain('self-test passed');
  expect(checked.status).toBe(0);
});
