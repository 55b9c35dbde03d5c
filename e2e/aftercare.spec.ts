import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import {
  test as base,
  chooseTheme,
  expect,
  expectAccessible,
  ownProgram,
  picture,
  pressSave,
  type,
} from './support/clerk.ts';
import type { Program } from './support/program.ts';

/** What is recorded here would show in what other tests count: a sample branch of its own. */
const test = base.extend<{ branch: Program; paper: Program }>({
  branch: ownProgram('sample'),
  paper: ownProgram('paper'),
});

test.use({ actionTimeout: 10_000 });
// The same as for the walks of a handover: let finish on a machine that does other things besides.
test.setTimeout(120_000);

const dialog = (page: Page) => page.getByRole('dialog');

async function enter(page: Page, branch: Program, role: string): Promise<void> {
  await page.goto(await branch.link());
  await page.getByRole('listitem').filter({ hasText: role }).getByRole('button').first().press('Enter');
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
}

/** Opens the first non-compete with months unpaid, by keyboard. */
async function openUnpaid(page: Page): Promise<void> {
  await page.keyboard.press('Alt+6');
  await page.getByRole('button', { name: /^有欠付/ }).press('Enter');
  const list = page.getByRole('grid', { name: '竞业限制' });
  await expect(list.getByRole('row')).toHaveCount(2);
  await expect(list.getByRole('row').nth(1)).toContainText('个月');
  await list.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('约定的内容')).toBeVisible();
}

/** The picture of a bank slip: any page of the screen will do. */
const slip = async (page: Page) => ({ name: '回单.png', mimeType: 'image/png', buffer: await page.screenshot() });

test('a clerk follows a non-compete by keyboard: payment with proof, employment check, notice', async ({
  page,
  branch,
}) => {
  await enter(page, branch, '人事专员');
  await page.keyboard.press('Alt+6');
  await expect(page.getByRole('grid', { name: '竞业限制' }).getByRole('row').nth(1)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'aftercare-list');
  await openUnpaid(page);
  await expect(page.getByRole('complementary')).toContainText('劳动争议');
  await expectAccessible(page);
  await picture(page, 'aftercare');

  const schedule = page.getByRole('table').filter({ hasText: '应付日期' });
  const unpaid = schedule.getByRole('row').filter({ hasText: '未付' });
  const owed = await unpaid.count();
  const month = await unpaid.first().getByRole('rowheader').innerText();

  await test.step('a payment: something that is no paper is refused, the rest stays typed', async () => {
    await unpaid.first().getByRole('button', { name: '登记支付' }).press('Enter');
    await expect(dialog(page)).toContainText(`登记 ${month} 的补偿`);
    await expect(dialog(page).getByLabel('支付日期')).toBeFocused();
    await dialog(page)
      .locator('input[type=file]')
      .setInputFiles({ name: '回单.pdf', mimeType: 'application/pdf', buffer: Buffer.from('只是一段文字') });
    await expectAccessible(page);
    await picture(page, 'aftercare-payment');
    await pressSave(page);
    await expect(dialog(page).getByRole('alert')).toContainText('PDF');
    await picture(page, 'aftercare-payment-refused');
    await dialog(page).getByRole('button', { name: '换一份' }).press('Enter');
    await dialog(page)
      .locator('input[type=file]')
      .setInputFiles(await slip(page));
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await expect(unpaid).toHaveCount(owed - 1);
  });

  await test.step('its proof is one key away', async () => {
    const paid = schedule.getByRole('row').filter({ has: page.getByRole('rowheader', { name: month }) });
    await paid.getByRole('button', { name: '查看' }).press('Enter');
    await expect(page.getByRole('img', { name: '扫描件图片' })).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'aftercare-proof');
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
  });

  await test.step('an employment check', async () => {
    await page.getByRole('tab', { name: /^补偿支付/ }).press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '登记核查' }).press('Enter');
    // Before the fields are there, F8 has nothing to save and must not try.
    await pressSave(page);
    await expect(dialog(page).getByLabel('核查日期')).toBeVisible();
    await expect(dialog(page).getByRole('alert')).toHaveCount(0);
    await pressSave(page);
    await expect(dialog(page)).toContainText('请至少写两个字');
    await expect(dialog(page).getByLabel('来源')).toBeFocused();
    await type(page, '社保参保证明');
    await dialog(page).getByRole('radio', { name: '未见异常' }).press('ArrowRight');
    await expect(dialog(page).getByRole('radio', { name: '可疑' })).toBeChecked();
    await dialog(page).getByLabel('说明').fill('参保单位为同业企业，待核实');
    await expectAccessible(page);
    await picture(page, 'aftercare-check');
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await expect(page.getByRole('row').filter({ hasText: '参保单位为同业企业' })).toContainText('可疑');
    await picture(page, 'aftercare-checks');
  });

  await test.step('the notice is printed under its number', async () => {
    await page.keyboard.press('Control+p');
    const preview = page.getByRole('dialog', { name: '竞业限制启动通知' });
    await expect(preview.locator('.sk-sheets .sk-sheet[data-drawn]').first()).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'aftercare-notice');
    await page.keyboard.press('Control+p');
    await expect(preview.getByText(/-\d{8}-\d{4}-R0/).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(preview).toHaveCount(0);
    await expect(page.getByRole('complementary')).toContainText('打印过的通知');
  });

  await test.step('dark and English', async () => {
    await chooseTheme(page, 'dark');
    await page.getByRole('tab', { name: /^就业核查/ }).press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /English/ }).press('Enter');
    await expectAccessible(page);
    await picture(page, 'aftercare-dark-english');
    const spills = await page
      .getByRole('table')
      .evaluate((table) => table.scrollWidth - (table.parentElement?.clientWidth ?? 0));
    expect(spills, 'the table stays inside its panel').toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await picture(page, 'aftercare-dark-english-wide');
  });
});

test('an HR admin takes the evidence out from the case behind a non-compete', async ({ page, branch }) => {
  await enter(page, branch, 'HR管理员');
  await openUnpaid(page);
  await page.getByRole('complementary').getByRole('link', { name: /^LZ-/ }).press('Enter');
  await page.getByRole('button', { name: '证据包' }).press('Enter');
  await expect(dialog(page)).toContainText('导出会记入日志');
  await expectAccessible(page);
  await picture(page, 'evidence');
  const download = page.waitForEvent('download');
  // A second Enter of an impatient hand takes nothing out twice.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.zip$/);
  const bytes = readFileSync(await file.path());
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  expect(bytes.includes('MANIFEST.sha256')).toBe(true);
  await expect(dialog(page)).toHaveCount(0);
  await page.getByRole('tab', { name: '经过' }).press('Enter');
  await expect(page.getByText('导出了证据包')).toHaveCount(1);
});

test('a non-compete on paper is put before the clerk, entered within the law, and runs', async ({ page, paper }) => {
  await enter(page, paper, '人事专员');
  await test.step('from the workbench to its page', async () => {
    const line = page.getByRole('link').filter({ hasText: '录入纸面竞业限制的条款' });
    await expect(line).toContainText('钱进');
    await line.press('Enter');
    await expect(page.getByText('待录入条款')).toBeVisible();
  });
  await test.step('it is above the list as well', async () => {
    await page.keyboard.press('Alt+6');
    await expect(page.getByRole('status').filter({ hasText: '1 份纸面竞业限制' })).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'aftercare-awaited');
    await page.getByRole('link', { name: '钱进' }).press('Enter');
  });
  await test.step('longer than two years is refused where it is typed; what was known is there', async () => {
    await expect(page.getByLabel('期限（月）')).toHaveValue('36');
    await expect(page.getByLabel('地域')).toHaveValue('上海市');
    await page.getByLabel('月补偿').fill('6000');
    await page.getByLabel('支付日').fill('15');
    await page.getByLabel('限制从事的业务').fill('同城货运代理业务');
    await pressSave(page);
    await expect(page.getByText('竞业限制期应为 1 至 24 个整月。').first()).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'aftercare-terms');
  });
  await test.step('within it, the schedule begins', async () => {
    await page.getByLabel('期限（月）').fill('24');
    await pressSave(page);
    const schedule = page.getByRole('table').filter({ hasText: '应付日期' });
    await expect(schedule.getByRole('row')).toHaveCount(25);
    await expect(page.getByText('履行中').first()).toBeVisible();
    await page.keyboard.press('Alt+6');
    await expect(page.getByRole('grid', { name: '竞业限制' }).getByText('钱进')).toBeVisible();
    await expect(page.getByText('份纸面竞业限制')).toHaveCount(0);
  });
});
