import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { chooseTheme, expect, expectAccessible, picture, tabTo as tabToAny, test, type } from './support/clerk.ts';

const station = (page: Page, name: string) =>
  page
    .getByRole('region', { name: '变更走到哪里' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name }) });

/** To a button of the page. While it turns, and a moment longer, it is called `loading …`. */
const tabTo = (page: Page, name: string): Promise<void> =>
  tabToAny(page, page.getByRole('main').getByRole('button', { name: new RegExp(`${name}$`) }));

test('changes are sealed, exported, and exported again without a mouse', async ({ page, signInAs, sample }) => {
  await signInAs('hrAdmin');
  await page.keyboard.press('Alt+8');
  await expect(page.getByRole('heading', { level: 1, name: '同步' })).toBeVisible();
  await expect(station(page, '本机')).toContainText(/[1-9]\d* 笔变更/);
  await expect(station(page, '已封包')).toContainText('没有待送出的');
  await expect(page.getByText('封好的变更包列在这里')).toBeVisible();
  await expect(page.getByRole('banner').getByRole('link', { name: '不与总部同步' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'sync-before');

  await test.step('a sample branch says why it can neither join nor receive', async () => {
    await expect(page.getByText('所以不能加入总部')).toBeVisible();
    await expect(page.getByRole('button', { name: '收取回执' })).toHaveAttribute('aria-disabled', 'true');
    await expect(page.getByText('示例门店没有总部，不能收取回执。')).toBeVisible();
  });

  await test.step('without a folder it seals, and the count moves on', async () => {
    await tabTo(page, '只封包');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/已封好 \d+ 个变更包，还在本机/)).toBeVisible();
    await expect(station(page, '本机')).toContainText('没有变更待封包');
    await expect(station(page, '已封包')).toContainText(/[1-9]\d* 个变更包/);
    await expect(station(page, '已封包')).toContainText('停在这里');
    await expect(page.getByRole('row').filter({ hasText: '待送出' }).first()).toBeVisible();
    await expect(page.getByRole('columnheader', { name: '状态' })).toHaveCSS('font-size', '12px');
    await picture(page, 'sync-sealed');
  });

  const stick = join(sample.folder, 'stick');
  await test.step('a folder that is not there is refused, and says what to do', async () => {
    const field = page.getByRole('textbox', { name: 'U 盘或共享文件夹' });
    await field.focus();
    await type(page, join(sample.folder, 'nowhere'));
    await tabTo(page, '封包并导出');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('找不到文件夹');
    await expect(station(page, '已封包')).toContainText(/[1-9]\d* 个变更包/);
    await field.focus();
    await page.keyboard.press('Control+A');
    await type(page, stick);
  });

  await test.step('exported, they are on the stick and on their way', async () => {
    mkdirSync(stick);
    await tabTo(page, '封包并导出');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/已导出 \d+ 个变更包到/)).toBeVisible();
    await expect(station(page, '已封包')).toContainText('没有待送出的');
    await expect(station(page, '已送出')).toContainText(/[1-9]\d* 个变更包/);
    expect(readdirSync(stick).length).toBeGreaterThan(0);
    await expectAccessible(page);
    await picture(page, 'sync-sent');
  });

  await test.step('lost on the way, they are exported again from a number on', async () => {
    const again = join(sample.folder, 'again');
    mkdirSync(again);
    await tabTo(page, '重新导出');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '重新导出变更包' });
    await expect(dialog.getByRole('spinbutton', { name: '从第几号起' })).toHaveValue('1');
    await dialog.getByRole('textbox', { name: 'U 盘或共享文件夹' }).focus();
    await page.keyboard.press('Control+A');
    await type(page, again);
    await expectAccessible(page);
    await picture(page, 'sync-resend');
    await page.keyboard.press('F8');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText(/已重新导出 \d+ 个变更包到/)).toBeVisible();
    expect(readdirSync(again)).toEqual(readdirSync(stick));
  });

  await test.step('one of them is downloaded', async () => {
    await tabTo(page, '下载第 1 号变更包');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(readdirSync(stick)).toContain(download.suggestedFilename());
  });

  await test.step('dark and in English', async () => {
    await chooseTheme(page, 'dark');
    await expectAccessible(page);
    await picture(page, 'sync-dark');
    await chooseTheme(page, 'light');
    await page.getByRole('button', { name: /English/ }).click();
    await page.keyboard.press('Alt+1');
    await page.keyboard.press('Alt+8');
    await expect(page.getByRole('heading', { level: 1, name: 'Sync' })).toBeVisible();
    await picture(page, 'sync-en');
  });
});

test('a salesperson sees the road, and who seals', async ({ page, signInAs }) => {
  await signInAs('salesperson');
  await page.goto(`${new URL(page.url()).origin}/#/sync`);
  await expect(page.getByText('封包和收取由人事人员办理。')).toBeVisible();
  await expect(page.getByRole('button', { name: /封包|收取回执|重新导出|下载/ })).toHaveCount(0);
  await expectAccessible(page);
});

test('a new branch asks to join, and takes no answer that is none', async ({ page, empty, expectedTrouble }) => {
  // A refused call is answered with a status of its own, which the browser notes.
  expectedTrouble.push(/the server responded with a status of 4\d\d/);
  await page.goto(await empty.link());
  await page.getByRole('button', { name: '建店并加入总部' }).click();
  await expect(page.getByLabel('公司名称')).toBeFocused();
  const passphrase = 'correct horse battery';
  for (const value of [
    '远航物流',
    '徐汇门店',
    'xh01',
    '上海',
    passphrase,
    passphrase,
    '李敏',
    'limin',
    'password-long-1',
  ]) {
    await type(page, value);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '进入守客' }).click();
  await page.getByLabel('登录名').fill('limin');
  await page.getByLabel('密码', { exact: true }).fill('password-long-1');
  await page.keyboard.press('Enter');
  // Who came to join is led to where that is done.
  await expect(page.getByRole('heading', { level: 1, name: '同步' })).toBeVisible();

  await expect(page.getByRole('banner').getByRole('link', { name: '未加入总部' })).toBeVisible();
  await expect(page.getByRole('button', { name: '只封包' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('本店还没有加入总部，变更留在本机，不会丢失。')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'sync-none');

  await tabTo(page, '生成加入申请');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toMatch(/\.skrequest$/);
  const fingerprint = page.getByRole('group', { name: '申请指纹' });
  await expect(fingerprint).toContainText(/^[0-9A-F]{2,}/i);
  const first = await fingerprint.innerText();

  await expect(page.getByText('还没有选答复文件。')).toBeVisible();
  await page
    .getByLabel('答复文件')
    .setInputFiles({ name: 'a.skanswer', mimeType: '', buffer: Buffer.from('no answer') });
  const typed = page.getByLabel('纸面上的根证书指纹');
  await typed.fill('12 34');
  await tabTo(page, '加入总部');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('64 位十六进制');
  await typed.fill(first);
  await tabTo(page, '加入总部');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).not.toContainText('64 位十六进制');
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await expectAccessible(page);
  await picture(page, 'sync-requested');
  await page.reload();
  await expect(fingerprint).toHaveText(first);
});
