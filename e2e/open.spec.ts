import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Application, endApplication, startApplication } from '../bin/test/application.ts';

let folder: string;
let application: Application;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-open-'));
  application = startApplication(folder, '--empty');
});
test.afterAll(async () => {
  await endApplication(application);
  rmSync(folder, { recursive: true, force: true });
});

test('the printed link opens the application once, without an error on the console', async ({ page, browser }) => {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  const link = await application.link;
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(3);
  expect(new URL(page.url()).hash).not.toContain('k=');
  await page.reload();
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(3);
  expect(troubles).toEqual([]);

  const stranger = await browser.newContext();
  const elsewhere = await stranger.newPage();
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole('heading', { level: 2 })).toHaveCount(0);
  await expect(elsewhere.getByRole('heading', { level: 1 })).toBeVisible();
  await stranger.close();
});

test('the page can load nothing from outside and run nothing that is not its own', async ({ page }) => {
  await page.goto(new URL('/', await application.link).href);
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
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.head.append(script);
    return {
      fetch: await barred(() => fetch('http://127.0.0.1:9/')),
      eval: await barred(() => new Function('return 1')()),
      inline: !('injected' in window),
      node: [typeof Reflect.get(window, 'process'), typeof Reflect.get(window, 'require')],
    };
  });
  expect(tried).toEqual({ fetch: true, eval: true, inline: true, node: ['undefined', 'undefined'] });
});
