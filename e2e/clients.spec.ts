import type { Page } from '@playwright/test';
import { chooseTheme, expect, expectAccessible, picture, pressSave, tabTo, test, type } from './support/clerk.ts';

const list = (page: Page) => page.getByRole('grid', { name: '客户', exact: true });
const firstRow = (page: Page) => list(page).getByRole('row').nth(1);

async function openClients(page: Page): Promise<void> {
  await page.keyboard.press('Alt+3');
  await expect(firstRow(page)).toBeVisible();
}

/** The page of the client that owes most. */
async function openDebtor(page: Page): Promise<string> {
  await openClients(page);
  await page.getByRole('button', { name: /^有应收/ }).click();
  await expect(page).toHaveURL(/show=owing/);
  await expect(list(page)).not.toHaveAttribute('aria-busy');
  await list(page).focus();
  await page.keyboard.press('Enter');
  const title = page.getByRole('heading', { level: 1 });
  await expect(page.getByRole('heading', { name: '每月订单' })).toBeVisible();
  return (await title.innerText()).split(/\s/)[0] ?? '';
}

test('a manager finds clients by chips, pinyin and keyboard, in both themes and languages', async ({
  page,
  signInAs,
}) => {
  await signInAs('salesManager');
  await openClients(page);
  await expect(page.getByRole('button', { name: /^全部/ })).toContainText(/\d/);
  await expectAccessible(page);
  await picture(page, 'clients');

  await test.step('initials, pinyin and one character find the same client', async () => {
    const name = (await firstRow(page).getByRole('gridcell').nth(1).innerText()).trim();
    const box = page.getByRole('textbox', { name: '搜索客户' });
    await page.keyboard.press('/');
    await expect(box).toBeFocused();
    await box.fill(name);
    await expect(firstRow(page)).toContainText(name);
    await box.fill(name.slice(-5, -4));
    await expect(list(page).getByRole('row').nth(2)).toBeVisible();
    await box.fill('没有这家');
    await expect(page.getByText('没有符合条件的客户。')).toBeVisible();
    await picture(page, 'clients-none');
    await box.fill('');
  });

  await test.step('Space previews, arrows move, Enter opens, Esc comes back', async () => {
    await page.getByRole('button', { name: /^三个月未下单/ }).click();
    await expect(page).toHaveURL(/show=dormant/);
    await expect(list(page)).not.toHaveAttribute('aria-busy');
    await list(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    await expect(page.getByText('最近跟进')).toBeVisible();
    await picture(page, 'clients-preview');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: '归属', exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(/show=dormant/);
  });

  await test.step('dark and English', async () => {
    await chooseTheme(page, 'dark');
    await expectAccessible(page);
    await picture(page, 'clients-dark');
    await page.getByRole('button', { name: /English/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Clients' })).toBeVisible();
    await picture(page, 'clients-dark-en');
  });
});

test('the page of a client shows who, what and how much, and takes orders, payments, disputes and promises', async ({
  page,
  signInAs,
}) => {
  test.slow();
  await signInAs('salesManager');
  const name = await openDebtor(page);
  await expect(page.getByRole('img', { name: /^归属时间带/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^每月订单数柱形图/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^按账龄的应收/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: '谁看过' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'client');

  await test.step('the figures of the chart are there to read', async () => {
    await page.getByText('以表格查看').click();
    await expect(page.getByRole('columnheader', { name: '订单数' })).toBeVisible();
    await page.getByText('以表格查看').click();
  });

  await test.step('an order becomes a receivable', async () => {
    await page.getByRole('button', { name: '登记订单' }).click();
    const form = page.getByRole('dialog', { name: '登记订单' });
    await form.getByLabel('金额').fill('12,345.60');
    await form.getByLabel('内容').fill('冷链运输');
    await expectAccessible(page);
    await picture(page, 'client-order');
    await pressSave(page);
    await expect(form).toHaveCount(0);
    await expect(page.getByRole('cell', { name: '¥12,345.60' }).first()).toBeVisible();
  });

  await test.step('part of it is paid; too much is refused', async () => {
    const row = page.getByRole('row').filter({ hasText: '¥12,345.60' });
    await row.getByRole('button', { name: '记回款' }).click();
    const form = page.getByRole('dialog', { name: '记一笔回款' });
    await form.getByLabel('回款金额').fill('99999');
    await form.getByRole('button', { name: /^记下/ }).click();
    await expect(form.getByText(/回款超过应收余额/)).toBeVisible();
    await picture(page, 'client-payment-refused');
    await form.getByLabel('回款金额').fill('345.60');
    await pressSave(page);
    await expect(form).toHaveCount(0);
    await expect(page.getByRole('row').filter({ hasText: '¥12,000.00' })).toBeVisible();
  });

  await test.step('a dispute is marked with its reason', async () => {
    const row = page.getByRole('row').filter({ hasText: '¥12,000.00' });
    await row.getByRole('button', { name: '标为争议' }).click();
    await page.getByLabel('争议内容').fill('少送两箱');
    await pressSave(page);
    await expect(row).toContainText('有争议');
    await expect(row).toContainText('少送两箱');
  });

  await test.step('a promise is written down and kept', async () => {
    await page.getByRole('button', { name: '记跟进' }).click();
    const form = page.getByRole('dialog', { name: '记跟进' });
    await form.getByLabel('内容').fill('客户问冬季运价');
    await form.getByLabel('答应的事').fill('周五前报价');
    await pressSave(page);
    await expect(form.getByText('承诺的事项和日期要一起填写。')).toBeVisible();
    await form.getByLabel('答应的日期').fill('2099-12-31');
    await page.keyboard.press('Enter');
    await pressSave(page);
    await expect(form).toHaveCount(0);
    await expect(page.getByText('客户问冬季运价')).toBeVisible();
    await page.getByRole('button', { name: '办完了' }).first().click();
    await expect(page.getByText('周五前报价 · 已完成')).toBeVisible();
  });

  await test.step('it moves to a colleague, with its history', async () => {
    await page.getByRole('button', { name: '转交' }).click();
    const form = page.getByRole('dialog', { name: /^转交/ });
    await form.getByRole('combobox', { name: '接收人' }).click();
    await page.keyboard.press('Escape');
    await expect(form).toBeVisible();
    await form.getByRole('combobox', { name: '接收人' }).click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await form.getByLabel('原因').fill('区域调整');
    await picture(page, 'client-assign');
    await pressSave(page);
    await expect(form).toHaveCount(0);
    await expect(page.getByRole('cell', { name: /区域调整/ }).first()).toBeVisible();
    await picture(page, 'client-moved');
  });

  await test.step('a number is shown on demand, and the look is on record', async () => {
    const contact = page.getByRole('button', { name: '显示号码' }).first();
    await contact.click();
    await expect(page.getByText(/^(1\d{10}|0\d{2,3}-\d{7,8})$/).first()).toBeVisible();
    await page.getByRole('tab', { name: '经过' }).click();
    await page.reload();
    await expect(page.getByText('查看了联系人的完整号码').first()).toBeVisible();
    await expect(page.getByText('决定了负责人').first()).toBeVisible();
    await picture(page, 'client-timeline');
  });

  await test.step('Ctrl+K leads back to it', async () => {
    await page.keyboard.press('Control+k');
    await type(page, name);
    await expect(page.getByRole('option').filter({ hasText: name }).first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  });

  await test.step('dark and English', async () => {
    await chooseTheme(page, 'dark');
    await expectAccessible(page);
    await picture(page, 'client-dark');
    await page.getByRole('button', { name: /English/ }).click();
    await expect(page.getByRole('heading', { name: 'Ownership', exact: true })).toBeVisible();
    await picture(page, 'client-dark-en');
  });
});

test('a salesperson sees own clients only, is warned of duplicates, and asks for a transfer', async ({
  page,
  signInAs,
  browser,
}) => {
  test.slow();
  await signInAs('salesManager');
  await openClients(page);
  const every = page.getByRole('button', { name: /^全部/ });
  await expect(every).toContainText(/\d/);
  const all = await every.innerText();
  await page.getByRole('button', { name: /^无人负责/ }).click();
  await expect(page).toHaveURL(/show=noOwner/);
  await expect(list(page)).not.toHaveAttribute('aria-busy');
  await expect(firstRow(page)).toContainText('无人负责');
  const taken = (await firstRow(page).getByRole('gridcell').nth(1).innerText()).trim();

  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const own = await context.newPage();
  await signInAs('salesperson', own);
  await openClients(own);
  const mine = own.getByRole('button', { name: /^全部/ });
  await expect(mine).toContainText(/\d/);
  expect(await mine.innerText()).not.toBe(all);
  await expect(own.getByRole('button', { name: /^无人负责/ })).toHaveCount(0);

  await own.keyboard.press('n');
  await expect(own.getByLabel('客户', { exact: true })).toBeFocused();
  await type(own, taken);
  await expect(own.getByText(`已有同名客户“${taken}”`)).toBeVisible();
  await expectAccessible(own);
  await picture(own, 'client-duplicate');

  await pressSave(own);
  await expect(own.getByRole('alert').or(own.locator('.ant-form-item-explain-error')).first()).toContainText(
    '已有同名客户',
  );
  await own.getByRole('button', { name: '申请转交' }).click();
  await own.getByLabel('为什么转给您').fill('客户搬到了我的片区');
  await own.getByRole('button', { name: '申请转交' }).click();
  await expect(own.getByText(/销售经理会在工作台看到/)).toBeVisible();

  await own.getByLabel('客户', { exact: true }).fill('𠮷祥（长三角）冷链运输与仓储管理服务有限公司');
  await own.getByLabel('姓名').fill('张𤧣');
  await own.getByLabel('电话').fill('123');
  await pressSave(own);
  await expect(own.getByText(/手机号有 3 位/).first()).toBeVisible();
  await picture(own, 'client-form-refused');
  await own.getByLabel('电话').fill('138 1234 5678');
  await pressSave(own);
  await expect(own.getByRole('heading', { level: 1 })).toContainText('𠮷祥（长三角）冷链运输与仓储管理服务有限公司');
  await expect(own.getByText('从未下单')).toBeVisible();
  await picture(own, 'client-new');
  await context.close();

  await test.step('the manager finds the wish with the client', async () => {
    await list(page).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/申请转交：客户搬到了我的片区/)).toBeVisible();
    await picture(page, 'client-requested');
  });
});

test('an order and a client are entered without a mouse, a namesake confirmed to be another', async ({
  page,
  signInAs,
}) => {
  await signInAs('salesManager');
  await openClients(page);
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: '搜索客户' })).toBeFocused();
  await type(page, '有限公司');
  await expect(page).toHaveURL(/q=/);
  await expect(list(page)).not.toHaveAttribute('aria-busy');
  await page.keyboard.press('ArrowDown');
  await expect(list(page)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toContainText('有限公司');
  const name = ((await title.innerText()).split(/\s/)[0] ?? '').trim();

  await tabTo(page, page.getByRole('button', { name: '登记订单' }));
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: '登记订单' });
  await tabTo(page, form.getByLabel('金额'));
  await type(page, '8,765.40');
  await pressSave(page);
  await expect(form).toHaveCount(0);
  await expect(page.getByRole('cell', { name: '¥8,765.40' }).first()).toBeVisible();

  await openClients(page);
  await page.keyboard.press('n');
  const field = page.getByLabel('客户', { exact: true });
  await expect(field).toBeFocused();
  await pressSave(page);
  await expect(page.getByText('没有填写客户名称。').first()).toBeVisible();
  await type(page, name);
  const another = page.getByRole('checkbox', { name: '是另一家，继续新建' });
  await expect(another).toBeVisible();
  await pressSave(page);
  await expect(page.getByRole('alert').or(page.locator('.ant-form-item-explain-error')).first()).toContainText(
    '已有同名客户',
  );
  await tabTo(page, another);
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await expect(field).toHaveValue('');
  await expect(field).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: '建档' }));
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1, name: '客户', exact: true })).toBeVisible();
});
