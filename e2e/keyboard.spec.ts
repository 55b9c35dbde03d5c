import type { Page } from '@playwright/test';
import { expect, test, type } from './support/clerk.ts';

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

async function openPeople(page: Page): Promise<void> {
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('grid', { name: '员工' }).getByRole('row').nth(1)).toContainText(/\d/);
}

/** The form of a notice for somebody, with the focus on whom it is about. */
async function beginCase(page: Page): Promise<void> {
  await page.keyboard.press('Alt+5');
  await expect(page.getByRole('grid', { name: '离职交接' })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByRole('combobox', { name: '员工', exact: true })).toBeFocused();
}

test.describe('a key pressed before the answer is there', () => {
  test('Enter takes the colleague that was typed, not the first of everybody', async ({ page, signInAs, hold }) => {
    await signInAs('hrClerk');
    await beginCase(page);
    const answer = await hold('**/rpc/people/choices', '顾明远');
    await type(page, '顾明远');
    await page.keyboard.press('Enter');
    answer();
    await expect(page.locator('.ant-select').first()).toContainText('顾明远');
    await expect(page.getByRole('listbox')).toHaveCount(0);
    await expect(page.getByText('交接应完成').first()).toBeVisible();
  });

  test('typing on takes the choice of before back', async ({ page, signInAs, hold }) => {
    await signInAs('hrClerk');
    await beginCase(page);
    const answer = await hold('**/rpc/people/choices', '顾');
    await type(page, '顾');
    await page.keyboard.press('Enter');
    await type(page, '明');
    answer();
    await expect(page.locator('.ant-select-item-option-active')).toContainText('顾明远');
    await expect(page.getByText('选择员工后')).toBeVisible();
  });

  test('Enter in the search box of a list opens the first row of the answer', async ({ page, signInAs, hold }) => {
    await signInAs('hrClerk');
    await openPeople(page);
    const answer = await hold('**/rpc/people/list', '顾明远');
    await page.keyboard.press('/');
    await type(page, '顾明远');
    await page.keyboard.press('Enter');
    answer();
    await expect(heading(page)).toContainText('顾明远');
    await expect(page).toHaveURL(/#\/people\/[0-9a-f-]{36}$/);
  });

  test('whoever has gone on in the meantime is not taken to a page', async ({ page, signInAs, hold }) => {
    await signInAs('hrClerk');
    await openPeople(page);
    const answer = await hold('**/rpc/people/list', '顾明远');
    await page.keyboard.press('/');
    await type(page, '顾明远');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+a');
    answer();
    const rows = page.getByRole('grid', { name: '员工' });
    await expect(rows.getByRole('row')).toHaveCount(2);
    await expect(rows).not.toHaveAttribute('aria-busy');
    await expect(heading(page)).toHaveText('员工');
  });

  test('arrows, Space and Enter in a list mean the rows that are on their way', async ({ page, signInAs, hold }) => {
    await signInAs('hrClerk');
    await openPeople(page);
    const rows = page.getByRole('grid', { name: '员工' });
    const active = page.getByRole('button', { name: /^在职/ });
    await active.click();
    await expect(active).toHaveAttribute('aria-pressed', 'true');
    await expect(rows).not.toHaveAttribute('aria-busy');
    const wanted = (await rows.getByRole('row').nth(2).getByRole('gridcell').first().innerText()).trim().split(/\s+/);
    const all = page.getByRole('button', { name: /^全部/ });
    await all.click();
    await expect(all).toHaveAttribute('aria-pressed', 'true');
    await expect(page).not.toHaveURL(/show=/);
    await page.reload();
    await expect(rows.getByRole('row').nth(1)).toContainText(/\d/);

    const answer = await hold('**/rpc/people/list', '"active"');
    await active.click();
    await rows.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    const preview = page.getByRole('complementary', { name: '预览' });
    await expect(preview).toBeVisible();
    await expect(preview.getByRole('heading')).toHaveCount(0);
    answer();
    await expect(preview).toContainText(wanted[0] ?? '');
    await page.keyboard.press('Enter');
    await expect(heading(page)).toContainText(wanted[0] ?? '');
  });
});

test('a quick filter counts from its press on: no key can meet the rows of before', async ({
  page,
  signInAs,
  hold,
}) => {
  await signInAs('hrClerk');
  await openPeople(page);
  await hold('**/rpc/people/list', '"active"');
  const rows = page.getByRole('grid', { name: '员工' });
  await expect(rows).not.toHaveAttribute('aria-busy');
  const busy = await page.getByRole('button', { name: /^在职/ }).evaluate(async (chip: HTMLElement) => {
    chip.click();
    // Promises are kept in the task of the press; the next key comes in a later one.
    for (let turn = 0; turn < 50; turn += 1) await null;
    return document.querySelector('[role="grid"]')?.getAttribute('aria-busy');
  });
  expect(busy).toBe('true');
});

test('a menu keeps its keys: arrows choose in it, Esc closes it and not the page', async ({ page, signInAs }) => {
  await signInAs('hrClerk');
  await openPeople(page);
  await page.getByRole('grid', { name: '员工' }).getByRole('row').nth(1).click();
  await expect(page.getByRole('tab').first()).toBeVisible();
  const opener = page.getByRole('button', { name: '外观' });
  await opener.press('Enter');
  await expect(page.getByRole('menuitem', { name: '深色' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menuitem')).toHaveCount(0);
  await expect(opener).toBeFocused();
  await expect(page).toHaveURL(/#\/people\/[0-9a-f-]{36}/);

  await opener.press('Enter');
  await expect(page.locator('[role="menuitem"]:focus')).toHaveCount(1);
  const dark = page.getByRole('menuitem', { name: '深色' });
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(dark).toBeFocused({ timeout: 300 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(page.locator('html[data-theme="dark"]')).toBeAttached();
  await expect(page.getByRole('menuitem')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/#\/people$/);
});
