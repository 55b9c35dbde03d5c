import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './bin/browserLookup.ts';

const executablePath = findBrowser();

/** Browser tests in the machine's own Chrome, Edge or Chromium, and the desktop window's own suite. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'line',
  projects: [
    {
      name: 'browser',
      testIgnore: 'electron/**',
      use: {
        browserName: 'chromium',
        viewport: { width: 1366, height: 768 },
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        screenshot: 'only-on-failure',
        // No trace: keeping one costs a tenth of the time. `npx playwright test --trace on` takes one of a test that fails.
        launchOptions: {
          args: browserFlags(process.getuid?.()),
          // Where the locale is POSIX, Chromium takes Chinese out of the names of files.
          env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
          // Without one of the machine's own, Playwright uses the browser that it downloaded.
          ...(executablePath === undefined ? {} : { executablePath }),
        },
      },
    },
    { name: 'electron', testMatch: 'electron/**/*.spec.ts', workers: 1 },
  ],
});
