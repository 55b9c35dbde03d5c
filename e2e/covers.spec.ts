import { expect, test } from './support/clerk.ts';

test('the keys of a page that arrives behind an open dialog do nothing until it is closed', async ({
  page,
  signInAs,
  hold,
}) => {
  const arrive = await hold('**/SeparationPage-*.js');
  await signInAs('hrClerk');
  const asked = page.waitForRequest('**/SeparationPage-*.js');
  await page.keyboard.press('Alt+5');
  await asked;
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible();
  arrive();
  await expect(page.locator('h1', { hasText: '离职交接' })).toBeAttached();
  await expect(page).toHaveURL(/#\/separation$/);
  // N would begin a separation, Ctrl+P print, Ctrl+K search.
  for (const key of ['n', 'Control+p', 'Control+k']) await page.keyboard.press(key);
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(page).toHaveURL(/#\/separation$/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/#\/separation\/new$/);
});
