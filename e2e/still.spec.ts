import type { Page } from '@playwright/test';
import { expect, test } from './support/clerk.ts';

// Where "Show animations in Windows" is off.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('without motion what opens stands under what opened it, and what closes is gone', async ({ page, signInAs }) => {
  await signInAs('hrClerk');
  await test.step('menus', async () => {
    await page.getByRole('button', { name: '外观' }).click();
    await expect(page.getByRole('menu')).toBeInViewport({ ratio: 1 });
    await page.getByRole('menuitem', { name: '深色' }).click();
    await expect(page.locator('html[data-theme="dark"]')).toBeAttached();
    await expect(page.getByRole('menuitem')).toHaveCount(0);
  });
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('heading', { name: '员工', level: 1 })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByLabel('姓名')).toBeFocused();

  await test.step('a list to choose from', async () => {
    await page.getByRole('combobox', { name: '证件类型' }).click();
    const list = page.locator('.ant-select-dropdown');
    await expect(list).toBeInViewport({ ratio: 1 });
    await list.getByText('护照').click();
    await expect(list).toBeHidden();
    await page.getByRole('combobox', { name: '证件类型' }).click();
    await list.getByText('居民身份证').click();
    await expect(list).toBeHidden();
  });

  await test.step('a calendar', async () => {
    await page.getByLabel('入职日期').click();
    await expect(calendar(page)).toBeInViewport({ ratio: 1 });
    await calendar(page).locator('.ant-picker-cell-in-view').last().click();
    await expect(calendar(page)).toBeHidden();
    await expect(page.getByLabel('入职日期')).not.toHaveValue('');
  });

  await test.step('a refusal beside its field', async () => {
    const number = page.getByLabel('证件号码');
    await number.fill('110101199001011234');
    await number.press('Tab');
    await expect(page.getByText('校验位')).toBeVisible();
    await number.fill('');
    await expect(page.getByText('校验位')).toHaveCount(0);
  });

  await test.step('a dialog', async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

const calendar = (page: Page) => page.locator('.ant-picker-dropdown');
