import type { Page } from '@playwright/test';
import { chooseTheme, expect, expectAccessible, picture, test, type } from './support/clerk.ts';

/** Opens the palette and types; answers the hits once they have settled. */
async function search(page: Page, text: string) {
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: '全局搜索' });
  await expect(box).toBeFocused();
  await box.fill(text);
  await expect(page.getByRole('dialog').getByRole('status')).toContainText(/条结果/);
  return page.getByRole('option');
}

test('anything is found by any text and opened by Enter', async ({ page, signInAs }) => {
  test.slow();
  await signInAs('hrClerk');
  await page.keyboard.press('Alt+3');
  const row = page.getByRole('row').nth(1);
  await expect(row).toContainText(/有限公司/);
  const client = /[\u4e00-\u9fff（）]+有限公司/.exec((await row.textContent()) ?? '')?.[0] ?? '';

  await test.step('a client by part of its name, with city, owner and state', async () => {
    const hits = await search(page, client.slice(0, 6));
    await expect(hits.filter({ hasText: client }).first()).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'search-client');
    await page.keyboard.press('Escape');
  });

  await test.step('a person by name; the page opens', async () => {
    const hits = await search(page, '顾明远');
    await expect(hits.first()).toContainText('顾明远');
    await expect(hits.first()).toContainText('在职');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/people\/[0-9a-f-]{36}$/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('顾明远');
  });

  await test.step('the same person by pinyin and by initials', async () => {
    for (const typed of ['gumingyuan', 'gmy']) {
      await search(page, typed);
      const people = page.getByRole('group', { name: '员工' }).getByRole('option');
      await expect(people.filter({ hasText: '顾明远' }), typed).toHaveCount(1);
      await page.keyboard.press('Escape');
    }
  });

  await test.step('a case by its number', async () => {
    await page.keyboard.press('Alt+1');
    const written = /LZ-[A-Z0-9]+-\d{4}-\d{4}/;
    const toDo = page.getByRole('region', { name: '要办的事' });
    await expect(toDo).toContainText(written);
    const number = written.exec((await toDo.textContent()) ?? '')?.[0];
    expect(number).toBeDefined();
    const hits = await search(page, number ?? '');
    await expect(hits.first()).toContainText(number ?? '');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/separation\/[0-9a-f-]{36}/);
  });

  await test.step('more than fits leads to the list', async () => {
    const hits = await search(page, '有限');
    const all = hits.filter({ hasText: '查看“有限”的全部结果' });
    await expect(all).toHaveCount(1);
    await all.click();
    await expect(page).toHaveURL(/#\/clients\?q=/);
  });

  await test.step('nothing found says what else to try', async () => {
    await page.keyboard.press('Control+k');
    await type(page, '这里没有这样的东西');
    await expect(page.getByText('没有找到“这里没有这样的东西”。')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  });
});

test('Enter may come before the answer: it takes the first of it', async ({ page, signInAs }) => {
  await signInAs('hrClerk');
  await page.keyboard.press('Control+k');
  await type(page, '顾明远');
  await expect(page.getByRole('combobox')).toHaveValue('顾明远');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('顾明远');
});

test('Enter of the input method chooses a character, not a result', async ({ page, signInAs }) => {
  await signInAs('hrClerk');
  await search(page, '顾明远');
  const where = page.url();
  await page.getByRole('combobox').evaluate((box) => {
    for (const [isComposing, keyCode] of [
      [true, 13],
      [false, 229],
    ] as const)
      box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing, keyCode, bubbles: true }));
  });
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(page.url()).toBe(where);
});

test('a salesperson finds the own clients only', async ({ page, signInAs, browser }) => {
  test.slow();
  const clerk = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await signInAs('hrClerk', clerk);
  await signInAs('salesperson');
  const me = (await page.getByRole('button', { name: /账号菜单/ }).textContent()) ?? '';
  const hits = await search(page, '有限公司');
  await expect(hits.first()).toBeVisible();
  const seen = await page.getByRole('group', { name: '客户' }).getByRole('option').allTextContents();
  expect(seen.length).toBeGreaterThan(0);
  for (const hit of seen.filter((each) => !each.includes('全部结果'))) expect(hit).toContain(me);
  await page.keyboard.press('Escape');

  await clerk.keyboard.press('Alt+3');
  await expect(clerk.getByRole('row').nth(1)).toContainText('有限公司');
  const rows = await clerk.getByRole('row').allTextContents();
  const foreign = rows.find((row) => row.includes('有限公司') && !row.includes(me)) ?? '';
  const name = /[\u4e00-\u9fff（）]+有限公司/.exec(foreign)?.[0] ?? '';
  await expect((await search(clerk, name)).filter({ hasText: name }).first()).toBeVisible();
  await expect((await search(page, name)).filter({ hasText: name })).toHaveCount(0);
  await clerk.context().close();
});

test('the palette reads well in the dark', async ({ page, signInAs }) => {
  await signInAs('hrAdmin');
  await chooseTheme(page, 'dark');
  await search(page, 'wl');
  await expectAccessible(page);
  await picture(page, 'search-dark');
});
